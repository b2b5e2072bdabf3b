"""Public warnings as the Common Alerting Protocol 1.2 has them: Alert, Update and Cancel, posted as XML.

What every warning of an incident refers to is its first, or the first since it came back: that one's identifier and
time follow from the incident alone, so whoever writes an update need not have kept what was sent before. An incident
that goes on under another is no end: a last update says so, and is soon void by itself.
Source: http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import shapely

from maps import cap as areas
from monitor.settings import Receiver, SettingsError, Telling
from monitor.settings.channels import Cap as Options
from monitor.telling.catalogue import Language, say
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.posting import Poster
from monitor.telling.channels.reading import Item, is_test, items, sentence, shown
from monitor.telling.model import Message, MessageEvent

MEDIA = "application/cap+xml"
SEVERITY = {"critical": "Severe", "major": "Moderate"}
"""Nothing about television and broadband is extreme: that word is kept for danger to life."""
LANGUAGES = {"zh": "zh-CN", "en": "en"}
LIKELY, OBSERVED = 0.5, 0.99
MERGED_STANDS = timedelta(hours=1)
"""How long the last word of an incident stands that goes on under another, which is warned of by itself."""


def warnings(message: Message, sender: Options, language: Language) -> list[bytes]:
    """Return the warnings of a message as XML, one for each incident; of a test one that is marked as such."""
    if is_test(message):
        return [_written(_test(message, sender, language))]
    return [_written(_warning(item, sender, language)) for item in items(message, MessageEvent.PUBLISH)]


class Cap:
    """A receiver that takes warnings by POST."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Take address and sender; raises SettingsError where the secret cannot be used."""
        if receiver.cap is None:
            raise SettingsError(f"receiver {receiver.name}: the table cap is needed")
        self._sender, self._language = receiver.cap, receiver.language
        self._poster = Poster(receiver, settings)

    async def deliver(self, message: Message) -> Receipt:
        """POST the warnings of a message one after the other. Raises TransportError at the first refused."""
        done = Receipt()
        for warning in warnings(message, self._sender, self._language):
            done = await self._poster.post_text(warning, MEDIA, message.at_ms)
        return done

    async def close(self) -> None:
        """Close the connections."""
        await self._poster.close()


def _warning(item: Item, sender: Options, language: Language) -> ET.Element:
    first, since = _first(item)
    as_what = f"announced_{item.step}" if item.step else f"{item.data['revision']}_{item.phase}"
    name, sent = (first, since) if item.began else (f"{item.id}_{as_what}", item.at)
    made = _head(sender, name, sent, "Actual", "Alert" if item.began else "Cancel" if item.ended else "Update")
    if not item.began:
        _under(made, "references", f"{sender.sender},{first},{_time(since)}")
    if item.merged_into:
        _under(made, "incidents", item.merged_into)
    info = _info(item, sender, language)
    made.append(info)
    return made


def _first(item: Item) -> tuple[str, str]:
    """Return identifier and time of the warning that an incident began with, or began with again when it came back."""
    back = item.data.get("came_back")
    if back:
        return f"{item.id}_reopened_{item.data['reopened']}", str(back)
    return f"{item.id}_opened", str(item.data["opened"] or item.at)


def _head(sender: Options, identifier: str, sent: str, status: str, kind: str) -> ET.Element:
    made = ET.Element(f"{{{areas.NAMESPACE}}}alert")
    for name, text in (
        ("identifier", identifier),
        ("sender", sender.sender),
        ("sent", _time(sent)),
        ("status", status),
        ("msgType", kind),
        ("scope", "Public"),
    ):
        _under(made, name, text)
    return made


def _info(item: Item, sender: Options, language: Language) -> ET.Element:
    """Return what is said of an incident; the order of its parts is the protocol's."""
    data = item.data
    probability = float(data["probability"])
    certainty = "Observed" if probability >= OBSERVED else "Likely" if probability > LIKELY else "Possible"
    back = data["restoration"]["before"] if data["restoration"] else None
    stands = MERGED_STANDS if item.merged_into else timedelta(hours=sender.expires_h)
    info = ET.Element(f"{{{areas.NAMESPACE}}}info")
    for name, text in (
        ("language", LANGUAGES[language]),
        ("category", "Infra"),
        ("event", say(language, "warning", "event")),
        ("responseType", "AllClear" if item.ended else "Monitor"),
        ("urgency", "Past" if item.ended else "Immediate"),
        ("severity", SEVERITY.get(item.severity, "Minor")),
        ("certainty", certainty),
        ("expires", _time(_expiry(item.at, stands, back))),
        ("senderName", sender.sender_name),
        ("headline", _headline(item, language)),
        ("description", item.sentence),
    ):
        if text:
            _under(info, name, text)
    info.extend(_areas(item, language))
    return info


def _areas(item: Item, language: Language) -> list[ET.Element]:
    """Return an area for each polygon that is apart from the others; none where it is not known what is affected.

    What cannot be drawn is named: a warning is not kept back for its outline.
    """
    if item.data["area"] is None:
        return []
    geometry = shapely.from_geojson(json.dumps(item.data["area"]), on_invalid="ignore")
    found: list[ET.Element] = []
    for part in shapely.get_parts(geometry).tolist():
        described = say(language, "warning", "area", element=item.element_name, number=len(found) + 1)
        try:
            found.append(areas.area(described, part))
        except ValueError:  # smaller than the decimals that are written, or in no order at all
            continue
    return found or [areas.named(say(language, "warning", "around", element=item.element_name))]


def _test(message: Message, sender: Options, language: Language) -> ET.Element:
    at = str(message.payload["timestamp"])
    made = _head(sender, message.id, at, "Test", "Alert")
    info = ET.SubElement(made, f"{{{areas.NAMESPACE}}}info")
    for name, text in (
        ("language", LANGUAGES[language]),
        ("category", "Infra"),
        ("event", say(language, "title", "test")),
        ("urgency", "Unknown"),
        ("severity", "Unknown"),
        ("certainty", "Unknown"),
        ("expires", _time(_expiry(at, timedelta(hours=sender.expires_h), None))),
        ("description", sentence(message)),
    ):
        _under(info, name, text)
    return made


def _headline(item: Item, language: Language) -> str:
    if item.merged_into:
        return say(language, "warning", "merged", into=item.merged_into)
    return say(language, "warning", "again") if item.came_back else say(language, "event", f"incident.{item.phase}")


def _expiry(sent: str, stands: timedelta, back: str | None) -> str:
    """Return when a warning is void by itself: after its time, and not before service is expected back."""
    void = datetime.fromisoformat(sent) + stands
    return max(void, datetime.fromisoformat(back)).isoformat() if back else void.isoformat()


def _time(at: str) -> str:
    """Return a time as the protocol writes it: whole seconds, and UTC as an offset of minus nothing."""
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _under(above: ET.Element, name: str, text: str) -> None:
    ET.SubElement(above, f"{{{areas.NAMESPACE}}}{name}").text = shown(text)  # XML has no word for the others


def _written(alert: ET.Element) -> bytes:
    written: bytes = ET.tostring(alert, encoding="utf-8", xml_declaration=True, default_namespace=areas.NAMESPACE)
    return written
