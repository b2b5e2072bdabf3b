"""Log-in: sessions, forms, guessing, and where one goes afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webui.context import address
from webui.throttle import MOST_PER_ADDRESS, MOST_PER_NAME, WINDOW_MS, Throttle

PASSWORD = "a good long password"


def form_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)
    assert found
    return found[1]


def enter(client: FlaskClient, **fields: str):
    return client.post("/login", data={"csrf": form_token(client), "name": "noc", "password": PASSWORD, **fields})


def test_the_session_cookie_is_for_the_server_only(client: FlaskClient) -> None:
    (cookie,) = (line for line in enter(client).headers.getlist("Set-Cookie") if line.startswith("plantwatch_session"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_from_elsewhere_does_not_log_in(client: FlaskClient) -> None:
    client.get("/login")
    answer = client.post("/login", data={"csrf": "guessed", "name": "noc", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/map").status_code == 302


@pytest.mark.parametrize("fields", [{"password": "wrong wrong wrong"}, {"name": "nobody"}])
def test_wrong_name_and_wrong_password_read_the_same(client: FlaskClient, fields: dict[str, str]) -> None:
    answer = enter(client, **fields)
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text


def test_guessing_is_slowed_down_even_for_the_right_password(client: FlaskClient) -> None:
    for _ in range(MOST_PER_NAME):
        assert enter(client, password="wrong wrong wrong").status_code == 401
    answer = enter(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW_MS / 1000


def test_logging_out_ends_the_session_on_the_server(log_in: Callable[[str], FlaskClient]) -> None:
    browser = log_in("noc")
    cookie = browser.get_cookie("plantwatch_session")
    assert cookie is not None
    assert browser.post("/logout", data={"csrf": browser.csrf}).status_code == 302
    browser.set_cookie("plantwatch_session", cookie.value)
    assert browser.get("/map").status_code == 302


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("/incidents?state=all", "/incidents?state=all"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("/login", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_a_page_of_ours(client: FlaskClient, wish: str, place: str) -> None:
    assert enter(client, next=wish).location == place


def test_the_page_one_wanted_is_where_one_arrives(client: FlaskClient) -> None:
    assert client.get("/elements/N1?days=1").location == "/login?next=%2Felements%2FN1%3Fdays%3D1"


def test_preferences_in_a_link_become_cookies_and_leave_the_address(client: FlaskClient) -> None:
    answer = client.get("/login?lang=en&next=/map")
    assert answer.location == "/login?next=%2Fmap"
    assert 'lang="en"' in client.get("/login").text
    assert address("//elsewhere.example/", []) == "/elsewhere.example/"


def test_failures_run_out_of_the_window() -> None:
    throttle = Throttle()
    for i in range(MOST_PER_NAME):
        throttle.failed("noc", "127.0.0.1", i)
    assert throttle.wait_ms("noc", "127.0.0.9", MOST_PER_NAME) == WINDOW_MS - MOST_PER_NAME
    assert throttle.wait_ms("noc", "127.0.0.9", WINDOW_MS) == 0
    assert throttle.wait_ms("agent", "127.0.0.1", MOST_PER_NAME) == 0


def test_one_address_cannot_try_many_names() -> None:
    throttle = Throttle()
    for i in range(MOST_PER_ADDRESS):
        throttle.failed(f"name{i}", "127.0.0.1", 0)
    assert throttle.wait_ms("another", "127.0.0.1", 1) > 0
    assert throttle.wait_ms("another", "127.0.0.2", 1) == 0


def test_success_forgets_failures() -> None:
    throttle = Throttle()
    for _ in range(MOST_PER_NAME):
        throttle.failed("noc", "127.0.0.1", 0)
    throttle.succeeded("noc")
    assert throttle.wait_ms("noc", "127.0.0.2", 1) == 0


@pytest.mark.parametrize("spelling", ["ｎｏｃ", "noc ", "ⁿoc", "\u3000noc"])
def test_other_spellings_of_a_name_are_no_further_tries(spelling: str) -> None:
    throttle = Throttle()
    for _ in range(MOST_PER_NAME):
        throttle.failed(spelling, "127.0.0.1", 0)
    assert throttle.wait_ms("noc", "127.0.0.2", 1) > 0


def test_the_session_one_had_before_the_log_in_is_not_the_one_after(client: FlaskClient) -> None:
    client.set_cookie("plantwatch_session", "planted-by-somebody")
    assert enter(client).status_code == 302
    cookie = client.get_cookie("plantwatch_session")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/map%0d%0aX-Planted:%201?lang=en", "/map%0D%0AX-Planted:%201"),
        ("/elements/a%3Fb%25?theme=dark&days=1", "/elements/a%3Fb%25?days=1"),
    ],
)
def test_a_preference_leads_back_to_the_very_page(client: FlaskClient, path: str, place: str) -> None:
    assert client.get(path).location == place
