"""alarmLogInformation of SCTE-HMS and NSCRTV-HFCEMS: an alarm packed into octets.

Octets 1 to 4 POSIX time, 5 type of alarm, 6 status of the element after it, then OID and value in BER.
Source: SCTE-HMS-ALARMS-MIB and NSCRTV-HFCEMS-ALARMS-MIB alarmLogInformation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from collectors.snmp import ber
from collectors.snmp.ber import Malformed, Value

HEAD = 6


class AlarmType(IntEnum):
    """What a parameter did."""

    NOMINAL = 1
    HIHI = 2
    HI = 3
    LO = 4
    LOLO = 5
    DISCRETE_MAJOR = 6
    DISCRETE_MINOR = 7


SEVERITY = {
    AlarmType.NOMINAL: "nominal",
    AlarmType.HIHI: "major",
    AlarmType.HI: "minor",
    AlarmType.LO: "minor",
    AlarmType.LOLO: "major",
    AlarmType.DISCRETE_MAJOR: "major",
    AlarmType.DISCRETE_MINOR: "minor",
}
"""As alarmEnable's bits name them."""


@dataclass(frozen=True, slots=True)
class LoggedAlarm:
    """One entry of a device's alarm log."""

    at_s: int
    """POSIX seconds by the device's clock."""
    type: AlarmType
    status: int
    """commonNeStatus after the alarm: a mask of what is wrong with the element."""
    oid: str
    """The parameter, with its instance."""
    value: Value

    @property
    def severity(self) -> str:
        """Severity in the words of the standard: nominal, minor, major."""
        return SEVERITY[self.type]


def decode_alarm(octets: bytes) -> LoggedAlarm:
    """Return the alarm of packed octets; raises Malformed."""
    if len(octets) <= HEAD:
        raise Malformed(f"an alarm of {len(octets)} octets")
    try:
        kind = AlarmType(octets[4])
    except ValueError as error:
        raise Malformed(f"an alarm of type {octets[4]}") from error
    tag, start, stop = ber.header(octets, HEAD, len(octets))
    if tag != ber.OID:
        raise Malformed(f"octet {HEAD}: 0x{tag:02x} where an object identifier belongs")
    value_tag, value_start, value_stop = ber.header(octets, stop, len(octets))
    return LoggedAlarm(
        int.from_bytes(octets[:4], "big"),
        kind,
        octets[5],
        ber.decode_oid(octets[start:stop]),
        ber.decode_value(value_tag, octets[value_start:value_stop]),
    )
