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
from simulator.control import HELP, Control
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.offices import Offices
from simulator.options import Options, read_options
from simulator.plant import Plant
from simulator.plantfiles import write_plant
from simulator.truth import Truth
from simulator.udp import Server, open_socket
from simulator.web import WebServer


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
    3. Answer, and say so.
    """
    sock = open_socket(options.snmp_port)
    city = draw_city(options.seed, options.size)
    records = documented(city, options.seed, options.size.knobs)
    write_plant(city, options.network, sock.getsockname()[1], options.out / "plant", records)
    plant = Plant(city, options.delays, wall_ms)
    agents = Agents(city, plant, options.network, options.community, options.largest_message)
    truth = Truth(plant, agents, options.out / "truth.jsonl", records.nearest)
    control = Control(plant, agents, truth, wall_ms)
    offices = Offices(city, plant, truth, options.desk_secret, options.people)
    desk = offices.counter(wall_ms)
    snmp = Server(sock, agents.answer, wall_ms, options.answer_ms)
    control_server = WebServer("control", options.control_port, control.route)
    desk_server = WebServer("desk", options.desk_port, desk.route)
    servers = (snmp, control_server, desk_server)
    for server in servers:
        server.start()
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
        "elements": len(city.elements),
        "modems": len(city.terminals),
        "pid": os.getpid(),
    }
    truth.log("started", plant.started_ms, {"size": options.size.name, "seed": options.seed})
    offices.start(ended, wall_ms, wall_ms)
    _greet(options, ready)
    threading.Thread(target=_listen, args=(control, ended, options), name="typed", daemon=True).start()
    ended.wait()
    desk.closing.set()
    for server in servers:
        server.stop()
    truth.log("ended", wall_ms(), {})


def wall_ms() -> int:
    """Return UTC in milliseconds."""
    return time.time_ns() // 1_000_000


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
