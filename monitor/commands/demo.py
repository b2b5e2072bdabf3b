"""`plantwatch demo`: a simulated city and the product on it, for as long as the command runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from collectors.clock import AnchoredClock
from maps.datum import Datum
from maps.model import Plant
from maps.plantfile import read
from monitor import logs
from monitor.commands.demo_city import READY_WITHIN_S, City, CityError, starting
from monitor.commands.demo_guide import PASSWORD, guide
from monitor.commands.demo_steps import Steps
from monitor.commands.demo_words import LANGUAGES, Language, say, spoken_here
from monitor.commands.setting_up import prepare
from monitor.commands.terminal import FINDING, failing_clearly, out, refuse
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role, make_token
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings, load
from monitor.supervisor import commands, supervise

WEB_PORT = 8080
PORTS_TRIED = 100
JOBS_AFTER_S = 15.0
"""There is nothing to compact yet, and the pages want the processor now."""
PARTING_S = 2.0
"""Time the guide has to notice that all is over."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command was told."""

    size: str
    seed: int
    port: int
    language: Language
    tour: bool


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)


def demo(
    size: Annotated[str, typer.Option(help="How large a city, e.g. tiny or demo.")] = "demo",
    seed: Annotated[int, typer.Option(help="Which city to build.")] = 7,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the pages; the next free one when it is taken.")
    ] = WEB_PORT,
    language: Annotated[str, typer.Option(help="zh or en, for pages and terminal; without it, the terminal's.")] = "",
    tour: Annotated[bool, typer.Option("--tour/--no-tour", help="With the guided script, or without.")] = True,
) -> None:
    """Build a city on loopback addresses, watch it, break it in front of you and mend it. Ctrl-C ends all."""
    os.environ.setdefault(logs.LEVEL, "error")  # the guide has the terminal for itself
    logs.configure("demo")
    chosen = next((one for one in LANGUAGES if one == language), None) or (spoken_here() if not language else None)
    if chosen is None:
        refuse(f"--language {language}: zh or en")
    status = 0
    with failing_clearly():
        try:
            status = _run(Wishes(size, seed, port, chosen, tour))
        except KeyboardInterrupt:
            out.print()
    out.print(say(chosen, "end", "gone"))
    raise typer.Exit(status)


def _run(wishes: Wishes) -> int:
    """Build everything, and run until a signal; whatever has been built by then is gone afterwards.

    1. Begin the city; make the ledger while it is drawn.
    2. Import its plant.
    3. Start the processes, and lead the guest through from a thread of its own.
    """
    interrupted = _Interrupted()
    steps = Steps(wishes.language)
    with ExitStack() as built:
        home = Path(
            built.enter_context(tempfile.TemporaryDirectory(prefix="plantwatch-demo-", ignore_cleanup_errors=True))
        )
        with interrupted.held():
            beginning = built.enter_context(starting(home, wishes.size, wishes.seed))
            built.callback(_hear_no_more)
        try:
            with steps.step("draw"):
                prepare(load(_write(home, wishes)), {str(role): (role, PASSWORD) for role in Role})
                beginning.until(beginning.has_drawn)
            with steps.step("write"):
                city = beginning.ready()
        except CityError as error:
            slow = say(wishes.language, "trouble", "slow", seconds=round(READY_WITHIN_S))
            refuse(say(wishes.language, "trouble", "city", reason=error) if str(error) else slow, FINDING)
        interrupted.heed()
        config = _write(home, wishes, city)
        settings = load(config)
        plant = _import(settings, city, steps)
        interrupted.heed()
        ending = threading.Event()
        _have_calls_logged(settings, city)
        where = f"http://{settings.web.host}:{settings.web.port}"
        guiding = threading.Thread(
            target=guide, args=(where, wishes.language, city, plant, steps, ending),
            kwargs={"tour": wishes.tour}, daemon=True,
        )  # fmt: skip
        guiding.start()
        try:
            children = commands(config)
            for child in children:
                child.output = subprocess.DEVNULL  # where the pages are, the guide says
                if child.name == "jobs":
                    child.due_s = time.monotonic() + JOBS_AFTER_S
            return supervise(children)
        finally:
            ending.set()
            guiding.join(PARTING_S)


def _import(settings: Settings, city: City, steps: Steps) -> Plant:
    with steps.step("import", elements=city.facts["elements"], terminals=city.facts["modems"]):
        plant, findings = read(city.plant, Datum.WGS84)
        fatal = [finding for finding in findings if finding.fatal]
        if fatal:
            refuse(str(fatal[0]), FINDING)
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        try:
            replace_plant(ledger, plant, "demo", "demo", settings.display.phone_region)
        finally:
            ledger.close()
    return plant


def _have_calls_logged(settings: Settings, city: City) -> None:
    """Have the city's customer service log its calls here, as another system would."""
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        token = make_token(ledger, "demo", "hotline", Role.AGENT)
    finally:
        ledger.close()
    city.log_calls(f"http://{settings.web.host}:{settings.web.port}/api/v1/calls", token)


def _write(home: Path, wishes: Wishes, city: City | None = None) -> Path:
    """Write the configuration; before there is a city, only what the ledger needs."""
    config = home / "plantwatch.toml"
    config.write_text("" if city is None else _configuration(wishes, city), encoding="utf-8")
    return config


def _configuration(wishes: Wishes, city: City) -> str:
    """Return the configuration of a plant that is asked more often than a real one may be."""
    tiny = city.facts["size"] == "tiny"
    receivers = "".join(
        f"""
[[receivers]]
name = "{name}"
url = "{url}"
secret = "{city.facts["desk_secret"]}"
language = "{wishes.language}"
"""
        for name, url in (("desk", city.facts["desk"]), ("ticketing", city.facts["tickets"]))
    )
    return f"""
[sweeps]
state_interval_s = {5 if tiny else 15}
level_interval_s = {20 if tiny else 60}
[snmp]
timeout_ms = 1000
terminal_port = {city.facts["snmp_port"]}
[locate]
notice_delay_s = {5 if tiny else 60}
[series]
flush_s = 10
[web]
port = {_free_port(wishes.port)}
[display]
language = "{wishes.language}"
[telling]
private_networks = "127.0.0.0/8"
[demo]
control = "{city.control}"
{receivers}"""


def _free_port(wanted: int) -> int:
    """Return the first port from `wanted` on that nobody listens on."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return refuse(f"port {wanted} and those after it are all taken")


class _Interrupted:
    """Turns signals into KeyboardInterrupt, but for stretches in which that would do harm."""

    def __init__(self) -> None:
        self._asked = self._held = False
        for number in ENDING:
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True
        if not self._held:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put it off: an exception that a handler raises while Python forks is printed and lost."""
        self._held = True
        yield
        self._held = False
        self.heed()

    def heed(self) -> None:
        """Raise KeyboardInterrupt where somebody has asked."""
        if self._asked:
            raise KeyboardInterrupt


def _hear_no_more() -> None:
    """Let a second Ctrl-C not stop the first one's work: everything is about to be taken down."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
