"""Traps and informs of every version: datagrams opened into one form, every fault is Malformed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed
from collectors.snmp.message import Binding

TRAP_V1 = 0xA4
INFORM = 0xA6
TRAP = 0xA7

UPTIME = "1.3.6.1.2.1.1.3.0"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
STANDARD_TRAPS = "1.3.6.1.6.3.1.1.5"
ENTERPRISE_SPECIFIC = 6
MOST_BINDINGS = 256
"""More than any device sends; a datagram full of empty ones holds nothing to keep."""


@dataclass(frozen=True, slots=True)
class Trap:
    """What a trap or inform says, whatever the version it came in."""

    version: int
    """`message.V1` or `message.V2C`; those of v3 are opened first and read as v2c's."""
    community: str
    oid: str
    """snmpTrapOID; that of a v1 trap is made of enterprise and numbers as RFC 3584 section 3.1 has it."""
    uptime: int
    """sysUpTime in hundredths of a second."""
    bindings: tuple[Binding, ...]
    """Without the uptime and the trap's OID."""
    is_inform: bool = False
    agent: str = ""
    """IPv4 address a v1 trap gives as its origin; anybody can write anything there."""


def open_trap(data: bytes) -> Trap:
    """Read a v1 or v2c datagram that should be a trap or inform; raises Malformed, never anything else."""
    at, end = _inside(data, 0, len(data), ber.SEQUENCE)
    version, at = _integer(data, at, end)
    if version not in {message.V1, message.V2C}:
        raise Malformed(f"SNMP version {version} is neither v1 nor v2c")
    start, stop = _inside(data, at, end, ber.OCTETS)
    community = data[start:stop].decode("utf-8", "replace")
    kind, at, pdu_end = ber.header(data, stop, end)
    if pdu_end != end:
        raise Malformed(f"octet {pdu_end}: something behind the PDU")
    if kind == TRAP_V1 and version == message.V1:
        return _v1(data, at, end, community)
    if kind in {TRAP, INFORM} and version == message.V2C:
        for _ in range(3):  # request id, error status, error index: of no meaning here
            _, at = _integer(data, at, end)
        return _v2c(community, _bindings(data, at, end), is_inform=kind == INFORM)
    raise Malformed(f"0x{kind:02x} is no trap and no inform of SNMP version {version}")


def acknowledgement(data: bytes) -> bytes:
    """Return the response to an inform that was opened: its own datagram as another kind (RFC 3416 section 4.2.7)."""
    at, end = _inside(data, 0, len(data), ber.SEQUENCE)
    _, at = _integer(data, at, end)
    _, at = _inside(data, at, end, ber.OCTETS)
    return data[:at] + bytes((message.RESPONSE,)) + data[at + 1 : end]


def _v2c(community: str, bindings: tuple[Binding, ...], *, is_inform: bool) -> Trap:
    if len(bindings) < 2 or bindings[0].oid != UPTIME or bindings[1].oid != TRAP_OID:
        raise Malformed("a trap begins with sysUpTime.0 and snmpTrapOID.0")
    uptime, oid = bindings[0].value, bindings[1].value
    if not isinstance(uptime, int) or not isinstance(oid, str):
        raise Malformed("sysUpTime.0 is no number, or snmpTrapOID.0 no object identifier")
    return Trap(message.V2C, community, oid, uptime, bindings[2:], is_inform)


def _v1(data: bytes, at: int, end: int, community: str) -> Trap:
    start, stop = _inside(data, at, end, ber.OID)
    enterprise = ber.decode_oid(data[start:stop])
    start, stop = _inside(data, stop, end, ber.IP_ADDRESS)
    if stop - start != 4:
        raise Malformed(f"an agent address of {stop - start} octets")
    agent = str(ipaddress.IPv4Address(data[start:stop]))
    generic, at = _integer(data, stop, end)
    specific, at = _integer(data, at, end)
    start, stop = _inside(data, at, end, ber.TIMETICKS)
    uptime = ber.decode_unsigned(data[start:stop])
    if generic < 0 or specific < 0 or generic > ENTERPRISE_SPECIFIC:
        raise Malformed(f"a trap of generic number {generic}, specific number {specific}")
    own = generic == ENTERPRISE_SPECIFIC
    oid = f"{enterprise}.0.{specific}" if own else f"{STANDARD_TRAPS}.{generic + 1}"
    return Trap(message.V1, community, oid, uptime, _bindings(data, stop, end), agent=agent)


def _bindings(data: bytes, at: int, end: int) -> tuple[Binding, ...]:
    """Return the bindings, which are the last thing in a PDU."""
    found: list[Binding] = []
    start, stop = _inside(data, at, end, ber.SEQUENCE)
    if stop != end:
        raise Malformed(f"octet {stop}: something behind the bindings")
    for oid, tag, content in message.fields(data, start, stop):
        if len(found) == MOST_BINDINGS:
            raise Malformed(f"a trap of more than {MOST_BINDINGS} bindings")
        found.append(Binding(ber.decode_oid(oid), tag, ber.decode_value(tag, content)))
    return tuple(found)


def _inside(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    found, start, stop = ber.header(data, at, end)
    if found != tag:
        raise Malformed(f"octet {at}: 0x{found:02x} where 0x{tag:02x} belongs")
    return start, stop


def _integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    start, stop = _inside(data, at, end, ber.INTEGER)
    return ber.decode_integer(data[start:stop]), stop
