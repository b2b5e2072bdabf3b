"""Starts a simulator from a test or a program, talks to it, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

READY_WITHIN_S = 180.0
"""The largest city takes a minute to draw where several programs share a processor."""
_ROOT = Path(__file__).parent.parent


class SimulatorError(RuntimeError):
    """The simulator did not start, or refused a command; the message says why."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator."""

    control: str
    desk: str
    """Where webhooks go."""
    desk_secret: str
    snmp_port: int
    community: str
    plant: Path
    """Folder of the import files."""
    log: Path
    """truth.jsonl"""
    pid: int

    def kill(self, element: str) -> str:
        """Let an element die and return the fault's id. Raises SimulatorError."""
        return self.break_down("element_dead", element)

    def cut(self, element: str) -> str:
        """Cut the span that feeds an element and return the fault's id. Raises SimulatorError."""
        return self.break_down("span_cut", element)

    def off(self, mac: str) -> str:
        """Switch a modem off and return the fault's id. Raises SimulatorError."""
        return self.break_down("modem_off", mac)

    def break_down(self, kind: str, element: str, **options: float) -> str:
        """Make a fault of a kind stand and return its id. Raises SimulatorError."""
        return str(_call("POST", f"{self.control}/faults", {"kind": kind, "element": element, **options})["id"])

    def break_all(self, kind: str, elements: Iterable[str], **options: float) -> list[str]:
        """Make faults of a kind stand in one moment, and return their ids. Raises SimulatorError."""
        wanted = {"kind": kind, "elements": list(elements), **options}
        return [str(one["id"]) for one in _call("POST", f"{self.control}/faults", wanted)["faults"]]

    def asked(self) -> tuple[list[str], list[int], list[float]]:
        """Return who was asked, in how many octets and when, in seconds of the monotonic clock; begun with `stamps`.

        Raises SimulatorError where it was not.
        """
        said = _call("GET", f"{self.control}/asked")
        return said["element"], said["octets"], said["at_s"]

    def repair(self, fault: str = "all") -> list[str]:
        """Repair a fault, or all, and return the ids. Raises SimulatorError for one that does not stand."""
        return list(_call("DELETE", f"{self.control}/faults/{quote(fault)}")["repaired"])

    def repair_partly(self, fault: str, *behind: str) -> list[dict[str, Any]]:
        """Repair a fault but for what lies behind some elements, and return what is left. Raises SimulatorError."""
        url = f"{self.control}/faults/{quote(fault)}/partly"
        return list(_call("POST", url, {"behind": list(behind)})["left"])

    def candidates(self, kind: str) -> dict[str, int]:
        """Return where a kind of fault fits, and how many homes it would affect there."""
        found = _call("GET", f"{self.control}/faults/candidates?kind={quote(kind)}")["candidates"]
        return {one["element"]: one["homes"] for one in found}

    def play(self, script: str) -> int:
        """Begin a script, JSON lines or TOML, and return how many events it has. Raises SimulatorError."""
        return int(_call("POST", f"{self.control}/script", script)["events"])

    def play_day(self, hours: float = 24.0, seed: int = 1) -> int:
        """Begin a drawn day of all kinds of fault and return how many events it has."""
        return int(_call("POST", f"{self.control}/script/day", {"hours": hours, "seed": seed})["events"])

    def script(self) -> list[dict[str, Any]]:
        """Return what is still to come of scripts."""
        return list(_call("GET", f"{self.control}/script")["events"])

    def run_at(self, speed: float) -> dict[str, Any]:
        """Let time pass so many times as fast, and return what time it is."""
        return _call("POST", f"{self.control}/clock", {"speed": speed})

    def truth(self, *, plant: bool = True) -> dict[str, Any]:
        """Return standing faults and whom they affect, with the plant's shape unless told otherwise."""
        return _call("GET", f"{self.control}/truth" + ("" if plant else "?plant=0"))

    def faults(self) -> list[dict[str, Any]]:
        """Return standing faults and whom they affect."""
        return list(self.truth(plant=False)["faults"])

    def element(self, element: str) -> dict[str, Any]:
        """Return what is true of an element or a terminal. Raises SimulatorError for a stranger."""
        return _call("GET", f"{self.control}/elements/{quote(element)}")

    def health(self) -> dict[str, Any]:
        """Return counts of what came in."""
        return _call("GET", f"{self.control}/healthz")

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages the desk accepted, in order."""
        return list(self.desk_book()["messages"])

    def desk_book(self) -> dict[str, Any]:
        """Return everything the desk wrote down: accepted, refused, failed attempts, its mode."""
        return _call("GET", self._desk_url("desk/messages"))

    def calls(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the calls that came after the one of a number, oldest first."""
        return list(_call("GET", f"{self._desk_url('calls')}?after={after}")["calls"])

    def log_calls(self, url: str, token: str) -> None:
        """Have the hotline log calls at an address, with a bearer token. Raises SimulatorError."""
        _call("POST", self._desk_url("calls/book"), {"url": url, "token": token})

    def tickets(self) -> dict[str, Any]:
        """Return the ticketing desk's work orders and the reports told of them."""
        return _call("GET", self._desk_url("tickets"))

    def desk_mode(self, mode: str, count: int = 0, hang_s: float = 30.0) -> None:
        """Let the desk treat the next `count` messages as `ok`, `error`, `busy` or `hang`; 0: all to come."""
        _call("POST", self._desk_url("desk/mode"), {"mode": mode, "count": count, "hang_s": hang_s})

    @property
    def ticketing(self) -> str:
        """Where the ticketing desk's webhooks go; it believes the same secret."""
        return self._desk_url("tickets/webhook")

    def _desk_url(self, path: str) -> str:
        return f"{self.desk.removesuffix('webhook')}{path}"


