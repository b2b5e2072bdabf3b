"""Alertmanager: a real one takes our alerts, shows them, and shows them no more when they are over."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.telling.channels.alertmanager import alerts
from monitor.telling.channels.reading import items


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory, free_port: Callable[[], int], wait_until) -> Iterator[str]:
    """Return the address of Debian's Alertmanager, started for these tests."""
    program = shutil.which("prometheus-alertmanager")
    if program is None:
        reason = "no prometheus-alertmanager here"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("alertmanager")
    (folder / "am.yml").write_text("route:\n  receiver: none\nreceivers:\n- name: none\n", encoding="utf-8")
    url = f"http://127.0.0.1:{free_port()}"
    options = [f"--config.file={folder / 'am.yml'}", f"--storage.path={folder / 'data'}", "--cluster.listen-address="]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [program, *options, f"--web.listen-address={url.removeprefix('http://')}"], stdout=log, stderr=log
        )
        try:
            wait_until(lambda: is_ready(url), 30)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def standing(url: str) -> list[dict[str, Any]]:
    """Return the alerts that stand."""
    return httpx.get(f"{url}/api/v2/alerts", trust_env=False).json()


def of(url: str, incident: str) -> list[dict[str, Any]]:
    return [one for one in standing(url) if one["labels"].get("incident") == incident]


async def test_a_real_alertmanager_shows_an_incident_while_it_stands(alertmanager, opened, native, messages):
    channel = opened("alertmanager", url=alertmanager)
    fresh = [recent(messages[name]) for name in ("opened", "updated", "resolved")]
    for message in fresh[:2]:
        assert (await channel.deliver(message)).status == 200
        (shown,) = of(alertmanager, "INC-000001")
        assert shown["labels"]["severity"] == "major"
        assert shown["annotations"]["summary"] == message.payload["data"]["sentence"]
        assert shown["generatorURL"] == "https://noc.example:8443/incidents/INC-000001"
    await channel.deliver(fresh[2])
    assert of(alertmanager, "INC-000001") == []
    await channel.close()


async def test_when_the_severity_changes_one_alert_stands(alertmanager, opened, messages):
    channel = opened("alertmanager", url=alertmanager)
    for severity in ("minor", "critical", "major", "critical"):
        message = recent(messages["updated"], id="INC-000099", severity=severity)
        await channel.deliver(message)
        assert [one["labels"]["severity"] for one in of(alertmanager, "INC-000099")] == [severity]
    await channel.deliver(recent(messages["resolved"], id="INC-000099", severity="critical"))
    assert of(alertmanager, "INC-000099") == []
    await channel.close()


async def test_a_digest_and_a_test_are_taken(alertmanager, opened, messages):
    channel = opened("alertmanager", url=alertmanager)
    await channel.deliver(messages["digest"])
    shown = [len(of(alertmanager, f"INC-00000{number}")) for number in (2, 3, 4)]
    assert shown == [0, 0, 0]  # told in 2023, so each has stood its thirty days
    await channel.deliver(recent(messages["digest"]))
    assert [len(of(alertmanager, f"INC-00000{number}")) for number in (2, 3, 4)] == [1, 1, 0]
    await channel.deliver(recent(messages["test"]))
    (tried,) = [one for one in standing(alertmanager) if one["labels"]["alertname"] == "PlantwatchTest"]
    assert tried["annotations"]["summary"] == "Only a test."
    await channel.close()


async def test_nothing_of_a_subscriber_is_in_an_alert(messages):
    (item,) = items(messages["opened"])
    assert "A1" in item.data["accounts"]
    assert "A1" not in str(alerts(item))


def recent(message, **changes: Any):
    """Return a message as if it were told now."""
    payload = dict(message.payload)
    payload["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    payload["data"] = {**payload["data"], **changes}
    if payload["data"].get("resolved"):
        payload["data"]["resolved"] = payload["timestamp"]
    return type(message)(message.id, message.at_ms, payload)
