"""Traps and informs of SNMPv3 as Net-SNMP sends them: every level and algorithm, and what is not believed."""

import asyncio
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.clock import AnchoredClock
from collectors.listening.address import Address
from collectors.listening.catalogue import load_catalogue
from collectors.listening.gate import Gate
from collectors.listening.traps_udp import TrapReceiver
from collectors.snmp import ber
from collectors.snmp.usm import notifications as opening
from collectors.snmp.usm.cipher import Salts
from collectors.snmp.usm.envelope import At, enclose, keys_at
from collectors.snmp.usm.notifications import Notifications, OwnEngine
from collectors.snmp.usm.user import User
from collectors.snmp.usm.wire import REPORTABLE, scope, take_apart

AUTH_PASSWORD, PRIV_PASSWORD = "signs-for-it", "hides-what-it-says"
NET_SNMP = {"sha1": "SHA", "aes128": "AES", "aes192": "AES-192", "aes256": "AES-256"}
SENDER = bytes.fromhex("80001f8880e9630000d61ff449")
OURS = bytes.fromhex("8000000005") + bytes(range(12))
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
SHAS = ("sha1", "sha224", "sha256", "sha384", "sha512")
AES = ("aes128", "aes192", "aes256")


def user(auth="", priv="", **different):
    made = {"name": f"u{auth}{priv}", "auth": auth, "auth_password": AUTH_PASSWORD if auth else "", "priv": priv}
    return User(**(made | {"priv_password": PRIV_PASSWORD if priv else ""} | different))


USERS = [user(), *(user(auth) for auth in SHAS), *(user(auth, priv) for auth in SHAS for priv in AES)]


def arguments(who, engine=SENDER):
    """Return how Net-SNMP is told who sends, and by which engine; `engine` empty: by the receiver's."""
    words = ["-v", "3", "-u", who.name, "-l", who.level, *(("-e", f"0x{engine.hex()}") if engine else ())]
    for letters, algorithm, password in (("aA", who.auth, who.auth_password), ("xX", who.priv, who.priv_password)):
        if algorithm:
            name = NET_SNMP.get(algorithm) or algorithm.upper().replace("SHA", "SHA-")
            words += [f"-{letters[0]}", name, f"-{letters[1]}", password]
    return words


class Moved:
    """A clock in seconds that a test sets."""

    now_s = 1000.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock_s():
    return Moved()


@pytest.fixture
def receiver(heard, clock_s):
    v3 = Notifications(USERS, OwnEngine(OURS, 7, 900.0), clock_s)
    return TrapReceiver(load_catalogue(), heard, AnchoredClock(), Gate(1e6, 1e6), v3=v3)


@pytest.fixture
async def at(receiver):
    host, port = await receiver.open(Address("127.0.0.1", 0))
    yield f"{host}:{port}"
    receiver.close()


