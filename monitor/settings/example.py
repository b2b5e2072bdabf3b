"""The whole configuration as a file a person can read: `python -m monitor.settings.example`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from monitor.settings.model import Settings
from monitor.settings.orders import Inbound
from monitor.settings.telling import Receiver

HEAD = """\
Everything that can be configured, each key at its default: a file with only the keys you change is enough.
The environment wins over the file: PLANTWATCH__WEB__PORT=8081 sets port under [web].
Relative paths are relative to this file. Unknown keys are refused.
"""
WIDTH = 100
SAMPLES = {
    "by_kind": "#optical_node = 60.0",
    "priors": "#amplifier = 0.0002",
    "acknowledge_min": "#critical = 10.0",
    "dispatch_min": "#critical = 20.0",
    "arrive_min": "#critical = 60.0",
    "restore_min": "#critical = 240.0",
    "key_file": '#key_file = "secrets/credentials.key"',
    "community_file": '#community_file = "secrets/community"',
    "token_file": '#token_file = "secrets/series"',
    "password_file": '#password_file = "secrets/series"',
    "tls_certificate_file": '#tls_certificate_file = "secrets/syslog.crt"',
    "tls_key_file": '#tls_key_file = "secrets/syslog.key"',
    "secret_file": '#secret_file = "secrets/desk"',
    "email": '#email = { server = "mail.example.net", sender = "noc@example.net", to = ["crew@example.net"] }',
    "sms": '#sms = { url = "https://sms.example.net/send", phones = ["+8613800000000"] }',
    "cap": '#cap = { sender = "noc@example.net" }',
}
"""What a key whose default is nothing could be."""


def text() -> str:
    """Return plantwatch.toml with every key of every table, its meaning above it, its default as the value."""
    settings = Settings.model_construct()
    tables = ["".join(f"# {line}\n" for line in HEAD.splitlines())]
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if name == "credentials":
            tables.append(_table("credentials.default", value["default"]))
        elif name == "receivers":
            tables.append(_switched_off(_table("[receivers]", _sample_receiver())))
        elif name == "inbound":
            tables.append(_switched_off(_table("[inbound]", _sample_inbound())))
        else:
            tables.append(_table(name, value))
    return "\n".join(tables)


def _table(name: str, values: BaseModel) -> str:
    model = type(values)
    lines = [*_meaning(model.__doc__), f"[{name}]"]
    tables_within: list[str] = []
    for key, field in model.model_fields.items():
        value = getattr(values, key)
        if isinstance(value, BaseModel):
            tables_within += ["", *_table(f"{name.strip('[]')}.{key}", value).splitlines()]
        elif isinstance(value, dict):
            tables_within += ["", *_meaning(field.description), f"[{name}.{key}]", SAMPLES[key]]
        else:
            lines += [*_meaning(field.description), SAMPLES[key] if value is None else f"{key} = {_toml(value)}"]
    return "\n".join([*lines, *tables_within]) + "\n"


def _sample_receiver() -> Receiver:
    return Receiver.model_validate(
        {"name": "desk", "url": "http://127.0.0.1:8090/notices", "secret": "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"}
    )


def _sample_inbound() -> Inbound:
    return Inbound.model_validate({"name": "ticketing", "secret": "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"})


def _toml(value: Any) -> str:  # noqa: ANN401 - whatever a setting may hold
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False)


def _meaning(sentence: str | None) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(sentence or "", WIDTH - 2))


def _switched_off(table: str) -> str:
    return "".join(line if line.startswith("#") else f"#{line}" for line in table.splitlines(keepends=True))


if __name__ == "__main__":
    Path("plantwatch.example.toml").write_text(text(), encoding="utf-8")
