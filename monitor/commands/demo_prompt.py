"""Typed fault commands at the end of a demonstration, passed on to the city."""

from __future__ import annotations

import os
import select
import sys
import threading

import httpx

from monitor.commands.demo_city import City, CityError
from monitor.commands.demo_words import Language, say
from monitor.commands.terminal import out

LOOK_S = 0.2
MOST_OCTETS = 4096


def listen(city: City, language: Language, ending: threading.Event) -> None:
    """Pass typed lines to the city until `ending` is set or nobody can type any more.

    It reads the descriptor itself: a thread that waits inside `sys.stdin` would hold its lock when the
    interpreter wants to end.
    """
    out.print(say(language, "prompt", "hint"), markup=False)
    mark, typed, descriptor = say(language, "prompt", "mark"), b"", sys.stdin.fileno()
    out.print(mark, end="", markup=False)
    while not ending.is_set():
        if not select.select([descriptor], [], [], LOOK_S)[0]:
            continue
        read = os.read(descriptor, MOST_OCTETS)
        if not read:
            return
        *lines, typed = (typed + read).split(b"\n")
        for line in lines:
            _obey(city, language, line.decode(errors="replace").strip())
            out.print(mark, end="", markup=False)


def is_possible() -> bool:
    """Tell whether somebody sits at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and out.is_terminal


def _obey(city: City, language: Language, line: str) -> None:
    if not line:
        return
    try:
        out.print(city.typed(line), markup=False)
    except (CityError, httpx.TransportError) as error:
        out.print(say(language, "trouble", "control", reason=error), style="red", markup=False)
