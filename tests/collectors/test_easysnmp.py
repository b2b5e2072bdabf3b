"""The easysnmp engine beside the batch engine, on the same agents: what one reads, the other reads."""

import os
import sys
import time

import numpy as np
import pytest
import snmpd_agent
from snmp_agents import counter64, integer, octets, respond

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import poll_once, walk
from collectors.profiles.loading import load_profiles
from collectors.snmp import ber, message
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import EngineError, make_engine
from collectors.snmp.engine import Question, TableQuestion, target
from collectors.snmp.usm.user import User
from monitor.service import engine_of
from monitor.settings import Settings, SettingsError

UPTIME = "1.3.6.1.2.1.1.3.0"
TABLE = "1.3.6.1.2.1.10.127.1.1.4.1"
MANNERS = {"timeout_ms": 300, "retries": 1, "rate_per_s": 20_000.0}
BOTH = pytest.mark.parametrize("version", ["1", "2c"])


@pytest.fixture(scope="module")
def installed():
    """Skip where the extra is not installed, save where everything is to be tested."""
    try:
        import easysnmp  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(f"easysnmp is not installed: {error}")


@pytest.fixture
async def engines(installed):
    made = [make_engine(name, AnchoredClock(), **MANNERS) for name in ("batch", "easysnmp")]
    yield made
    for engine in made:
        engine.close()


async def finished(job):
    await job.wait(20)
    assert job.finished
    return job


async def same_get(engines, targets, question):
    batch, easy = [await finished(engine.get(targets, question)) for engine in engines]
    np.testing.assert_array_equal(easy.values, batch.values)
    assert (easy.text, easy.errors) == (batch.text, batch.errors)
    assert easy.answered.tolist() == batch.answered.tolist()
    assert sorted(easy.closed()) == sorted(batch.closed())
    assert (easy.time_ms > 0).all()
    return easy


async def same_walk(engines, targets, question):
    batch, easy = [await finished(engine.walk(targets, question)) for engine in engines]
    read = []
    for job in (batch, easy):
        rows = job.rows()
        order = np.lexsort((rows.index, rows.row))
        texts = {at: (text[order].tolist(), size[order].tolist()) for at, (text, size) in rows.octets.items()}
        read.append((rows.row[order].tolist(), rows.index[order].tolist(), rows.values[order], texts))
    assert (read[0][:2], read[0][3]) == (read[1][:2], read[1][3])
    np.testing.assert_array_equal(read[0][2], read[1][2])
    assert easy.complete.tolist() == batch.complete.tolist()
    assert easy.answered.tolist() == batch.answered.tolist()
    assert easy.errors == batch.errors
    return read[1]


EVERYTHING = {
    "1.3.6.1.4.1.1.1.0": integer(-5),
    "1.3.6.1.4.1.1.2.0": integer(4_000_000_000, ber.COUNTER32),
    "1.3.6.1.4.1.1.3.0": integer(7, ber.GAUGE32),
    "1.3.6.1.4.1.1.4.0": integer(4711, ber.TIMETICKS),
    "1.3.6.1.4.1.1.5.0": counter64(2**63 + 9),
    "1.3.6.1.4.1.1.6.0": octets(bytes(range(256))),
    "1.3.6.1.4.1.1.7.0": ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.8072")),
    "1.3.6.1.4.1.1.8.0": ber.encode_tlv(ber.IP_ADDRESS, bytes([10, 0, 0, 7])),
    "1.3.6.1.4.1.1.9.0": octets(b""),
}


@BOTH
async def test_every_type_is_read_alike_and_what_is_absent_is_absent(engines, agent, version):
    one = await agent(EVERYTHING)
    asked = (*EVERYTHING, "1.3.6.1.4.1.1.10.0")
    question = Question(asked, text=frozenset({5, 6, 7, 8}))
    job = await same_get(engines, [target(one.address, one.port, version)], question)
    assert job.values[0, :5].tolist() == [-5, 4_000_000_000, 7, 4711, float(2**63 + 9)]
    assert job.text[0, 5] == bytes(range(256))
    assert np.isnan(job.values[0, 9])


@BOTH
async def test_a_table_is_walked_alike_with_its_gaps(engines, agent, version):
    rows = {f"{TABLE}.5.{index}": integer(250 + index) for index in (*range(1, 60), 2**31)}
    rows |= {f"{TABLE}.9.{index}": octets(bytes([0, 28, 234, 0, 0, index])) for index in range(5, 90, 2)}
    one = await agent(rows | {f"{TABLE}.12.1": integer(1)})
    question = TableQuestion((f"{TABLE}.5", f"{TABLE}.9", f"{TABLE}.77"), octets=frozenset({1}))
    _, index, _, _ = await same_walk(engines, [target(one.address, one.port, version)], question)
    assert len(index) > 60


async def test_an_answer_that_is_too_big_is_asked_for_in_parts(engines, agent):
    objects = {f"1.3.6.1.4.1.1.{number}.0": octets(b"x" * 100) for number in range(1, 20)}
    one = await agent(objects, largest=900)
    question = Question(tuple(objects), text=frozenset(range(len(objects))))
    job = await same_get(engines, [target(one.address, one.port)], question)
    assert len(job.text) == len(objects)