@contextlib.contextmanager
def running(
    *, size: str = "tiny", seed: int = 1, out: Path | None = None, snmp_port: int = 0, **options: object
) -> Iterator[Simulator]:
    """Run a simulator for as long as the block lasts.

    Further options are those of the command line, `_` for `-`: `network="127.33"`,
    `notice_delay="0-0.2"`, `return_delay="0.2"`, `answer_ms="5"`, `desk_secret="whsec_…"`.
    Raises SimulatorError with what it wrote where it does not come up.
    """
    with contextlib.ExitStack() as stack:
        folder = out or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="simulator-")))
        command = [sys.executable, "-m", "simulator", "--json-ready", "--size", size, "--seed", str(seed),
                   "--out", str(folder), "--snmp-port", str(snmp_port)]  # fmt: skip
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
        errors = stack.enter_context(tempfile.TemporaryFile("w+"))
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
            env=os.environ | {"PYTHONPATH": path},
        )  # fmt: skip
        stack.callback(_end, process)
        line = _first_line(process)
        if not line:
            errors.seek(0)
            msg = f"the simulator did not come up: {errors.read().strip() or 'no word in time'}"
            raise SimulatorError(msg)
        said = json.loads(line)
        yield Simulator(
            said["control"], said["desk"], said["desk_secret"], said["snmp_port"], said["community"],
            Path(said["plant"]), Path(said["truth"]), said["pid"],
        )  # fmt: skip


def _first_line(process: subprocess.Popen[str]) -> str:
    """Return the ready line, empty where the process ends or keeps silent too long."""
    found: list[str] = []
    if process.stdout is None:
        return ""
    reader = threading.Thread(
        target=lambda: found.append(process.stdout.readline() if process.stdout else ""), daemon=True
    )
    reader.start()
    reader.join(READY_WITHIN_S)
    return found[0] if found else ""


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _call(method: str, url: str, body: dict[str, Any] | str | None = None) -> dict[str, Any]:
    """Send a body as it is when it is text, and what else it is as JSON."""
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310 - our own simulator
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return dict(json.load(answer))
    except HTTPError as error:
        msg = f"{method} {url}: {error.code} {error.read().decode()}"
        raise SimulatorError(msg) from error
