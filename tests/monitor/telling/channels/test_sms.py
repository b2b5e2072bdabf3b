"""Short messages: a template of any gateway's request, filled in so that nothing breaks out of its place."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.settings.channels import Sms as Options
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.sms import request
from monitor.telling.channels.text import cut

PHONES = ["+8613800000001", "13900000002"]
JSON = '{{"to": "{phone}", "text": "{text}", "ref": "{id}"}}'
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=60)


@pytest.fixture
def gateway(desk, opened, tmp_path: Path):
    """Return `gateway(**options)`: a channel to a gateway that is the desk, with two numbers."""
    secret = tmp_path / "sms"
    secret.write_text("hunter/2&x\n", encoding="utf-8")

    def make(**options: Any):
        values = {"url": f"http://127.0.0.1:{desk.port}/send", "body": JSON, "phones": PHONES, **options}
        return opened("sms", sms=values, secret_file=secret)

    return make


async def test_every_number_is_asked_for_once(desk, gateway, messages):
    channel = gateway(phones=[*PHONES, PHONES[0]], headers={"X-Token": "key {secret}"})
    await channel.deliver(messages["opened"])
    told = [json.loads(item.body) for item in desk.got]
    assert [one["to"] for one in told] == PHONES
    assert {one["text"] for one in told} == {"INC-000001 " + messages["opened"].payload["data"]["sentence"]}
    assert len({one["ref"] for one in told}) == 2
    assert {item.headers["x-token"] for item in desk.got} == {"key hunter/2&x"}
    await channel.close()


async def test_whom_a_message_names_is_asked_for_instead_and_what_is_wanted_said_comes_first(desk, gateway, messages):
    opened = messages["opened"]
    people = [{"person": "Zhang", "phone": "13700000007", "level": 1}, {"person": "Li", "phone": "", "level": 1}]
    data = {**opened.payload["data"], "text": "Go there now.", "people": people}
    channel = gateway()
    await channel.deliver(replace(opened, payload={**opened.payload, "type": "plan.page", "data": data}))
    (told,) = [json.loads(item.body) for item in desk.got]
    assert told["to"] == "13700000007"
    assert told["text"].startswith("INC-000001 Go there now. " + data["sentence"][:20])
    await channel.close()


async def test_after_a_failure_only_who_has_not_had_it_is_asked_for_again(desk, gateway, messages, reply):
    desk.answer = lambda item: reply(503 if PHONES[1].encode() in item.body else 200)
    channel = gateway()
    for _ in range(2):
        with pytest.raises(TransportError) as error:
            await channel.deliver(messages["opened"])
        assert not error.value.permanent
    desk.answer = lambda _item: reply(200)
    await channel.deliver(messages["opened"])
    told = [json.loads(item.body) for item in desk.got]
    assert [one["to"] for one in told] == [PHONES[0], PHONES[1], PHONES[1], PHONES[1]]
    assert len({one["ref"] for one in told}) == 2
    await channel.close()


async def test_a_number_that_is_refused_for_good_does_not_keep_the_others_waiting(desk, gateway, messages, reply):
    desk.answer = lambda item: reply(
        400 if PHONES[0].encode() in item.body else 200, b"bad number " + PHONES[0].encode()
    )
    channel = gateway()
    receipt = await channel.deliver(messages["opened"])
    assert receipt.detail == "1 of 2 have it, not …0001: 400: bad number …0001"
    assert PHONES[0] not in receipt.detail
    desk.answer = lambda _item: reply(400)
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["updated"])
    assert error.value.permanent
    await channel.close()


async def test_a_number_that_stays_silent_holds_nobody_up_for_long_and_later_not_at_all(desk, gateway, messages, reply):
    desk.answer = lambda item: reply(503 if PHONES[1].encode() in item.body else 200)
    channel = gateway()
    at_ms = messages["opened"].at_ms
    for wait_s, taken in ((0, True), (60, False)):
        with pytest.raises(TransportError) as error:
            await channel.deliver(replace(messages["opened"], at_ms=at_ms + wait_s * 1000))
        assert (error.value.taken, error.value.lacking) == (taken, True)
        assert str(error.value) == "1 of 2 have it, not …0002: 503"
    late = at_ms + 121_000
    receipt = await channel.deliver(replace(messages["opened"], at_ms=late))
    assert receipt.detail == "1 of 2 have it, not …0002: 503"
    assert (await channel.deliver(replace(messages["updated"], at_ms=late))).detail == receipt.detail
    asked = [json.loads(item.body)["to"] for item in desk.got]
    assert [asked.count(phone) for phone in PHONES] == [2, 4]
    desk.answer = lambda _item: reply(200)
    assert (await channel.deliver(replace(messages["restored"], at_ms=late))).detail == ""
    desk.answer = lambda item: reply(503 if PHONES[1].encode() in item.body else 200)
    with pytest.raises(TransportError):
        await channel.deliver(replace(messages["resolved"], at_ms=late))
    await channel.close()


async def test_a_gateway_that_is_not_there_costs_nobody_a_message(desk, gateway, messages, reply):
    desk.answer = lambda item: b"nonsense\r\n\r\n" if PHONES[1].encode() in item.body else reply(200)
    channel = gateway()
    for wait_s in (0, 3600):
        with pytest.raises(TransportError) as error:
            await channel.deliver(replace(messages["opened"], at_ms=messages["opened"].at_ms + wait_s * 1000))
        assert not error.value.lacking
    desk.answer = lambda _item: reply(200)
    assert (await channel.deliver(messages["opened"])).detail == ""
    await channel.close()


async def test_success_is_a_status_and_what_the_answer_says(desk, gateway, messages, reply):
    desk.answer = lambda _item: reply(200, b'{"code": 17, "msg": "no credit, key hunter/2&x"}')
    channel = gateway(success_pattern=r'"code": *0\b')
    with pytest.raises(TransportError, match="no credit") as error:
        await channel.deliver(messages["opened"])
    assert not error.value.permanent
    assert "hunter" not in str(error.value)
    desk.answer = lambda _item: reply(202, b'{"code": 0}')
    await channel.deliver(messages["opened"])
    await channel.close()
    strict = gateway(success_status=[201])
    with pytest.raises(TransportError, match="is no success here"):
        await strict.deliver(messages["opened"])
    await strict.close()


async def test_what_a_gateway_packs_is_read_before_it_is_judged(desk, gateway, messages, reply):
    desk.answer = lambda _item: reply(200, gzip.compress(b'{"code": 0}'), content_encoding="gzip")
    channel = gateway(success_pattern=r'"code": *0\b')
    await channel.deliver(messages["opened"])
    assert len(desk.got) == len(PHONES)
    await channel.close()


async def test_a_gateway_that_is_asked_by_get(desk, gateway, messages):
    channel = gateway(
        method="GET", url=f"http://127.0.0.1:{desk.port}/send?key={{secret}}&to={{phone}}&text={{text}}", body=""
    )
    await channel.deliver(messages["test"])
    asked = parse_qs(urlsplit(desk.got[0].line.split(" ")[1]).query)
    assert asked == {"key": ["hunter/2&x"], "to": [PHONES[0]], "text": ["Only a test."]}
    await channel.close()


async def test_the_secret_is_in_no_error(desk, gateway, messages, reply):
    channel = gateway(url=f"http://127.0.0.1:{desk.port}/send?key={{secret}}")
    for answer in (
        reply(307, location="http://127.0.0.2:1/?key=hunter%2F2%26x"),
        reply(302, location="http://user:hunter@127.0.0.2:1/hunter%2f2%26x/send"),
        reply(301, location="//hunter%2F2%26x/send"),
        reply(301, location="//hunter%2f2%26x/send"),
        reply(500, b"GET /send?key=hunter%2F2%26x"),
        reply(400, b"hunter/2&x"),
        b"hunter/2&x\r\n\r\n",
    ):
        desk.answer = lambda _item, answer=answer: answer
        with pytest.raises(TransportError) as error:
            await channel.deliver(messages["opened"])
        assert "hunter" not in str(error.value)
    await channel.close()


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("{path}/", "301, a redirect to another place there, not followed"),
        ("http://127.0.0.2:1{path}/", "301, a redirect to http://127.0.0.2:1, not followed"),
        ("https://SMS.example:99999{path}", "301, a redirect to no address at all, not followed"),
        ("", "301, a redirect to nowhere, not followed"),
    ],
)
async def test_of_a_redirect_only_the_host_is_told(desk, gateway, messages, reply, location: str, told: str):
    desk.answer = lambda item: reply(301, location=location.format(path=item.line.split(" ")[1]))
    channel = gateway(url=f"http://127.0.0.1:{desk.port}/{{secret}}/{{phone}}/send", phones=PHONES[:1])
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert str(error.value) == told
    await channel.close()


async def test_a_digest_is_one_message(desk, gateway, messages):
    channel = gateway(phones=PHONES[:1])
    await channel.deliver(messages["digest"])
    (told,) = (json.loads(item.body)["text"] for item in desk.got)
    assert told.startswith("3 messages in one: 1 incidents opened, 1 updated, 1 resolved.")
    await channel.close()


@given(spoken=TEXTS, secret=TEXTS)
def test_whatever_is_said_stays_in_its_place(spoken: str, secret: str):
    options = Options(
        url="https://sms.example/send/{text}?k={secret}", headers={"X": "{text}"}, body=JSON, phones=["10086"]
    )
    asked = request(options, "10086", spoken, "id-1", secret)
    assert json.loads(asked.body) == {"to": "10086", "text": spoken, "ref": "id-1"}
    assert parse_qs(urlsplit(asked.url).query, keep_blank_values=True) == {"k": [secret]}
    assert urlsplit(asked.url).netloc == "sms.example"
    assert asked.headers["x"].isascii()
    assert asked.headers["x"].isprintable()
    form = request(
        options.model_copy(update={"encoding": "form", "body": "t={text}&p={phone}"}), "10086", spoken, "", ""
    )
    assert parse_qs(form.body.decode(), keep_blank_values=True) == {"t": [spoken], "p": ["10086"]}
    xml = request(
        options.model_copy(update={"encoding": "xml", "body": '<m t="{text}">{text}</m>'}), "1", spoken, "", ""
    )
    read = ET.fromstring(xml.body)  # noqa: S314 - our own
    assert (read.text or "", len(read)) == (spoken, 0)


@pytest.mark.parametrize(
    ("spoken", "longest", "wanted"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("片区中断三户", 4, "片区中…"),
        ("ab👨‍👩‍👧cd", 5, "ab…"),
        ("abe\u0301f", 4, "ab…"),
        ("a b c", 3, "a…"),
        ("ab🇨🇳c", 4, "ab…"),
    ],
)
def test_a_text_is_cut_where_a_character_ends(spoken: str, longest: int, wanted: str):
    assert cut(spoken, longest) == wanted


@given(st.text(max_size=80), st.integers(10, 60))
def test_what_is_cut_is_never_too_long_and_begins_alike(spoken: str, longest: int):
    short = cut(spoken, longest)
    assert len(short) <= longest
    assert short == spoken or (short.endswith("…") and spoken.startswith(short[:-1]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://x/"},
        {"url": "https://{phone}/"},
        {"url": "https://x@y/"},
        {"url": "https://x/{nobody}"},
        {"body": '{"to": "{phone}"}'},
        {"body": "{phone!r}"},
        {"headers": {"a b": "x"}},
        {"success_pattern": "("},
        {"phones": ["1' OR 1=1"]},
        {"phones": []},
    ],
)
def test_what_cannot_work_is_refused_in_the_configuration(wrong: dict[str, Any]):
    good = {"url": "https://x/", "phones": ["10086"]}
    Options(**good)
    with pytest.raises(ValueError, match=r"for Sms"):
        Options(**{**good, **wrong})
