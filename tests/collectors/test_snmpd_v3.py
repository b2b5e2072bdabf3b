"""SNMPv3 with Net-SNMP's own agent: every level, its algorithms, and what goes wrong with them."""

import asyncio

import numpy as np
import pytest
import snmpd_agent
from snmpd_agent import UPTIME

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.poll import WalkError, poll_once, walk
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import message
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import Question, RefusedError, TableQuestion, target
from collectors.snmp.usm.user import User
from collectors.sweep import Sweeper

AUTH_PASSWORD, PRIV_PASSWORD = "signs-for-it", "hides-what-it-says"
NET_SNMP = {"sha1": "SHA", "aes128": "AES", "aes192": "AES-192", "aes256": "AES-256"}
NET_SNMP |= {"aes192c": "AES-192-C", "aes256c": "AES-256-C"}
IF_INDEX, IF_TYPE = "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.3"


def user(auth="", priv="", **different):
    name = f"u{auth}{priv}"
    made = {"name": name, "auth": auth, "auth_password": AUTH_PASSWORD if auth else "", "priv": priv}
    return User(**(made | {"priv_password": PRIV_PASSWORD if priv else ""} | different))


USERS = [
    user(),
    *[user(auth) for auth in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")],
    *[user("sha1", priv) for priv in ("des", "aes128", "aes192", "aes256", "aes192c", "aes256c")],
    user("md5", "des"),
    user("md5", "aes256"),
    user("sha256", "aes256"),
    user("sha512", "aes128"),
]


def net_snmp_name(algorithm):
    return NET_SNMP.get(algorithm, algorithm.upper().replace("SHA", "SHA-"))


def config(users):
    lines = ["rocommunity public"]
    for one in users:
        auth = f" {net_snmp_name(one.auth)} {AUTH_PASSWORD}" if one.auth else ""
        priv = f" {net_snmp_name(one.priv)} {PRIV_PASSWORD}" if one.priv else ""
        level = {"noAuthNoPriv": "noauth", "authNoPriv": "auth", "authPriv": "priv"}[one.level]
        lines += [f"createUser {one.name}{auth}{priv}", f"rouser {one.name} {level}"]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def snmpd(free_port, tmp_path_factory):
    """Run snmpd with every user on a free port; yields the port."""
    port = free_port()
    with snmpd_agent.snmpd(tmp_path_factory.mktemp("snmpd"), port, config(USERS)):
        yield port


@pytest.fixture
async def engine():
    made = BatchEngine(AnchoredClock(), timeout_ms=1000, retries=1)
    yield made
    made.close()


@pytest.mark.parametrize("who", USERS, ids=lambda who: f"{who.level}-{who.auth}-{who.priv}")
async def test_every_level_and_algorithm_is_answered(snmpd, engine, who):
    answer = await engine.ask(target("127.0.0.1", snmpd, "3", who), message.GET, [UPTIME])
    assert answer.status == 0
    assert answer.bindings[0].value > 0
    assert engine.complaints.count == {}


@pytest.mark.parametrize("who", [USERS[0], user("sha256"), user("sha1", "aes128")], ids=lambda who: who.level)
async def test_a_device_is_read_as_it_is_over_v2c(snmpd, engine, who):
    profile, clock = load_profiles()["interfaces"], AnchoredClock()
    plain = Device("here", "127.0.0.1", "interfaces", port=snmpd)
    sealed = Device("here", "127.0.0.1", "interfaces", port=snmpd, snmp_version="3")
    over_v2c = shape(await poll_once(engine, profile, plain, "public", clock))
    over_v3 = shape(await poll_once(engine, profile, sealed, who, clock))
    assert over_v3 == over_v2c
    assert over_v3["interface"]


def shape(polled):
    """Return family → the instances read and the metrics that had values."""
    return {
        part.family: (part.instance.tolist(), sorted(k for k, v in part.values.items() if not np.isnan(v).all()))
        for batch in polled.batches
        for part in batch.readings
    }


async def test_a_walk_over_v3_gives_what_v2c_gives(snmpd, engine):
    v3 = await walk(engine, target("127.0.0.1", snmpd, "3", user("sha1", "aes256")), "1.3.6.1.2.1.1.9")
    v2c = await walk(engine, target("127.0.0.1", snmpd), "1.3.6.1.2.1.1.9")
    assert v3 == v2c
    assert v3


async def test_rows_keep_their_order_among_versions_and_a_wrong_password_is_one_sentence(snmpd, engine):
    good, wrong = user("sha256", "aes256"), user("sha1", auth_password="not-the-password")
    here = "127.0.0.1"
    targets = [
        target(here, snmpd, "3", good),
        target(here, snmpd, "2c"),
        target(here, snmpd, "3", wrong),
        target(here, snmpd, "1"),
        target(here, snmpd, "3", USERS[0]),
    ]
    got = engine.get(targets, Question((UPTIME, "1.3.6.1.2.1.1.7.0"), most=1))
    walked = engine.walk(targets, TableQuestion((IF_INDEX, IF_TYPE)))
    await got.wait(20)
    await walked.wait(20)
    sentence = f"127.0.0.1:{snmpd}: the authentication password or algorithm of SNMPv3 user 'usha1' is wrong there"
    assert got.finished
    assert got.errors == {2: sentence}
    assert walked.errors == {2: sentence}
    assert got.answered.all()
    assert np.isnan(got.values[:, 0]).tolist() == [False, False, True, False, False]
    assert walked.complete.tolist() == [True, True, False, True, True]
    rows = walked.rows()
    assert set(rows.row.tolist()) == {0, 1, 3, 4}
    for of_another in (1, 3, 4):
        assert rows.index[rows.row == of_another].tolist() == rows.index[rows.row == 0].tolist()


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (user("sha1", name="nobody"), "there is no SNMPv3 user 'nobody' there"),
        (user("md5", "des", priv_password="not-the-password"), "does not answer what is encrypted: the privacy"),
        (user("sha1", auth_password="signs-for-itt"), "authentication password or algorithm of SNMPv3 user 'usha1'"),
        (user("sha256", name="usha1"), "authentication password or algorithm of SNMPv3 user 'usha1'"),
        (user("sha1", "aes128", priv_password="not-the-password"), "privacy password or algorithm may be wrong"),
        (user("sha1", "aes128", name="usha1"), "may not ask at the level authPriv there"),
    ],
)
async def test_why_a_user_is_refused_is_a_sentence_without_secrets(snmpd, engine, who, why):
    with pytest.raises(WalkError, match=why) as refused:
        await walk(engine, target("127.0.0.1", snmpd, "3", who), "1.3.6.1.2.1.1")
    assert str(refused.value).startswith(f"127.0.0.1:{snmpd}: ")
    assert AUTH_PASSWORD not in str(refused.value)


