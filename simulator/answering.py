"""What an agent answers to a request, from its view. Source: RFC 3416 section 4.2, RFC 1157 section 4.1."""

from __future__ import annotations

from simulator import ber
from simulator.mib import Missing, Place, View
from simulator.snmp import GET, GETBULK, RESPONSE, SET, V1, V2C, Request

TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 1, 2, 17
MOST_REPETITIONS = 2000
_NO_ERROR = b"\x02\x01\x00\x02\x01\x00"
_SHORT = tuple(bytes((ber.SEQUENCE, size)) for size in range(128))
_ENVELOPE = 22
"""Octets of tags, lengths, version, error status and index around community, request id and varbinds, at most."""


def answer(request: Request, view: View, subject: int, now_ms: int, largest: int) -> bytes:
    """Return the response message, of at most `largest` octets as far as the protocol allows."""
    room = largest - _ENVELOPE - len(request.community) - len(request.request_id)
    if request.pdu == SET:
        return _refusal(request, NO_SUCH_NAME if request.version == V1 else NOT_WRITABLE, 1)
    if view.most_names and len(request.names) > view.most_names:
        return _refusal(request, TOO_BIG, 0)
    if request.pdu == GETBULK:
        return _response(request, _bulk(request, view, subject, now_ms, room))
    if request.pdu == GET and request.version == V2C:
        found = _get(request, view, subject, now_ms)
    else:
        found = b""
        for index in range(len(request.names)):
            look = _exactly if request.pdu == GET else _next
            varbind = look(request, view, index, subject, now_ms)
            if varbind is None:
                return _refusal(request, NO_SUCH_NAME, index + 1)
            found += varbind
    return _response(request, found) if len(found) <= room else _refusal(request, TOO_BIG, 0)


def _get(request: Request, view: View, subject: int, now_ms: int) -> bytes:
    """Return the varbinds of a v2c GET, which always has an answer for every name."""
    parts: list[bytes] = []
    for name, value, row in view.plan(request.varbinds, request.names):
        found = value(subject, row, now_ms)
        size = len(name) + len(found)
        if size < 128:
            parts += (_SHORT[size], name, found)
        else:
            parts.append(ber.tlv(ber.SEQUENCE, name + found))
    return b"".join(parts)


def _exactly(request: Request, view: View, index: int, subject: int, now_ms: int) -> bytes | None:
    """Return the varbind of a name, None where v1 has to refuse."""
    name = request.names[index]
    place = view.find(name.content)
    if isinstance(place, Missing):
        return None
    one = view.objects[place[0]]
    if one.is_64_bit:
        return None
    return _varbind(name.tlv, one.value(subject, place[1], now_ms))


def _next(request: Request, view: View, index: int, subject: int, now_ms: int) -> bytes | None:
    """Return the varbind after a name, None at the end of a v1 view."""
    name = request.names[index]
    place = view.after(name.oid)
    while place and request.version == V1 and view.objects[place[0]].is_64_bit:
        place = view.following(place)
    if place is None:
        return None if request.version == V1 else _varbind(name.tlv, ber.END_OF_VIEW)
    return _at(view, place, subject, now_ms)


def _bulk(request: Request, view: View, subject: int, now_ms: int, room: int) -> bytes:
    """Return varbinds as GETBULK orders them: non-repeaters, then repetition by repetition, cut where full."""
    singles = min(max(request.first, 0), len(request.names))
    most = max(view.most_names // max(len(request.names), 1), 1) if view.most_names else MOST_REPETITIONS
    repetitions = min(max(request.second, 0), most)
    found: list[bytes] = []
    for index in range(singles):
        varbind = _next(request, view, index, subject, now_ms) or b""
        room -= len(varbind)
        if room < 0:
            return b"".join(found)
        found.append(varbind)
    ends = [name.tlv for name in request.names[singles:]]
    places = [view.after(name.oid) for name in request.names[singles:]]
    for _ in range(repetitions if places else 0):
        for column, place in enumerate(places):
            if place is None:
                varbind = _varbind(ends[column], ber.END_OF_VIEW)
            else:
                number, row = place
                one = view.objects[number]
                varbind = _varbind(one.name(row), one.value(subject, row, now_ms))
                places[column] = (number, row + 1) if row + 1 < len(one.rows.encoded) else view.following(place)
                if places[column] is None:
                    ends[column] = one.name(row)
            room -= len(varbind)
            if room < 0:
                return b"".join(found)
            found.append(varbind)
        if not any(places):
            break
    return b"".join(found)


def _at(view: View, place: Place, subject: int, now_ms: int) -> bytes:
    one = view.objects[place[0]]
    return _varbind(one.name(place[1]), one.value(subject, place[1], now_ms))


def _varbind(name: bytes, value: bytes) -> bytes:
    size = len(name) + len(value)
    if size < 128:
        return _SHORT[size] + name + value
    return ber.tlv(ber.SEQUENCE, name + value)


def _response(request: Request, varbinds: bytes) -> bytes:
    body = request.request_id + _NO_ERROR + ber.tlv(ber.SEQUENCE, varbinds)
    return _message(request, body)


def _refusal(request: Request, status: int, index: int) -> bytes:
    """Return an error with the request's own list; an empty one where v2c says the answer is too big."""
    echoed = b"" if status == TOO_BIG and request.version != V1 else request.varbinds
    error = ber.number(status) + ber.number(index)
    return _message(request, request.request_id + error + ber.tlv(ber.SEQUENCE, echoed))


def _message(request: Request, body: bytes) -> bytes:
    pdu = ber.tlv(RESPONSE, body)
    return ber.tlv(ber.SEQUENCE, request.version + ber.tlv(ber.OCTETS, request.community) + pdu)
