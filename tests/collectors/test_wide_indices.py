"""Interfaces whose index takes all 32 bits, as OLTs number their PONs: no row of theirs is lost, by either engine."""

import numpy as np
import pytest
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import poll_once
from collectors.profiles.loading import load_profiles
from collectors.snmp import ber
from collectors.snmp.engine import TableQuestion, index_parts, target

PON, LAST = 4_194_312_192, 2**32 - 1
IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6"
OPTICS = "1.3.6.1.4.1.2011.6.128.1.1.2.51.1.4"
SERIALS = "1.3.6.1.4.1.2011.6.128.1.1.2.43.1.3"


async def rows_of(engine, one, question):
    job = engine.walk([target(one.address, one.port)], question)
    while not job.finished:
        await job.wait(5.0)
    assert job.complete.all()
    return job.rows()


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_counters_of_every_interface_are_read(agent, engine, version):
    indices = (1, 2**31 - 1, 2**31, PON, LAST)
    one = await agent({f"{IN_OCTETS}.{index}": integer(index, ber.COUNTER64) for index in indices})
    device = Device("olt", one.address, "interfaces", port=one.port, snmp_version=version)
    polled = await poll_once(engine, load_profiles()["interfaces"], device, "public", AnchoredClock())
    found = [part for batch in polled.batches for part in batch.readings if part.family == "interface"]
    read = {
        int(instance): value
        for part in found
        for instance, value in zip(part.instance, part.values["in_octets"].tolist(), strict=True)
    }
    assert read == {index: float(index) for index in indices}
    assert {part.instance.dtype for part in found} == {np.dtype(np.uint32)}


async def test_an_index_of_several_parts_may_begin_with_all_32_bits(agent, engine):
    wanted = [(PON, 0), (PON, 127), (LAST, 1), (LAST, LAST - 1)]
    one = await agent({f"{OPTICS}.{pon}.{ont}": integer(-1800) for pon, ont in wanted})
    rows = await rows_of(engine, one, TableQuestion((OPTICS,), index_parts=2))
    first, second = index_parts(rows.index, 2)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == wanted


async def test_columns_of_such_rows_are_joined(agent, engine):
    objects = {f"{SERIALS}.{PON}.{ont}": octets(b"HWTC\0\0\0" + bytes([ont])) for ont in range(1, 90)}
    objects |= {f"{OPTICS}.{PON}.{ont}": integer(-1800 - ont) for ont in range(1, 90)}
    one = await agent(objects)
    rows = await rows_of(engine, one, TableQuestion((SERIALS, OPTICS), frozenset({0}), 2))
    text, _ = rows.octets[0]
    assert text[:, 7].tolist() == list(range(1, 90))
    assert rows.values[:, 1].tolist() == [-1800 - ont for ont in range(1, 90)]


async def test_rows_are_joined_on_as_many_parts_as_the_shorter_index_has(agent, engine):
    serials = {f"{SERIALS}.{PON}.{ont}": octets(b"HWTC\0\0\0" + bytes([ont])) for ont in range(90)}
    optics = {f"{OPTICS}.{PON}.{ont}.1": integer(-1800 - ont) for ont in range(90) if ont != 7}
    one = await agent(serials | optics)
    rows = await rows_of(engine, one, TableQuestion((SERIALS, OPTICS), frozenset({0}), 3, frozenset({0}), 2))
    text, length = rows.octets[0]
    assert text[:, 7].tolist() == list(range(90))
    assert length.tolist() == [8] * 90
    assert np.array_equal(rows.values[:, 1], [np.nan if n == 7 else -1800 - n for n in range(90)], equal_nan=True)


@pytest.mark.parametrize("width", [1, 16, 100, 255])
async def test_as_much_is_kept_of_octets_as_was_asked_for(agent, engine, width):
    said = [b"", b"x", bytes(range(100)), bytes(range(250)) * 2]
    one = await agent({f"{SERIALS}.{at}": octets(text) for at, text in enumerate(said)})
    rows = await rows_of(engine, one, TableQuestion((SERIALS,), frozenset({0}), width=width))
    text, length = rows.octets[0]
    assert [bytes(one) for one in text] == [one[:width].ljust(width, b"\0") for one in said]
    assert length.tolist() == [0, 1, 100, 255]