async def test_who_refuses_is_named_and_who_runs_in_circles_is_left(engines, agent):
    refusing = await agent(
        spoil=lambda asked, _: [respond(asked.version, asked.community, asked.opened.request_id, [], 5, 1)]
    )
    job = await same_get(engines, [target(refusing.address, refusing.port)], Question((UPTIME,)))
    assert job.errors == {0: f"{refusing.address}:{refusing.port}: genErr at {UPTIME}"}
    circle = [(f"{TABLE}.5.{index}", integer(index)) for index in (3, 2, 1)]
    circling = await agent(
        spoil=lambda asked, _: [respond(asked.version, asked.community, asked.opened.request_id, circle)]
    )
    _, index, _, _ = await same_walk(engines, [target(circling.address, circling.port)], TableQuestion((f"{TABLE}.5",)))
    assert index == [3]


async def test_the_silent_do_not_hold_up_the_others(engines, agent):
    live = [await agent({UPTIME: integer(number, ber.TIMETICKS)}) for number in range(40)]
    dead = [await agent(silent=True) for _ in range(20)]
    targets = [target(one.address, one.port) for one in (*dead, *live)]
    begun = time.monotonic()
    job = await same_get(engines, targets, Question((UPTIME,)))
    assert job.answered.tolist() == [False] * 20 + [True] * 40
    assert job.values[20:, 0].tolist() == list(range(40))
    assert time.monotonic() - begun < 20 * 0.6, "one after the other"


@BOTH
async def test_a_device_is_polled_and_walked_alike(engines, agent, version):
    objects = {UPTIME: integer(4711, ber.TIMETICKS), "1.3.6.1.2.1.33.1.2.5.0": integer(521)}
    objects |= {f"1.3.6.1.2.1.33.1.3.3.1.3.{line}": integer(226 + line) for line in (1, 2, 3)}
    one = await agent(objects)
    device = Device("it", one.address, "ups", port=one.port, snmp_version=version)
    profile, whom = load_profiles()["ups"], target(one.address, one.port, version)
    found = []
    for engine in engines:
        polled = await poll_once(engine, profile, device, "public", AnchoredClock())
        read = {
            (metric, instance): value
            for batch in polled.batches
            for part in batch.readings
            for metric, values in part.values.items()
            for instance, value in zip(part.instance.tolist(), values.tolist(), strict=True)
            if not np.isnan(value)
        }
        found.append((read, await walk(engine, whom, "1.3.6.1.2.1")))
    assert found[0] == found[1]
    assert found[1][0]["input_voltage_v", 3] == 229


async def test_a_job_that_was_cancelled_asks_nothing_more(engines, agent):
    one, easy = await agent({UPTIME: integer(1)}), engines[1]
    job = easy.get([target(one.address, one.port)], Question((UPTIME,)))
    job.cancel()
    assert await easy.ask(target(one.address, one.port), message.GET, [UPTIME]) is not None
    assert not job.answered.any()


@pytest.fixture(scope="module")
def snmpd(free_port, tmp_path_factory):
    port = free_port()
    config = "rocommunity public\ncreateUser u SHA-256 signs-for-it AES hides-what-it-says\nrouser u priv\n"
    with snmpd_agent.snmpd(tmp_path_factory.mktemp("snmpd"), port, config):
        yield port


async def test_who_speaks_snmpv3_is_asked_all_the_same(engines, snmpd):
    who = User("u", "sha256", "signs-for-it", "aes128", "hides-what-it-says")
    targets = [target("127.0.0.1", snmpd, "3", who), target("127.0.0.1", snmpd)]
    job = await finished(engines[1].get(targets, Question((UPTIME,))))
    answer = await engines[1].ask(targets[0], message.GET, [UPTIME])
    assert job.errors == {}
    assert (job.values > 0).all()
    assert answer.bindings[0].value > 0


@BOTH
async def test_net_snmps_own_agent_is_walked_alike(engines, snmpd, version):
    whom = target("127.0.0.1", snmpd, version)
    question = TableQuestion(("1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.2.1.2.2.1.6"), frozenset({2}))
    assert len((await same_walk(engines, [whom], question))[0]) > 0


async def test_the_engine_that_is_set_is_the_one_that_asks(installed, monkeypatch):
    settings = Settings(snmp={"engine": "easysnmp"})
    engine = engine_of(settings, AnchoredClock())
    assert type(engine).__name__ == "EasyEngine"
    engine.close()
    monkeypatch.setitem(sys.modules, "collectors.snmp.easy", None)
    with pytest.raises(SettingsError, match=r"snmp.engine: the SNMP engine easysnmp cannot be used"):
        engine_of(settings, AnchoredClock())


async def test_without_the_package_the_engine_is_refused_in_one_sentence(monkeypatch):
    for name in ("easysnmp", "collectors.snmp.easy", "collectors.snmp.easy_session"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EngineError, match=r"the SNMP engine easysnmp cannot be used .*plantwatch\[easysnmp\]"):
        make_engine("easysnmp", AnchoredClock())
    batch = make_engine("batch", AnchoredClock())
    assert isinstance(batch, BatchEngine)
    batch.close()


async def test_a_library_that_breaks_over_one_answer_keeps_nobody_waiting(engines, agent, monkeypatch):
    easy = engines[1]
    broken, there = await agent(EVERYTHING), await agent(EVERYTHING)
    answer = easy._sessions.answer

    def breaks(whom, request):
        if whom.sockaddr[0] == broken.address:
            raise SystemError("error return without exception set")
        return answer(whom, request)

    monkeypatch.setattr(easy._sessions, "answer", breaks)
    targets = [target(one.address, one.port) for one in (broken, there)]
    job = await finished(easy.get(targets, Question(tuple(EVERYTHING)[:1])))
    assert job.answered.tolist() == [False, True]
    monkeypatch.undo()
    job = await finished(easy.get(targets, Question(tuple(EVERYTHING)[:1])))
    assert job.answered.tolist() == [True, True]
