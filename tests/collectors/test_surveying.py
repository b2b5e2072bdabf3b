"""Where terminals are, as CMTSs say it: segments, moves, indexes used again, tables that are not there."""

import pytest
from snmp_agents import integer, octets, respond

from collectors import nodenames
from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber, message
from collectors.surveying import Surveyor
from collectors.sweep import Sweeper

REG, NODES = "1.3.6.1.4.1.4491.2.1.20.1.3.1", "1.3.6.1.4.1.4491.2.1.20.1.12.1.3"
OLD, WIRED = "1.3.6.1.2.1.10.127.1.3.3.1", "1.3.6.1.4.1.4491.4.2.1.2.1.2"
OFFLINE, ONLINE = 1, 8


def mac(modem):
    return b"\x00\x1c\xea\x00\x00" + bytes([modem])


def key(modem):
    return mac(modem).hex(":")


def dotted(name):
    return ".".join(map(str, (len(name.encode()), *name.encode())))


def cmts(*rows, nodes=()):
    """Return a CMTS that lists modems as (index, modem, state, MAC domain, service group)."""
    objects = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
    for index, modem, state, domain, group in rows:
        objects[f"{REG}.2.{index}"] = octets(mac(modem))
        objects[f"{REG}.6.{index}"] = integer(state)
        objects[f"{REG}.7.{index}"] = integer(domain)
        objects[f"{REG}.8.{index}"] = integer(group, ber.GAUGE32)
    for domain, name, group in nodes:
        objects[f"{NODES}.{domain}.{dotted(name)}.{group}"] = integer(1, ber.GAUGE32)
    return objects


def old_cmts(*rows, wired=()):
    """Return a CMTS of before DOCSIS 3.0 that lists modems as (index, modem, state, down, up)."""
    objects = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
    for index, modem, state, down, up in rows:
        for column, value in ((2, octets(mac(modem))), (4, integer(down)), (5, integer(up)), (9, integer(state))):
            objects[f"{OLD}.{column}.{index}"] = value
    for name, channel in wired:
        objects[f"{WIRED}.{dotted(name)}.{channel}"] = integer(1)
    return objects


@pytest.fixture
async def survey(agent, engine):
    """Return a function: the objects of one or two CMTSs → (modem → (CMTS, segment, nodes), what was found)."""
    roster = Roster()
    surveyor = Surveyor(
        engine, Sweeper(engine, load_profiles(), roster, AnchoredClock(), {"default": "public"}), roster
    )
    agents = [await agent(cmts()), await agent(cmts())]
    devices = [Device(f"CMTS{n}", one.address, "docsis-cmts", port=one.port) for n, one in enumerate(agents, start=1)]

    async def once(*tables, spoil=None):
        for one, objects in zip(agents, tables, strict=False):
            one.objects, one.spoil = objects, spoil
            one.ordered.clear()
        found = await surveyor.survey(devices[: len(tables)])
        where = {}
        for slot, at in zip(found.slot, found.segment, strict=True):
            segment = found.segments[at]
            where[roster.key(slot)] = (segment.teller, segment.name, segment.nodes)
        return where, found

    return once


async def test_a_modem_is_on_the_segment_of_its_mac_domain_and_service_group(survey):
    nodes = [(100, "N 1", 1), (100, "光机2", 2), (200, "N3", 1)]
    where, found = await survey(
        cmts((7, 1, ONLINE, 100, 1), (9, 2, ONLINE, 100, 2), (11, 3, ONLINE, 200, 1), nodes=nodes)
    )
    assert where == {
        key(1): ("CMTS1", "md100/sg1", ("N 1",)),
        key(2): ("CMTS1", "md100/sg2", ("光机2",)),
        key(3): ("CMTS1", "md200/sg1", ("N3",)),
    }
    assert len(found.whole) == 1


