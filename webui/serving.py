"""The web process: `python -m webui --config plantwatch.toml`."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn
import uvloop

from monitor import logs
from monitor.care.desk import Desk, open_desk
from monitor.care.trail import Trail
from monitor.ledger.ledger import LedgerError
from monitor.series.model import SeriesError
from monitor.settings import Settings, SettingsError, find, load
from webui.app import create_app
from webui.asgi import Shell
from webui.events import Events
from webui.hub import Hub
from webui.plant import Plants
from webui.readers import Readers
from webui.throttle import Throttle
from webui.truth import Truths

USAGE = 2
GRACE_S = 3
"""Seconds open requests get when the process is asked to end."""
BACKLOG = 512
JOURNAL = "lookups.sqlite"
"""In the data directory: who asked about whom, on its way to the ledger."""
SWITCH_S = 0.000_5
"""Longest a thread computes while others wait: an answer asks the ledger some thirty times, and after each time
would wait Python's usual 5 ms for whichever thread reads a plant or draws a map meanwhile."""


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit status.

    Says `listening on http://HOST:PORT` on standard output once requests are answered; port 0 takes
    any free one. Exit 2 with one sentence when the configuration, the ledger or the port cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m webui", description="Pages, API and event stream of Plantwatch.")
    parser.add_argument("--config", type=Path, help="plantwatch.toml; default: PLANTWATCH_CONFIG, ./plantwatch.toml")
    try:
        settings = load(find(parser.parse_args().config))
        listener = bind(settings.web.host, settings.web.port)
    except (SettingsError, OSError) as error:
        return _refuse(str(error))
    try:
        desk = open_desk(settings)
        trail = Trail(desk.ledger, settings.data.directory / JOURNAL)
    except (LedgerError, SeriesError) as error:
        return _refuse(str(error))
    logs.configure("web")
    sys.setswitchinterval(SWITCH_S)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(settings, desk, trail, listener))
    finally:
        trail.close()
        desk.close()
    return 0


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens soon; raises OSError with a sentence where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise OSError(
            f"web.port: cannot listen on {host} port {port}: {error.strerror or error}; "
            "stop the program that uses it, or set another port"
        ) from error
    listener.setblocking(False)  # noqa: FBT003 - the socket module has no names for its arguments
    return listener


async def serve(settings: Settings, desk: Desk, trail: Trail, listener: socket.socket) -> None:
    """Serve on an open socket until a signal."""
    readers = Readers(desk.ledger, desk.series, settings, Plants(), Throttle(), desk.now_ms, trail, Truths())
    hub = Hub(desk.ledger, desk.now_ms, readers.stale_after_ms)
    shell = Shell(create_app(readers), hub, Events(hub, desk.ledger, desk.now_ms))
    config = uvicorn.Config(
        shell,
        loop="none",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
        proxy_headers=False,
    )
    warm = asyncio.create_task(asyncio.to_thread(_warm, readers), name="warm")
    await _Server(config, hub).serve(sockets=[listener])
    await warm


def _warm(readers: Readers) -> None:
    """Read the plant and its states, and sort it into tiles, before somebody waits for them."""
    with suppress(LedgerError), readers.ledger.read() as connection:
        plant = readers.sights.whole.plant(connection)
        readers.states.now(connection)
        readers.sights.whole.tiles.prepare(plant)


class _Server(uvicorn.Server):
    """Says when it listens, and ends the streams before it waits for requests to finish."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for item in sockets or []:
            host, port = item.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            sys.stdout.write(f"listening on http://{shown}:{port}\n")
        sys.stdout.flush()

    def handle_exit(self, sig: int, frame: object) -> None:
        del sig, frame
        self._hub.stop()
        self.should_exit = True


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return USAGE
