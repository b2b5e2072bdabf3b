"""Pages as the server sends them: complete in both languages, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from collectors.states import TerminalState
from monitor.care import figures
from monitor.care.figures import CoreFigures, SweepFigures
from monitor.ledger import tables as t
from webui import headers
from webui.pages.incidents import PAGE

LogIn = Callable[[str], FlaskClient]
PAGES = (
    "/login",
    "/map",
    "/incidents?state=all",
    "/incidents?state=resolved",
    "/incidents/INC-000002",
    "/elements/N1",
    "/elements/02:00:00:00:01:00",
    "/lookup",
    "/lookup?phone=13800010000",
    "/lookup?phone=13912345678",
    "/lookup?phone=reception",
    "/find?q=amplifier",
    "/health",
    "/discovery",
    "/heard",
    "/heard?element=N1&before=9",
    "/elements/nothing-of-that-name",
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_in_both_languages(log_in: LogIn, address: str, language: str) -> None:
    browser = log_in("admin") if address != "/login" else log_in("admin").application.test_client()
    browser.set_cookie("plantwatch_lang", language)
    answer = browser.get(address)
    assert answer.status_code == (404 if "nothing-of" in address else 200)
    page = answer.text
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    assert answer.headers["Content-Security-Policy"] == headers.POLICY
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\bstyle=|\bon[a-z]+=", page)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page)
    assert len(re.findall(r"<h1|class=\"big\"|class=\"ask\"", page)) >= 1
    if language == "en":
        visible = re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])
        assert not re.search(r"[\u4e00-\u9fff]", visible.replace("磨坊光机", "").replace("简体中文", ""))


def test_the_line_of_truth_says_how_many_and_how_old(log_in: LogIn) -> None:
    browser = log_in("viewer")
    browser.set_cookie("plantwatch_lang", "en")
    line = re.sub(r"<[^>]+>", " ", browser.get("/incidents").text.split('id="truth"')[1].split("</header>")[0])
    for words in ("1 incident", "6 subscribers", "Amplifier 1, 100 % offline", "old"):
        assert words in line


def test_the_line_of_truth_greys_out_when_nothing_was_heard_for_long(here, log_in: LogIn) -> None:
    with here.ledger.write("core") as connection:
        connection.execute(text("UPDATE column_blob SET at_ms = at_ms - 600000"))
    page = log_in("viewer").get("/incidents").text
    assert 'data-stale="true"' in page


def test_an_incident_says_why_whom_and_who_was_told(log_in: LogIn) -> None:
    browser = log_in("noc")
    browser.set_cookie("plantwatch_lang", "en")
    page = browser.get("/incidents/2").text
    for words in (
        "Failed: Amplifier 1 or its input span, or",
        "6 of the 6 terminals seen behind it are dark since",
        "none is up; 0 cannot be seen",
        "what the evidence cannot tell apart",
        "02:00:00:00:01:05",
        "Resident 10105",
        "Delivered",
        "204",
    ):
        assert words in page


def test_a_search_for_an_address_shows_what_feeds_it(log_in: LogIn) -> None:
    browser = log_in("viewer")
    browser.set_cookie("plantwatch_lang", "en")
    page = browser.get("/find", query_string={"q": "Mil Lane 3"}).text
    assert "Addresses like it" in page
    assert "3 Mill Lane" in page
    assert 'href="/elements/T1"' in page


def test_acknowledging_and_commenting_show_in_the_timeline(log_in: LogIn) -> None:
    browser = log_in("noc")
    browser.post("/incidents/INC-000002/acknowledge", data={"csrf": browser.csrf})
    browser.post("/incidents/INC-000002/comment", data={"csrf": browser.csrf, "text": "<b>crew sent</b>"})
    page = browser.get("/incidents/INC-000002").text
    assert "noc 已确认" in page
    assert "&lt;b&gt;crew sent&lt;/b&gt;" in page


def test_what_cannot_be_done_is_said_on_a_page(log_in: LogIn) -> None:
    browser = log_in("noc")
    path = "/incidents/INC-000002/acknowledge"
    answers = [browser.post(path, data={"csrf": browser.csrf}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "状态已改变" in answers[1].text
    blank = browser.post("/incidents/INC-000002/comment", data={"csrf": browser.csrf, "text": " "})
    assert blank.status_code == 422


def test_the_list_is_filtered_by_state_severity_and_words(here, log_in: LogIn) -> None:
    browser = log_in("viewer")
    here.incident(3, 2, severity=2)

    def shown(query: str) -> list[str]:
        return re.findall(r'data-incident="([^"]+)"', browser.get(f"/incidents?{query}").text)

    assert shown("") == ["INC-000002", "INC-000003"]
    assert shown("state=all") == ["INC-000003", "INC-000002", "INC-000001"]
    assert shown("state=resolved") == ["INC-000001"]
    assert shown("sev=major") == ["INC-000002"]
    assert shown("q=amplifier+2") == ["INC-000003"]
    assert shown("q=AMPLIFIER&state=all") == ["INC-000003", "INC-000002", "INC-000001"]
    assert shown("q=1+amplifier") == ["INC-000002"]
    assert shown("q=INC-000003") == shown("q=a2") == ["INC-000003"]
    assert shown("q=%25") == shown("q=_") == shown("q=%00x") == shown("q=amplifier+nobody") == []


def test_what_is_sought_among_incidents_long_over_is_found_behind_the_first_page(here, log_in: LogIn) -> None:
    for number in range(3, 3 + PAGE):
        here.incident(number, 1, resolved=True)
    with here.ledger.write("core") as connection:
        connection.execute(update(t.incident).where(t.incident.c.number == 1).values(assigned_to="Ann"))
    browser = log_in("viewer")
    assert "INC-000001" not in browser.get("/incidents?state=resolved").text
    for query in ("q=ann", "q=amplifier+2"):
        assert "INC-000001" in browser.get(f"/incidents?state=resolved&{query}").text, query
    found = browser.get("/api/v1/incidents?state=resolved&q=ann").json["items"]
    assert [item["id"] for item in found] == ["INC-000001"]
    assert "&amp;q=amplifier" in browser.get("/incidents?state=resolved&q=amplifier").text


def test_a_terminal_shows_its_way_to_the_headend_and_its_neighbours(log_in: LogIn) -> None:
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", "en")
    page = browser.get("/elements/0200.0000.0200", follow_redirects=True).text
    path = re.findall(r'href="/elements/([^"]+)"', page.split('class="path"')[1].split("</ol>")[0])
    assert path == ["T2", "A2", "N1", "CMTS1", "HE1"]
    assert "5 / 5" in page


def test_ids_with_odd_characters_lead_to_their_page(here, log_in: LogIn) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(text("UPDATE element SET id = 'N/1 ?#%' WHERE id = 'N1'"))
        connection.execute(text("UPDATE element SET parent = 'N/1 ?#%' WHERE parent = 'N1'"))
    browser = log_in("viewer")
    found = re.search(r'href="(/elements/N[^"]+)"', browser.get("/elements/A1").text)
    assert found
    assert browser.get(found[1]).status_code == 200


@pytest.mark.parametrize(
    ("q", "place"),
    [
        ("INC-2", "/incidents/INC-000002"),
        ("02-00-00-00-01-03", "/elements/02%3A00%3A00%3A00%3A01%3A03"),
        ("138 0001 0002", "/lookup?phone=138+0001+0002"),
        ("N1", "/elements/N1"),
        ("磨坊", "/elements/N1"),
    ],
)
def test_the_search_box_goes_to_what_is_meant(log_in: LogIn, q: str, place: str) -> None:
    assert log_in("agent").get("/find", query_string={"q": q}).location == place


def test_a_viewer_who_searches_a_number_is_not_sent_where_they_may_not_go(log_in: LogIn) -> None:
    assert log_in("viewer").get("/find?q=13800010002").status_code == 200


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TerminalState.REGISTERED, "No fault seen"),
        (TerminalState.DARK, "Fault at this home"),
        (TerminalState.UNKNOWN, "Cannot see this home"),
    ],
)
def test_the_agents_page_says_the_verdict_big(here, log_in: LogIn, state: TerminalState, words: str) -> None:
    here.state(state, "02:00:00:00:02:00")
    browser = log_in("agent")
    browser.set_cookie("plantwatch_lang", "en")
    page = browser.get("/lookup?phone=13800020000").text
    assert f'<p class="big">{words}</p>' in page


def test_a_restored_outage_is_listed_for_who_calls_late(log_in: LogIn) -> None:
    assert "INC-000001" in log_in("agent").get("/lookup?phone=13800020000").text


def test_a_map_without_a_plant_says_how_to_get_one(here, log_in: LogIn) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(text("DELETE FROM element"))
        connection.execute(text("INSERT INTO plant_version (version, at_ms, by, note) VALUES (99, 1, 'test', '')"))
    assert "plantwatch import" in log_in("viewer").get("/map").text


def test_health_tells_late_sweeps_from_those_on_time(here, log_in: LogIn) -> None:
    browser = log_in("admin")
    browser.set_cookie("plantwatch_lang", "en")
    assert "On time" in browser.get("/health").text
    with here.ledger.write("core") as connection:
        connection.execute(text("UPDATE column_blob SET at_ms = at_ms - 600000"))
    assert "Late" in browser.get("/health").text


def test_the_monitor_tells_how_it_fares_on_its_page_and_to_prometheus(here, log_in: LogIn) -> None:
    state = SweepFigures("state:docsis-cmts", 30.0, 12.5, asked=200, answered=150, sweeps=40, late=2)
    with here.ledger.write("core") as connection:
        figures.save(connection, [state], CoreFigures(1, 31, 7, 99_000, 0.0000123, 4_500_000))
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", "en")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get("/health").text))
    assert "12.5 / 30 s 5 % 12.0 25 % On time" in page
    assert "Requests repeated 31 Requests given up 7" in page
    assert "Processor time per value 12.3 µs Waiting for the series server 4.5 MB" in page
    told = dict(line.rsplit(" ", 1) for line in browser.get("/metrics").text.splitlines() if not line.startswith("#"))
    sweep = '{sweep="state:docsis-cmts"}'
    assert float(told[f"plantwatch_sweep_duration_seconds{sweep}"]) == 12.5
    assert float(told[f"plantwatch_sweep_interval_seconds{sweep}"]) == 30.0
    assert float(told[f"plantwatch_sweep_answers_per_second{sweep}"]) == 12.0
    assert float(told[f"plantwatch_sweep_silent_ratio{sweep}"]) == 0.25
    assert float(told[f"plantwatch_sweeps_total{sweep}"]) == 40
    assert float(told[f"plantwatch_sweeps_late_total{sweep}"]) == 2
    assert float(told["plantwatch_snmp_retries_total"]) == 31
    assert float(told["plantwatch_cpu_seconds_per_value"]) == 0.0000123
    assert float(told["plantwatch_spool_bytes"]) == 4_500_000


def test_a_ledger_that_is_away_is_said_on_page_and_in_the_api(here, log_in: LogIn) -> None:
    browser = log_in("noc")
    here.ledger.close()
    (here.settings.data.directory / "ledger.sqlite").write_bytes(b"not a ledger" * 100)
    for path in here.settings.data.directory.glob("ledger.sqlite-*"):
        path.unlink()
    assert browser.get("/map").status_code == 503
    answer = browser.get("/api/v1/summary")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/incidents?state=all&before=99999999999999999999999",
        "/incidents?state=all&before=-1",
        "/find?q=%00",
        "/find?q=%F0%9F%98%80",
    ],
)
def test_odd_questions_get_a_page(log_in: LogIn, path: str) -> None:
    assert log_in("noc").get(path).status_code == 200


@pytest.mark.parametrize("path", ["/static/nothing.css?v=1", "/catalogue/xx.js?v=1"])
def test_what_is_not_there_is_not_kept_for_a_day(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_no_redirect_names_the_host_that_was_asked(client: FlaskClient) -> None:
    for path in ("/static//css/app.css", "/map//", "/elements//N1", "/login/", "/?lang=en", "/"):
        place = client.get(path, headers={"Host": "elsewhere.example"}).headers.get("Location", "")
        assert "elsewhere" not in place


def test_two_homes_on_one_number_are_offered_for_choice_with_their_verdicts(here, log_in: LogIn) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(
            text(
                "INSERT INTO account_phone (account, position, written, e164) VALUES ('10203', 1, '', '+8613800010000')"
            )
        )
    page = log_in("agent").get("/lookup?phone=13800010000&lang=en", follow_redirects=True).text
    assert page.count('class="sentence"') == 0
    assert page.count("&amp;account=") == 2
    assert page.index("Area outage") < page.index("No fault seen")


def test_a_time_is_said_absolutely_and_as_how_long_ago(log_in: LogIn) -> None:
    page = log_in("noc").get("/elements/02:00:00:00:01:00?lang=en", follow_redirects=True).text
    assert re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d · <time [^>]*>\d+ min ago</time>", page)
    assert not re.search(r"since\s*<time", page)


def test_the_search_page_asks_before_it_answers(log_in: LogIn) -> None:
    page = log_in("noc").get("/find?lang=en", follow_redirects=True).text
    assert "Results for" not in page
    assert page.count('name="q"') == 2  # in the bar, which a phone hides, and on the page
