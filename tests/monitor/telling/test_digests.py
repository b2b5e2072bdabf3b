"""Storms: many notices in one message, priority first, nothing lost, every story in its order."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from monitor.incidents.model import Event
from monitor.ledger import tables as t
from monitor.settings import Settings
from monitor.telling import dead_letters, digests, notices, turns
from monitor.telling.model import Rank
from monitor.telling.outbox import Outbox
from monitor.telling.payload import payload
from tests.monitor.telling.test_outbox import Later, rows, running, state_of

EVENTS = (Event.OPENED, Event.UPDATED, Event.RESOLVED)


def paced(settings: Settings, per_minute: int) -> Settings:
    """Return settings whose receivers get so many messages a minute."""
    receivers = [
        {**of.model_dump(mode="json", exclude_none=True), "wants": {"digest_above_per_minute": per_minute}}
        for of in settings.receivers
    ]
    return Settings(receivers=receivers, telling=settings.telling.model_dump())


def tell(ledger, said, add_incident, numbers, revisions=(1,), rank=Rank.ORDINARY, *, new=True) -> list[str]:
    made = []
    with ledger.write("core", "incident.opened") as connection:
        for number in numbers:
            if new:
                add_incident(connection, number)
            for revision in revisions:
                notice = said(number, revision, EVENTS[revision - 1])
                body = {"type": str(notice.event), "data": {"id": notice.incident, "revision": revision, "area": None}}
                made.append(notices.owe(connection, notice, "desk", body, ledger.clock.now_ms(), rank))
    return made


def told(desk) -> list[tuple[str, int]]:
    """Return incident and revision of all that was heard, in order, from digests too."""
    heard = []
    for request in desk.got:
        body = json.loads(request.body)
        each = body["data"]["incidents"] if body["type"] == "incident.digest" else [body["data"]]
        heard += [(item["id"], item["revision"]) for item in each]
    return heard


async def test_beyond_the_rate_many_go_in_one_and_every_one_is_marked_as_carried(
    desk, ledger, clock, configured, said, add_incident
):
    ids = tell(ledger, said, add_incident, range(1, 51))
    outbox = Outbox(ledger, paced(configured(desk.url), 10), clock)
    assert await outbox.deliver_due() == 1
    await outbox.close()
    (request,) = desk.got
    body = json.loads(request.body)
    assert (body["type"], body["data"]["count"]) == ("incident.digest", 50)
    assert body["data"]["sentence"].startswith("50条通知合并发送：新增50起")
    carried = {row.id: row for row in rows(ledger, t.notice) if row.incident is not None}
    assert set(carried) == set(ids)
    assert {(row.state, row.carried_by) for row in carried.values()} == {("delivered", desk.ids[0])}


async def test_below_the_rate_each_goes_by_itself(desk, ledger, clock, configured, said, add_incident):
    ids = tell(ledger, said, add_incident, range(1, 9))
    outbox = Outbox(ledger, paced(configured(desk.url), 10), clock)
    assert await outbox.deliver_due() == 8
    await outbox.close()
    assert sorted(desk.ids) == sorted(ids)


async def test_priority_comes_first_in_a_digest(desk, ledger, clock, configured, said, add_incident):
    tell(ledger, said, add_incident, range(1, 150))
    tell(ledger, said, add_incident, range(200, 203), rank=Rank.PRIORITY)
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 10), later)
    await outbox.deliver_due()
    await outbox.close()
    assert [number for number, _ in told(desk)[:3]] == ["INC-000200", "INC-000201", "INC-000202"]
    assert len(told(desk)) == len(set(told(desk))) == 152


async def test_priority_waits_for_no_pace_and_what_comes_with_it_goes_in_one(
    desk, ledger, clock, configured, said, add_incident
):
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 1), later)
    tell(ledger, said, add_incident, [1])
    await outbox.deliver_due()
    tell(ledger, said, add_incident, range(10, 20))
    (urgent,) = tell(ledger, said, add_incident, [2], rank=Rank.PRIORITY)
    assert await outbox.deliver_due() == 1
    assert desk.ids[1:] == [urgent]
    tell(ledger, said, add_incident, range(3, 6), rank=Rank.PRIORITY)
    assert await outbox.deliver_due() == 0
    later.by_ms = 2500
    assert await outbox.deliver_due() == 1
    assert [number for number, _ in told(desk)] == [f"INC-{number:06d}" for number in range(1, 6)]
    later.by_ms = 65_000
    assert await outbox.deliver_due() == 1
    await outbox.close()
    assert len(told(desk)) == len(set(told(desk))) == 15
    assert len(desk.got) == 4


async def test_priority_that_waited_for_others_goes_by_itself_in_time(
    desk, ledger, clock, configured, said, add_incident, wait_until_async
):
    async with running(Outbox(ledger, paced(configured(desk.url), 1), clock)):
        for number in range(1, 4):
            tell(ledger, said, add_incident, [number], rank=Rank.PRIORITY)
            await wait_until_async(lambda: len(desk.got) == number, 8)  # noqa: B023 - called within its round


async def test_a_receiver_of_digests_that_is_away_is_probed_with_one(
    desk, ledger, clock, configured, said, add_incident, reply
):
    desk.answer = lambda _request: reply(500)
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url, breaker_failures=1, probe_s=30), 2), later)
    tell(ledger, said, add_incident, [1])
    await outbox.deliver_due()
    tell(ledger, said, add_incident, range(2, 42))
    later.by_ms = 40_000
    await outbox.deliver_due()
    assert json.loads(desk.got[-1].body)["data"]["count"] == 40
    desk.answer = lambda _request: reply(204)
    later.by_ms = 80_000
    await outbox.deliver_due()
    await outbox.close()
    assert set(state_of(ledger).values()) == {"delivered"}
    assert len(desk.got) == 4


async def test_nothing_is_lost_or_doubled_and_every_story_keeps_its_order_over_failing_digests(
    desk, ledger, clock, configured, said, add_incident, reply, wait_until_async
):
    answers = iter([reply(500), reply(204), reply(429, retry_after="1")])
    desk.answer = lambda _request: next(answers, reply(204))
    settings = paced(configured(desk.url), 600)
    async with running(Outbox(ledger, settings, clock)):
        for revision in (1, 2, 3):
            for begin in (1, 301):
                tell(ledger, said, add_incident, range(begin, begin + 300), (revision,), new=revision == 1)
                heard = len(desk.got)
                await wait_until_async(lambda: len(desk.got) > heard, 20)  # noqa: B023 - called within its round
        await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"}, 60)
    accepted = {row.notice for row in rows(ledger, t.delivery) if row.outcome == "delivered"}
    desk.got = [item for item in desk.got if item.headers["webhook-id"] in accepted]
    first: dict[str, object] = {item.headers["webhook-id"]: item for item in reversed(desk.got)}
    desk.got = [item for made, item in reversed(first.items())]
    heard = told(desk)
    assert len(heard) == len(set(heard)) == 1800
    for number in range(1, 601):
        assert [revision for made, revision in heard if made == f"INC-{number:06d}"] == [1, 2, 3]
    assert len(desk.got) < 900


def test_what_may_have_arrived_is_never_said_again_in_a_digest(ledger, clock, said, add_incident):
    first, second = tell(ledger, said, add_incident, [1], (1, 2))
    (other,) = tell(ledger, said, add_incident, [2])
    with ledger.write("core") as connection:
        connection.execute(update(t.notice).where(t.notice.c.id == first).values(attempts=1))
        waiting = digests.waiting(connection, "desk", clock.now_ms())
    assert [one.id for one in waiting] == [other]
    assert second


def test_what_follows_a_digest_in_a_story_waits_for_it(ledger, clock, said, add_incident):
    tell(ledger, said, add_incident, range(1, 4))
    with ledger.write("core") as connection:
        waiting = digests.waiting(connection, "desk", clock.now_ms())
        assert digests.fold(connection, "desk", waiting, "en", clock.now_ms()) == 3
        (made,) = {row.carried_by for row in connection.execute(select(t.notice)) if row.carried_by}
    (later,) = tell(ledger, said, add_incident, [2], (2,), new=False)
    with ledger.read() as connection:
        now_ms = clock.now_ms()
        assert [one.id for one in turns.due(connection, now_ms, "desk", 16)] == [made]
        assert digests.waiting(connection, "desk", now_ms) == []
    assert state_of(ledger)[later] == "owed"


async def later_on(outbox, later, ledger, minutes: int) -> None:
    """Deliver until nothing is owed, for so many minutes at most."""
    for by_ms in range(later.by_ms, later.by_ms + minutes * 60_000, 3000):
        later.by_ms = by_ms
        await outbox.deliver_due()
        if not {"owed", "carried"} & set(state_of(ledger).values()):
            return


async def test_of_a_digest_that_is_refused_only_what_the_receiver_will_not_have_is_put_aside(
    desk, ledger, clock, configured, said, add_incident, reply
):
    ids = tell(ledger, said, add_incident, range(1, 41), (1, 2))
    desk.answer = lambda request: reply(422 if b"INC-000017" in request.body else 204)
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 10), later)
    await later_on(outbox, later, ledger, 10)
    await outbox.close()
    states = state_of(ledger)
    dead = {made for made in ids if states[made] == "dead"}
    assert dead == {"INC-000017_1_opened_desk", "INC-000017_2_updated_desk"}
    assert {states[made] for made in ids} == {"dead", "delivered"}
    accepted = {row.notice for row in rows(ledger, t.delivery) if row.outcome == "delivered"}
    desk.got = [item for item in desk.got if item.headers["webhook-id"] in accepted]
    heard = told(desk)
    assert len(heard) == len(set(heard)) == 78
    for number in set(range(1, 41)) - {17}:
        assert [revision for made, revision in heard if made == f"INC-{number:06d}"] == [1, 2]
    details = {row.detail for row in rows(ledger, t.delivery) if row.outcome == "dead"}
    assert details == {"422", "422 (what it carried goes again in parts)"}


async def test_accounts_and_outlines_of_a_storm_make_no_digest_that_is_too_large_for_its_receiver(
    desk, ledger, clock, configured, said, add_incident, reply
):
    desk.answer = lambda request: reply(413 if len(request.body) > 50_000 else 204)
    with ledger.write("core") as connection:
        for number in range(1, 101):
            add_incident(connection, number)
            many = said(number, 1, accounts=tuple(f"1234{number:03d}{i:05d}" for i in range(400)), subscribers=400)
            body = payload(many, "zh", ZoneInfo("UTC"), "https://noc.example.net")
            notices.owe(connection, many, "desk", body, clock.now_ms())
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 2), later)
    await later_on(outbox, later, ledger, 10)
    await outbox.close()
    assert {row.outcome for row in rows(ledger, t.delivery)} == {"delivered"}
    assert len(desk.got) < 8
    bodies = [json.loads(request.body)["data"] for request in desk.got]
    incidents = [one for body in bodies for one in body.get("incidents", [body])]
    assert len({one["id"] for one in incidents}) == len(incidents) == 100
    assert {len(one["accounts"]) if one["accounts"] is not None else None for one in incidents} == {400, None}


@pytest.mark.parametrize(("before", "parts"), [(503, True), (429, True), (500, False), (504, False), (None, False)])
async def test_a_digest_that_may_have_arrived_is_not_told_again_in_parts(
    desk, ledger, clock, configured, said, add_incident, reply, before, parts
):
    answers = [reply(before) if before else b"nonsense\r\n\r\n", reply(409)]
    desk.answer = lambda _request: answers.pop(0) if answers else reply(204)
    ids = tell(ledger, said, add_incident, range(1, 31))
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 10), later)
    await later_on(outbox, later, ledger, 5)
    states = state_of(ledger)
    assert {states[made] for made in ids} == {"delivered" if parts else "dead"}
    if not parts:
        assert len(desk.got) == 2
        assert dead_letters.send_again(ledger, "desk", "admin") == 30
        await later_on(outbox, later, ledger, 5)
        assert len(desk.got) == 32
    await outbox.close()


def test_halves_of_a_refused_digest_keep_a_story_together(ledger, clock, said, add_incident):
    tell(ledger, said, add_incident, range(1, 4), (1, 2, 3))
    now_ms = clock.now_ms()
    with ledger.write("core") as connection:
        waiting = digests.waiting(connection, "desk", now_ms)
        assert digests.fold(connection, "desk", waiting, "en", now_ms) == 9
        (made,) = {row.carried_by for row in connection.execute(select(t.notice)) if row.carried_by}
        digests.split(connection, made, "desk", "en", now_ms)
        carried = [row for row in connection.execute(select(t.notice)) if row.incident is not None]
        by_story = {number: {row.carried_by for row in carried if row.incident == number} for number in (1, 2, 3)}
        assert all(len(digest) == 1 for digest in by_story.values())
        assert made not in {row.carried_by for row in carried}
        assert by_story[1] != by_story[2] == by_story[3]
        (of_one,) = by_story[1]
        digests.split(connection, of_one, "desk", "en", now_ms)
        alone = [row for row in connection.execute(select(t.notice)) if row.incident == 1]
    assert {(row.state, row.carried_by, row.attempts) for row in alone} == {("owed", None, 1)}
    with ledger.read() as connection:
        due = turns.due(connection, clock.now_ms(), "desk", 16)
    assert [one.id for one in due if one.incident == 1] == ["INC-000001_1_opened_desk"]


async def test_what_a_dead_digest_carried_is_sent_again_by_itself(
    desk, ledger, clock, configured, said, add_incident, reply
):
    desk.answer = lambda _request: reply(410)
    ids = tell(ledger, said, add_incident, range(1, 31))
    later = Later(clock)
    outbox = Outbox(ledger, paced(configured(desk.url), 10), later)
    await later_on(outbox, later, ledger, 15)
    assert set(state_of(ledger).values()) == {"dead"}
    assert dead_letters.send_again(ledger, "desk", "admin") == 30
    desk.answer = lambda _request: reply(204)
    desk.got.clear()
    await later_on(outbox, later, ledger, 15)
    await outbox.close()
    states = state_of(ledger)
    assert {states[made] for made in ids} == {"delivered"}
    assert len(told(desk)) == 30


def test_outlines_of_a_storm_are_left_out_where_they_would_make_it_too_large():
    outline = {"type": "Polygon", "coordinates": [[[120.0, 30.0]] * 2000]}
    told = [("incident.opened", {"id": f"INC-{i}", "area": outline, "sentence": "s"}) for i in range(20)]
    body = digests.digest(told, "en", 1_700_000_000_000)
    assert len(json.dumps(body)) < digests.MOST_BYTES
    assert body["data"]["incidents"][0]["area"] == outline
    assert body["data"]["incidents"][-1]["area"] is None
    assert body["data"]["sentence"] == "20 messages in one: 20 incidents opened, 0 updated, 0 resolved. First: s"
