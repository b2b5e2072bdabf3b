"""An agent's view: objects with their instances in lexicographic order, shared by all agents of a kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from simulator import ber
from simulator.ber import Oid

Value = Callable[[int, int, int], bytes]
"""(subject, row, now_ms) → the value as TLV; the subject is which modem or node is asked."""
Place = tuple[int, int]
"""(object, row) in a view."""

Asked = tuple[bytes, Value, int]
"""An instance asked for: its name as TLV, and how to read it."""

MOST_REMEMBERED = 20_000
MOST_PLANS = 500
_COMMON_SUFFIX = 12


class Rows:
    """Instances of a table's objects: index suffixes in order."""

    def __init__(self, suffixes: Iterable[Oid]) -> None:
        """Take index suffixes in any order; row numbers count in lexicographic order."""
        self.replace(suffixes)

    def replace(self, suffixes: Iterable[Oid]) -> None:
        """Have other instances from now on; the view has to be laid out anew."""
        self.suffixes: list[Oid] = sorted(suffixes)
        self.encoded = [ber.sub_ids(suffix) for suffix in self.suffixes]
        self.row = {suffix: number for number, suffix in enumerate(self.suffixes)}


SCALAR = Rows([(0,)])


@dataclass(frozen=True, slots=True)
class Object:
    """A column of a table, or a scalar."""

    oid: Oid
    rows: Rows
    value: Value
    is_64_bit: bool = False
    """A Counter64, which SNMPv1 cannot carry."""
    encoded: bytes = field(init=False)
    heads: tuple[bytes, ...] = field(init=False)
    """Tag, length and the object's own name, by the octets of the row's."""

    def __post_init__(self) -> None:
        encoded = ber.oid_content(self.oid)
        sizes = range(len(encoded), min(len(encoded) + _COMMON_SUFFIX, 128))
        object.__setattr__(self, "encoded", encoded)
        object.__setattr__(self, "heads", tuple(bytes((ber.OBJECT, size)) + encoded for size in sizes))

    def name(self, row: int) -> bytes:
        """Return the instance's name as TLV."""
        suffix = self.rows.encoded[row]
        if len(suffix) < len(self.heads):
            return self.heads[len(suffix)] + suffix
        return ber.tlv(ber.OBJECT, self.encoded + suffix)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no such instance."""

    exception: bytes


class View:
    """Objects in order; finds an instance, or the one after a name."""

    v1_only = False
    """Hears nothing but SNMPv1."""
    most_names = 0
    """Names in one request beyond which the answer is tooBig; 0: as many as a datagram holds."""

    def __init__(self, objects: Sequence[Object]) -> None:
        """Take objects in any order; none may lie under another."""
        self._all = sorted(objects, key=lambda one: one.oid)
        self.lay_out()

    def lay_out(self) -> None:
        """Take note of which objects have instances; needed after their rows were replaced."""
        self.objects = [one for one in self._all if one.rows.suffixes]
        self._oids = [one.oid for one in self.objects]
        self._found: dict[bytes, Place | Missing] = {}
        self._plans: dict[bytes, tuple[Asked, ...]] = {}

    def plan(self, varbinds: bytes, names: Sequence[tuple[bytes, Oid, bytes]]) -> tuple[Asked, ...]:
        """Return how to answer a v2c GET of some names; a sweep repeats the list for every device.

        `names` are content, sub-identifiers and TLV of each; `varbinds` the octets they came in.
        """
        plan = self._plans.get(varbinds)
        if plan is None:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            plan = self._plans[varbinds] = tuple(self._asked(content, tlv) for content, _, tlv in names)
        return plan

    def _asked(self, content: bytes, tlv: bytes) -> Asked:
        place = self.find(content)
        if isinstance(place, Missing):
            exception = place.exception
            return tlv, lambda _subject, _row, _now_ms: exception, 0
        return tlv, self.objects[place[0]].value, place[1]

    def refresh(self, now_ms: int) -> None:
        """Bring rows that come and go up to date; called before every answer."""

    def find(self, name: bytes) -> Place | Missing:
        """Return the instance of exactly this name (an OID's content octets), or why there is none."""
        place = self._found.get(name)
        if place is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            place = self._found[name] = self._find(ber.read_oid(name))
        return place

    def after(self, name: Oid) -> Place | None:
        """Return the first instance after a name, None at the end of the view."""
        number = bisect_right(self._oids, name) - 1
        if number < 0:
            return (0, 0) if self.objects else None
        one = self.objects[number]
        depth = len(one.oid)
        if name[:depth] == one.oid:
            row = bisect_right(one.rows.suffixes, name[depth:])
            if row < len(one.rows.suffixes):
                return number, row
        return (number + 1, 0) if number + 1 < len(self.objects) else None

    def following(self, place: Place) -> Place | None:
        """Return the instance after another, None at the end of the view."""
        number, row = place
        if row + 1 < len(self.objects[number].rows.suffixes):
            return number, row + 1
        return (number + 1, 0) if number + 1 < len(self.objects) else None

    def _find(self, name: Oid) -> Place | Missing:
        number = bisect_right(self._oids, name) - 1
        if number >= 0:
            one = self.objects[number]
            depth = len(one.oid)
            if name[:depth] == one.oid:
                row = one.rows.row.get(name[depth:])
                return Missing(ber.NO_SUCH_INSTANCE) if row is None else (number, row)
        return Missing(ber.NO_SUCH_OBJECT)
