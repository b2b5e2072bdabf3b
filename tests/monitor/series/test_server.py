"""What goes over the wire to a series server: dialects, introductions, patience."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.model import Readings
from monitor.series.opening import open_store
from monitor.series.remote.backoff import pause_s, retry_after_s

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def some(rows: int = 3) -> Readings:
    return Readings(
        "cmts_cm",
        np.arange(rows, dtype=np.int32),
        np.zeros(rows, np.int32),
        np.full(rows, 1728000000000),
        {"us_snr_db": np.linspace(30, 40, rows)},
    )


@pytest.fixture
def written(fake_server, tmp_path: Path, wait_until):
    """Return a function that appends to a store with the settings given and returns what reached the server."""

    def write(*parts: Readings, **settings):
        store = open_store(fake_server.settings(tmp_path, **settings))
        store.append(parts or [some()])
        wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
        store.close()
        return fake_server.writes()

    return write


@pytest.mark.parametrize("version", ["1.6.7~rc0", "1.8.10", "v1.11.8"])
def test_an_influxdb_1_is_written_to_at_write_and_its_database_made(version, fake_server, written, capsys):
    fake_server.version = version
    (request,) = written(database='odd "name"')
    assert (request.path, request.query) == ("/write", {"db": ['odd "name"'], "precision": ["ms"]})
    made = [other.query["q"] for other in fake_server.requests if other.path == "/query"]
    assert made == [['CREATE DATABASE "odd \\"name\\""']]
    assert "dialect=1.x" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["2.7.1", "v2.7.12", "3.0.1-core", ""])
def test_an_influxdb_2_or_3_is_written_to_at_api_v2_write(version, fake_server, written, capsys):
    fake_server.version = version
    (request,) = written(database="plant", organisation="cable & co")
    assert (request.path, request.query) == (
        "/api/v2/write",
        {"bucket": ["plant"], "org": ["cable & co"], "precision": ["ms"]},
    )
    assert "dialect=2.x" in capsys.readouterr().out


def test_lines_are_compressed_and_batched(written):
    requests = written(some(12_000))
    assert {request.headers["Content-Encoding"] for request in requests} == {"gzip"}
    assert [len(request.lines) for request in requests] == [5000, 5000, 2000]
    assert requests[0].lines[0] == "cmts_cm,slot=0,instance=0 us_snr_db=30,reading=1 1728000000000"
    assert len({line for request in requests for line in request.lines}) == 12_000


def test_we_introduce_ourselves_by_token_or_by_name(written, tmp_path):
    (tmp_path / "token").write_text("s3cret\n")
    pair = "Basic " + base64.b64encode("plant:wört".encode()).decode()
    written(token_file=tmp_path / "token", user="nobody")
    written(store="victoriametrics", token="t")
    written(user="plant", password="wört")
    headers = [request.headers["Authorization"] for request in written()[:-1]]
    assert headers == ["Token s3cret", "Bearer t", pair]


def test_a_cluster_is_written_to_and_asked_at_addresses_of_their_own(fake_server, tmp_path, written):
    base = fake_server.url
    written(store="victoriametrics", url=f"{base}/insert/0/influx/", read_url=f"{base}/select/0/prometheus")
    assert fake_server.writes()[0].path == "/insert/0/influx/write"
    fake_server.answer = lambda _: (200, {})
    settings = fake_server.settings(
        tmp_path, store="victoriametrics", url=f"{base}/insert/0/influx", read_url=f"{base}/select/0/prometheus"
    )
    store = open_store(settings)
    store.history("terminal_state", 1, ["state"], 0, 10)
    assert fake_server.requests[-1].path == "/select/0/prometheus/api/v1/export"
    store.close()


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_a_pause_gets_it_and_then_every_line_in_order(status, fake_server, written):
    said = iter([(204, {}), (status, {"Retry-After": "1"})])
    fake_server.answer = lambda request: next(said, (204, {})) if request.path == "/write" else (204, {})
    first, refused, again, last = written(some(12_000))
    assert (len(first.lines), len(last.lines)) == (5000, 2000)
    assert refused.lines == again.lines, "what was taken before is not sent again"
    assert again.at_s - refused.at_s >= 1.0


def test_a_batch_too_large_is_halved(fake_server, written):
    fake_server.answer = lambda request: (413 if len(request.lines) > 400 else 204, {})
    fake_server.version = "2.7"
    taken = [request.lines for request in written(some(1000)) if len(request.lines) <= 400]
    slots = [line.split(",")[1] for lines in taken for line in lines]
    assert slots == [f"slot={slot}" for slot in range(1000)]


def test_append_does_not_wait_for_a_server_that_does_not_answer(fake_server, tmp_path, wait_until):
    let_go = threading.Event()
    fake_server.answer = lambda _: (let_go.wait(60), (204, {}))[1]
    store = open_store(fake_server.settings(tmp_path))
    for _ in range(3):
        store.append([some()])
    assert len(store.spool.segments()) == 3
    let_go.set()
    wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
    store.close()


@given(st.integers(1, 100), st.floats(0, 1, exclude_max=True))
def test_pauses_double_up_to_a_minute_and_are_never_all_alike(failures, chance):
    longest = min(2.0 ** (failures - 1), 60.0)
    assert longest / 2 <= pause_s(failures, None, chance) <= longest
    assert 7.0 <= pause_s(failures, 7.0, chance) <= 7.0 * 1.2
    assert pause_s(failures, 1e9, chance) <= 3600 * 1.2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("-5", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_pause_may_be_asked_for_in_seconds_or_as_a_date(header, seconds):
    assert retry_after_s(header, NOW) == seconds


@pytest.mark.parametrize("name", ["slot", "reading", "time", "", "a\nb", 'a"b', "a\\b"])
def test_a_metric_no_server_can_keep_is_refused_by_name(name, fake_server, tmp_path):
    store = open_store(fake_server.settings(tmp_path))
    one = some(1)
    with pytest.raises(ValueError, match="cannot keep a metric of that name"):
        store.append([Readings(one.family, one.slot, one.instance, one.time_ms, {name: np.ones(1)})])
    assert not store.spool.segments()
    store.close()
