from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.incidents.model import Event, IncidentState
from monitor.settings import Receiver, Telling
from monitor.telling.channels import CHANNELS
from monitor.telling.channels.channel import Channel
from monitor.telling.digests import digest
from monitor.telling.model import IncidentNotice, Message
from monitor.telling.payload import payload

AT_MS = 1_700_000_060_000


@pytest.fixture
def native(said: Callable[..., IncidentNotice]) -> Callable[..., dict[str, Any]]:
    """Return `native(number=1, revision=1, event=…, language="en", **changes)`: a payload as the ledger keeps it."""

    def make(*args: Any, language: Any = "en", **changes: Any) -> dict[str, Any]:
        made = payload(said(*args, **changes), language, ZoneInfo("Asia/Shanghai"), "https://noc.example:8443")
        return json.loads(json.dumps(made))

    return make


@pytest.fixture
def messages(native: Callable[..., dict[str, Any]]) -> dict[str, Message]:
    """Every kind of message, by its name: an incident's life, the same incidents in a digest, a test."""
    life = {
        "opened": native(1, 1, Event.OPENED),
        "updated": native(1, 2, Event.UPDATED, subscribers=30),
        "restored": native(1, 3, Event.UPDATED, state=IncidentState.RESTORED),
        "resolved": native(1, 4, Event.RESOLVED),
    }
    told = [native(2, 1, Event.OPENED), native(3, 5, Event.UPDATED), native(4, 2, Event.RESOLVED)]
    many = digest([(one["type"], one["data"]) for one in told], "en", AT_MS)
    trial = {"sentence": "Only a test.", "language": "en", "receiver": "desk"}
    at = "2023-11-14T22:13:20.123Z"
    return {
        **{name: Message(f"INC-000001_{name}_desk", AT_MS, one) for name, one in life.items()},
        "digest": Message("digest_7_desk", AT_MS, many),
        "test": Message("test_8_desk", AT_MS, {"type": "test", "timestamp": at, "data": trial}),
    }


@pytest.fixture
def certified(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Return `certified(host, address="")`: files with a certificate that a server signed itself, and with its key."""

    def make(host: str, address: str = "") -> tuple[Path, Path]:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        names = f"DNS:{host}" + (f",IP:{address}" if address else "")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}",
             "-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
        return certificate, key

    return make


@pytest.fixture
def opened() -> Callable[..., Channel]:
    """Return `opened(name, telling={}, **receiver)`: a channel to a receiver called desk that speaks English."""

    def make(name: str, telling: dict[str, Any] | None = None, **receiver: Any) -> Channel:
        settings = Telling(**{"timeout_s": 2.0, "private_networks": "127.0.0.0/8", **(telling or {})})
        values = {"name": "desk", "channel": name, "language": "en", **receiver}
        return CHANNELS[name](Receiver.model_validate(values), settings)

    return make