async def run(folder, *command):
    """Run a command of Net-SNMP that keeps what it must remember in a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        *command, env={"SNMP_PERSISTENT_DIR": str(folder), "PATH": "/usr/bin"}, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, complaint.decode()


async def test_traps_of_every_level_and_algorithm_are_heard(receiver, at, heard, tmp_path, wait_until_async):
    for who in USERS:
        status, complaint = await run(tmp_path, "snmptrap", *arguments(who), at, "", LINK_DOWN, "1.3.6", "s", who.name)
        assert status == 0, complaint
    await wait_until_async(lambda: len(heard) == len(USERS))
    assert {notice.name for notice in heard} == {"linkDown"}
    assert {notice.varbinds[0][1].decode() for notice in heard} == {who.name for who in USERS}
    assert receiver.tally.totals() == {"heard": len(USERS), "malformed": 0, "flooded": 0, "unknown": 0}


@pytest.mark.parametrize("who", USERS, ids=lambda who: f"{who.level}-{who.auth}-{who.priv}")
async def test_informs_of_every_level_and_algorithm_are_acknowledged(at, heard, tmp_path, who):
    # snmpinform asks who we are, at what time, and waits for a Response in the same envelope; -r 1: the clock's Report
    status, complaint = await run(tmp_path, "snmpinform", "-r", "1", "-t", "9", *arguments(who, b""), at, "", LINK_DOWN)
    assert status == 0, complaint
    assert [(notice.kind, notice.name) for notice in heard] == [("inform", "linkDown")]


@pytest.mark.parametrize(
    ("who", "why", "complaint"),
    [
        (user("sha1", name="nobody"), "unknown_user", "Unknown user name"),
        (user(name="nobody"), "unknown_user", "Unknown user name"),
        (user("sha1", auth_password="not-the-password"), "wrong_password", "Authentication failure"),
        (user("sha256", name="usha1"), "wrong_password", "Authentication failure"),
        (user("sha1", "aes128", priv_password="not-the-password"), "wrong_password", "Decryption error"),
        (user("sha1", "aes128", name="usha1"), "unknown_user", "Unsupported security level"),
        (user(name="usha1"), "unknown_user", "Unsupported security level"),
    ],
)
async def test_who_is_no_user_is_counted_dropped_and_told_why_where_he_asks(
    receiver, at, heard, tmp_path, wait_until_async, who, why, complaint
):
    status, said = await run(tmp_path, "snmpinform", "-r", "1", "-t", "2", *arguments(who, b""), at, "", LINK_DOWN)
    assert status != 0
    assert re.search(complaint, said, re.IGNORECASE), said
    counted = receiver.tally.refused[why]
    assert counted >= 1
    await run(tmp_path, "snmptrap", *arguments(who), at, "", LINK_DOWN)
    await wait_until_async(lambda: receiver.tally.refused[why] == counted + 1)
    assert list(receiver.tally.refused) == [why]
    assert heard == []


def message(who, pdu_kind=0xA7, engine=SENDER, boots=3, time_s=500, flags=0, request=1):
    head = b"".join(
        ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + value)
        for oid, value in (
            ("1.3.6.1.2.1.1.3.0", ber.encode_integer(7, ber.TIMETICKS)),
            ("1.3.6.1.6.3.1.1.4.1.0", ber.encode_tlv(ber.OID, ber.encode_oid(LINK_DOWN))),
        )
    )
    pdu = ber.encode_integer(request) + b"\x02\x01\x00\x02\x01\x00" + ber.encode_tlv(ber.SEQUENCE, head)
    inside = scope(engine, ber.encode_tlv(pdu_kind, pdu))
    return enclose(who, keys_at(who, engine), At(engine, boots, time_s), 99, flags, inside, Salts())


@pytest.mark.parametrize("who", [user("sha256"), user("sha512", "aes256")], ids=lambda who: who.level)
def test_what_was_said_before_is_not_heard_again(receiver, heard, clock_s, who):
    first = message(who)
    for data in (first, first, message(who, time_s=501), message(who, boots=2, time_s=9000), first):
        receiver.take(data, "10.0.0.1")
    assert (len(heard), receiver.tally.refused["replayed"]) == (2, 3)
    clock_s.now_s += 200
    receiver.take(message(who, time_s=540), "10.0.0.1")  # the engine's clock is at 701 by now
    receiver.take(message(who, time_s=560), "10.0.0.1")
    receiver.take(message(who, boots=4, time_s=1), "10.0.0.1")  # it was restarted
    assert (len(heard), receiver.tally.refused["replayed"]) == (4, 4)


def test_a_forged_clock_does_not_silence_an_engine(receiver, heard):
    forged = bytearray(message(user("sha1"), boots=4, time_s=9000))
    forged[-1] ^= 1
    receiver.take(bytes(forged), "10.0.0.66")
    receiver.take(message(user("sha1")), "10.0.0.1")
    assert len(heard) == 1
    assert receiver.tally.refused == {"wrong_password": 1}


def test_an_inform_sent_again_is_answered_again_and_heard_once(receiver, heard):
    who = user("sha256", "aes128")
    for _ in range(2):  # net-snmp seals what it sends again anew
        answer = receiver.take(message(who, 0xA6, OURS, 7, 100, REPORTABLE), "10.0.0.1")
        assert take_apart(answer).message_id == 99
    receiver.take(message(who, 0xA6, OURS, 7, 100, REPORTABLE, request=2), "10.0.0.1")
    assert len(heard) == 2


def test_of_an_inform_as_much_is_remembered_however_long_it_is(receiver, heard):
    receiver.take(message(user(), 0xA6, OURS, 7, 100, REPORTABLE), "10.0.0.1")
    ((name, digest),) = receiver._v3._recent
    assert (name, len(digest), len(heard)) == ("u", 16, 1)


def test_an_inform_for_the_past_is_refused_with_our_time_under_a_signature(receiver, heard):
    who = user("sha256", "aes128")
    for boots, time_s in ((6, 100), (7, 300)):
        answer = take_apart(receiver.take(message(who, 0xA6, OURS, boots, time_s, REPORTABLE), "10.0.0.1"))
        assert (answer.usm.engine, answer.usm.boots, answer.usm.time_s) == (OURS, 7, 100)
        assert (len(answer.usm.auth), answer.hidden) == (24, False)
    assert receiver.tally.refused == {"replayed": 2}
    assert heard == []


def test_users_of_one_name_at_different_devices_are_told_apart_by_their_passwords(heard):
    one, other = user("sha1", "aes128"), user("sha1", "aes128", priv_password="another-password")
    third = replace(one, auth_password="a-third-password")
    v3 = Notifications([one, other, third], OwnEngine(OURS, 1, 0.0), lambda: 1.0)
    receiver = TrapReceiver(load_catalogue(), heard, AnchoredClock(), Gate(1e6, 1e6), v3=v3)
    for who in (one, other, third):
        receiver.take(message(who), "10.0.0.1")
    assert len(heard) == 3


def test_inventive_senders_take_no_more_memory_than_is_theirs(receiver, heard, monkeypatch):
    monkeypatch.setattr(opening, "MOST_ENGINES", 5)
    monkeypatch.setattr(opening, "MOST_RECENT", 5)
    for i in range(20):
        receiver.take(message(user("sha1"), engine=SENDER + bytes([i])), "10.0.0.1")
        receiver.take(message(user("sha1", name="nobody"), engine=SENDER + bytes([99, i])), "10.0.0.1")
    assert len(heard) == 20
    assert (len(receiver._v3._engines), len(receiver._v3._recent)) == (5, 5)


WHOLE = [
    message(who, kind, engine, 7, 100, REPORTABLE)
    for who in (user(), user("sha256"), user("sha256", "aes128"))
    for kind, engine in ((0xA7, SENDER), (0xA6, OURS), (0xA6, b""))
]


@given(st.data())
def test_no_message_however_changed_gets_out_of_the_receiver(data):
    heard = []
    sink = type("Sink", (), {"hear": heard.append})()
    v3 = Notifications(USERS, OwnEngine(OURS, 7, 900.0), lambda: 1000.0)
    made = TrapReceiver(load_catalogue(), sink, AnchoredClock(), Gate(1e6, 1e6), v3=v3)
    octets = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(octets)))
    answer = made.take(bytes(octets[:cut]), "10.0.0.1")
    counted = made.tally.heard + made.tally.malformed + made.tally.refused.total()
    assert counted == 1 or (counted == 0 and answer is not None)  # who we are is told to anybody
    assert len(heard) == made.tally.heard