async def test_a_silent_device_costs_the_others_nothing(snmpd, free_port):
    engine = BatchEngine(AnchoredClock(), timeout_ms=400, retries=1)
    who = user("sha1", "aes128")
    targets = [target("127.0.0.1", free_port(), "3", who), target("127.0.0.1", snmpd, "3", who)]
    job = engine.get(targets, Question((UPTIME,)))
    await job.wait(10)
    assert job.finished
    assert job.answered.tolist() == [False, True]
    assert job.errors == {}
    assert job.time_ms[1] < job.time_ms[0]
    assert await engine.ask(targets[0], message.GET, [UPTIME]) is None
    engine.close()


def test_an_agent_that_is_restarted_is_heard_again_at_once(free_port, tmp_path):
    """Its boots have changed: the first question after it is put right by a Report, not lost."""
    who, port = user("sha256", "aes128"), free_port()
    whom = target("127.0.0.1", port, "3", who)
    with asyncio.Runner() as loop:
        engine, boots = loop.run(built(timeout_ms=5000)), 0
        for more in ("", "", "", "engineID another-one\n"):
            with snmpd_agent.snmpd(tmp_path, port, config([who]) + more):
                answer = loop.run(engine.ask(whom, message.GET, [UPTIME]))
                assert answer is not None
                assert answer.status == 0
            assert more or boots_kept(tmp_path) == (boots := boots + 1)
        assert engine.complaints.count == {}
        loop.run(closed(engine))


