"""TM Forum Open API 642, Alarm, version 4: an alarm of X.733 for each incident, raised, changed and cleared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.settings import Receiver, Telling
from monitor.telling.channels.channel import Channel
from monitor.telling.channels.open_api import OpenApi, Resource
from monitor.telling.channels.reading import SOURCE, Item, Phase

COMMUNICATIONS, QUALITY = "Communications Alarm", "Quality of Service Alarm"
KINDS = {
    "element": (COMMUNICATIONS, "Loss of signal"),
    "no_answer": (COMMUNICATIONS, "Communications subsystem failure"),
    "uplink": (COMMUNICATIONS, "Communications subsystem failure"),
    "level": (QUALITY, "Degraded signal"),
    "noise": (QUALITY, "Degraded signal"),
    "power": ("Equipment Alarm", "Power problem"),
    "mains": ("Environmental Alarm", "Power problem"),
    "provisioning": ("Processing Error Alarm", "Configuration or customization error"),
}
"""Type and probable cause in the words of X.733, by our code of a cause."""
BY_CALLS = (QUALITY, "Indeterminate")
NOT_SERVICE = frozenset({"no_answer", "uplink", "level"})
"""Causes of which nobody has said that service suffers."""


def created(item: Item) -> Resource:
    """Return the Alarm_Create of an incident."""
    comment = {"@type": "Comment", "comment": item.words, "systemId": SOURCE, "time": item.at, "userId": item.title}
    return {
        **changed(item),
        **({"comment": [comment]} if item.words else {}),
        "alarmRaisedTime": item.data["opened"] or item.at,
        "sourceSystemId": SOURCE,
        "externalAlarmId": item.id,
    }


def changed(item: Item) -> Resource:
    """Return the Alarm_Update that brings an alarm to where its incident stands."""
    data = item.data
    kind, probable = KINDS.get(data["cause"], BY_CALLS)
    alarm: Resource = {
        "@type": "Alarm",
        "alarmType": kind,
        "probableCause": probable,
        "specificProblem": data["cause"],
        "perceivedSeverity": "cleared" if item.over else item.severity,
        "state": "cleared" if item.over else "raised" if item.phase == Phase.OPENED else "updated",
        "alarmedObject": {"id": item.element["id"], "href": item.page},
        "alarmedObjectType": item.element["kind"],
        "alarmChangedTime": item.at,
        "alarmReportingTime": item.at,
        "alarmDetails": data["sentence"],
        "isRootCause": True,
        "serviceAffecting": data["subscribers"] > 0 and data["cause"] not in NOT_SERVICE,
        "reportingSystemId": item.host,
    }
    if data["area"] is not None:
        alarm["place"] = [{"id": f"area:{item.id}", "href": item.area_url, "role": "outageArea"}]
    if item.over:
        alarm |= {"alarmClearedTime": data["resolved"] or item.at, "clearSystemId": SOURCE}
    return alarm


def attempt(message: str, sentence: str, at: str) -> Resource:
    """Return the alarm of a test: cleared when it comes."""
    return {
        "@type": "Alarm",
        "alarmType": COMMUNICATIONS,
        "probableCause": "Indeterminate",
        "specificProblem": "test",
        "perceivedSeverity": "cleared",
        "state": "cleared",
        "alarmedObject": {"id": SOURCE, "href": f"urn:{SOURCE}"},
        "alarmRaisedTime": at,
        "alarmClearedTime": at,
        "alarmDetails": sentence,
        "serviceAffecting": False,
        "sourceSystemId": SOURCE,
        "externalAlarmId": message,
    }


def alarm(receiver: Receiver, settings: Telling) -> Channel:
    """Return the channel to a receiver whose `url` is its collection, …/alarm. Raises SettingsError."""
    return OpenApi(
        receiver,
        settings,
        asked_by="externalAlarmId",
        beside="reportingSystemId",
        owners=_owners,
        create=created,
        change=changed,
        attempt=attempt,
    )


def _owners(alarm: Mapping[str, Any], name: str) -> list[str]:
    return [str(alarm.get("reportingSystemId") or "")] if alarm.get("externalAlarmId") == name else []
