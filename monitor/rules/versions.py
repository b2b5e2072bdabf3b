"""Rule sets in the ledger: every save is a new version, the newest is in force, none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from monitor.ledger.tables import rule_version
from thresholds.model import Rule
from thresholds.rule_form import RuleError, faults_of, read_rule, write_rule
from thresholds.rules import load_rules


def current_rules(connection: Connection) -> tuple[Rule, ...]:
    """Return the rules in force: the newest version's, or the defaults that come with the product.

    Raises RuleError naming the version where it holds rules this program cannot use.
    """
    version = current_version(connection)
    return load_rules() if version == 0 else rules_of(connection, version)


def current_version(connection: Connection) -> int:
    """Return the number of the newest version; 0 while none was saved and the defaults hold."""
    return connection.scalar(select(func.max(rule_version.c.version))) or 0


def rules_of(connection: Connection, version: int) -> tuple[Rule, ...]:
    """Return the rules of one version; raises RuleError where there is none, or it cannot be used."""
    tables = connection.scalar(select(rule_version.c.rules).where(rule_version.c.version == version))
    if tables is None:
        raise RuleError(f"rules version {version}: there is none")
    try:
        return rules_from_json(tables)
    except RuleError as error:
        lines = str(error).splitlines()
        raise RuleError("\n".join(f"rules version {version}: {line}" for line in lines)) from error


def save_rules(connection: Connection, rules: Sequence[Rule], at_ms: int, by: str) -> int:
    """Write a rule set down as the next version, now in force, and return its number.

    Raises RuleError with every fault of the set, and then nothing is written. The connection must
    hold the ledger's write lock (`Ledger.write`), so that two who save at once get two versions.
    """
    faults = [f"rule {rule.id}: {fault}" for rule in rules for fault in faults_of(rule)]
    faults += [f"rule {name}: stands there twice" for name in _repeated([rule.id for rule in rules])]
    if faults:
        raise RuleError("\n".join(faults))
    version = current_version(connection) + 1
    row = {"version": version, "at_ms": at_ms, "by": by, "rules": rules_to_json(rules)}
    connection.execute(insert(rule_version).values(row))
    return version


def rules_to_json(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Return rules as plain tables with their ids, in their order."""
    return [{"id": rule.id, **write_rule(rule)} for rule in rules]


def rules_from_json(tables: object) -> tuple[Rule, ...]:
    """Return the rules of plain tables with ids; raises RuleError with every fault."""
    if not isinstance(tables, list):
        raise RuleError("rules: must be a list of rules")
    rules, faults = [], []
    for place, table in enumerate(tables):
        if not isinstance(table, dict) or not isinstance(table.get("id"), str):
            faults.append(f"rules[{place}]: is no table with an id")
            continue
        try:
            rules.append(read_rule(table["id"], {key: value for key, value in table.items() if key != "id"}))
        except RuleError as error:
            faults.append(str(error))
    faults += [f"rule {name}: stands there twice" for name in _repeated([rule.id for rule in rules])]
    if faults:
        raise RuleError("\n".join(faults))
    return tuple(rules)


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
