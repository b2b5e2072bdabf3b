"""`plantwatch demo`: a simulated plant and the product on it, for as long as the command runs."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from maps.datum import Datum
from maps.plantfile import read
from monitor import logs
from monitor.commands.plant import store
from monitor.commands.setting_up import prepare
from monitor.commands.terminal import FINDING, failing_clearly, out, refuse
from monitor.ledger.people import Role
from monitor.settings import Settings, load
from monitor.supervisor import commands, supervise

PASSWORD = "plantwatch-demo"  # noqa: S105 - printed on the terminal, for a plant that is not there
WEB_PORT = 8080
BREAK_AFTER_S = 25.0
REPAIR_AFTER_S = 90.0
TOLD_WITHIN_S = 60.0
PORTS_TRIED = 100
READY_WITHIN_S = 60.0

Plan = Mapping[str, Any]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)


def demo(
    seed: Annotated[int, typer.Option(help="Which plant to build.")] = 7,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the pages; the next free one when it is taken.")
    ] = WEB_PORT,
) -> None:
    """Build a small plant on loopback addresses, watch it, and break an amplifier after a while. Ctrl-C ends all."""
    os.environ.setdefault(logs.LEVEL, "warning")  # the guide has the terminal for itself
    logs.configure("demo")
    with tempfile.TemporaryDirectory(prefix="plantwatch-demo-") as folder, failing_clearly():
        home = Path(folder)
        out.print("building the plant …")
        simulator, ready = _simulate(home, seed)
        try:
            settings, config = _configure(home, ready, _free_port(port))
            plant, findings = read(Path(ready["plant"]), Datum.WGS84)
            if any(finding.fatal for finding in findings):
                refuse(str(findings[0]), FINDING)
            prepare(settings, {str(role): (role, PASSWORD) for role in Role})
            store(settings, plant, "demo")
            guide = threading.Thread(target=_guide, args=(settings, ready), daemon=True)
            guide.start()
            status = supervise(commands(config))
        finally:
            simulator.terminate()
            simulator.wait()
    out.print("the plant is gone; nothing was kept")
    raise typer.Exit(status)


def _simulate(home: Path, seed: int) -> tuple[subprocess.Popen[str], Plan]:
    """Start the simulator; return it with what it says of itself once it answers."""
    command = [sys.executable, "-m", "simulator", "--size", "tiny", "--seed", str(seed)]
    command += ["--out", str(home), "--snmp-port", "0", "--json-ready"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        refuse(f"the simulator ended with status {process.wait()} before it was ready", FINDING)
    return process, json.loads(line)


def _configure(home: Path, ready: Plan, port: int) -> tuple[Settings, Path]:
    """Write the configuration of a plant that is asked more often than a real one may be."""
    config = home / "plantwatch.toml"
    config.write_text(
        f"""
[sweeps]
state_interval_s = 5
level_interval_s = 20
[snmp]
timeout_ms = 500
terminal_port = {ready["snmp_port"]}
[locate]
notice_delay_s = 5
[series]
flush_s = 10
[web]
port = {port}
[[receivers]]
name = "desk"
url = "{ready["desk"]}"
secret = "{ready["desk_secret"]}"
""",
        encoding="utf-8",
    )
    return load(config), config


def _guide(settings: Settings, ready: Plan) -> None:
    """Say where to look, break an amplifier, say what to see, repair it."""
    address = f"http://{settings.web.host}:{settings.web.port}"
    if not _answers(address):
        out.print("the pages do not answer; see above why", style="red")
        return
    with httpx.Client(base_url=ready["control"], timeout=5.0) as control:
        amplifier, facts = _victim(control)
        homes = len(facts["accounts"])
        phone = _phone_of(Path(ready["plant"]), facts["accounts"])
        out.print(f"\nPlantwatch is at  [bold]{address}[/bold]")
        out.print(f"log in as         {', '.join(Role)}   password {PASSWORD}")
        out.print(f"try a caller      {address}/lookup?phone={phone}", markup=False)
        out.print(f"in {BREAK_AFTER_S:.0f} s amplifier {amplifier} dies: watch the map. Ctrl-C ends the demo.\n")
        time.sleep(BREAK_AFTER_S)
        fault = control.post("/faults", json={"kind": "element_dead", "element": amplifier}).json()
        out.print(f"amplifier {amplifier} is dead, and {homes} homes with it; the caller above is one of them")
        _repeat(ready, "incident.opened", time.monotonic())
        time.sleep(REPAIR_AFTER_S)
        control.delete(f"/faults/{fault['id']}")
        out.print(f"\namplifier {amplifier} was repaired")
        _repeat(ready, "incident.resolved", time.monotonic())
        out.print("\nthat is all; the plant stays until you press Ctrl-C")


def _repeat(ready: Plan, event: str, since_s: float) -> None:
    """Wait until the customer-service desk is told of an event, and repeat what it was told."""
    book = ready["desk"].removesuffix("/webhook") + "/desk/messages"
    while time.monotonic() < since_s + TOLD_WITHIN_S:
        for message in httpx.get(book, timeout=5.0).json()["messages"]:
            if message["body"]["type"] == event:
                out.print(f"{time.monotonic() - since_s:.0f} s later customer service was told:")
                out.print(f"  {message['body']['data']['sentence']}", markup=False, style="italic")
                return
        time.sleep(0.2)
    out.print(f"customer service was not told within {TOLD_WITHIN_S:.0f} s", style="red")


def _victim(control: httpx.Client) -> tuple[str, Plan]:
    """Return the amplifier that feeds most homes of those behind another amplifier, and what is true of it."""
    plant = control.get("/truth").json()["plant"]
    amplifiers = {element for element, facts in plant.items() if facts["kind"] == "amplifier"}
    known = {element: control.get(f"/elements/{element}").json() for element in amplifiers}
    second = {element: facts for element, facts in known.items() if amplifiers & set(facts["path"])}
    return max((second or known).items(), key=lambda item: len(item[1]["accounts"]))


def _phone_of(folder: Path, accounts: Sequence[str]) -> str:
    """Return the digits of a telephone number of one of these accounts that is in good standing."""
    plant, _ = read(folder, Datum.WGS84)
    wanted = set(accounts)
    written = next(row.phones[0] for row in plant.accounts if row.account in wanted and row.status == "active")
    return "".join(character for character in written if character.isdigit() or character == "+")


def _answers(address: str) -> bool:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/healthz", timeout=1.0).is_success:
                return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False


def _free_port(wanted: int) -> int:
    """Return the first port from `wanted` on that nobody listens on."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return refuse(f"port {wanted} and those after it are all taken")
