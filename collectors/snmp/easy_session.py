"""Sessions of easysnmp: a request's octets go in, a response's octets come out."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import easysnmp
from easysnmp.exceptions import EasySNMPError, EasySNMPNoSuchNameError, EasySNMPTimeoutError

from collectors.snmp import ber, message
from collectors.snmp.engine import Target
from collectors.snmp.message import ErrorStatus

MOST_SESSIONS = 400
"""Sessions kept open, each with a socket of its own; whoever was not asked for longest is opened anew."""

_NUMBERS = {
    "INTEGER": ber.INTEGER,
    "INTEGER32": ber.INTEGER,
    "COUNTER": ber.COUNTER32,
    "GAUGE": ber.GAUGE32,
    "UNSIGNED32": ber.GAUGE32,
    "UINTEGER": ber.UINTEGER32,
    "TICKS": ber.TIMETICKS,
    "COUNTER64": ber.COUNTER64,
}
_ABSENT = {
    "NOSUCHOBJECT": ber.NO_SUCH_OBJECT,
    "NOSUCHINSTANCE": ber.NO_SUCH_INSTANCE,
    "ENDOFMIBVIEW": ber.END_OF_MIB_VIEW,
}


class Sessions:
    """Sessions by device; `answer` blocks, and may be called in several threads for several devices."""

    def __init__(self, timeout_s: float, retries: int) -> None:
        self._timeout_s = timeout_s
        self._retries = retries
        self._open: OrderedDict[Target, easysnmp.Session] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, whom: Target, request: bytes) -> bytes | None:
        """Return the response to an SNMP v1 or v2c request, as a v2c message; None for silence."""
        opened = message.open_message(request)
        oids = [binding.oid for binding in message.bindings(request, opened)]
        session = self._session(whom)
        try:
            return _response(_asked(session, opened, oids))
        except EasySNMPTimeoutError:
            return None
        except EasySNMPNoSuchNameError:
            return _response(_one_by_one(session, opened.kind, oids))
        except EasySNMPError:
            # an error-status and its index; below 0 the library's own trouble, where nothing was answered
            status, index = int(session.error_number), int(session.error_index)
            return None if index < 0 or status <= 0 else _response([], status, index)

    def _session(self, whom: Target) -> easysnmp.Session:
        with self._lock:
            session = self._open.pop(whom, None)
            if session is None:
                session = easysnmp.Session(
                    hostname=whom.sockaddr[0],
                    remote_port=whom.sockaddr[1],
                    version=1 if whom.version == message.V1 else 2,
                    community=whom.community.decode(),
                    timeout=self._timeout_s,
                    retries=self._retries,
                    use_numeric=True,
                )
            self._open[whom] = session
            while len(self._open) > MOST_SESSIONS:
                self._open.popitem(last=False)
            return session


def _asked(session: easysnmp.Session, opened: message.Opened, oids: Sequence[str]) -> list[easysnmp.SNMPVariable]:
    dotted = [f".{oid}" for oid in oids]
    if opened.kind == message.GETBULK:
        return list(session.get_bulk(dotted, opened.status, opened.error_index))
    return list(_question(session, opened.kind)(dotted))


def _question(session: easysnmp.Session, kind: int) -> Callable[[list[str]], list[easysnmp.SNMPVariable]]:
    return session.get_next if kind == message.GETNEXT else session.get  # type: ignore[no-any-return]  # untyped there


def _one_by_one(session: easysnmp.Session, kind: int, oids: Sequence[str]) -> list[easysnmp.SNMPVariable]:
    """Ask an agent of SNMPv1 that lacks one of several objects for each: the library does not say which it was."""
    found = []
    for oid in oids:
        try:
            found += _question(session, kind)([f".{oid}"])
        except EasySNMPNoSuchNameError:
            absent = "ENDOFMIBVIEW" if kind == message.GETNEXT else "NOSUCHOBJECT"
            found.append(easysnmp.SNMPVariable(f".{oid}", "", "", absent))
    return found


def _response(variables: Sequence[easysnmp.SNMPVariable], status: int = ErrorStatus.noError, index: int = 0) -> bytes:
    bindings = b"".join(ber.encode_tlv(ber.SEQUENCE, _name(one) + _value(one)) for one in variables)
    fields = b"".join(map(ber.encode_integer, (message.FIRST_ID, status, index)))
    return message.wrap(ber.encode_tlv(message.RESPONSE, fields + ber.encode_tlv(ber.SEQUENCE, bindings)))


def _name(variable: easysnmp.SNMPVariable) -> bytes:
    parts = (variable.oid.strip("."), (variable.oid_index or "").strip("."))
    return ber.encode_tlv(ber.OID, ber.encode_oid(".".join(filter(None, parts))))


def _value(variable: easysnmp.SNMPVariable) -> bytes:
    """Return a value as it was encoded, but for what the library has no name for: that is NULL."""
    kind, value = variable.snmp_type, variable.value
    if kind in _NUMBERS:
        return ber.encode_integer(int(value), _NUMBERS[kind])
    if kind == "OCTETSTR":
        return ber.encode_tlv(ber.OCTETS, value.encode("latin-1"))
    if kind == "OBJECTID":
        return ber.encode_tlv(ber.OID, ber.encode_oid(value.strip(".")))
    if kind == "IPADDR":
        return ber.encode_tlv(ber.IP_ADDRESS, ipaddress.IPv4Address(value).packed)
    return ber.encode_tlv(_ABSENT.get(kind, ber.NULL), b"")
