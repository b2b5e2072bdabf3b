"""Rule sets in the ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, insert

from monitor.ledger.tables import metadata, rule_version
from monitor.rules.versions import current_rules, current_version, rules_from_json, rules_of, rules_to_json, save_rules
from thresholds.model import Level, Rule, RuleType, Severity
from thresholds.rule_form import RuleError
from thresholds.rules import load_rules

SILENT = Rule("silent", RuleType.NO_ANSWER, kinds=frozenset({"cmts"}), misses=2)
POWER = Rule(
    "power", RuleType.LIMIT, "ds_power_dbmv", lo=-12, hi=12, deadband=0.5, severity={Level.LO: Severity.CRITICAL}
)


@pytest.fixture
def connection():
    """Return a connection to an empty ledger."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as opened:
        yield opened


def test_until_rules_are_saved_the_defaults_hold(connection):
    assert current_version(connection) == 0
    assert current_rules(connection) == load_rules()


def test_the_newest_version_holds_and_the_older_ones_stay(connection):
    assert save_rules(connection, [SILENT], 1_000, "wang") == 1
    assert save_rules(connection, [POWER, SILENT], 2_000, "li") == 2
    assert current_rules(connection) == (POWER, SILENT)
    assert rules_of(connection, 1) == (SILENT,)


def test_an_empty_set_is_a_set(connection):
    save_rules(connection, [], 1_000, "wang")
    assert current_rules(connection) == ()


def test_a_faulty_set_is_refused_and_nothing_written(connection):
    faulty = [replace(POWER, lo=13), replace(SILENT, misses=0), SILENT]
    with pytest.raises(RuleError) as refused:
        save_rules(connection, faulty, 1_000, "wang")
    assert str(refused.value).splitlines() == [
        "rule power: hi: 12 is not above lo = 13",
        "rule power: deadband: 0.5 leaves no value that ends both a low and a high level",
        "rule silent: misses: 0 is not between 1 and 1000",
        "rule silent: stands there twice",
    ]
    assert current_version(connection) == 0


def test_the_defaults_are_the_same_after_json():
    assert rules_from_json(rules_to_json(load_rules())) == load_rules()


def test_a_version_that_cannot_be_used_is_named(connection):
    tables = [{"id": "a", "type": "limit"}, "b", {"type": "limit"}]
    connection.execute(insert(rule_version).values(version=4, at_ms=0, by="li", rules=tables))
    with pytest.raises(RuleError) as refused:
        current_rules(connection)
    assert str(refused.value).splitlines() == [
        "rules version 4: rule a: metric: is missing",
        "rules version 4: rule a: lo: none of lolo, lo, hi, hihi is set",
        "rules version 4: rules[1]: is no table with an id",
        "rules version 4: rules[2]: is no table with an id",
    ]


def test_a_version_nobody_saved_is_refused(connection):
    with pytest.raises(RuleError, match="rules version 9: there is none"):
        rules_of(connection, 9)
