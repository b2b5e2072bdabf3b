"""Every word a page can need exists in both languages, with the same facts in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collectors.states import TerminalState
from maps.model import Cause, Kind, Service
from monitor.care.area import AreaVerdict
from monitor.care.calling_back import Due
from monitor.care.tested import Finding
from monitor.care.verdict import Reason, Verdict
from monitor.incidents.links import Tie
from monitor.incidents.model import Entry, Event, IncidentState, Source
from monitor.ledger.callbacks import Result
from monitor.ledger.calls import Symptom
from monitor.ledger.found import FoundCause
from monitor.ledger.people import Role
from monitor.ledger.proposals import ProposalKind
from monitor.orders.clocks import ClockName, ClockState
from monitor.orders.model import OrderKind, OrderState
from monitor.orders.telling import OrderEvent
from monitor.plans.model import Conditions, RunState, StepKind, StepReason, StepState
from monitor.plans.problems import Code
from monitor.plans.storm_story import Turn
from monitor.plans.units import UnitKind
from monitor.settings.receiving import Wants
from monitor.telling.breaker import Circuit
from monitor.telling.model import DIGEST, TEST, MessageEvent, NoticeState
from thresholds.model import Level, Severity
from webui import control, display, elements, errors, heard
from webui.levels import BY_KIND
from webui.plans import FIELDS
from webui.words import LANGUAGES, catalogue, language_of, word

WEBUI = Path(display.__file__).parent
FIXED = re.compile(r"""\bt\(\s*['"]([a-z0-9_.-]+)['"]\s*[,)]""")
MADE = re.compile(r"""\bt\(\s*(?:['"]([a-z0-9_.]+\.)['"]\s*~|`([a-z0-9_.]+\.)\$\{)""")
IN_CODE = re.compile(r"""(?:_page\(\d+, |word\(language, f?)"([a-z.]+\.[a-z]+)\"""")

FAMILIES: dict[str, set[str]] = {
    "severity.": {f"severity.{item.name.lower()}{end}" for item in Severity for end in ("", ".letter")},
    "state.": {f"state.{name}" for name in display.STATES},
    "kind.": {f"kind.{item}" for item in Kind},
    "cause.": {f"cause.{item}" for item in Cause},
    "service.": {f"service.{item}" for item in Service},
    "verdict.": {f"verdict.{item}" for item in Verdict},
    "reason.": {f"reason.{item}" for item in Reason},
    "role.": {f"role.{item}" for item in Role},
    "entry.": {f"entry.{item}" for item in Entry},
    "event.": {f"event.{item}" for item in (*Event, *MessageEvent, *OrderEvent, DIGEST, TEST)},
    "plan.condition.": {f"plan.condition.{name}" for name in Conditions.model_fields},
    "plans.under.": {f"plans.under.{name}" for name in ("here", "customer_service")},
    "plan.field.": {f"plan.field.{name}" for name in FIELDS - Conditions.model_fields.keys()},
    "plan.problem.": {f"plan.problem.{item}" for item in Code},
    "plan.reason.": {f"plan.reason.{item}" for item in StepReason},
    "step.at.": {f"step.at.{name}" for name in ("start", "previous")},
    "run.state.": {f"run.state.{item}" for item in RunState},
    "step.": {f"step.{item}" for item in StepKind},
    "step.counted.": {f"step.counted.{name}" for name in ("start", "previous")},
    "step.state.": {f"step.state.{item}" for item in StepState},
    "unit.": {f"unit.{item}" for item in UnitKind},
    "notice.": {f"notice.{item}" for item in NoticeState},
    "channels.wants.": {f"channels.wants.{name}" for name in Wants.model_fields},
    "channels.circuit.": {f"channels.circuit.{item}" for item in Circuit},
    "level.": {f"level.{item.name.lower()}" for item in Level},
    "metric.": {f"metric.{item.name}" for metrics in BY_KIND.values() for item in metrics},
    "account.": {f"account.{status}" for status in ("active", "arrears", "suspended")},
    "area.": {f"area.{item}" for item in AreaVerdict},
    "callback.due.": {f"callback.due.{item}" for item in Due},
    "callback.result.": {f"callback.result.{item}" for item in Result},
    "symptom.": {f"symptom.{item}" for item in Symptom},
    "test.finding.": {f"test.finding.{item}" for item in Finding},
    "call.then.": {f"call.then.{name}" for name in ("own_fault", "account", "other")},
    "class.": {f"class.{name}" for name in ("residential", "business", "priority", "hospital", "government")},
    "error.": {f"error.{code}{end}" for code in errors.KNOWN for end in ("", ".do")},
    "theme.": {f"theme.{name}" for name in ("auto", "light", "dark")},
    "palette.": {f"palette.{name}" for name in ("standard", "okabe-ito")},
    "range.": {f"range.{name}" for name in ("h1", "h6", "d1", "d7", "d30")},
    "time.": {f"time.{unit}" for unit in ("d", "h", "min", "s")},
    "incidents.state.": {f"incidents.state.{name}" for name in ("open", "resolved", "closed", "all")},
    "incidents.": {f"incidents.{item}" for item in IncidentState if item != "open"},
    "incident.etr.": {f"incident.etr.{item}" for item in Source},
    "tie.": {f"tie.{item}.{side}" for item in Tie for side in ("of", "holds")},
    "demo.kind.": {f"demo.kind.{name}" for name in (*control.KINDS, "modem_off")},
    "found.cause.": {f"found.cause.{item}" for item in FoundCause},
    "discovery.kind.": {f"discovery.kind.{item}" for item in ProposalKind},
    "heard.kind.": {f"heard.kind.{name}" for name in ("trap", "inform", "syslog", "event")},
    "heard.severity.": {f"heard.severity.{name}" for name in heard.SAID},
    "evidence.": {f"evidence.{part}" for part in ("named", "explained", "contradicting")},
    "order.kind.": {f"order.kind.{item}" for item in OrderKind},
    "order.state.": {f"order.state.{item}" for item in OrderState},
    "clock.": {f"clock.{item}" for item in ClockName},
    "clock.state.": {f"clock.state.{item}" for item in ClockState},
    "orders.show.": {f"orders.show.{name}" for name in ("under_way", "overdue", "over")},
    "orders.none.": {f"orders.none.{name}" for name in ("under_way", "overdue", "over")},
    "storm.turn.": {f"storm.turn.{item}" for item in Turn},
    "incidents.none.": {f"incidents.none.{name}" for name in ("open", "resolved", "closed", "all")},
}


def sources() -> list[Path]:
    scripts = list((WEBUI / "static" / "js").rglob("*.mjs"))
    return [*(WEBUI / "templates").glob("*.html"), *scripts]


def wanted() -> set[str]:
    keys = set().union(*FAMILIES.values())
    for path in sources():
        keys |= set(FIXED.findall(path.read_text(encoding="utf-8")))
    for path in WEBUI.rglob("*.py"):
        keys |= set(IN_CODE.findall(path.read_text(encoding="utf-8")))
    return keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_a_page_asks_for_is_translated(language) -> None:
    assert sorted(wanted() - catalogue(language).keys()) == []


def test_keys_made_of_codes_belong_to_a_family_this_test_knows() -> None:
    for path in sources():
        for single, template in MADE.findall(path.read_text(encoding="utf-8")):
            assert (single or template) in FAMILIES, (path.name, single or template)


def test_no_word_is_kept_that_nobody_asks_for() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    unused = [
        key
        for key in catalogue("en")
        if key not in wanted() and key.removesuffix(".one") not in wanted() and key not in text
    ]
    assert unused == []


def test_the_languages_have_the_same_keys_and_facts() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(re.findall(r"{\w+}", zh[key])) == set(re.findall(r"{\w+}", en[key])), key
        assert zh[key].strip(), key


def test_chinese_words_are_chinese() -> None:
    same = {key for key, words in catalogue("zh").items() if words == catalogue("en")[key]}
    fixed = {
        "kind.cmts",
        "kind.olt",
        "kind.onu",
        "kind.ups",
        "severity.cleared.letter",
        "severity.indeterminate.letter",
    }
    assert same == fixed


def test_one_of_something_has_its_own_words() -> None:
    assert word("en", "truth.incidents", n=1) == "1 incident"
    assert word("en", "truth.incidents", n=2) == "2 incidents"


def test_a_code_nobody_translated_is_shown_as_it_is() -> None:
    assert word("zh", "kind.hovercraft") == "hovercraft"


def test_an_unknown_language_is_passed_over() -> None:
    assert language_of("tlh", None, "en") == "en"
    assert language_of(None, "") == "zh"


def test_names_of_codes_stand_in_the_order_of_their_values() -> None:
    assert tuple(item.name.lower() for item in Severity) == display.SEVERITIES
    assert tuple(name.lower() for name in _states()) == display.STATES
    assert tuple(item.name.lower() for item in Level) == elements.LEVELS


def _states() -> list[str]:
    return [item.name for item in TerminalState]


@pytest.mark.parametrize(
    ("span_ms", "words"),
    [
        (0, "0 s"),
        (59_999, "59 s"),
        (95_000, "1 min 35 s"),
        (725_000, "12 min"),
        (7_500_000, "2 h 5 min"),
        (90_000_000, "1 d 1 h"),
    ],
)
def test_a_length_of_time_is_said_in_two_units(span_ms: int, words: str) -> None:
    assert display.duration("en", span_ms) == words