async def test_a_service_group_of_two_nodes_names_both(survey):
    where, _ = await survey(cmts((7, 1, ONLINE, 100, 1), nodes=[(100, "N2", 1), (100, "N1", 1)]))
    assert where[key(1)] == ("CMTS1", "md100/sg1", ("N1", "N2"))


async def test_a_row_left_behind_by_a_modem_that_moved_does_not_place_it(survey):
    where, found = await survey(cmts((7, 1, OFFLINE, 100, 1)), cmts((3, 1, ONLINE, 100, 2)))
    assert where == {key(1): ("CMTS2", "md100/sg2", ())}
    assert len(found.whole) == 2, "a table in which everybody is away was read all the same"


async def test_who_stands_on_two_segments_at_once_is_on_none(survey):
    where, found = await survey(
        cmts((7, 1, ONLINE, 100, 1), (8, 2, ONLINE, 100, 1), (9, 2, ONLINE, 100, 1)), cmts((3, 1, ONLINE, 100, 2))
    )
    assert where == {key(2): ("CMTS1", "md100/sg1", ())}, "two rows that agree are no doubt"
    assert found.doubtful == 1


async def test_an_index_used_again_is_another_modem_and_is_noticed(survey):
    _, before = await survey(cmts((7, 1, ONLINE, 100, 1), (8, 3, ONLINE, 100, 1)))
    where, after = await survey(cmts((7, 2, ONLINE, 200, 1), (8, 3, ONLINE, 100, 1)))
    assert where == {key(2): ("CMTS1", "md200/sg1", ()), key(3): ("CMTS1", "md100/sg1", ())}
    assert (before.reused, after.reused) == (0, 1)


async def test_an_older_cmts_tells_by_channels_and_their_wiring(survey):
    wired = [("N1", 101), ("N2", 101), ("N1", 161), ("N2", 162)]
    where, _ = await survey(
        old_cmts((7, 1, 6, 101, 161), (8, 2, 6, 101, 162), (9, 3, 6, 102, 161), (10, 4, 6, 101, 0), wired=wired)
    )
    assert where == {
        key(1): ("CMTS1", "ds101/us161", ("N1",)),
        key(2): ("CMTS1", "ds101/us162", ("N2",)),
        key(3): ("CMTS1", "ds102/us161", ()),
    }


async def test_where_the_newer_table_names_no_groups_the_channels_do(survey):
    where, _ = await survey(cmts((7, 1, ONLINE, 100, 0)) | old_cmts((7, 1, 6, 101, 161)))
    assert where == {key(1): ("CMTS1", "ds101/us161", ())}


async def test_a_cmts_without_such_tables_places_nobody_and_is_not_read_whole(survey):
    where, found = await survey(cmts(), cmts((3, 1, ONLINE, 100, 2)))
    assert where == {key(1): ("CMTS2", "md100/sg2", ())}
    assert len(found.whole) == 1


async def test_a_table_that_breaks_off_is_not_whole(survey):
    def stop(request, answer):
        return (
            []
            if request.opened.kind == message.GETBULK and any(f"{REG}.2." in oid for oid in request.oids)
            else [answer]
        )

    rows = [(index, index, ONLINE, 100, 1) for index in range(1, 120)]
    _, found = await survey(cmts(*rows), spoil=stop)
    assert len(found.whole) == 0


async def test_a_cmts_that_names_nodes_for_ever_places_its_modems_all_the_same(survey, monkeypatch):
    monkeypatch.setattr(nodenames, "LONGEST_S", 0.1)

    def invent(request, answer):
        if not request.oids[0].startswith(NODES):
            return [answer]
        last = int(request.oids[0].rpartition(".")[2]) if request.oids[0] != NODES else 0
        one_more = [(f"{NODES}.100.{dotted('N1')}.{last + 1}", integer(1))]
        return [respond(request.version, request.community, request.opened.request_id, one_more)]

    where, _ = await survey(cmts((7, 1, ONLINE, 100, 1)), spoil=invent)
    assert where == {key(1): ("CMTS1", "md100/sg1", ())}
