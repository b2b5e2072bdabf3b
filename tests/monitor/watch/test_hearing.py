"""Notices are kept and counted, and those that tell of trouble have their device asked at once."""

import asyncio
import socket
import subprocess
from contextlib import asynccontextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.listening.notice import Notice, NoticeKind
from collectors.model import Addresses, Batch, Cadence, Contacts
from collectors.snmp.usm.user import User
from monitor import service
from monitor.ledger import blobs, device_credentials, heard
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.sealing import Seal
from monitor.settings import Listening, Settings
from monitor.watch.asking.mass_silence import MassSilence
from monitor.watch.asking.out_of_turn import OutOfTurn
from monitor.watch.listening import hearing as hearing_module
from monitor.watch.listening import own_engine
from monitor.watch.listening.ears import Ears
from monitor.watch.listening.hearing import Hearing
from monitor.watch.schedule import Watch


def a_notice(slot, *, trouble=True, text="x"):
    return Notice(1, "127.0.0.2", NoticeKind.TRAP, "linkDown", text, slot=slot, is_trouble=trouble)


@pytest.fixture
def directory(core):
    return core.inventory.directory()


@asynccontextmanager
async def hearing_with(core, directory, looked, tallies=None):
    made = Hearing(core.ledger, AnchoredClock(), 100, directory.concerned, looked.extend)
    stop = asyncio.Event()
    task = asyncio.create_task(made.run(lambda: tallies or {}, stop))
    yield made
    stop.set()
    await asyncio.wait_for(task, 20)


def test_a_notice_is_its_devices_whose_address_it_came_from(core, directory):
    home = core.homes[0]
    packed = np.frombuffer(bytes(10) + b"\xff\xff" + bytes([10, 0, 0, 9]), np.uint8).reshape(1, 16)
    assert directory.whose("10.0.0.9") is None
    directory.learn(Addresses(core.slots(home), packed))
    assert directory.whose("127.0.0.2") == core.slots("N1")[0]
    assert directory.whose("10.0.0.9") == core.slots(home)[0]
    directory.learn(Addresses(core.slots(home), packed + np.uint8(0) + np.eye(1, 16, 15, dtype=np.uint8)))
    assert directory.whose("10.0.0.9") is None
    assert directory.whose("10.0.0.10") == core.slots(home)[0]
    assert directory.whose("no address") is None


def test_asked_about_a_subject_are_itself_and_who_tells_of_what_is_behind_it(core, directory):
    def keys(key):
        return [device.key for device in directory.concerned(core.slots(key)[0])]

    assert (keys("N1"), keys("C1"), keys("A1"), keys(core.homes[0])) == (["N1", "C1"], ["C1"], ["C1"], ["C1"])


async def test_trouble_has_the_device_asked_and_chatter_only_when_there_is_much_of_it(core, directory):
    looked = []
    slot = int(core.slots("N1")[0])
    async with hearing_with(core, directory, looked) as hearing:
        hearing.hear(a_notice(None))
        for _ in range(9):
            hearing.hear(a_notice(slot, trouble=False))
        assert looked == []
        hearing.hear(a_notice(slot))
        assert [device.key for device in looked] == ["N1", "C1"]
        hearing.hear(a_notice(slot, trouble=False))
        assert len(looked) == 4
    with core.ledger.read() as connection:
        assert len(heard.newest(connection)) == 12


async def test_more_than_the_ledger_can_take_is_let_go_and_counted(core, directory, monkeypatch):
    monkeypatch.setattr(hearing_module, "MOST_UNWRITTEN", 5)
    async with hearing_with(core, directory, [], {"heard": 8, "flooded": 2}) as hearing:
        for i in range(8):
            hearing.hear(a_notice(None, text=str(i)))
    with core.ledger.read() as connection:
        assert [one.text for one in heard.newest(connection)] == ["7", "6", "5", "4", "3"]
        assert heard.tallies(connection) == {"heard": 8, "flooded": 2, "unkept": 3}


async def test_nobody_is_asked_beside_a_sweep_nor_again_at_once(directory, wait_until_async):
    asked = []

    async def ask(devices):
        asked.append([device.key for device in devices])

    made = OutOfTurn(ask, AnchoredClock())
    node, cmts = directory.devices[1], directory.devices[0]
    with made.standing_back():
        made.look_at([node, cmts, node])
        await asyncio.sleep(0)
        assert asked == []
    await wait_until_async(lambda: asked)
    made.look_at([node])
    await asyncio.sleep(0)
    assert asked == [["N1", "C1"]]


