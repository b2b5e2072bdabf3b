"""Which profile is chosen for a device that names none, and what the reason says."""

import itertools

import pytest
from snmp_agents import octets

from collectors.choosing import SYS_DESCR, SYS_OBJECT_ID, SaysItIs, choose, identify
from collectors.profile import load_profiles
from collectors.snmp import ber
from collectors.snmp.engine import target

PROFILES = load_profiles()
NET_SNMP = "its sysObjectID 1.3.6.1.4.1.8072.3.2.10 is at or below 1.3.6.1.4.1.8072"


@pytest.mark.parametrize(
    ("object_id", "description", "profile", "why"),
    [
        (
            *("1.3.6.1.4.1.4115.1.4.3", "Cadant C3 CMTS <<HW_REV: 04; VENDOR: ARRIS>>", "docsis-cmts"),
            "its sysObjectID 1.3.6.1.4.1.4115.1.4.3 is at or below 1.3.6.1.4.1.4115.1.4",
        ),
        ("1.3.6.1.4.1.4413.2", "Modem <<HW_REV: 3; VENDOR: X>>", "docsis-modem", "its sysDescr contains '<<HW_REV:'"),
        (
            *("1.3.6.1.4.1.8072.3.2.10", "GSE200M", "ups"),
            f"{NET_SNMP} and its sysDescr contains 'GSE200M'",
        ),
        (
            *("1.3.6.1.4.1.8072.3.2.10", "Linux nas 6.1", "switch"),
            NET_SNMP,
        ),
        (
            *("1.3.6.1.4.1.80720.1", "x", "interfaces"),
            "no profile is for its sysObjectID (1.3.6.1.4.1.80720.1) or its sysDescr",
        ),
        ("", "", "interfaces", "no profile is for its sysObjectID (none) or its sysDescr"),
    ],
)
def test_the_most_specific_rule_wins_and_says_why(object_id, description, profile, why):
    choice = choose(PROFILES, SaysItIs(object_id, description))
    assert (choice.profile, choice.why) == (profile, why)


def test_no_two_profiles_have_the_same_rule():
    rules = [(rule, name) for name, profile in PROFILES.items() for rule in profile.matches]
    assert [(a, b) for a, b in itertools.combinations(rules, 2) if a[0] == b[0]] == []


async def test_a_device_is_asked_what_it_is(agent, engine):
    made = await agent(
        {SYS_DESCR: octets(b"Box"), SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.5591.1.5"))}
    )
    assert await identify(engine, target(made.address, made.port)) == SaysItIs("1.3.6.1.4.1.5591.1.5", "Box")


async def test_a_device_of_snmpv1_that_lacks_one_of_the_two_says_the_other(agent, engine):
    made = await agent({SYS_OBJECT_ID: ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.17409.1.10"))})
    said = await identify(engine, target(made.address, made.port, "1"))
    assert said == SaysItIs("1.3.6.1.4.1.17409.1.10", "")
    assert choose(PROFILES, said).profile == "nscrtv-node"


async def test_a_silent_device_says_nothing(agent, engine):
    gone = await agent({})
    gone.transport.close()
    assert await identify(engine, target(gone.address, gone.port)) is None
