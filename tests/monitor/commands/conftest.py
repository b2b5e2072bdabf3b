"""An installation in a folder, and its commands as a person gives them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "collectors"))

import snmpd_agent

from monitor import logs
from monitor.commands import main
from simulator.addresses import Network
from simulator.drawing import draw_city
from simulator.plantfiles import write_plant
from simulator.sizes import SIZES

PASSWORD = "a-long-password"
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    def sentence(self, status: int) -> str:
        """The one sentence on standard error of a command that ended so, with nothing beside it."""
        assert self.status == status, self
        assert self.err.count("\n") == 1, self.err
        assert self.out == ""
        return self.err.strip()


@dataclass(frozen=True)
class Installation:
    """A folder with configuration and data, and the commands given for it."""

    home: Path
    give: Callable[..., Said]

    @property
    def config(self) -> Path:
        return self.home / "plantwatch.toml"

    @property
    def data(self) -> Path:
        return self.home / "data"

    def __call__(self, *words: str | Path) -> Said:
        """Give a command with this installation's configuration."""
        return self.give(*words, "--config", self.config)

    def as_process(self, *words: str | Path) -> Said:
        """Give it as a process of its own, as those must be that handle signals; it has to end by itself."""
        with self.process(*words) as running:
            out, err = running.communicate(timeout=60)
        assert "Traceback" not in err, err
        return Said(running.returncode, out, err)

    @contextmanager
    def process(self, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
        """Start a command as a process; it is ended with the block."""
        line = [sys.executable, "-m", "monitor", *map(str, words), "--config", str(self.config)]
        with subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT
        ) as running:
            try:
                yield running
            finally:
                running.terminate()

    def add(self, toml: str) -> None:
        """Add to the configuration."""
        with self.config.open("a", encoding="utf-8") as file:
            file.write(toml)


@pytest.fixture
def command(monkeypatch, capsys):
    """Give a command: command("check", folder) → Said."""
    monkeypatch.setattr(logs, "configure", lambda _: None)  # it would outlive the test, with the test's stderr

    def give(*words: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["plantwatch", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Said(int(ended.value.code or 0), printed.out, printed.err)

    return give


@pytest.fixture
def installed(tmp_path, free_port, command) -> Installation:
    """A fresh installation whose web port is free."""
    installation = Installation(tmp_path / "home", command)
    assert command("init", installation.home, "--password", PASSWORD).status == 0
    installation.config.write_text(f"[web]\nport = {free_port()}\n[snmp]\ntimeout_ms = 500\nretries = 2\n")
    return installation


@pytest.fixture
def v3_agent(free_port, tmp_path) -> Iterator[int]:
    """Run Net-SNMP's agent, which knows the SNMPv3 user anna; yields the port."""
    folder, port = tmp_path / "agent", free_port()
    folder.mkdir()
    users = "createUser anna SHA-256 signs-for-it AES hides-what-it-says\nrouser anna priv\nrocommunity public\n"
    with snmpd_agent.snmpd(folder, port, users):
        yield port


@pytest.fixture
def write_files(tmp_path):
    """Write plant files: write_files(elements=…, devices=…) → folder."""

    def write(**files: str) -> Path:
        folder = tmp_path / "plant"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def town_files(tmp_path):
    """Write the plant files of a simulated town nobody runs: town_files(seed) → folder."""

    def write(seed: int) -> Path:
        folder = tmp_path / f"town-{seed}"
        write_plant(draw_city(seed, SIZES["tiny"]), Network.parse("127.90"), 16100, folder)
        return folder

    return write
