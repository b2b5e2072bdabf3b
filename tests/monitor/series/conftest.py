"""Series servers that the tests start themselves, and stores of every kind behind one protocol."""

from __future__ import annotations

import gzip
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from monitor.series.opening import open_store
from monitor.series.remote.store import RemoteStore
from monitor.series.store import SeriesStore
from monitor.settings import Data, SeriesSettings, Settings

INFLUX = """
reporting-disabled = true
bind-address = "127.0.0.1:{other}"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
"""
KINDS = ("influxdb", "victoriametrics")


class SeriesServer:
    """A series server on a port of its own, which can be killed and started again on the same data."""

    def __init__(self, kind: str, folder: Path, free_port: Callable[[], int], wait_until) -> None:
        self.kind, self.folder, self._wait_until = kind, folder, wait_until
        port, other = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._program = {
            "influxdb": ["influxd", "run", "-config", str(folder / "conf")],
            "victoriametrics": [
                "victoria-metrics",
                f"-storageDataPath={folder / 'data'}",
                f"-httpListenAddr=127.0.0.1:{port}",
                "-search.latencyOffset=0s",
                "-retentionPeriod=100y",
            ],
        }[kind]
        (folder / "conf").write_text(INFLUX.format(folder=folder, port=port, other=other))
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._program, stdout=log, stderr=log)
        self._wait_until(self._answers, 60, f"{self.kind} answers at {self.url}")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            return httpx.get(f"{self.url}/ping").is_success
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def settings(self, directory: Path, **changes) -> Settings:
        """Return settings of an installation that keeps its series here, in a database of its own."""
        here = {"store": self.kind, "url": self.url, "database": f"plant {uuid.uuid4().hex}"}
        return Settings(data=Data(directory=directory), series=SeriesSettings(**here | changes))

    def settle(self) -> None:
        """Make what was taken visible: VictoriaMetrics gathers new samples for a second first."""
        if self.kind == "victoriametrics":
            httpx.get(f"{self.url}/internal/force_flush").raise_for_status()


@pytest.fixture(scope="session")
def series_server(tmp_path_factory, free_port, wait_until) -> Iterator[Callable[[str], SeriesServer]]:
    """Return a function that gives the running server of a kind, started when it is first asked for."""
    running: dict[str, SeriesServer] = {}

    def of(kind: str) -> SeriesServer:
        if kind not in running:
            running[kind] = SeriesServer(kind, tmp_path_factory.mktemp(kind), free_port, wait_until)
            running[kind].start()
        return running[kind]

    yield of
    for server in running.values():
        server.stop()


@pytest.fixture(params=["parquet", *KINDS])
def any_store(request, tmp_path, series_server, wait_until) -> Iterator[tuple[SeriesStore, Callable[[], None]]]:
    """A store of each kind, and a function that returns when what was appended can be seen."""
    if request.param == "parquet":
        store = open_store(Settings(data=Data(directory=tmp_path)))
        yield store, lambda: None
    else:
        server = series_server(request.param)
        store = open_store(server.settings(tmp_path))
        yield store, lambda: sent(store, server, wait_until)
    store.close()


@pytest.fixture
def own_server(request, tmp_path, free_port, wait_until) -> Iterator[SeriesServer]:
    """A running server, of the kind the test's parameter says, that the test may stop and start as it likes."""
    (tmp_path / "server").mkdir()
    server = SeriesServer(request.param, tmp_path / "server", free_port, wait_until)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settled(wait_until) -> Callable[[RemoteStore, SeriesServer], None]:
    """Return a function that returns when a server shows all that was appended to a store."""
    return lambda store, server: sent(store, server, wait_until)


def sent(store: RemoteStore, server: SeriesServer, wait_until) -> None:
    """Return when nothing waits in the spool and the server shows what it took."""
    wait_until(lambda: not store.spool.segments(), 60, "the spool is empty")
    assert not list(store.spool.refused.iterdir())
    server.settle()


Answer = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What came in, and when by the monotonic clock."""

    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    at_s: float

    @property
    def lines(self) -> list[str]:
        return gzip.decompress(self.body).decode().splitlines()


@dataclass
class FakeServer:
    """What it was asked, and what it answers: `answer` decides, 204 unless a test says otherwise."""

    version: str = "1.8.10"
    answer: Callable[[Request], Answer] = lambda _: (204, {})
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def settings(self, directory: Path, **changes) -> Settings:
        """Return settings of an installation that keeps its series here."""
        here = {"store": "influxdb", "url": self.url}
        return Settings(data=Data(directory=directory), series=SeriesSettings(**here | changes))

    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.path.endswith("/write")]


@pytest.fixture
def fake_server() -> Iterator[FakeServer]:
    """A tiny HTTP server that answers as a test tells it to, for what no real server can be made to say at will."""
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Request(parts.path, parse_qs(parts.query), dict(self.headers), body, time.monotonic())
            fake.requests.append(request)
            is_ping = parts.path == "/ping"
            status, headers = (204, {"X-Influxdb-Version": fake.version}) if is_ping else fake.answer(request)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
