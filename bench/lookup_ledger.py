"""A ledger of a million accounts, made by SQL from numbers, with a thousand open incidents."""

# ruff: noqa: S608 - statements are put together from our own constants

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import shapely

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from monitor.care import freshness
from monitor.incidents import members, rows
from monitor.incidents.model import Entry, FaultView, IncidentState, IncidentView, severity_by_subscribers
from monitor.incidents.opened import said_of
from monitor.ledger.ledger import Ledger

PER_TAP, PER_AMPLIFIER, PER_NODE, PER_CMTS, PER_HUB = 8, 80, 400, 10_000, 100_000
LEVELS = (  # kind, id as printf has it, homes behind, parent's homes, parent's id
    ("hub", "H%02d", PER_HUB, 0, "HE"),
    ("cmts", "C%03d", PER_CMTS, PER_HUB, "H%02d"),
    ("cmts_port", "P%04d", PER_NODE, PER_CMTS, "C%03d"),
    ("optical_node", "N%04d", PER_NODE, PER_NODE, "P%04d"),
    ("amplifier", "A%05d", PER_AMPLIFIER, PER_NODE, "N%04d"),
    ("tap", "T%06d", PER_TAP, PER_AMPLIFIER, "A%05d"),
)
MAC = "printf('02:00:00:%02x:%02x:%02x', n / 65536, n / 256 % 256, n % 256)"
LON, LAT = 118.0, 30.0
APART_MS = 97_000
SPACING = 0.0002
"""Degrees between homes on a grid of a thousand a row."""


