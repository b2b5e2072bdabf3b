"""What an SNMP engine is to those who ask: targets, questions, and jobs that fill columns."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from collectors.snmp import ber
from collectors.snmp.message import V1, V2C, V3, Binding
from collectors.snmp.usm.user import User

SockAddr = tuple[str, int]

Secret = str | User
"""What a credential's name stands for: a community, or a user of SNMPv3."""

VERSIONS = {"1": V1, "2c": V2C, "3": V3}
HIGHEST_PORT = 65535


class TargetError(ValueError):
    """A device that cannot be asked as it is written; the message names the address."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ask, and how to introduce ourselves."""

    sockaddr: SockAddr
    """Canonical IP address and UDP port, as the socket reports the source of an answer."""
    version: int
    community: bytes = field(repr=False)
    """Empty for SNMPv3."""
    user: User | None = None
    """Who asks; for SNMPv3 only."""

    @property
    def place(self) -> str:
        """The address as people write it."""
        host, port = self.sockaddr
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def target(address: str, port: int = 161, version: str = "2c", secret: Secret = "public") -> Target:  # noqa: S107 - the community every agent ships with
    """Return a target.

    Raises TargetError for a name (only IP addresses are asked), a port that is none, a version not served, or a
    secret of another version's kind.
    """
    try:
        host = ipaddress.ip_address(address).compressed
    except ValueError as error:
        raise TargetError(f"{address}: not an IP address") from error
    host = address if host == address else host  # one text for device and target: there are many
    if not 1 <= port <= HIGHEST_PORT:
        raise TargetError(f"{address}: port {port} is not from 1 to {HIGHEST_PORT}")
    if version not in VERSIONS:
        raise TargetError(f"{address}: SNMP version {version!r} is not served, only {', '.join(VERSIONS)}")
    if isinstance(secret, User):
        if version != "3":
            raise TargetError(f"{address}: SNMP version {version} takes a community, the credential is an SNMPv3 user")
        return Target((host, port), V3, b"", secret)
    if version == "3":
        raise TargetError(f"{address}: SNMP version 3 takes a user, the credential is a community")
    return Target((host, port), VERSIONS[version], _octets(secret))


@lru_cache(maxsize=64)
def _octets(community: str) -> bytes:
    """Return a community as it is sent; the same object for all who share it."""
    return community.encode()


@dataclass(frozen=True, slots=True)
class Question:
    """The objects one device is asked for, the same for every device of a job."""

    oids: tuple[str, ...]
    text: frozenset[int] = frozenset()
    """Columns whose octets are wanted as they are: names, MACs, OIDs."""
    most: int = 24
    """Most objects one request may carry; some transponders take few."""


ADDRESS_OCTETS = 16
"""Room for a MAC, and for an IPv6 address."""


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """The columns of one table, walked side by side."""

    columns: tuple[str, ...]
    octets: frozenset[int] = frozenset()
    """Columns that hold octet strings: MACs, addresses, coefficients of an equaliser."""
    index_parts: int = 1
    """Whole numbers that make up the table's index: 1 to 3, or the 6 octets of a MAC."""
    shorter: frozenset[int] = frozenset()
    """Columns of a table whose index is only the first `shorter_parts` of these numbers; where there are any, rows
    are joined on those alone."""
    shorter_parts: int = 1
    width: int = ADDRESS_OCTETS
    """Octets kept of each octet string, 255 at most."""


class Job(Protocol):
    """Work in an engine's hands; rows are the targets in the order they were given."""

    time_ms: NDArray[np.int64]
    """int64[n]: when the last answer arrived or the last retry timed out; 0 while open."""
    answered: NDArray[np.bool_]
    """bool[n]: the device said something, be it an error."""
    errors: dict[int, str]
    """Row → why its device refused, as one sentence."""

    @property
    def finished(self) -> bool:
        """Whether every row is closed."""
        ...

    async def wait(self, seconds: float) -> None:
        """Return when finished, or after so many seconds."""
        ...

    def cancel(self) -> None:
        """Ask nothing more; answers under way are dropped."""
        ...

    def closed(self) -> NDArray[np.intp]:
        """Return the rows closed since the last call."""
        ...