async def built(timeout_ms):
    return BatchEngine(AnchoredClock(), timeout_ms=timeout_ms, retries=0)


def test_an_agent_that_lost_its_count_of_boots_is_heard_after_one_silence(free_port, tmp_path):
    who, port = user("sha256"), free_port()
    whom = target("127.0.0.1", port, "3", who)
    with asyncio.Runner() as loop:
        engine = loop.run(built(timeout_ms=1000))
        fixed = config([who]) + "engineID one-id-for-ever\n"
        for folder in (tmp_path / "kept", tmp_path / "lost"):
            folder.mkdir()
        for _ in range(2):
            with snmpd_agent.snmpd(tmp_path / "kept", port, fixed):
                assert loop.run(engine.ask(whom, message.GET, [UPTIME])) is not None
        assert boots_kept(tmp_path / "kept") == 2
        with snmpd_agent.snmpd(tmp_path / "lost", port, fixed):
            assert loop.run(engine.ask(whom, message.GET, [UPTIME])) is None
            assert loop.run(engine.ask(whom, message.GET, [UPTIME])) is not None
        loop.run(closed(engine))


def boots_kept(folder):
    """Return how often an agent was started, as it remembers it."""
    lines = (folder / "snmpd.conf").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("engineBoots"))


async def closed(engine):
    engine.close()


async def test_a_sweep_asks_v3_devices_among_others(snmpd, engine):
    devices = [
        Device("A", "127.0.0.1", "interfaces", port=snmpd, snmp_version="3", credential="field"),
        Device("B", "127.0.0.1", "interfaces", port=snmpd),
        Device("C", "127.0.0.1", "interfaces", port=snmpd, snmp_version="3", credential="gone-wrong"),
    ]
    secrets = {"default": "public", "field": user("sha256", "aes256")}
    secrets["gone-wrong"] = user("sha1", auth_password="not-the-password")
    roster = Roster()
    sweeper = Sweeper(engine, load_profiles(), roster, AnchoredClock(), secrets)
    batches = [batch async for batch in sweeper.sweep("level", devices, Cadence.LEVEL)]
    read = {
        roster.key(int(slot))
        for batch in batches
        for part in batch.readings
        if part.family == "interface"
        for slot in part.slot
    }
    assert read == {"A", "B"}
    assert engine.complaints.count["refused"] >= 1


async def test_a_refusal_of_a_single_question_is_raised(snmpd, engine):
    with pytest.raises(RefusedError):
        await engine.ask(target("127.0.0.1", snmpd, "3", user(name="stranger")), message.GET, [UPTIME])


async def test_an_engine_that_was_not_asked_for_a_day_is_forgotten_and_met_anew(snmpd, engine, monkeypatch):
    monkeypatch.setattr("collectors.snmp.batch.DAY_S", 0.0)  # a day passes with every question
    engine._day_ends = 0.0
    whom, open_ = target("127.0.0.1", snmpd, "3", user("sha256", "aes256")), target("127.0.0.1", snmpd)
    for _ in range(3):
        assert (await engine.ask(whom, message.GET, [UPTIME])).status == 0
        assert len(engine._sealing._security._engines) == 1
    for _ in range(3):
        await engine.ask(open_, message.GET, [UPTIME])
    assert len(engine._sealing._security._engines) == 0
    assert (await engine.ask(whom, message.GET, [UPTIME])).status == 0
    assert engine.complaints.count == {}
