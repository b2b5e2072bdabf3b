"""Localisation sweep after sweep: what has not changed is not passed over again.

The plant is cut into groups. Of a group in which nobody's state and no silence's weight has changed, in which nothing
is suspected and whose windows of silence ask nothing new of the living (see `lately`), what it comes to for the rest
of the plant is known from before: it is a leaf of a smaller forest, over which the same passes go. Only times of the
living move there with every sweep; the trunk asks for them while a window of its own is open, and then they are added
up anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maps.assumptions import Assumptions
from maps.beneath import Beneath
from maps.faults import Conclusion, candidates
from maps.forest import Forest
from maps.groups import Groups
from maps.lately import Lately
from maps.living import Sums
from maps.locate import Verdict, concluded, infer, judge, told, windows
from maps.memory import Memory
from maps.model import Evidence
from maps.moments import NEVER, is_up
from maps.onset import Onsets
from maps.rollcall import RollCall, rows
from maps.sightings import last_alive, tellers, told_until
from maps.silences import Dark, silences
from maps.topology import Topology
from maps.tree import Index

GROUP = 512
"""Elements and terminals of a group: small enough that a hundred are little, large enough that a plant has few."""
LEAST = 20_000
"""Elements and terminals below which a plant is passed over whole: that takes a few milliseconds."""
MOST = 0.4
"""Share of the plant from which on all of it is passed over."""

AT_A_TIME = 128
"""Groups whose living are added up at a time: what fits a processor's own memory is done in half the time."""

Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is passed over: the trunk, some groups, and of all others a leaf each."""

    forest: Forest
    elements: Index
    """intp[n]: tree index in the plant."""
    roll: RollCall
    dark: Dark
    beneath: Beneath | None


class Incremental:
    """A plant's localisation, with what it came to last. It answers as `judge` does."""

    def __init__(
        self,
        topology: Topology,
        assumptions: Assumptions,
        group: int = GROUP,
        least: int = LEAST,
        most: float = MOST,
    ) -> None:
        """Take a plant, and how it is cut: see GROUP, LEAST and MOST."""
        known = np.concatenate([topology.slot, topology.terminal_slot])
        known = known[known >= 0]
        self._topology = topology
        self._assumptions = assumptions
        self._most = most
        self._notice_ms = round(assumptions.notice_delay_s * 1000)
        self._is_worth_while = len(topology) > 0 and len(known) >= least
        self._is_worth_while &= len(np.unique(known)) == len(known)  # a slot has one place
        self._groups = Groups.cut(topology, group)
        self._memory = Memory(self._groups)
        self._teller = tellers(topology)
        above = topology.observer[self._groups.head]
        self._told_by = np.where(above < 0, -1, np.searchsorted(self._teller, above))
        """Position of each group's observer among them; -1 for none."""
        self._last: tuple[RollCall, Dark, Index, int] | None = None
        """Roll call, who was dark, who got too little light, and when that was, UTC ms."""
        self.looked_at = 0
        """Elements that were passed over last."""

    def judge(self, evidence: Evidence, now_ms: int) -> Verdict:
        """Return the most probable set of failed elements, and what is suspected besides."""
        topology, groups, assumptions = self._topology, self._groups, self._assumptions
        if not self._is_worth_while:
            self.looked_at = len(topology)
            return judge(topology, evidence, assumptions, now_ms)
        roll = RollCall.since(self._last[0] if self._last else None, topology, evidence)
        dark, habits = silences(topology, evidence, roll, assumptions, now_ms)
        lately = Lately.of(topology, groups, evidence, self._notice_ms, now_ms)
        dim = np.empty(0, np.intp) if evidence.dim is None else np.flatnonzero(rows(evidence.dim, topology.slot))
        is_mute = self._mute_until(evidence, roll, now_ms) > lately.of_group
        anew = self._changed(roll, dark, dim, now_ms) | is_mute | self._memory.is_open(lately)
        while True:
            if groups.size[anew].sum() > self._most * groups.size.sum():
                anew[:] = True
            part = self._part(anew, evidence, roll, dark, now_ms)
            when = windows(part.forest, part.dark, assumptions, part.beneath)
            moving, split = self._moving(part, when, lately, now_ms)
            if (moving & ~anew).any():
                anew |= moving
                continue
            if part.beneath is not None and (split & ~anew).any():
                part.beneath.living.put(split[~anew], self._living(split & ~anew, evidence, roll, now_ms))
            found = infer(
                part.forest, evidence, part.roll, (part.dark, habits), when, assumptions, now_ms, part.beneath
            )
            conclusion = concluded(topology, part.elements[part.forest.by_level], found)
            reached = self._reached(conclusion) & ~anew
            if not reached.any():
                break
            anew |= reached

        which = np.flatnonzero(anew)
        heads = np.searchsorted(part.elements, groups.head[which])
        self._memory.take(which, heads, part.forest, found, part.roll.element, lately, self._notice_ms, now_ms)
        self._memory.holds[anew & (moving | is_mute | self._memory.is_open(lately))] = False
        self._last = roll, dark, dim, now_ms
        self.looked_at = len(part.forest)
        return told(topology, evidence, dark, conclusion, assumptions, now_ms)

    def _changed(self, roll: RollCall, dark: Dark, dim: Index, now_ms: int) -> Marks:
        """Return bool[k]: groups in which somebody's state or the weight of somebody's silence is not what it was."""
        groups = self._groups
        if self._last is None:
            return np.ones(len(groups), dtype=np.bool_)
        before, was_dark, was_dim, then_ms = self._last
        moved = self._topology.terminal_at[roll.terminal != before.terminal]
        turned = np.flatnonzero(roll.element != before.element)
        anew = groups.of_elements(np.concatenate([moved, turned, np.setxor1d(dim, was_dim)]))
        same = ~np.append(anew, True)  # the trunk is always passed over
        now, then = same[groups.of[dark.at]], same[groups.of[was_dark.at]]  # the same subjects, in the same order
        other = dark.gain[now] != was_dark.gain[then]
        for new, old in ((dark.after[now], was_dark.after[then]), (dark.before[now], was_dark.before[then])):
            other |= np.where(new > NEVER, new + now_ms, NEVER) != np.where(old > NEVER, old + then_ms, NEVER)
        return anew | groups.of_elements(dark.at[now][other])

    def _mute_until(self, evidence: Evidence, roll: RollCall, now_ms: int) -> NDArray[np.int64]:
        """Return int64[k]: until when, at the latest, some in each group are up only by what was said in the past."""
        topology, groups, teller = self._topology, self._groups, self._teller
        until = told_until(topology, teller, evidence, roll.element, self._notice_ms, now_ms)
        of_group = np.append(until, NEVER)[self._told_by]
        inside = groups.of[teller] >= 0
        np.maximum.at(of_group, groups.of[teller[inside]], until[inside])
        return of_group + now_ms

    def _part(self, anew: Marks, evidence: Evidence, roll: RollCall, dark: Dark, now_ms: int) -> Part:
        """Return what is to be passed over so that some groups are looked at anew."""
        topology, groups = self._topology, self._groups
        if anew.all():
            return Part(topology, np.arange(len(topology)), roll, dark, None)
        elements = groups.elements(anew)
        leaves = np.searchsorted(elements, groups.head[~anew])
        bare = np.zeros(len(elements), dtype=np.bool_)
        bare[leaves] = True
        forest = topology.part(elements, bare)
        here = np.append(anew, True)[groups.of[dark.at]]
        inside = dark.only(here, np.searchsorted(elements, dark.at[here]))
        beneath = self._memory.beneath(np.flatnonzero(~anew), leaves, now_ms)
        return Part(forest, elements, RollCall.of(forest, evidence), inside, beneath)

    def _moving(self, part: Part, when: Onsets, lately: Lately, now_ms: int) -> tuple[Marks, Marks]:
        """Return two times bool[k]: what moves in the groups as the living are seen, for the sake of the trunk.

        Those that have no window and are judged by one of the trunk that is open; and those of which it must be known
        when their living were seen, for a moment of the trunk above them splits these.
        """
        forest, groups = part.forest, self._groups
        has_window = when.agreeing > 0
        trunk = has_window & (groups.of[part.elements[forest.by_level]] < 0)
        noticed_ms, after_ms = when.before + self._notice_ms + now_ms, when.after + now_ms
        is_open = trunk & lately.is_open(noticed_ms, lately.oldest_ms)
        split = np.zeros_like(trunk)
        if is_open.any():
            split = is_open & (lately.splits(noticed_ms) | lately.splits(after_ms))
            for level in forest.levels:
                here = slice(level.start, level.stop)
                is_open[here] |= ~has_window[here] & is_open[level.parent]
                split[here] |= split[level.parent]
        head = forest.position()[np.searchsorted(part.elements, groups.head)]
        return is_open[head] & ~has_window[head], split[head]

    def _living(self, which: Marks, evidence: Evidence, roll: RollCall, now_ms: int) -> Sums:
        """Return when those of some groups were seen, added up; heads' own transponders left out."""
        topology, head = self._topology, self._groups.head[which]
        begin, end = topology.start[head], topology.start[topology.end[head]]
        living = Sums.none(len(head))
        for first in range(0, len(head), AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            here = slice(int(begin[some][0]), int(end[some][-1]))
            seen = last_alive(evidence, topology.terminal_slot[here], self._notice_ms, now_ms)
            each = Sums.each(is_up(roll.terminal[here]), seen)
            living.add(some, each.within(begin[some] - here.start, end[some] - here.start))
        own = np.flatnonzero(is_up(roll.element))
        if not len(own):
            return living
        own_seen = last_alive(replace(evidence, heard_ms=None), topology.slot[own], self._notice_ms, now_ms)
        among = np.searchsorted(own, head + 1), np.searchsorted(own, topology.end[head])
        return living + Sums.each(np.ones(len(own), dtype=np.bool_), own_seen).within(*among)

    def _reached(self, conclusion: tuple[Conclusion, Index]) -> Marks:
        """Return bool[k]: groups that have a part in what is concluded."""
        certain, suspected = conclusion
        heads = np.concatenate([certain.named, suspected]).tolist()
        alike = {index for head in heads for index in candidates(self._topology, certain, head)}
        return self._groups.of_elements(np.array(sorted(alike), dtype=np.intp))
