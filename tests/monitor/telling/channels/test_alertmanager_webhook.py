"""The body of Alertmanager's webhooks, for systems that are called by one."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from monitor.telling.channels.alertmanager_webhook import body

TOP = {
    "version": str, "groupKey": str, "truncatedAlerts": int, "status": str, "receiver": str, "groupLabels": dict,
    "commonLabels": dict, "commonAnnotations": dict, "externalURL": str, "alerts": list,
}  # fmt: skip
ALERT = {
    "status": str, "labels": dict, "annotations": dict, "startsAt": str, "endsAt": str, "generatorURL": str,
    "fingerprint": str,
}  # fmt: skip


def has_the_form(document, form) -> bool:
    return {key: type(value) for key, value in document.items()} == form


@pytest.mark.parametrize("kind", ["opened", "updated", "restored", "resolved", "digest", "test"])
async def test_every_message_has_the_published_form(desk, opened, messages, kind: str):
    channel = opened("alertmanager_webhook", url=desk.url)
    await channel.deliver(messages[kind])
    await channel.close()
    told = json.loads(desk.got[0].body)
    assert has_the_form(told, TOP)
    assert (told["version"], told["receiver"]) == ("4", "desk")
    assert told["alerts"]
    for alert in told["alerts"]:
        assert has_the_form(alert, ALERT)
        assert alert["status"] in {"firing", "resolved"}
        assert all(isinstance(value, str) for value in [*alert["labels"].values(), *alert["annotations"].values()])
        assert len(alert["fingerprint"]) == 16
        assert all(datetime.fromisoformat(alert[key]) for key in ("startsAt", "endsAt"))
        assert (alert["endsAt"] == "0001-01-01T00:00:00Z") == (alert["status"] == "firing")
    assert told["status"] == ("firing" if any(one["status"] == "firing" for one in told["alerts"]) else "resolved")


def test_an_incident_is_one_group_and_one_fingerprint_from_its_beginning_to_its_end(messages):
    life = [body(messages[name], "desk") for name in ("opened", "updated", "restored", "resolved")]
    assert len({one["groupKey"] for one in life}) == 1
    assert len({one["alerts"][0]["fingerprint"] for one in life}) == 1
    assert [one["status"] for one in life] == ["firing", "firing", "firing", "resolved"]


def test_a_digest_is_a_group_of_all_its_incidents(messages):
    told = body(messages["digest"], "desk")
    assert [one["status"] for one in told["alerts"]] == ["firing", "firing", "resolved"]
    assert len({one["fingerprint"] for one in told["alerts"]}) == 3
    assert told["commonLabels"]["alertname"] == "PlantwatchIncident"
    assert "incident" not in told["commonLabels"]
