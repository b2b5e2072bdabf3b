"""Evidence files as people save them, and the evidence they come to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.evidencefile import read
from maps.evidencefile.read import Clock
from maps.evidencefile.timestamps import moment
from maps.model import Element, Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_800_000_000_000
TEN_MS = moment("2024-03-01T10:00:00+08:00", SHANGHAI)
MINUTE_MS = 60_000

PLANT = [
    Element("CMTS1", Kind.CMTS),
    Element("光机一", Kind.OPTICAL_NODE, parent="CMTS1"),
    Element("Amp-7", Kind.AMPLIFIER, parent="光机一"),
    Element("T1", Kind.TAP, parent="Amp-7"),
    Element("02:00:00:00:00:01", Kind.CABLE_MODEM, parent="T1"),
    Element("02:00:00:00:00:02", Kind.CABLE_MODEM, parent="T1"),
    Element("card-3", Kind.SET_TOP_BOX, parent="T1"),
]
ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"


class Told:
    """What a file came to."""

    def __init__(self, content: str | bytes, at_ms: int | None = None) -> None:
        self.roster = Roster(element.id for element in PLANT)
        clock = Clock(SHANGHAI, NOW_MS, MINUTE_MS)
        raw = content if isinstance(content, bytes) else content.encode()
        self.known, findings = read(raw, "seen.csv", PLANT, self.roster, clock, at_ms)
        self.findings = [str(finding) for finding in findings]

    def of(self, key: str) -> tuple[S, int, int, int]:
        """State, since, last seen, first missed."""
        slot, evidence = self.roster.slot(key), self.known.evidence
        columns = (evidence.since_ms, evidence.last_seen_ms, evidence.first_missed_ms)
        return S(evidence.state[slot]), *(int(column[slot]) for column in columns)

    def state(self, key: str) -> S:
        return self.of(key)[0]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01T10:00:00+08:00",
        "2024-03-01T02:00:00Z",
        "2024-03-01 10:00",
        "2024/3/1 10:00:00",
        "2024.03.01 10:00:00.000",
        "20240301T100000",
        "20240301100000",
        "1709258400",
        "1709258400000",
        "1709258400.0",
    ],
)
def test_moments_are_read_however_they_are_written(text):
    assert moment(text, SHANGHAI) == TEN_MS


@pytest.mark.parametrize("text", ["yesterday", "10:00", "2024-13-01", "0", "-5", "99999999999999999", "2024/3/1 25:00"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whose words the file's finding replaces
        moment(text, SHANGHAI)


MESSY = {
    "plain": f"element,state,since\n{ONE},offline,2024-03-01 10:00\n光机一,online,\n",
    "semicolons": f"element;state;since\n{ONE};offline;2024-03-01 10:00\n光机一;online;\n",
    "tabs": f"element\tstate\tsince\n{ONE}\toffline\t2024-03-01 10:00\n光机一\tonline\t\n",
    "carriage returns": f"element,state,since\r\n{ONE},offline,2024-03-01 10:00\r\n\r\n光机一,online\r\n",
    "quotes": f'"element","state","since","note"\n"{ONE}","offline","2024-03-01 10:00","a, b\nc"\n"光机一","online"\n',
    "upper case": "ELEMENT, State ,SINCE\n0200.0000.0001,OFFLINE,2024-03-01 10:00\n光机一,Online,\n",
    "other order": "note,since,state,element\nx,1709258400,DARK,02-00-00-00-00-01\ny,,registered,光机一\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("form", MESSY)
def test_a_table_is_read_however_it_was_saved(form, encoding):
    told = Told(MESSY[form].encode(encoding))
    assert told.findings == []
    assert told.of(ONE) == (S.DARK, TEN_MS, TEN_MS - 2 * MINUTE_MS, TEN_MS)
    assert told.state("光机一") == S.REGISTERED
    assert told.state(TWO) == S.UNKNOWN
    assert told.known.at_ms == TEN_MS + 2 * MINUTE_MS


@pytest.mark.parametrize("state", S)
def test_every_state_of_a_terminal_is_known_by_its_name(state):
    assert Told(f"element,state\n{ONE},{state.name}\n").state(ONE) == state


def test_degraded_is_in_service_and_worse():
    told = Told(f"element,state\n{ONE},degraded\n{TWO},online\n")
    assert told.state(ONE) == S.REGISTERED
    assert [bool(told.known.degraded[told.roster.slot(key)]) for key in (ONE, TWO)] == [True, False]


def test_strangers_and_rows_that_cannot_be_are_findings_with_their_line():
    told = Told(
        "element,state,since\n"
        "Amp-8,offline,\n"
        "T1,offline,\n"
        "amp-7,ranging,\n"
        f"{ONE},of-line,\n"
        f"{TWO},offline,soon\n"
        ",offline,\n"
        "CARD-3,offline,\n"
    )
    assert told.findings == [
        "seen.csv:2: Amp-8: is not in the plant, did you mean 'Amp-7'? (row left out)",
        "seen.csv:3: T1: a tap has nothing that could answer: give the state of the terminals behind it (row left out)",
        (
            "seen.csv:4: Amp-7: 'ranging' is a state of terminals; this amplifier is online, offline, degraded or "
            "unknown (row left out)"
        ),
        f"seen.csv:5: {ONE}: state 'of-line' is not known, did you mean 'offline'? (row left out)",
        f"seen.csv:6: {TWO}: since 'soon' is no time: ISO 8601, or Unix seconds or milliseconds (row left out)",
        "seen.csv:7: the element is missing (row left out)",
    ]
    assert told.state("card-3") == S.DARK
    assert told.known.rows == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"who,what\na,b\n"])
def test_a_file_that_is_no_table_of_ours_is_one_finding_and_nobody_is_known(content):
    told = Told(content)
    assert told.findings
    assert all("missing" in finding for finding in told.findings)
    assert not told.known.evidence.state.any()


def test_without_times_all_fell_silent_at_once():
    told = Told(f"element,state\n{ONE},offline\n{TWO},offline\ncard-3,online\n")
    assert told.of(ONE)[1:] == told.of(TWO)[1:]
    assert not told.known.timed
    _, _, seen, _ = told.of("card-3")
    assert seen >= told.of(ONE)[3] + MINUTE_MS, "who is up was seen when the others' loss must have been noticed"


def test_who_has_no_beginning_fell_silent_while_the_others_did():
    told = Told(
        f"element,state,since\n{ONE},offline,2024-03-01 10:00\n{TWO},offline,2024-03-01 10:01\ncard-3,offline,\n"
    )
    assert told.of("card-3")[2:] == (TEN_MS - 2 * MINUTE_MS, TEN_MS + MINUTE_MS)


def test_last_seen_and_first_missed_are_taken_where_they_are_given():
    told = Told(
        "element,state,since,last_seen,first_missed\n"
        f"{ONE},offline,2024-03-01 10:00,2024-03-01 09:59:30,2024-03-01 10:00:10\n"
    )
    assert told.of(ONE)[2:] == (TEN_MS - 30_000, TEN_MS + 10_000)
    late = Told(f"element,state,since,last_seen\n{ONE},offline,2024-03-01 10:00,2024-03-01 10:30\n")
    assert late.findings == [f"seen.csv:2: {ONE}: last_seen lies after it was missed; not used"]
    assert late.of(ONE)[2] == TEN_MS - 2 * MINUTE_MS


def test_a_log_of_changes_is_read_as_it_stood_at_a_moment():
    log = (
        "element,state,since\n"
        f"{ONE},online,2024-03-01 09:59\n"
        f"{ONE},offline,2024-03-01 10:00\n"
        f"{ONE},offline,2024-03-01 10:05\n"
        f"{ONE},online,2024-03-01 10:30\n"
    )
    assert Told(log).state(ONE) == S.REGISTERED
    during = Told(log, TEN_MS + 10 * MINUTE_MS)
    assert during.of(ONE) == (S.DARK, TEN_MS, TEN_MS - MINUTE_MS, TEN_MS)
    assert (during.known.rows, during.known.later) == (3, 1)


def test_two_rows_of_one_moment_are_said_and_the_later_one_counts():
    told = Told(f"element,state\n{ONE},offline\n{ONE},online\n")
    assert told.findings == [f"seen.csv:3: {ONE}: was told of in line 2 already; this row counts"]
    assert told.state(ONE) == S.REGISTERED