class GetJob(Job, Protocol):
    """One GET for every target."""

    values: NDArray[np.float64]
    """float64[n, k]: NaN where nothing numeric was answered."""
    text: dict[tuple[int, int], bytes]
    """(row, column) → octets, for the question's text columns."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of a table, of many devices together."""

    row: NDArray[np.intp]
    """intp[n]: which target."""
    index: NDArray[np.uint64]
    """uint64[n]: the table's index as one number, as `index_number` makes it."""
    time_ms: NDArray[np.int64]
    values: NDArray[np.float64]
    """float64[n, k]: NaN where there is no number."""
    octets: dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]]
    """Octet column → (uint8[n, width] padded with zeros, uint8[n] length, 255 for longer ones)."""

    def __len__(self) -> int:
        return len(self.row)


class WalkJob(Job, Protocol):
    """One walk of a table for every target."""

    complete: NDArray[np.bool_]
    """bool[n]: the walk reached the table's end."""
    silenced: NDArray[np.bool_]
    """bool[n]: a question of the walk got no answer, retries and all."""

    def rows(self) -> TableRows:
        """Return the rows gathered in full since the last call."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One message, decoded for people."""

    status: int
    index: int
    bindings: tuple[Binding, ...]


LOUD = 1000
"""Sentences kept for the log; beyond, complaints are only counted."""


@dataclass(slots=True)
class Complaints:
    """What was dropped and why: counted by kind, the newest sentence of each kind kept."""

    count: Counter[str] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, object]] = field(default_factory=set)

    def add(self, kind: str, source: object, sentence: str) -> bool:
        """Count one; return whether it is the first of its kind from this source and worth a log line."""
        self.count[kind] += 1
        self.last[kind] = sentence
        if (kind, source) in self.seen or len(self.seen) >= LOUD:
            return False
        self.seen.add((kind, source))
        return True


class RefusedError(Exception):
    """A device that answered, but would not answer the question; the message names both."""


class SnmpEngine(Protocol):
    """Asks many devices at once without letting one wait for another."""

    complaints: Complaints
    repeated: int
    """Requests sent again because nothing came in time; 0 for ever where that cannot be known."""
    given_up: int
    """Requests that nobody answered, however often they were sent."""

    def get(self, targets: Sequence[Target], question: Question) -> GetJob:
        """Start asking every target the same question."""
        ...

    def walk(self, targets: Sequence[Target], question: TableQuestion) -> WalkJob:
        """Start walking the same table on every target."""
        ...

    async def ask(self, whom: Target, kind: int, oids: Sequence[str]) -> Answer | None:
        """Return one answer (GET, GETNEXT or GETBULK) with its bindings decoded, None for silence.

        Raises RefusedError where the device will not talk to us.
        """
        ...

    def close(self) -> None:
        """Drop what is open and close the sockets."""
        ...


MAC_PARTS = 6
INDEX_WIDTHS = {1: (32,), 2: (32, 32), 3: (32, 16, 16), MAC_PARTS: (8,) * MAC_PARTS}
"""Parts of an index → bits of each in the number that stands for all of them; six are the octets of a MAC."""


def index_number(parts: Sequence[int], widths: Sequence[int]) -> int:
    """Return the parts of a table's index as one number that sorts as they do, of so many bits for each part.

    It is -1 where they do not fit.
    """
    number = 0
    for part, bits in zip(parts, widths, strict=True):
        if part >> bits:
            return -1
        number = number << bits | part
    return number


def index_parts(numbers: NDArray[np.uint64], parts: int) -> list[NDArray[np.uint64]]:
    """Return what `index_number` made of so many parts, first part first, each as uint64[n]."""
    found = []
    for bits in reversed(INDEX_WIDTHS[parts]):
        found.append(numbers & np.uint64((1 << bits) - 1))
        numbers = numbers >> np.uint64(bits)
    return found[::-1]


def place(sockaddr: tuple[object, ...]) -> str:
    """Return a datagram's source as people write it."""
    return f"{sockaddr[0]}:{sockaddr[1]}"


def oid_contents(oids: Sequence[str]) -> tuple[bytes, ...]:
    """Return the content octets of dotted OIDs; raises Malformed."""
    return tuple(map(ber.encode_oid, oids))
