"""An estimate whose time has passed is told nowhere: not beside the sentence, on no list, to no program."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from monitor.ledger import tables as t

OUT = "13800010000"
HOUR_MS = 3_600_000
LogIn = Callable[[str], FlaskClient]
Token = Callable[[str], dict[str, str]]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture(params=[-1, 1], ids=["passed", "to come"])
def ends(request: pytest.FixtureRequest, here) -> int:
    """Have somebody expect service back within an hour that ended an hour ago, or ends in two; return which: -1, 1."""
    now_ms, sign = here.desk.now_ms(), request.param
    after_ms, before_ms = sorted((now_ms + sign * HOUR_MS, now_ms + sign * 2 * HOUR_MS))
    said = {"etr_after_ms": after_ms, "etr_before_ms": before_ms, "etr_source": "hand", "etr_by": "noc"}
    with here.ledger.write("test") as connection:
        connection.execute(update(t.incident).where(t.incident.c.number == 2).values(**said))
    return sign


def english(browser: FlaskClient) -> FlaskClient:
    browser.set_cookie("plantwatch_lang", "en")
    return browser


def test_pages_say_under_investigation_as_the_sentence_does(log_in: LogIn, ends: int) -> None:
    page = words(english(log_in("agent")).get(f"/lookup?phone={OUT}").text)
    incident = words(log_in("noc").get("/incidents/INC-000002?lang=en", follow_redirects=True).text)
    if ends < 0:
        assert "still under investigation" in page
        assert "Restoration no estimate yet" in page
        assert "back by" not in page
        assert "under investigation expected by" in incident
    else:
        assert "Service is expected back between" in page
        assert "back by" in page, "the list of what goes on says so"
        assert "under investigation" not in page
        assert "which has passed" not in incident


def test_programs_are_given_what_may_be_told(client: FlaskClient, token: Token, ends: int) -> None:
    agent, hotline = token("agent"), token("hotline")
    (home,) = client.get(f"/api/v1/lookup?phone={OUT}", headers=agent).json["accounts"]
    area = client.get(f"/api/v1/area?phone={OUT}", headers=hotline).json
    incident = client.get("/api/v1/incidents/INC-000002", headers=agent).json
    told = [home["restoration"], area["restoration_before_ms"], incident["restoration"]]
    assert [item is not None for item in told] == [ends > 0] * 3


def test_while_work_is_under_way_as_planned_its_end_is_told_and_no_other(
    here, client: FlaskClient, token: Token, log_in: LogIn, ends: int
) -> None:
    now_ms = here.desk.now_ms()
    work = {"element": "A1", "area": "", "services": "", "text_zh": "", "text_en": "", "by": "noc", "made_ms": now_ms}
    with here.ledger.write("test") as connection:
        connection.execute(insert(t.planned_work).values(from_ms=now_ms - HOUR_MS, to_ms=now_ms + HOUR_MS, **work))
    (home,) = client.get(f"/api/v1/lookup?phone={OUT}", headers=token("agent")).json["accounts"]
    assert (home["verdict"], home["restoration"]) == ("planned_work", None)
    assert home["incident"] == "INC-000002"
    page = words(english(log_in("agent")).get(f"/lookup?phone={OUT}").text)
    assert "The work is planned to end by" in page
    assert "Restoration" not in page, "of the incident nothing is said that the sentence does not say"
