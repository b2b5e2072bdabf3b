"""The customer-service desk: it believes only signatures, and counts a message once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import httpx
import pytest
from standardwebhooks import Webhook

from simulator import Simulator
from simulator.desk import Desk, SecretError, check, secret_key

SECRET = "whsec_" + "c2ltdWxhdG9yLWRlc2stc2VjcmV0LTEyMzQ1Njc4"
NOW_MS = 1_800_000_000_000


def headers(message_id: str, body: bytes, secret: str, at_ms: int) -> dict[str, str]:
    """Sign as the Standard Webhooks library does."""
    at = dt.datetime.fromtimestamp(at_ms // 1000, tz=dt.UTC)
    signature = Webhook(secret).sign(message_id, at, body.decode())
    return {"webhook-id": message_id, "webhook-timestamp": str(at_ms // 1000), "webhook-signature": signature}


def test_a_signature_of_the_reference_library_is_believed() -> None:
    body = '{"type": "incident.opened", "name": "东风路"}'.encode()
    assert check(secret_key(SECRET), headers("msg_1", body, SECRET, NOW_MS), body, NOW_MS) == ""


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"webhook-signature": "v1,AAAA"}, "no signature fits"),
        ({"webhook-id": "msg_2"}, "no signature fits"),
        ({"webhook-id": ""}, "missing"),
        ({"webhook-timestamp": "1799999000"}, "too far from now"),
        ({"webhook-timestamp": "yesterday"}, "no number"),
        ({"webhook-signature": "v1,äöü"}, "no signature fits"),
    ],
)
def test_anything_changed_is_not_believed(change: dict[str, str], problem: str) -> None:
    body = b'{"type": "incident.opened"}'
    changed = headers("msg_1", body, SECRET, NOW_MS) | change
    assert problem in check(secret_key(SECRET), changed, body, NOW_MS)


def test_another_body_or_another_secret_is_not_believed() -> None:
    body = b'{"n": 1}'
    signed = headers("msg_1", body, SECRET, NOW_MS)
    assert check(secret_key(SECRET), signed, b'{"n": 2}', NOW_MS)
    assert check(secret_key("whsec_" + "A" * 32), signed, body, NOW_MS)


def test_one_good_signature_among_several_is_enough() -> None:
    body = b"{}"
    signed = headers("msg_1", body, SECRET, NOW_MS)
    signed["webhook-signature"] = "v1a,xyz v1,AAAA " + signed["webhook-signature"]
    assert check(secret_key(SECRET), signed, body, NOW_MS) == ""


@pytest.mark.parametrize(
    "secret", ["", "secret", "whsec_", "whsec_!!!", "whsec_QUJD", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="]
)
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(SecretError):
        secret_key(secret)


def test_a_replay_within_the_tolerance_is_counted_not_taken_in_again() -> None:
    desk = Desk(SECRET)
    for message in ("msg_1", "msg_2", "msg_1", "msg_1"):
        body = json.dumps({"id": message}).encode()
        desk.receive(headers(message, body, SECRET, NOW_MS), body, NOW_MS)
    found = desk.messages()["messages"]
    assert [(one["id"], one["order"], one["duplicates"]) for one in found] == [("msg_1", 1, 2), ("msg_2", 2, 0)]
    assert found[0]["body"] == {"id": "msg_1"}


Post = Callable[..., httpx.Response]


@pytest.fixture
def post(plant: Simulator) -> Post:
    def send(message_id: str, facts: object, secret: str = "", timeout_s: float = 5.0) -> httpx.Response:
        body = json.dumps(facts, ensure_ascii=False).encode()
        now_ms = int(dt.datetime.now(tz=dt.UTC).timestamp() * 1000)
        signed = headers(message_id, body, secret or plant.desk_secret, now_ms)
        return httpx.post(plant.desk, content=body, headers=signed, timeout=timeout_s)

    return send


def test_messages_arrive_over_http_in_order_and_forgeries_are_kept_apart(plant: Simulator, post: Post) -> None:
    before = len(plant.messages())
    refused = len(plant.desk_book()["refused"])
    assert post("m1", {"type": "incident.opened", "id": "INC-000001"}).status_code == 200
    assert post("m2", {"type": "incident.resolved", "id": "INC-000001"}).status_code == 200
    assert post("m1", {"type": "incident.opened", "id": "INC-000001"}).json()["duplicates"] == 1
    assert post("m3", {"type": "incident.opened"}, secret=SECRET).status_code == 401
    found = plant.messages()[before:]
    assert [one["id"] for one in found] == ["m1", "m2"]
    assert all(one["verified"] for one in found)
    (forged,) = plant.desk_book()["refused"][refused:]
    assert (forged["id"], forged["verified"]) == ("m3", False)


def test_a_desk_in_a_bad_mood_takes_nothing_in_until_it_is_better(plant: Simulator, post: Post) -> None:
    plant.desk_mode("error", count=2)
    assert [post("x1", {}).status_code for _ in range(3)] == [500, 500, 200]
    plant.desk_mode("busy", count=1)
    busy = post("x2", {})
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "1")
    assert post("x2", {}).status_code == 200
    plant.desk_mode("hang", count=1, hang_s=20)
    with pytest.raises(httpx.ReadTimeout):
        post("x3", {}, timeout_s=0.2)
    assert post("x3", {}).status_code == 200
    found = {one["id"]: one for one in plant.messages()}
    assert len(found["x1"]["attempts_ms"]) == 3
    assert all(found[key]["duplicates"] == 0 for key in ("x1", "x2", "x3"))


def test_an_unknown_mood_is_refused(plant: Simulator) -> None:
    answer = httpx.post(plant.desk.replace("webhook", "desk/mode"), json={"mode": "asleep"})
    assert answer.status_code == 400
    assert "asleep" in answer.json()["problem"]
