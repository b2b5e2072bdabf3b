"""What is told of work orders over each channel: a form where there is one, else the configuration says no."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from standardwebhooks import Webhook

from monitor.orders.book import blank
from monitor.orders.clocks import Clock, ClockName, ClockState
from monitor.orders.model import OrderKind, OrderState
from monitor.orders.telling import Change, OrderEvent, OrderTeller
from monitor.settings import Receiver, Settings
from monitor.settings.channels import Email as MailOptions
from monitor.settings.telling import FOR_ORDERS
from monitor.telling.channels import CHANNELS
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.email import written
from monitor.telling.model import Message

AT_MS = 1_790_000_000_000
SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"
DISPLAY = {"display": {"timezone": "Asia/Shanghai"}, "web": {"public_url": "https://noc.example:8443"}}
ORDER = replace(
    blank(7, "ticketing", "ticketing", 0, AT_MS), external="WO-1", incident=42, crew="Crew 3", state=OrderState.ON_SITE
)  # fmt: skip
SENTENCE = "Work order ORD-000007 (WO-1) for INC-000042: a crew is at the place (Crew 3)."


def message(order=ORDER, change=Change.ON_SITE, clocks=(), language="en", event=OrderEvent.UPDATED) -> Message:
    teller = OrderTeller(Settings.model_validate(DISPLAY))
    return Message("ORD-000007_2_desk", AT_MS, teller.payload(order, event, change, language, AT_MS, clocks))


async def test_a_webhook_has_it_native_and_signed(desk, opened):
    channel = opened("webhook", url=desk.url, secret=SECRET)
    await channel.deliver(replace(message(), at_ms=round(time.time() * 1000)))  # what is older is refused
    await channel.close()
    (request,) = desk.got
    told = Webhook(SECRET).verify(request.body, request.headers)
    assert (told["type"], told["data"]["change"], told["data"]["incident"]) == (
        "order.updated",
        "on_site",
        "INC-000042",
    )
    assert told["data"]["sentence"] == SENTENCE


async def test_a_cloudevent_says_which_order_and_where_it_comes_from(desk, opened):
    channel = opened("webhook", url=desk.url, secret=SECRET, envelope="cloudevents")
    await channel.deliver(message())
    await channel.close()
    told = json.loads(desk.got[0].body)
    assert {name: told[name] for name in ("id", "type", "subject", "source")} == {
        "id": "ORD-000007_2_desk", "type": "plantwatch.order.updated", "subject": "ORD-000007",
        "source": "https://noc.example:8443",
    }  # fmt: skip
    assert told["data"] == message().payload["data"]


async def test_apprise_has_a_title_and_the_page(desk, opened, tmp_path):
    (tmp_path / "addresses").write_text(f"json://127.0.0.1:{desk.port}/told\n", encoding="utf-8")
    channel = opened("apprise", secret_file=tmp_path / "addresses")
    await channel.deliver(message())
    await channel.close()
    told = json.loads(desk.got[0].body)
    assert (told["title"], told["type"]) == ("ORD-000007 Work order, update", "info")
    assert SENTENCE in told["message"]
    assert "https://noc.example:8443/orders/ORD-000007" in told["message"]


async def test_a_short_message_says_the_number_once(desk, opened):
    options = {"url": f"http://127.0.0.1:{desk.port}/", "body": '{{"text": "{text}"}}', "phones": ["139"]}
    channel = opened("sms", sms=options)
    await channel.deliver(message())
    await channel.close()
    assert json.loads(desk.got[0].body) == {"text": SENTENCE}


def test_mail_about_an_order_is_a_conversation():
    options = MailOptions(server="mail", sender="noc@example.net", to=["crew@example.net"])
    mail = written(message(language="zh"), options, "zh")
    assert (mail["Subject"], mail["References"]) == ("ORD-000007 工单进展", "<ORD-000007@example.net>")
    assert "故障INC-000042工单ORD-000007 (WO-1)：抢修人员已到场（Crew 3）。" in mail.get_body(("plain",)).get_content()


def test_what_is_late_is_said_with_when_it_was_due():
    clocks = [Clock(name, ClockState.OVERDUE, AT_MS, None) for name in (ClockName.DISPATCH, ClockName.ARRIVE)]
    data = message(change=Change.OVERDUE, clocks=clocks).payload["data"]
    assert data["overdue"][1] == {"clock": "arrive", "due": "2026-09-21T14:13:20.000Z"}
    at = datetime.fromtimestamp(AT_MS / 1000, ZoneInfo("Asia/Shanghai"))
    assert data["sentence"] == (
        f"Work order ORD-000007 (WO-1) for INC-000042 is late: to set out by {at:%H:%M} on 21 September, "
        f"to arrive by {at:%H:%M} on 21 September."
    )


def test_an_order_closed_by_hand_is_not_said_to_be_verified():
    closed = replace(ORDER, state=OrderState.CLOSED, closed_ms=AT_MS)
    data = message(closed, Change.CLOSED).payload["data"]
    assert data["verified"] is False
    assert "has not been seen to be back" in data["sentence"]
    data = message(replace(closed, restored_ms=AT_MS), Change.CLOSED).payload["data"]
    assert data["verified"] is True
    assert "service is seen to be back" in data["sentence"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("kind", OrderKind)
def test_every_change_can_be_said(language, change, kind):
    order = replace(ORDER, kind=kind, account="10100", crew="", external=None)
    sentence = message(order, change, language=language).payload["data"]["sentence"]
    assert "ORD-000007" in sentence
    assert "{" not in sentence
    assert ("10100" in sentence) is (kind is OrderKind.TROUBLE)


@pytest.mark.parametrize("name", sorted(set(CHANNELS) - FOR_ORDERS))
async def test_a_channel_without_a_form_is_refused_in_the_configuration_and_at_the_rim(name, desk, opened, tmp_path):
    (tmp_path / "secret").write_text("key", encoding="utf-8")
    ways = {"url": desk.url, "secret_file": tmp_path / "secret"}
    ways |= {"cap": {"sender": "noc@example.net"}} if name == "cap" else {}
    values = {"name": "desk", "channel": name, **ways}
    with pytest.raises(ValidationError, match=f"wants.orders: {name} has no form for work orders"):
        Receiver.model_validate({**values, "wants": {"orders": True}})
    with pytest.raises(ValidationError, match=r"orders\.receivers: the channel of desk has no form"):
        Settings.model_validate({"receivers": [values], "orders": {"receivers": ["desk"]}})
    channel = opened(name, **ways)
    with pytest.raises(TransportError, match=r"order\.updated") as error:
        await channel.deliver(message())
    assert error.value.permanent
    assert desk.got == []
    await channel.close()


def test_who_is_to_hear_of_homes_has_to_be_a_receiver():
    with pytest.raises(ValidationError, match="there is no receiver crew"):
        Settings.model_validate({"orders": {"receivers": ["crew"]}})
