"""What channels read in a message before they write it in words of their own."""

from __future__ import annotations

from lxml import etree

from monitor.incidents.model import Event
from monitor.settings.channels import Cap as Options
from monitor.telling.channels import tmf642
from monitor.telling.channels.cap import warnings
from monitor.telling.channels.reading import Phase, items
from monitor.telling.digests import digest
from monitor.telling.model import Message


def many(*told) -> Message:
    """Return a digest of native payloads."""
    return Message("digest_7_desk", 0, digest([(one["type"], one["data"]) for one in told], "en", 0))


def test_each_incident_of_a_digest_is_told_as_what_its_own_notice_was(native):
    grew, changed, ended = native(1, 2, Event.OPENED), native(2, 9, Event.UPDATED), native(3, 2, Event.RESOLVED)
    told = items(many(grew, changed, ended))
    assert [item.phase for item in told] == [Phase.OPENED, Phase.UPDATED, Phase.RESOLVED]
    assert [item.phase for one in (grew, changed, ended) for item in items(Message("x", 0, one))] == [
        item.phase for item in told
    ]


def test_who_hears_of_an_incident_that_grew_within_a_digest_gets_its_first_warning_and_a_raised_alarm(native):
    message = many(native(1, 2, Event.OPENED))
    (body,) = warnings(message, Options(sender="noc@example.net"), "en")
    alert = etree.fromstring(body)
    assert alert.findtext("{*}msgType") == "Alert"
    assert alert.findtext("{*}identifier") == "INC-000001_opened"
    assert alert.find("{*}references") is None
    assert tmf642.created(items(message)[0])["state"] == "raised"
