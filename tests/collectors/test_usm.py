"""SNMPv3's keys against the standards' own examples and another library; users; messages of every shape."""

import pytest
from gufo.snmp.user import Md5Key, Sha1Key, Sha224Key, Sha256Key, Sha384Key, Sha512Key
from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.ber import COUNTER32, OID, SEQUENCE, Malformed, encode_integer, encode_oid, encode_tlv
from collectors.snmp.engine import TargetError, target
from collectors.snmp.message import GET, GETBULK, V3, bind, open_message, pdu_of, template, wrap
from collectors.snmp.usm import cipher, wire
from collectors.snmp.usm.envelope import At, enclose, keys_at
from collectors.snmp.usm.keys import AUTHENTICATION, localized_key, master_key
from collectors.snmp.usm.security import REPORT, Security, Step
from collectors.snmp.usm.user import User, UserError

ENGINE = bytes.fromhex("000000000000000000000002")


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("md5", "526f5eed9fcce26f8964c2930787d82b"), ("sha1", "6695febc9288e36282235fc7151f128497b38f3f")],
)
def test_keys_are_those_of_rfc_3414_appendix_a(algorithm, key):
    assert localized_key(algorithm, b"maplesyrup", ENGINE).hex() == key


@pytest.mark.parametrize("other", [Md5Key, Sha1Key, Sha224Key, Sha256Key, Sha384Key, Sha512Key])
def test_keys_are_those_another_library_makes(other):
    algorithm = other.SNMPD_PREFIX.replace("-", "").lower().replace("sha", "sha1" if other is Sha1Key else "sha")
    assert algorithm in AUTHENTICATION
    master = other.get_master_key(b"signs-for-it")
    assert master_key(algorithm, b"signs-for-it") == master
    assert localized_key(algorithm, b"signs-for-it", ENGINE) == other.get_localized_key(master, ENGINE)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"name": ""}, "a name has 1 to 32 octets"),
        ({"auth": "sha3", "auth_password": "long-enough"}, "authentication 'sha3' is none of md5, sha1, sha224"),
        ({"auth": "sha1"}, "authentication takes an algorithm and a password, or neither"),
        ({"auth": "sha1", "auth_password": "short"}, "authentication password has fewer than 8 octets"),
        ({"priv": "des", "priv_password": "long-enough"}, "there is no privacy without authentication"),
    ],
)
def test_a_user_that_cannot_be_is_refused_without_its_password(how, why):
    with pytest.raises(UserError, match=why) as refused:
        User(**({"name": "anna"} | how))
    assert how.get("auth_password", "-never-") not in str(refused.value)


def test_no_secret_is_in_a_repr():
    who = User("anna", "sha256", "signs-for-it", "aes128", "hides-what-it-says")
    shown = repr(target("127.0.0.1", 161, "3", who)) + repr(target("127.0.0.1", 161, "2c", "plant-ro")) + str(who)
    assert "anna" in shown
    for secret in ("signs-for-it", "hides-what-it-says", "plant-ro"):
        assert secret not in shown


def test_version_and_secret_belong_together():
    with pytest.raises(TargetError, match="SNMP version 3 takes a user, the credential is a community"):
        target("127.0.0.1", 161, "3", "public")
    with pytest.raises(TargetError, match="SNMP version 2c takes a community, the credential is an SNMPv3 user"):
        target("127.0.0.1", 161, "2c", User("anna"))


@given(st.binary(max_size=300), st.sampled_from([("des", 16), ("aes", 16), ("aes", 24), ("aes", 32)]))
def test_what_was_hidden_is_found(plain, how):
    kind, octets = how
    salt, hidden = cipher.encrypt(kind, bytes(range(octets)), plain, 7, 99, 2**64 - 1)
    assert cipher.decrypt(kind, bytes(range(octets)), hidden, 7, 99, salt)[: len(plain)] == plain


@pytest.mark.parametrize("count", [0, 1, 7, 8, 40])
def test_the_pdu_of_a_request_is_found_whatever_its_length(count):
    oids = [b"\x2b\x06\x01\x02\x01" + bytes([number]) for number in range(count)]
    for kind, repetitions in ((GET, None), (GETBULK, 25)):
        before, after = template(V3, b"", kind, bind(oids), repetitions)
        opened = open_message(wrap(pdu_of(before, 0x01234567, after)))
        assert (opened.kind, opened.request_id) == (kind, 0x01234567)


