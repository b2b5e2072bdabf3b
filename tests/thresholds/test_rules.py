"""The default rules hold together, and rules that do not are refused with a sentence that helps."""

from __future__ import annotations

import pytest

from collectors.profiles.loading import load_profiles
from maps.model import TERMINALS, Kind
from thresholds.derive import DERIVED
from thresholds.limits import TERMINAL_STATE
from thresholds.model import Level, Rule, RuleType, Severity
from thresholds.rule_form import RuleError, read_rule, write_rule
from thresholds.rules import load_rules

KINDS = [str(kind) for kind in Kind]


@pytest.fixture
def refusal(tmp_path):
    """Return a function that loads rules from a text and returns what it is refused with."""

    def load(text):
        path = tmp_path / "rules.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RuleError) as refused:
            load_rules(path, kinds=KINDS, metrics=["ds_power_dbmv", TERMINAL_STATE])
        return str(refused.value).replace(f"{path}: ", "")

    return load


def test_every_default_rule_names_kinds_of_the_plant_and_metrics_that_are_read():
    read = {metric for profile in load_profiles().values() for names in profile.families.values() for metric in names}
    rules = load_rules(kinds=KINDS, metrics={*read, *DERIVED, TERMINAL_STATE})
    assert len(rules) > 15
    assert len({rule.id for rule in rules}) == len(rules)


def test_every_default_rule_says_where_its_limits_come_from():
    assert [rule.id for rule in load_rules() if not rule.source] == []


def test_by_default_no_terminal_is_judged_by_its_silence():
    judged = {kind for rule in load_rules() if rule.type is RuleType.NO_ANSWER for kind in rule.kinds}
    assert judged
    assert all(rule.kinds for rule in load_rules())
    assert not judged & {str(kind) for kind in TERMINALS}


def test_a_rule_is_the_same_after_writing_and_reading():
    for rule in load_rules():
        assert read_rule(rule.id, write_rule(rule)) == rule


def test_a_rule_of_a_file_is_read_to_the_letter(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("""
        [rule.power]
        type = "limit"
        metric = "ds_power_dbmv"
        kinds = ["cable_modem"]
        lolo = -15
        lo = -12.5
        hi = 12
        deadband = 0.5
        hold_s = 90
        severity = { lolo = "critical" }
        source = "here"
        [rule.stuck]
        type = "state"
        metric = "terminal_state"
        allowed = ["registered", 4]
        [rule.silent]
        type = "no_answer"
        misses = 5
        """)
    assert load_rules(path) == (
        Rule(
            "power", RuleType.LIMIT, "ds_power_dbmv", frozenset({"cable_modem"}), lolo=-15, lo=-12.5, hi=12,
            deadband=0.5, hold_s=90, severity={Level.LOLO: Severity.CRITICAL}, source="here",
        ),
        Rule("stuck", RuleType.STATE, "terminal_state", allowed=frozenset({1, 4})),
        Rule("silent", RuleType.NO_ANSWER, misses=5),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('metric = "x"', "type: is missing; known: limit, no_answer, state"),
        ('type = "limt"', "type: no type of rule is called limt, did you mean limit?"),
        ('type = "limit"\nlo = 1', "metric: is missing"),
        ('type = "limit"\nmetrc = "x"', "metrc: unknown key, did you mean metric?"),
        (
            'type = "limit"\nmetric = "ds_powr_dbmv"\nlo = 1',
            "metric: nothing reads ds_powr_dbmv, did you mean ds_power_dbmv?",
        ),
        ('type = "limit"\nmetric = "ds_power_dbmv"', "lo: none of lolo, lo, hi, hihi is set"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = 3\nhi = 3', "hi: 3.0 is not above lo = 3.0"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlolo = 3\nlo = 2', "lo: 2.0 is not above lolo = 3.0"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = "3"', "lo: '3' is not a number"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = true', "lo: True is not a number"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = nan', "lo: nan is no limit"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = 1\ndeadband = -1', "deadband: -1.0 is no width"),
        (
            'type = "limit"\nmetric = "ds_power_dbmv"\nlo = -1\nhi = 1\ndeadband = 1.1',
            "deadband: 1.1 leaves no value that ends both a low and a high level",
        ),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = 1\nhold_s = -1', "hold_s: -1.0 is no number of seconds"),
        ('type = "limit"\nmetric = "ds_power_dbmv"\nlo = 1\nmisses = 3', "misses: means nothing in a limit rule"),
        (
            'type = "limit"\nmetric = "ds_power_dbmv"\nlo = 1\nkinds = ["cable_modm", 5]',
            "kinds: 5 is not a name",
        ),
        (
            'type = "limit"\nmetric = "ds_power_dbmv"\nlo = 1\nkinds = ["cable_modm"]',
            "kinds: no kind of element is called cable_modm, did you mean cable_modem?",
        ),
        ('type = "no_answer"\nmisses = 0', "misses: 0 is not between 1 and 1000"),
        ('type = "no_answer"\nmisses = 2.5', "misses: 2.5 is not a whole number"),
        ('type = "no_answer"\nseverity = { lo = "major" }', "severity.lo: no level of this rule; known: no_answer"),
        (
            'type = "no_answer"\nseverity = { no_answer = "majr" }',
            "severity.no_answer: no severity is called majr, did you mean major?",
        ),
        ('type = "state"\nmetric = "terminal_state"', "allowed: no state is allowed"),
        (
            'type = "state"\nmetric = "terminal_state"\nallowed = ["registred"]',
            "allowed: 'registred' is no state, did you mean registered?",
        ),
        ('type = "state"\nmetric = "ds_power_dbmv"\nallowed = ["registered"]', "allowed: 'registered' is no state"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_naming_rule_and_key(refusal, table, sentence):
    assert refusal(f"[rule.bad]\n{table}").splitlines()[0] == f"rule bad: {sentence}"


def test_all_faults_of_a_file_are_told_at_once(refusal):
    faults = refusal("""
        colour = 1
        [rule.one]
        type = "no_answer"
        misses = 0
        [rule.Two]
        type = "no_answer"
        """)
    assert faults.splitlines() == [
        "colour: unknown table; rules stand under [rule.NAME]",
        "rule one: misses: 0 is not between 1 and 1000",
        "rule Two: id: must be lower-case letters, digits, and single - or _ between them",
    ]


@pytest.mark.parametrize("text", ["[rule.a]\ntype = 1 2", "[rule.a]\n[rule.a]", "rule = 3", "[rule]\na = 1"])
def test_a_file_that_is_no_rule_file_is_refused(refusal, text):
    assert refusal(text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RuleError, match=r"none\.toml: cannot be read: No such file"):
        load_rules(tmp_path / "none.toml")
