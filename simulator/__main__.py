"""Runs a simulated plant until told to end: `python -m simulator --size tiny --seed 7 --out DIR`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any

from simulator.clock import wall_ms
from simulator.control import Control
from simulator.help import HELP
from simulator.noticing import Noticing
from simulator.offices import Offices
from simulator.options import Options, read_options
from simulator.script import Event, read_script
from simulator.sizes import TinySize
from simulator.town import Town, build_town
from simulator.udp import Server, open_socket
from simulator.web import WebServer
from simulator.wire import Wire

TICK_S = 0.05
"""How often it is looked whether something is due."""
LOOK_MS = 500
"""How often it is noted what observers have noticed; the times noted are exact."""


def main() -> int:
    """Run until SIGTERM, Ctrl-C or `quit`; return the exit status."""
    options = read_options()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        run(options, ended)
    except OSError as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 1
    return 0


def run(options: Options, ended: threading.Event) -> None:
    """Bring up plant, agents, desk and control; end when `ended` is set.

    1. Take the ports, so that the plant files can name them.
    2. Draw the town and write its files.
    3. Answer, let time pass, and say so.
    """
    sock = open_socket(options.snmp_port)
    script = _script(options)
    town = build_town(options, sock.getsockname()[1], _Progress(quiet=isinstance(options.size, TinySize)).say)
    control = Control(town.commands, town.agents)
    offices = Offices(town.city, town.plant, town.truth, options.desk_secret, options.people)
    desk = offices.counter(wall_ms)
    wire = Wire(options.difficulty.manners, options.seed, town.agents.in_hubs())
    snmp = Server(sock, town.agents.answer, town.clock, options.answer_ms, wire)
    control_server = WebServer("control", options.control_port, control.route)
    desk_server = WebServer("desk", options.desk_port, desk.route)
    servers = (snmp, control_server, desk_server)
    for server in servers:
        server.start()
    begun = {"size": options.size.name, "seed": options.seed, "speed": options.speed}
    town.truth.log("started", town.plant.started_ms, begun)
    passing = threading.Thread(target=_pass_time, args=(town, ended), name="time", daemon=True)
    passing.start()
    offices.start(ended, town.clock, wall_ms)
    if script:
        town.commands.play(script)
    if options.day_hours:
        town.commands.play_day(options.day_hours, options.seed)
    _greet(options, _ready(options, town, sock.getsockname()[1], control_server.url, desk_server.url))
    threading.Thread(target=_listen, args=(control, ended, options), name="typed", daemon=True).start()
    ended.wait()
    desk.closing.set()
    passing.join()
    for server in servers:
        server.stop()
    town.truth.log("ended", town.clock(), {})


def _ready(options: Options, town: Town, snmp_port: int, control: str, desk: str) -> dict[str, Any]:
    """Return what whoever started us has to know."""
    return {
        "ready": True,
        "control": control,
        "desk": f"{desk}/webhook",
        "tickets": f"{desk}/tickets/webhook",
        "desk_secret": options.desk_secret,
        "snmp_port": snmp_port,
        "community": options.community,
        "plant": str((options.out / "plant").resolve()),
        "truth": str((options.out / "truth.jsonl").resolve()),
        "size": options.size.name,
        "seed": options.seed,
        "speed": options.speed,
        "elements": len(town.city.elements),
        "modems": len(town.city.terminals),
        "pid": os.getpid(),
    }


class _Progress:
    """Says on the terminal what takes a while, with the seconds since it began."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._began_s = quiet, time.monotonic()

    def say(self, line: str) -> None:
        if not self._quiet:
            print(f"simulator {time.monotonic() - self._began_s:5.1f} s: {line}", file=sys.stderr, flush=True)


def _script(options: Options) -> list[Event]:
    """Read the script there is; raises OSError for none that can be."""
    if options.script is None:
        return []
    try:
        return read_script(options.script.read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"{options.script}: {error}"
        raise OSError(msg) from error


def _pass_time(town: Town, ended: threading.Event) -> None:
    """Let happen what is due, until the end."""
    commands, noticing, look_ms = town.commands, Noticing(town.plant, town.truth), 0
    while not ended.wait(TICK_S):
        now_ms = commands.clock()
        commands.plant.advance(now_ms)
        commands.player.advance(now_ms)
        if wall_ms() - look_ms >= LOOK_MS:
            look_ms = wall_ms()
            noticing.look(now_ms)


def _greet(options: Options, ready: dict[str, Any]) -> None:
    if options.json_ready:
        print(json.dumps(ready), flush=True)
        return
    print(f"{ready['size']} town of seed {ready['seed']}: {ready['elements']} elements, {ready['modems']} modems")
    print(f"plant files  {ready['plant']}")
    print(f"SNMP         {options.network.cmts()} and on, UDP port {ready['snmp_port']}, {ready['community']}")
    print(f"control      {ready['control']}/truth")
    print(f"desk         {ready['desk']}  {ready['desk_secret']}")
    print(HELP, flush=True)


def _listen(control: Control, ended: threading.Event, options: Options) -> None:
    """Obey typed lines; a closed terminal ends nothing."""
    for line in sys.stdin:
        if line.strip() == "quit":
            ended.set()
            return
        said = control.typed(line)
        if said:
            print(said, file=sys.stderr if options.json_ready else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
