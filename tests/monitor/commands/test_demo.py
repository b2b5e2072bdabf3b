"""The demonstration from its command to Ctrl-C: it comes up, obeys, and leaves nothing behind at any moment."""

import os
import pty
import re
import signal
import string
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from monitor.commands.demo_words import LANGUAGES, spoken_here, words
from monitor.ledger.people import Role

ROOT = Path(__file__).resolve().parents[3]
UP_WITHIN_S = 60
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
pytestmark = pytest.mark.timeout(150)


@dataclass
class Demonstration:
    """A running `plantwatch demo`, with what it has said so far."""

    process: subprocess.Popen[bytes]
    scratch: Path
    log: Path
    terminal: int = -1
    seen: bytes = field(default=b"")

    def said(self) -> str:
        if self.terminal >= 0:
            os.set_blocking(self.terminal, False)
            try:
                while read := os.read(self.terminal, 65536):
                    self.seen += read
            except OSError:
                pass
            return COLOURS.sub("", self.seen.decode(errors="replace"))
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said())
        return found[0] if found else ""

    def types(self, line: str) -> None:
        os.write(self.terminal, f"{line}\n".encode())

    def interrupted(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)

    def offspring(self) -> list[str]:
        """Command lines of processes that belong to it: they name its scratch folder."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().decode() if entry.name.isdigit() else ""
            except OSError:
                continue
            if str(self.scratch) in line:
                found.append(line.replace("\0", " "))
        return found

    def has_left_nothing(self) -> bool:
        return not self.offspring() and not list(self.scratch.iterdir())


@pytest.fixture
def demonstrate(tmp_path, free_port):
    """Start the demonstration: with demonstrate("--no-tour", at_terminal=True) as running."""

    @contextmanager
    def start(*options, at_terminal=False, size="tiny"):
        scratch, log = tmp_path / "scratch", tmp_path / "log"
        scratch.mkdir(exist_ok=True)
        line = [sys.executable, "-m", "monitor", "demo", "--size", size, "--port", str(free_port()), *options]
        environment = os.environ | {"TMPDIR": str(scratch), "LANG": "en_US.UTF-8", "LC_ALL": "", "COLUMNS": "200"}
        ours, theirs = pty.openpty() if at_terminal else (-1, -1)
        with log.open("wb") as file:
            process = subprocess.Popen(
                line, cwd=ROOT, env=environment, start_new_session=True,
                stdin=theirs if at_terminal else subprocess.DEVNULL,
                stdout=theirs if at_terminal else file, stderr=theirs if at_terminal else subprocess.STDOUT,
            )  # fmt: skip
        if at_terminal:
            os.close(theirs)
        running = Demonstration(process, scratch, log, ours)
        try:
            yield running
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(40)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
            if ours >= 0:
                os.close(ours)

    return start


def test_it_builds_with_progress_names_every_log_in_obeys_and_is_gone_after_ctrl_c(demonstrate, wait_until):
    with demonstrate("--no-tour", "--language", "en", at_terminal=True) as running:
        wait_until(lambda: "Type a fault" in running.said(), UP_WITHIN_S, "the prompt")
        text = running.said()
        steps = [words("en")["step"][code].split("{")[0] for code in ("draw", "write", "import", "processes", "sweep")]
        places = [text.rindex(f"✓ {step}"[:20]) for step in steps]
        assert places == sorted(places)
        assert all(role in text for role in Role)
        assert httpx.get(f"{running.address}/login").is_success
        running.types("kill a7")
        wait_until(lambda: re.search(r"F1 element_dead A7: \d+ terminals", running.said()), 20, "the fault")
        running.types("repair all")
        wait_until(lambda: "repaired: F1" in running.said(), 20, "the repair")
        assert running.offspring()
        assert running.interrupted() == 0
        assert running.has_left_nothing()
        assert "nothing was kept" in running.said()
        assert "Traceback" not in running.said()


@pytest.mark.parametrize("moment", ["at once", "importing", "starting"])
def test_ctrl_c_while_it_builds_leaves_nothing_and_says_so(demonstrate, wait_until, moment):
    with demonstrate("--language", "en") as running:
        come = {
            "at once": lambda: list(running.scratch.iterdir()),
            "importing": lambda: list(running.scratch.rglob("ledger.sqlite")),
            "starting": lambda: any("plantwatch.toml" in line for line in running.offspring()),
        }
        wait_until(come[moment], 30)
        assert running.interrupted() == 0
        assert running.has_left_nothing()
        assert "nothing was kept" in running.said()
        assert "Traceback" not in running.said()


def test_a_size_nobody_draws_is_refused_in_one_sentence(demonstrate):
    with demonstrate("--language", "en", size="enormous") as running:
        assert running.process.wait(30) == 1
        (sentence,) = [line for line in running.said().splitlines() if line.startswith("plantwatch:")]
        assert "enormous" in sentence
        assert running.has_left_nothing()


def test_a_language_nobody_speaks_is_refused(command):
    assert "zh or en" in command("demo", "--language", "tlh").sentence(2)


def test_both_languages_say_the_same_things():
    def facts(language):
        return {
            (table, code): {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for table, codes in words(language).items()
            for code, text in codes.items()
        }

    assert facts("zh") == facts("en")
    assert {str(role) for role in Role} == set(words("en")["role"])


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C"}, "en"), ({}, "en"), ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en")],
)
def test_the_terminals_language_is_taken_from_its_locale(environment, language):
    assert spoken_here(environment) == language
    assert language in LANGUAGES
