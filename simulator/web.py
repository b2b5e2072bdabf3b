"""A small JSON server on loopback: routes by method and path, answers from functions."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LARGEST_BODY = 32 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A request."""

    method: str
    path: tuple[str, ...]
    """Segments, unescaped."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `facts` None: no body."""

    status: int = 200
    facts: Any = None
    headers: Mapping[str, str] | None = None


Route = Callable[[Asked], Said]


class WebServer:
    """Serves one function in threads until stopped."""

    def __init__(self, name: str, port: int, route: Route) -> None:
        """Listen on 127.0.0.1, any free port for 0. Raises OSError, naming the port."""
        try:
            self._server = _Server(("127.0.0.1", port), _handler(route))
        except OSError as error:
            msg = f"{name}: TCP port {port} cannot be had: {error.strerror}"
            raise OSError(error.errno, msg) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name=name, daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; requests under way end with the process."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


def _handler(route: Route) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            size = self.headers.get("Content-Length", "0")
            if not size.isdigit() or int(size) > LARGEST_BODY:
                self._say(Said(413, {"problem": "a body needs a length, of 32 MB at most"}))
                return
            parts = urlsplit(self.path)
            path = tuple(unquote(part) for part in parts.path.split("/") if part)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(size))
            if len(body) < int(size):  # whoever asked died or left in the middle: nothing was asked
                self.close_connection = True
                return
            self._say(route(Asked(self.command, path, dict(parse_qsl(parts.query)), headers, body)))

        def _say(self, said: Said) -> None:
            body = b"" if said.facts is None else json.dumps(said.facts, ensure_ascii=False).encode()
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (said.headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Keep quiet: the terminal is for commands."""

        do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815 - http.server names methods so

    return Handler
