"""The agents over real UDP, asked by Net-SNMP."""

from __future__ import annotations

import csv
import re
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

from simulator import Simulator, ber, running

NETWORK = "127.41"
CMTS, NODE, MODEM = f"{NETWORK}.0.1", f"{NETWORK}.0.11", f"{NETWORK}.1.1"
CM_STATUS = ".1.3.6.1.2.1.10.127.1.3.3.1"
SYS_DESCR = ".1.3.6.1.2.1.1.1.0"

NetSnmp = Callable[..., str]


def rows(walk: str) -> dict[str, str]:
    """Return name → value of a walk's lines, in the order they came."""
    found = {}
    for line in walk.splitlines():
        if line.startswith(".1") and " = " in line and "No more variables" not in line:
            name, value = line.split(" = ", 1)
            assert name not in found, f"{name} came twice"
            found[name] = value
    return found


def names_in_order(walk: str) -> bool:
    names = [tuple(map(int, name.split(".")[1:])) for name in rows(walk)]
    return names == sorted(names)


@pytest.fixture(scope="module")
def district() -> Iterator[Simulator]:
    with running(size="district", seed=3, network="127.42", hostile="off") as simulator:
        yield simulator


def agents_of(plant: Simulator, profile: str) -> list[str]:
    """Return the addresses of a profile's devices, as the plant's file has them."""
    with (plant.plant / "devices.csv").open(encoding="utf-8") as file:
        return [row["address"] for row in csv.DictReader(file) if row["profile"] == profile]


def bulk_request(oid: tuple[int, ...], repetitions: int) -> bytes:
    varbind = ber.tlv(ber.SEQUENCE, ber.oid(oid) + ber.NULL_VALUE)
    numbers = ber.number(77) + ber.number(0) + ber.number(repetitions)
    pdu = ber.tlv(0xA5, numbers + ber.tlv(ber.SEQUENCE, varbind))
    return ber.tlv(ber.SEQUENCE, ber.number(1) + ber.octets("public") + pdu)


@pytest.mark.parametrize("address", [CMTS, NODE, MODEM])
def test_walks_of_every_manner_see_the_same_in_order(plant: Simulator, net_snmp: NetSnmp, address: str) -> None:
    bulk = net_snmp("snmpbulkwalk", address, ".1.3")
    one_by_one = net_snmp("snmpwalk", address, ".1.3")
    eighty = net_snmp("snmpbulkwalk", address, ".1.3", options=["-Cr80"])
    assert list(rows(bulk)) == list(rows(one_by_one)) == list(rows(eighty))
    assert names_in_order(bulk)
    assert len(rows(bulk)) > 50


@pytest.mark.parametrize(
    ("profile", "under", "fewest"),
    [
        ("docsis-cmts", ".1.3.6.1.2.1.10.127.1.3.9", 5),
        ("docsis-cmts", ".1.3.6.1.4.1.4491.2.1.20.1.12", 5),
        ("olt-epon", ".1.3", 250),
        ("eoc-head", ".1.3", 250),
    ],
)
def test_walks_of_a_district_see_the_same_in_order(district: Simulator, profile: str, under: str, fewest: int) -> None:
    address = f"{agents_of(district, profile)[0]}:{district.snmp_port}"

    def walk(command: str, *options: str) -> str:
        line = [command, "-v2c", "-cpublic", "-On", "-Oe", "-OU", "-Ot", *options, address, under]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
        assert not done.stderr
        return done.stdout

    found = [list(rows(walk(*how))) for how in (("snmpwalk",), ("snmpbulkwalk",), ("snmpbulkwalk", "-Cr70"))]
    assert found[0] == found[1] == found[2]
    assert names_in_order(walk("snmpbulkwalk"))
    assert len(found[0]) >= fewest


def test_a_v1_walk_leaves_out_what_v1_cannot_carry(plant: Simulator, net_snmp: NetSnmp) -> None:
    v1, v2 = rows(net_snmp("snmpwalk", MODEM, ".1.3", version="1")), rows(net_snmp("snmpwalk", MODEM, ".1.3"))
    assert "Counter64" not in " ".join(v1.values())
    assert list(v1) == [name for name, value in v2.items() if not value.startswith("Counter64")]


def test_each_address_is_another_agent(plant: Simulator, net_snmp: NetSnmp) -> None:
    said = {address: net_snmp("snmpget", address, SYS_DESCR) for address in (CMTS, NODE, MODEM)}
    assert "CMTS" in said[CMTS]
    assert "HMS" in said[NODE]
    assert re.search(r"MODEL: (SB6183|TC4400|CODA-45|CM5100)", said[MODEM])


def test_missing_things_are_missing_in_the_manner_of_each_version(plant: Simulator, net_snmp: NetSnmp) -> None:
    assert "No Such Object" in net_snmp("snmpget", CMTS, ".1.3.6.1.2.1.99.1.0")
    assert "No Such Instance" in net_snmp("snmpget", CMTS, ".1.3.6.1.2.1.1.1.7")
    assert "noSuchName" in net_snmp("snmpget", CMTS, ".1.3.6.1.2.1.99.1.0", version="1")
    assert "No more variables" in net_snmp("snmpgetnext", CMTS, ".1.3.6.1.9")
    assert "noSuchName" in net_snmp("snmpgetnext", CMTS, ".1.3.6.1.9", version="1")


