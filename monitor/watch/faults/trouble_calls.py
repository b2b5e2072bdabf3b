"""Trouble calls as the watch sees them: clusters that nothing else explains become faults that are suspected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from collectors.model import Slots
from collectors.states import TerminalState
from maps.call_clusters import FEWEST, Cluster, behind, of_terminals, scan_places, scan_tree
from maps.model import Cause, Evidence, Fault, Service
from maps.moments import Floats
from maps.places import Places
from maps.rates import Rates
from maps.topology import Index, Topology
from monitor.ledger import calls
from monitor.ledger.calls import Caller
from monitor.ledger.ledger import Ledger

WINDOWS_MS = (1_200_000, 3_600_000, 4 * 3_600_000)
"""Lengths of time that are looked at: a trunk fails at once, a slow fault gathers its callers over an evening."""
LEVEL = 1e-6
"""Largest chance of a cluster that is none, at one look; there are thousands of looks a day, much alike."""
LOOK_MS = 20_000
"""Calls are counted anew so often at most."""
LEARN_MS = 3_600_000
LEARNED_FROM_MS = 8 * 7 * 86_400_000
DOUBTED = 1e-4
"""A cluster so improbable is a fault as likely as not: clusters by chance and faults no device shows are as rare."""
MOST_SICK = 0.2
"""Share of the terminals seen behind a segment that may not be in service for it to count as healthy."""
FEWEST_SEEN = 0.5
"""Share of the callers whose own terminals must be seen to speak against a fault of the plant."""
MOSTLY = 0.6
"""Share of the callers that make a cluster one about television, or hang behind what a circle is laid on."""
_TELEVISION = frozenset({calls.Symptom.MOSAIC, calls.Symptom.NOT_AUTHORISED})


class TroubleCalls:
    """Counts callers by segment and place against what is usual."""

    def __init__(self, ledger: Ledger, timezone: str) -> None:
        """Take the ledger that has the calls; the hour of the week is that of the time zone."""
        self._ledger = ledger
        self._zone = ZoneInfo(timezone)
        self._looked_ms = self._learned_ms = -LEARN_MS
        self._faults: list[Fault] = []

    def place(self, topology: Topology, homes: Slots, places: Places) -> None:
        """Use a plant. homes: int32[accounts], a terminal of each account in the order of the plant file, -1: none."""
        self._topology = topology
        self._slot = homes
        self._at: Index = of_terminals(topology, homes)
        self._places = places
        self._homes: Floats = np.bincount(self._at[self._at >= 0], minlength=len(topology)).astype(np.float64)
        self._looked_ms = self._learned_ms = -LEARN_MS

    def faults(self, evidence: Evidence, now_ms: int) -> Sequence[Fault]:
        """Return what only callers tell of; what an incident counts already is no news.

        1. Who called within each length of time, each subscriber once, and is not explained.
        2. Segments with more of them than that hour of the week has by chance; then circles, for the others.
        3. What their own terminals say of it settles what kind of fault it is.
        """
        if 0 <= now_ms - self._looked_ms < LOOK_MS:
            return self._faults
        self._looked_ms = now_ms
        with self._ledger.read() as connection:
            recent = calls.callers(connection, now_ms - WINDOWS_MS[-1], now_ms + 1)
            told = calls.explained(connection, recent)
        pending = [one for one in recent if one.position < len(self._slot) and one.account not in told]
        self._faults = self._scan(pending, evidence, now_ms) if len(pending) >= FEWEST else []
        return self._faults

    def behind(self, index: int, since_ms: int, now_ms: int) -> tuple[int, float]:
        """Return how many subscribers behind an element, by tree index, called since a moment, and how many would have.

        Those that an incident counts already are among them: they are asked about as witnesses.
        """
        with self._ledger.read() as connection:
            recent = calls.callers(connection, since_ms, now_ms + 1)
        position = np.array([one.position for one in recent if one.position < len(self._at)], dtype=np.intp)
        first, end = index, int(self._topology.end[index])
        at = self._at[position]
        per_home = self._usual(now_ms).expected(since_ms, now_ms, self._offset_ms(now_ms))
        return int(np.count_nonzero((at >= first) & (at < end))), float(self._homes[first:end].sum() * per_home)

    def _scan(self, pending: Sequence[Caller], evidence: Evidence, now_ms: int) -> list[Fault]:
        rates, offset_ms = self._usual(now_ms), self._offset_ms(now_ms)
        found: list[Fault] = []
        taken: set[str] = set()
        for window_ms in WINDOWS_MS:
            here = [one for one in pending if one.at_ms >= now_ms - window_ms and one.account not in taken]
            position = np.array([one.position for one in here], dtype=np.intp)
            per_home = rates.expected(now_ms - window_ms, now_ms, offset_ms)
            for cluster in self._clusters(position, per_home):
                who = [here[i] for i in cluster.callers.tolist()]
                fault = self._fault(cluster, who, position[cluster.callers], evidence)
                if fault is not None:
                    found.append(fault)
                    taken |= {one.account for one in who}
        return found

    def _clusters(self, position: Index, per_home: float) -> list[Cluster]:
        """Return segments, then circles about callers of no such segment, with `callers` as rows of `position`."""
        hung = np.flatnonzero(self._at[position] >= 0)
        windows = len(WINDOWS_MS)
        found = [
            Cluster(one.at, hung[one.callers], one.expected, one.p_value)
            for one in scan_tree(self._topology, self._at[position[hung]], self._homes * per_home, LEVEL, windows)
        ]
        rest = np.setdiff1d(np.arange(len(position)), np.concatenate([[], *(one.callers for one in found)]))
        if len(rest) < FEWEST:
            return found
        metres = self._places.of(self._slot)
        usual = np.full(len(metres), per_home)
        return found + [
            Cluster(-1, rest[one.callers], one.expected, one.p_value, one.centre, one.radius_m)
            for one in scan_places(metres[position[rest]], metres, usual, LEVEL, windows)
        ]

    def _fault(self, cluster: Cluster, who: Sequence[Caller], position: Index, evidence: Evidence) -> Fault | None:
        topology = self._topology
        index = cluster.at if cluster.at >= 0 else self._under(self._at[position])
        if index < 0:
            return None
        terminals = topology.terminals(index)
        terminals = terminals[terminals < len(evidence.state)]
        up = terminals[evidence.state[terminals] == TerminalState.REGISTERED]
        return Fault(
            element=topology.keys[index],
            cause=self._cause(who, self._slot[position], terminals, evidence),
            probability=1.0 / (1.0 + cluster.p_value / DOUBTED),
            explains=np.empty(0, dtype=np.int32),
            contradicts=up,
            behind=terminals,
            before_ms=min(one.at_ms for one in who),
            callers=len(who),
            usual_callers=cluster.expected,
        )

    def _under(self, at: Index) -> int:
        """Return the lowest element that most of these hang behind, -1 for none."""
        hung = at[at >= 0]
        if len(hung) < MOSTLY * len(at) or not len(hung):
            return -1
        count = behind(self._topology, np.bincount(hung, minlength=len(self._topology)).astype(np.float64))
        return int(np.flatnonzero(count >= MOSTLY * len(at))[-1])  # in preorder, the last is the lowest

    def _cause(self, who: Sequence[Caller], slots: Slots, behind_it: Slots, evidence: Evidence) -> Cause:
        """Return what kind of fault callers tell of, given what their terminals and their neighbours' show."""
        state = evidence.state
        own = state[slots[(slots >= 0) & (slots < len(state))]]
        told = own[(own != TerminalState.UNKNOWN) & (own != TerminalState.UNOBSERVABLE)]
        beside = state[behind_it]
        seen = beside[(beside != TerminalState.UNKNOWN) & (beside != TerminalState.UNOBSERVABLE)]
        healthy = (
            len(told) >= FEWEST_SEEN * len(who)
            and np.count_nonzero(told == TerminalState.REGISTERED) >= (1.0 - MOST_SICK) * len(told)
            and np.count_nonzero(seen == TerminalState.REGISTERED) >= (1.0 - MOST_SICK) * len(seen)
        )
        if not healthy:
            return Cause.CALLS
        television = sum(one.service == Service.TV or (not one.service and one.symptom in _TELEVISION) for one in who)
        return Cause.VIDEO if television >= MOSTLY * len(who) else Cause.SERVICE

    def _usual(self, now_ms: int) -> Rates:
        """Return the rates, learned anew now and then."""
        if now_ms - self._learned_ms >= LEARN_MS:
            with self._ledger.read() as connection:
                logged = calls.times(connection, now_ms - LEARNED_FROM_MS)
            until_ms = now_ms - WINDOWS_MS[-1]  # what is being judged is not what it is judged by
            hours = {(account, at_ms // 3_600_000): at_ms for account, at_ms in reversed(logged)}
            at_ms = np.array(sorted(hours.values()), dtype=np.int64)
            first_ms = int(at_ms[0]) if len(at_ms) else until_ms
            offset_ms = self._offset_ms(now_ms)
            self._rates = Rates.learned(at_ms, min(first_ms, until_ms), until_ms, len(self._slot), offset_ms)
            self._learned_ms = now_ms
        return self._rates

    def _offset_ms(self, now_ms: int) -> int:
        offset = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(self._zone).utcoffset()
        return round(offset.total_seconds() * 1000) if offset is not None else 0
