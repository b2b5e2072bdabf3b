"""Faults that come and go in one moment, and stamps of who was asked when."""

from __future__ import annotations

import subprocess
import time

import pytest

from simulator import SimulatorError, running
from simulator.city import City
from simulator.faults import FaultError
from simulator.plant import Delays, Plant


def test_many_agents_fall_silent_and_return_together(district: City, hand_clock) -> None:
    plant = Plant(district, Delays(), hand_clock)
    agents = [number for number, one in enumerate(district.elements) if one.agent]
    version = plant.version
    faults = plant.break_all("agent_silent", [district.elements[number].id for number in agents])
    assert plant.version == version + 1, "one moment, whatever their number"
    assert plant.faults() == faults
    assert not any(plant.speaks(number) for number in agents)
    assert plant.repair_all(fault.id for fault in faults) == faults
    assert plant.version == version + 2
    assert plant.faults() == []


def test_where_one_of_many_cannot_be_none_happens(district: City, hand_clock) -> None:
    plant = Plant(district, Delays(), hand_clock)
    there = district.elements[district.cmtses[0]].id
    with pytest.raises(FaultError, match="no element 'A-none'"):
        plant.break_all("agent_silent", [there, "A-none"])
    (fault,) = plant.break_all("agent_silent", [there])
    with pytest.raises(FaultError, match="no standing fault"):
        plant.repair_all([fault.id, "F99"])
    assert plant.faults() == [fault]


def test_it_is_written_down_who_was_asked_when_answered_or_not() -> None:
    with running(network="127.49", stamps="on") as town:
        began = time.monotonic()
        assert len(town.break_all("agent_silent", ["N1", "N2"])) == 2
        for host in ("127.49.0.1", "127.49.0.11"):
            where = f"{host}:{town.snmp_port}"
            subprocess.run(
                ["snmpget", "-v2c", "-cpublic", "-t0.5", "-r0", where, "1.3.6.1.2.1.1.3.0"],
                capture_output=True, check=False,
            )  # fmt: skip
        element, octets, at_s = town.asked()
        assert element == ["CMTS1", "N1"]
        assert octets[0] == octets[1] > 0
        assert began < at_s[0] < at_s[1] < time.monotonic()
        assert len(town.repair()) == 2


def test_nothing_is_written_down_unless_asked_for() -> None:
    with running(network="127.49") as town, pytest.raises(SimulatorError, match="404"):
        town.asked()