@dataclass(frozen=True, slots=True)
class Town:
    """How large the ledger is, and where what stands in it."""

    homes: int
    outage: int
    """Homes behind the first hub, which is going to fail; the incidents that stand open lie beyond them."""
    incidents: int

    def elements(self) -> int:
        """Return how many elements there are before the terminals: the slot of the first terminal."""
        return 1 + sum(-(-self.homes // size) for _, _, size, _, _ in LEVELS)

    def dark_at_first(self) -> list[tuple[str, range]]:
        """Return (amplifier or tap, homes behind it) of each incident that stands open from the beginning."""
        span = (self.homes - self.outage) // self.incidents
        found = []
        for i in range(self.incidents):
            kind, _, size, _, _ = LEVELS[4 if i % 10 == 0 and span >= PER_AMPLIFIER else 5]
            first = -(-(self.outage + i * span) // size)
            name = f"A{first:05d}" if kind == "amplifier" else f"T{first:06d}"
            found.append((name, range(first * size, min((first + 1) * size, self.homes))))
        return found

    def phone(self, home: int) -> str:
        """Return a home's number as its caller's exchange writes it."""
        return f"138{home:08d}"

    def account(self, home: int) -> str:
        """Return a home's account."""
        return f"{home:08d}"


def build(ledger: Ledger, path: Path, town: Town) -> None:
    """Fill a new ledger at `path`; `ledger` is the same, for what the product itself writes."""
    now_ms = AnchoredClock().now_ms()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # until it is complete nothing of it is worth a sync
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN")
    for statement in _statements(town, now_ms):
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _incidents(ledger, town, now_ms)


def _statements(town: Town, now_ms: int) -> Iterator[str]:
    """Yield what fills the tables of plant, customers and states, in the order of their keys."""
    homes, first, up = town.homes, town.elements(), int(TerminalState.REGISTERED)
    long_ago_ms = now_ms - 2 * 86_400_000
    yield (
        "CREATE TEMP TABLE number AS WITH RECURSIVE s(n) AS "
        f"(SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {homes - 1}) SELECT n FROM s"
    )
    yield _elements(0, "headend", "'HE'", "''", 1, 1)
    position = 1
    for kind, name, size, above, parent in LEVELS:
        count = -(-homes // size)
        upper = f"printf('{parent}', n * {size} / {above})" if above else f"'{parent}'"
        yield _elements(position, kind, f"printf('{name}', n)", upper, size, count)
        position += count
    yield _elements(first, "cable_modem", MAC, f"printf('T%06d', n / {PER_TAP})", 1, homes)
    yield "INSERT INTO subject (slot, key) SELECT position, id FROM element ORDER BY position"
    yield (
        'INSERT INTO account (account, position, name, address, lon, lat, "class", status, unit) '
        "SELECT printf('%08d', n), n, printf('Subscriber %d', n), printf('%d Mill Lane', n), "
        f"{_place(1)}, 'residential', iif(n % 37 = 0, 'arrears', 'active'), printf('unit %d', n / 100000) FROM number"
    )
    yield (
        "INSERT INTO account_phone (account, position, written, e164) "
        "SELECT printf('%08d', n), 0, printf('138%08d', n), printf('+86138%08d', n) FROM number"
    )
    for number, name, terminal in ((1, "broadband", MAC), (homes + 1, "tv", "''")):
        yield (
            "INSERT INTO service (id, account, service, terminal, status) "
            f"SELECT {number} + n, printf('%08d', n), '{name}', {terminal}, 'active' FROM number"
        )
    yield (
        "INSERT INTO terminal_state (slot, state, since_ms, last_seen_ms, first_missed_ms) "
        f"SELECT {first} + n, {up}, {long_ago_ms}, {now_ms}, 0 FROM number"
    )
    for number, (_, behind) in enumerate(town.dark_at_first(), start=1):
        went_ms = _began_ms(number, now_ms)
        yield (
            f"UPDATE terminal_state SET state = {int(TerminalState.DARK)}, since_ms = {went_ms}, "
            f"last_seen_ms = {went_ms - 30_000}, first_missed_ms = {went_ms} "
            f"WHERE slot >= {first + behind.start} AND slot < {first + behind.stop}"
        )
    yield f"INSERT INTO plant_version (version, at_ms, \"by\", note) VALUES (1, {now_ms}, 'bench', '')"


def _elements(position: int, kind: str, name: str, parent: str, size: int, count: int) -> str:
    """Return what makes `count` elements of a kind, each before its `size` homes."""
    return (
        "INSERT INTO element (id, position, kind, name, parent, lon, lat, address, attributes) "
        f"SELECT {name}, {position} + n, '{kind}', '', {parent}, {_place(size)}, '', '{{}}' "
        f"FROM number WHERE n < {count}"
    )


def _place(size: int) -> str:
    """Return longitude and latitude of the first of every `size` homes, as SQL."""
    return f"{LON} + n * {size} % 1000 * {SPACING}, {LAT} + n * {size} / 1000 * {SPACING}"


def _incidents(ledger: Ledger, town: Town, now_ms: int) -> None:
    first = town.elements()
    with ledger.write("core") as connection:
        freshness.beat(connection, "state", now_ms)
    for number, (element, behind) in enumerate(town.dark_at_first(), start=1):
        with ledger.write("core", "incident.opened", element) as connection:
            view = _incident(number, element, behind, now_ms)
            slots = frozenset(first + home for home in behind)
            held = members.Members(slots, slots, frozenset(town.account(home) for home in behind))
            rows.insert_incident(connection, view)
            members.keep(connection, number, now_ms, held)
            rows.enter(connection, number, now_ms, Entry.OPENED, said_of(view, len(behind)))
        members.list_rows(ledger, number, members.Members(), held, {}, _began_ms(number, now_ms))


def _began_ms(number: int, now_ms: int) -> int:
    """Return when an incident began: each at a time of its own, for what falls silent together may be one."""
    return now_ms - 600_000 - number * APART_MS


def _incident(number: int, element: str, behind: range, now_ms: int) -> IncidentView:
    n, began_ms = len(behind), _began_ms(number, now_ms)
    lon, lat = LON + behind.start % 1000 * SPACING, LAT + behind.start // 1000 * SPACING
    return IncidentView(
        number=number,
        state=IncidentState.OPEN,
        cause="element",
        severity=severity_by_subscribers(n),
        element=element,
        probability=0.97,
        faults=(FaultView(element, "element", 0.97, (), n, 0, n, began_ms - 30_000, began_ms),),
        revision=1,
        opened_ms=began_ms,
        updated_ms=began_ms,
        resolved_ms=None,
        started_after_ms=began_ms - 30_000,
        started_before_ms=began_ms,
        subscribers=n,
        terminals=n,
        area=shapely.box(lon, lat, lon + n * SPACING, lat + SPACING),
        acknowledged_by=None,
        acknowledged_ms=None,
        merged_into=None,
    )