async def test_hints_that_keep_coming_have_a_device_asked_ever_less(directory):
    asked, clock = [], SimpleNamespace(ms=1_800_000_000_000)
    clock.now_ms = lambda: clock.ms

    async def ask(devices):
        asked.append((clock.ms - 1_800_000_000_000) // 1000)

    made = OutOfTurn(ask, clock)
    for _ in range(200):
        made.look_at([directory.devices[0]])
        await asyncio.sleep(0)
        clock.ms += 1000
    clock.ms += 120_000
    made.look_at([directory.devices[0]])
    await asyncio.sleep(0)
    assert asked == [0, 5, 15, 35, 75, 135, 195, 320]


async def test_a_sweep_that_begins_takes_over_from_what_is_asked_out_of_turn(directory):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def ask(_devices):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    made = OutOfTurn(ask, AnchoredClock())
    made.look_at(directory.devices)
    await asyncio.wait_for(begun.wait(), 10)
    with made.standing_back():
        await asyncio.wait_for(ended.wait(), 10)


class Sweeper:
    """Notes who is asked for states; nobody ever answers."""

    def __init__(self):
        self.asked = []

    async def sweep(self, name, devices, cadence, over_s=0.0):
        if cadence is Cadence.STATE:
            self.asked.append((name, [device.key for device in devices]))
        return
        yield


async def test_a_hint_is_followed_between_the_sweeps(core, directory, wait_until_async):
    sweeper, stop = Sweeper(), asyncio.Event()
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 600}})
    watch = Watch(core.pipeline, sweeper, None, core.ledger, settings, AnchoredClock())
    watch._flush_now = lambda: asyncio.sleep(0)  # there is no store
    task = asyncio.create_task(watch.run(core.inventory.directory, {}, stop))
    await wait_until_async(lambda: sweeper.asked)
    watch.look_at(directory.devices[1:])
    await wait_until_async(lambda: len(sweeper.asked) == 2)
    stop.set()
    await asyncio.wait_for(task, 20)
    assert sweeper.asked == [("state", ["C1", "N1"]), ("hinted", ["N1"])]


def contacts_of(core, keys, at_ms, *, answered):
    return Contacts(core.slots(*keys), np.full(len(keys), answered), np.full(len(keys), at_ms, np.int64))


def test_many_silences_in_a_segment_are_a_hint_and_each_is_news_once(core, directory):
    silences = MassSilence(answered_within_ms=900_000)
    homes = core.homes[:5]

    def note(at_ms, keys, *, answered):
        contacts = contacts_of(core, keys, at_ms, answered=answered)
        return [device.key for device in silences.note(contacts, directory, at_ms)]

    assert note(1_000, homes, answered=False) == []  # they never answered
    assert note(2_000, homes, answered=True) == []
    assert note(3_000, homes[:4], answered=False) == []  # few
    assert note(4_000, homes[4:], answered=False) == ["C1"]
    assert note(5_000, homes, answered=False) == []
    assert note(10_000, homes, answered=True) == []
    for i, home in enumerate(homes):  # people go to bed
        assert note(100_000 + i * 50_000, [home], answered=False) == []
    note(400_000, homes, answered=True)
    assert note(400_000 + 900_001, homes, answered=False) == []  # long ago
    note(2_000_000, [*homes, "C1"], answered=True)
    assert note(2_001_000, [*homes, "C1"], answered=False) == []  # who would tell is silent, too


async def test_many_silences_have_their_segment_asked_between_the_sweeps(core, wait_until_async):
    sweeper, stop = Sweeper(), asyncio.Event()
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 600}})
    watch = Watch(core.pipeline, sweeper, None, core.ledger, settings, AnchoredClock())
    watch._flush_now = lambda: asyncio.sleep(0)  # there is no store
    task = asyncio.create_task(watch.run(core.inventory.directory, {}, stop))
    await wait_until_async(lambda: sweeper.asked)
    for at_ms, answered in ((1, True), (2, False)):
        contacts = contacts_of(core, core.homes[:5], at_ms, answered=answered)
        await watch.take(Batch("level:terminals", at_ms, at_ms, contacts=contacts))
    await wait_until_async(lambda: len(sweeper.asked) == 2)
    stop.set()
    await asyncio.wait_for(task, 20)
    assert sweeper.asked == [("state", ["C1", "N1"]), ("hinted", ["C1"])]


