"""Runs a simulated plant until told to end: `python -m simulator --size tiny --seed 7 --out DIR`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any

from simulator.agents import Agents
from simulator.clock import Clock, wall_ms
from simulator.commands import Commands
from simulator.control import Control
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.habits import Habits
from simulator.help import HELP
from simulator.noticing import Noticing
from simulator.offices import Offices
from simulator.options import Options, read_options
from simulator.plant import Plant
from simulator.plantfiles import write_plant
from simulator.script import Event, read_script
from simulator.sizes import TinySize
from simulator.truth import Truth
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
    3. Answer, say so, and let time pass.
    """
    sock = open_socket(options.snmp_port)
    script = _script(options)
    hard, clock = options.difficulty, Clock(options.speed, options.start_hour)
    progress = _Progress(quiet=isinstance(options.size, TinySize))
    progress.say(f"drawing a {options.size.name} town of seed {options.seed}")
    city = draw_city(options.seed, options.size)
    progress.say(f"{len(city.elements)} elements and {len(city.terminals)} terminals; writing what is known of them")
    records = documented(city, options.seed, hard.knobs)
    write_plant(city, options.network, sock.getsockname()[1], options.out / "plant", records)
    progress.say("wiring agents")
    habits = Habits(city, hard.night_off, hard.always_off, clock.local_ms) if hard.night_off + hard.always_off else None
    plant = Plant(city, hard.delays, clock, habits=habits, own_way=hard.own_way)
    agents = Agents(city, plant, options.network, options.community, options.largest_message, hard.manners)
    truth = Truth(plant, agents, options.out / "truth.jsonl", records.nearest)
    commands = Commands(plant, truth, clock)
    control = Control(commands, agents)
    offices = Offices(city, plant, truth, options.desk_secret, options.people)
    desk = offices.counter(wall_ms)
    snmp = Server(sock, agents.answer, clock, options.answer_ms, Wire(hard.manners, options.seed, agents.in_hubs()))
    control_server = WebServer("control", options.control_port, control.route)
    desk_server = WebServer("desk", options.desk_port, desk.route)
    servers = (snmp, control_server, desk_server)
    for server in servers:
        server.start()
    truth.log("started", plant.started_ms, {"size": options.size.name, "seed": options.seed, "speed": options.speed})
    passing = threading.Thread(target=_pass_time, args=(commands, Noticing(plant, truth), ended), name="time")
    passing.start()
    offices.start(ended, clock, wall_ms)
    if script:
        commands.play(script)
    if options.day_hours:
        commands.play_day(options.day_hours, options.seed)
    ready = {
        "ready": True,
        "control": control_server.url,
        "desk": f"{desk_server.url}/webhook",
        "tickets": f"{desk_server.url}/tickets/webhook",
        "desk_secret": options.desk_secret,
        "snmp_port": sock.getsockname()[1],
        "community": options.community,
        "plant": str((options.out / "plant").resolve()),
        "truth": str((options.out / "truth.jsonl").resolve()),
        "size": options.size.name,
        "seed": options.seed,
        "speed": options.speed,
        "elements": len(city.elements),
        "modems": len(city.terminals),
        "pid": os.getpid(),
    }
    _greet(options, ready)
    threading.Thread(target=_listen, args=(control, ended, options), name="typed", daemon=True).start()
    ended.wait()
    desk.closing.set()
    passing.join()
    for server in servers:
        server.stop()
    truth.log("ended", clock(), {})


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


def _pass_time(commands: Commands, noticing: Noticing, ended: threading.Event) -> None:
    """Let happen what is due, in the order of its time, until the end."""
    look_ms = 0
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