def test_nothing_can_be_set(plant: Simulator, net_snmp: NetSnmp) -> None:
    assert "notWritable" in net_snmp("snmpset", CMTS, SYS_DESCR, "s", "mine now")
    assert "mine now" not in net_snmp("snmpget", CMTS, SYS_DESCR)


def test_a_wrong_community_is_met_with_silence(plant: Simulator, net_snmp: NetSnmp) -> None:
    before = plant.health()["refused"]
    assert "Timeout" in net_snmp("snmpget", CMTS, SYS_DESCR, community="private", options=["-r", "0"])
    assert plant.health()["refused"] == before + 1


def test_an_answer_that_fits_no_frame_is_too_big(plant: Simulator, net_snmp: NetSnmp) -> None:
    many = [f".1.3.6.1.2.1.1.{1 + n % 5}.0" for n in range(120)]
    assert "tooBig" in net_snmp("snmpget", CMTS, *many)
    assert "tooBig" not in net_snmp("snmpget", CMTS, *many[:20])


def test_bulk_answers_are_cut_to_fit_a_frame(plant: Simulator) -> None:
    request = bulk_request((1, 3, 6, 1, 2, 1), 1000)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.sendto(request, (CMTS, plant.snmp_port))
        answer, peer = sock.recvfrom(65535)
    assert peer == (CMTS, plant.snmp_port)
    assert 1300 < len(answer) <= 1472


def test_nonsense_is_counted_and_nothing_else(plant: Simulator, net_snmp: NetSnmp) -> None:
    before = plant.health()["malformed"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for nonsense in (b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n\r\n", bytes(1500)):
            sock.sendto(nonsense, (CMTS, plant.snmp_port))
    assert "CMTS" in net_snmp("snmpget", CMTS, SYS_DESCR)
    assert plant.health()["malformed"] == before + 5


def test_the_cmts_knows_every_modem_and_where_it_hangs(whole_plant: Simulator, net_snmp: NetSnmp) -> None:
    macs = rows(net_snmp("snmpbulkwalk", CMTS, f"{CM_STATUS}.2"))
    states = rows(net_snmp("snmpbulkwalk", CMTS, f"{CM_STATUS}.9"))
    upstreams = rows(net_snmp("snmpbulkwalk", CMTS, f"{CM_STATUS}.5"))
    types = rows(net_snmp("snmpbulkwalk", CMTS, ".1.3.6.1.2.1.2.2.1.3"))
    with (whole_plant.plant / "elements.csv").open(encoding="utf-8") as file:
        filed = {row["id"] for row in csv.DictReader(file) if row["kind"] == "cable_modem"}
    spelt = {value.split(":", 1)[1].strip().replace(" ", ":").lower() for value in macs.values()}
    assert spelt == filed
    assert set(states.values()) <= {"INTEGER: 6", "INTEGER: 8", "INTEGER: 7"}
    assert len(set(states.values()) & {"INTEGER: 6", "INTEGER: 8"}) == 1
    for upstream in upstreams.values():
        index = upstream.removeprefix("INTEGER: ")
        assert types[f".1.3.6.1.2.1.2.2.1.3.{index}"] == "INTEGER: 205"
    index = next(iter(macs)).rsplit(".", 1)[1]
    address = rows(net_snmp("snmpget", CMTS, f"{CM_STATUS}.3.{index}"))[f"{CM_STATUS}.3.{index}"].split(": ")[1]
    own = rows(net_snmp("snmpwalk", address, ".1.3.6.1.2.1.2.2.1.6.2"))
    assert own[".1.3.6.1.2.1.2.2.1.6.2"] == macs[f"{CM_STATUS}.2.{index}"]


def test_levels_read_as_levels(whole_plant: Simulator, net_snmp: NetSnmp) -> None:
    power = rows(net_snmp("snmpwalk", MODEM, ".1.3.6.1.2.1.10.127.1.1.1.1.6"))
    snr = rows(net_snmp("snmpwalk", MODEM, ".1.3.6.1.2.1.10.127.1.1.4.1.5"))
    transmit = rows(net_snmp("snmpget", MODEM, ".1.3.6.1.2.1.10.127.1.2.2.1.3.2"))
    optical = rows(net_snmp("snmpwalk", NODE, ".1.3.6.1.4.1.5591.1.5.5.1.2"))

    def tenths(found: dict[str, str]) -> list[int]:
        return [int(value.removeprefix("INTEGER: ")) for value in found.values()]

    assert len(power) == len(snr) == 4
    assert all(-150 < value < 150 for value in tenths(power))
    assert all(320 < value < 420 for value in tenths(snr))
    assert all(300 <= value <= 560 for value in tenths(transmit))
    assert all(5 <= value <= 11 for value in tenths(optical))


def test_64_bit_codewords_carry_on_where_32_bits_wrap(whole_plant: Simulator, net_snmp: NetSnmp) -> None:
    short = rows(net_snmp("snmpbulkwalk", CMTS, f"{CM_STATUS}.10"))
    long = rows(net_snmp("snmpbulkwalk", CMTS, f"{CM_STATUS}.15"))
    pairs = [(int(a.split(": ")[1]), int(b.split(": ")[1])) for a, b in zip(short.values(), long.values(), strict=True)]
    # the two walks are moments apart, in which a modem sends a few thousand codewords
    assert all(0 <= (b - a) % 2**32 < 200_000 for a, b in pairs)
    assert any(b >= 2**32 for _, b in pairs)