async def test_core_hears_a_trap_from_the_wire_into_the_ledger(tmp_path, plant, free_port, wait_until_async):
    port = free_port()
    listening = {"traps": f"127.0.0.1:{port}"}
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "listening": listening})
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    replace_plant(ledger, plant, "test")
    task = asyncio.create_task(service.core(settings))

    def kept():
        command = ("snmptrap", "-v", "2c", "-c", "x", f"127.0.0.1:{port}", "", "1.3.6.1.6.3.1.1.5.1")
        subprocess.run(command, check=True, capture_output=True)
        with ledger.read() as connection:
            return heard.newest(connection, 1)

    (one,) = await wait_until_async(kept, 20)
    with ledger.read() as connection:
        assert heard.tallies(connection)["heard"] >= 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    ledger.close()
    assert (one.name, one.source, one.trouble) == ("coldStart", "127.0.0.1", True)
    assert one.slot is not None  # C1 of the small plant has this address


async def test_core_acknowledges_an_inform_of_snmpv3_under_the_same_id_after_a_restart(tmp_path, plant, free_port):
    port = free_port()
    listening = {"traps": f"127.0.0.1:{port}"}
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "listening": listening})
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    replace_plant(ledger, plant, "test")
    user = User("field", "sha256", "signs-for-it")
    device_credentials.add(ledger, Seal(settings.key_file()), "test", "field", user)
    engines = []

    async def acknowledged():
        words = ("-v", "3", "-u", "field", "-l", "authNoPriv", "-a", "SHA-256", "-A", "signs-for-it", "-r", "1")
        command = ("snmpinform", *words, "-t", "1", f"127.0.0.1:{port}", "", "1.3.6.1.6.3.1.1.5.1")
        return await (await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)).wait() == 0

    for boots in (1, 2):
        task = asyncio.create_task(service.core(settings))
        async with asyncio.timeout(20):
            while not await acknowledged():
                assert not task.done()
        with ledger.read() as connection:
            kept = blobs.load_columns(connection, own_engine.KEPT)
        engines.append(kept["id"].tobytes())
        assert kept["boots"].tolist() == [boots]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    with ledger.read() as connection:
        assert heard.newest(connection, 1)[0].kind == "inform"
    ledger.close()
    assert engines[0] == engines[1]


class Heard(list):
    """Remembers the notices it hears."""

    hear = list.append


async def test_an_address_that_cannot_be_had_leaves_the_others_heard(free_port, wait_until_async):
    port, syslog = free_port(), free_port()
    heard_here = Heard()
    listening = Listening.model_validate(
        {
            "traps": f"192.0.2.1:162, 127.0.0.1:{port}",
            "syslog_udp": f"127.0.0.1:{syslog}",
            "syslog_tcp": f"127.0.0.1:{syslog}",
            "syslog_tls": "127.0.0.1:0",
            "tls_certificate_file": "missing.crt",
            "tls_key_file": "missing.key",
        }
    )
    ears = Ears(listening, heard_here, AnchoredClock(), {"127.0.0.1": 4}.get)
    await ears.open()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"noise", ("127.0.0.1", port))
        sender.sendto(b"<11>psu: on battery", ("127.0.0.1", syslog))
    _, writer = await asyncio.open_connection("127.0.0.1", syslog)
    writer.write(b"<11>psu: off battery\n")
    await wait_until_async(lambda: len(heard_here) == 2 and ears.totals().get("malformed") == 1)
    writer.close()
    await ears.close()
    assert {(notice.text, notice.slot) for notice in heard_here} == {("on battery", 4), ("off battery", 4)}
    assert ears.totals() == {"heard": 2, "malformed": 1}


def test_tls_without_a_certificate_and_words_for_addresses_are_refused():
    with pytest.raises(ValueError, match="needs tls_certificate_file and tls_key_file"):
        Listening(syslog_tls="0.0.0.0:6514")
    with pytest.raises(ValueError, match="an address such as"):
        Listening(traps="everywhere")
