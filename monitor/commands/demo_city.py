"""The simulated city of a demonstration: started as a process of its own, spoken to over HTTP, ended for certain."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from monitor.supervisor import die_with_parent

READY_WITHIN_S = 180.0
PATIENCE_S = 10.0
LOOK_S = 0.1
TIMEOUT_S = 10.0

Facts = Mapping[str, Any]


class CityError(RuntimeError):
    """A city that did not come up, or refused a command; the message says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the customer-service desk was told."""

    order: int
    """Place among the desk's messages, from 1."""
    event: str
    incident: str
    accounts: frozenset[str]
    sentence: str


@dataclass(slots=True)
class Starting:
    """A city that is being drawn."""

    process: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def has_drawn(self) -> bool:
        """Tell whether it has begun to write its files."""
        return (self.folder / "plant").exists()

    def until(self, come: Callable[[], bool]) -> None:
        """Wait until something has come, or its process has said something or ended. Raises CityError."""
        deadline_s = time.monotonic() + READY_WITHIN_S
        while not come() and not self._has_spoken():
            if time.monotonic() > deadline_s:
                raise CityError("")

    def ready(self) -> City:
        """Wait until it answers. Raises CityError with what it said when it ended instead."""
        self.until(lambda: False)
        line = self.process.stdout.readline() if self.process.stdout is not None else b""
        if not line:
            self.process.wait()
            said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise CityError(said[-1] if said else f"status {self.process.returncode}")
        return City(json.loads(line))

    def _has_spoken(self) -> bool:
        if self.process.stdout is None:
            return True
        readable, _, _ = select.select([self.process.stdout], [], [], LOOK_S)
        return bool(readable)


class City:
    """A city that answers. Raises CityError where it refuses, httpx.TransportError where it is gone."""

    def __init__(self, facts: Facts) -> None:
        """Take what it said of itself when it was ready."""
        self.facts = facts
        self.control = str(facts["control"])
        self.plant = Path(facts["plant"])
        self._client = client()

    def break_down(self, kind: str, element: str, options: Mapping[str, float]) -> Facts:
        """Make a fault stand, and return it with whom it affects."""
        return self._ask("POST", "/faults", {"kind": kind, "element": element, **options})

    def repair(self, fault: str) -> None:
        """Mend a fault."""
        self._ask("DELETE", f"/faults/{fault}")

    def candidates(self, kind: str) -> list[tuple[str, int]]:
        """Return where a fault of a kind fits and how many homes it would affect there."""
        found = self._ask("GET", f"/faults/candidates?kind={kind}")["candidates"]
        return [(str(one["element"]), int(one["homes"])) for one in found]

    def element(self, element: str) -> Facts:
        """Return what is true of an element, with the accounts behind it."""
        return self._ask("GET", f"/elements/{quote(element, safe='')}")

    def shape(self) -> Facts:
        """Return kind and parent of every element that is no terminal."""
        return dict(self._ask("GET", "/truth")["plant"])

    def dark(self) -> frozenset[str]:
        """Return the accounts that faults which stand affect."""
        faults = self._ask("GET", "/truth?plant=0")["faults"]
        return frozenset(account for fault in faults for account in fault["accounts"])

    def typed(self, line: str) -> str:
        """Obey a typed line and return what it says to it."""
        return str(self._ask("POST", "/typed", {"line": line})["said"])

    def told(self, after: int = 0) -> list[Message]:
        """Return what the customer-service desk was told, in order, from after a message on."""
        book = f"{self.facts['desk'].removesuffix('webhook')}desk/messages?after={after}"
        return [_message(one) for one in self._client.get(book).json()["messages"]]

    def log_calls(self, url: str, token: str) -> None:
        """Have the city's hotline log whoever calls it at an address, with a bearer token."""
        book = f"{self.facts['desk'].removesuffix('webhook')}calls/book"
        self._client.post(book, json={"url": url, "token": token}).raise_for_status()

    def _ask(self, method: str, path: str, body: Facts | None = None) -> dict[str, Any]:
        answer = self._client.request(method, self.control + path, json=body)
        said: dict[str, Any] = answer.json()
        if not answer.is_success:
            raise CityError(str(said.get("problem", answer.reason_phrase)))
        return said


@contextmanager
def starting(folder: Path, size: str, seed: int) -> Iterator[Starting]:
    """Begin a city in a folder; it is ended with the block, and with us whatever becomes of us.

    It is in a session of its own, so that Ctrl-C reaches us alone and we end it when nobody needs it any more.
    """
    command = [sys.executable, "-m", "simulator", "--size", size, "--seed", str(seed)]
    command += ["--out", str(folder), "--snmp-port", "0", "--json-ready"]
    log = folder / "city.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 - one thread so far
        )  # fmt: skip
    try:
        yield Starting(process, folder, log)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def client() -> httpx.Client:
    """Return a client for addresses on this machine: no proxy, no certificates to read."""
    return httpx.Client(timeout=TIMEOUT_S, trust_env=False, verify=False)  # noqa: S501 - plain HTTP on loopback


def _message(one: Facts) -> Message:
    data = one["body"]["data"]
    accounts = frozenset(map(str, data.get("accounts", ())))
    return Message(int(one["order"]), str(one["body"]["type"]), str(data["id"]), accounts, str(data["sentence"]))
