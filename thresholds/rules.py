"""Rules from a file: `[rule.NAME]` tables of TOML; without a file, the defaults that come with the product."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path

from thresholds.model import Rule
from thresholds.rule_form import RuleError, read_rule

DEFAULTS = Path(__file__).with_name("defaults.toml")


def load_rules(
    path: Path | None = None, *, kinds: Collection[str] | None = None, metrics: Collection[str] | None = None
) -> tuple[Rule, ...]:
    """Return the rules of a file in its order; without one, the defaults.

    Where `kinds` (of plant element) or `metrics` are given, rules that name others are refused.
    Raises RuleError naming the file and, for each fault, the rule and the key.
    """
    path = DEFAULTS if path is None else path
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: {error}") from error
    faults = [f"{key}: unknown table; rules stand under [rule.NAME]" for key in content if key != "rule"]
    rules = []
    tables = content.get("rule", {})
    for name, table in tables.items() if isinstance(tables, dict) else [("", tables)]:
        if not isinstance(table, dict):
            faults.append(f"rule {name}: is not a table; rules stand under [rule.NAME]")
            continue
        try:
            rules.append(read_rule(name, table, kinds, metrics))
        except RuleError as error:
            faults.extend(str(error).splitlines())
    if faults:
        raise RuleError("\n".join(f"{path}: {fault}" for fault in faults))
    return tuple(rules)