USM = wire.Parameters(b"\x80engine", 7, 99, b"anna", bytes(24), b"saltsalt")
WHOLE, AT = wire.assemble(0x01234567, 7, USM, wire.scope(b"\x80engine", b"\xa0\x00"))


def test_a_message_is_taken_apart_as_it_was_assembled():
    sealed = wire.take_apart(WHOLE)
    assert (sealed.message_id, sealed.flags, sealed.usm, sealed.auth_at) == (0x01234567, 7, USM, AT)
    assert wire.is_v3(WHOLE)
    assert not wire.is_v3(wrap(b"\xa2\x00"))
    assert wire.unscope(sealed.inside) == b"\xa0\x00"


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(1, len(WHOLE)))
def test_a_garbled_message_is_malformed_and_nothing_else(at, octet, cut):
    garbled = (WHOLE[:at] + bytes([octet]) + WHOLE[at + 1 :])[:cut]
    try:
        wire.is_v3(garbled)
        wire.unscope(wire.take_apart(garbled).inside)
    except Malformed:
        pass


def test_an_unsigned_answer_counts_from_the_engine_and_for_the_user_that_were_asked():
    whom, pdu = target("127.0.0.1", 161, "3", User("anna")), b"\xa2\x0b\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x00"

    def answer(engine, user):
        usm = wire.Parameters(engine, 7, 99, user, b"", b"")
        return wire.assemble(1, 0, usm, wire.scope(engine, pdu))[0]

    report = pdu_report(b"\x80engine")
    security = Security(lambda: 0.0)
    assert security.open(whom, report, wire.take_apart(report)).step is Step.AGAIN
    for engine, user in ((b"\x80other", b"anna"), (b"\x80engine", b"berta")):
        with pytest.raises(Malformed, match="said by another engine, or to another user"):
            security.open(whom, answer(engine, user), wire.take_apart(answer(engine, user)))
    said = security.open(whom, answer(b"\x80engine", b"anna"), wire.take_apart(answer(b"\x80engine", b"anna")))
    assert (said.step, said.pdu) == (Step.TAKE, pdu)


def test_the_clock_of_an_engine_that_counts_no_boots_is_followed():
    who = User("anna", "sha256", "signs-for-it")
    whom, clock_s = target("127.0.0.1", 161, "3", who), 1000.0
    security = Security(lambda: clock_s)
    report = pdu_report(b"\x80engine")
    security.open(whom, report, wire.take_apart(report))
    late = encode_tlv(OID, encode_oid("1.3.6.1.6.3.15.1.1.2.0")) + encode_integer(1, COUNTER32)
    pdu = encode_integer(1) + b"\x02\x01\x00\x02\x01\x00" + encode_tlv(SEQUENCE, encode_tlv(SEQUENCE, late))
    inside = wire.scope(b"\x80engine", encode_tlv(REPORT, pdu))
    at = At(b"\x80engine", 0, 5000)
    signed = enclose(who, keys_at(who, at.engine), at, 1, 0, inside, cipher.Salts())
    assert security.open(whom, signed, wire.take_apart(signed)).step is Step.AGAIN
    clock_s += 7
    asked = wire.take_apart(security.seal(whom, 2, b"\xa0\x0b\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x00"))
    assert (asked.usm.boots, asked.usm.time_s) == (0, 5007)


def pdu_report(engine):
    """Return the message in which an engine names itself."""
    unknown = encode_tlv(OID, encode_oid("1.3.6.1.6.3.15.1.1.4.0")) + encode_integer(1, COUNTER32)
    inside = encode_integer(1) + b"\x02\x01\x00\x02\x01\x00" + encode_tlv(SEQUENCE, encode_tlv(SEQUENCE, unknown))
    usm = wire.Parameters(engine, 7, 99, b"", b"", b"")
    return wire.assemble(1, 0, usm, wire.scope(engine, encode_tlv(REPORT, inside)))[0]
