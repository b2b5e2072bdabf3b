"""The wheel serves where it is installed, with its C core and without."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import crowd

ASK = """
import asyncio, logging, sys

import collectors
from collectors.clock import AnchoredClock
from collectors.snmp.choice import engine_class
from collectors.snmp.engine import Question, target

logging.basicConfig(format="%(message)s")

async def ask():
    engine = engine_class()(AnchoredClock())
    job = engine.get([target(sys.argv[1], int(sys.argv[2]))], Question((sys.argv[3],)))
    await job.wait(10.0)
    engine.close()
    return job.values[0, 0]

value = asyncio.run(ask())
print(engine_class().__name__, int(value), collectors.__file__)
"""


@pytest.fixture(scope="module")
def agent() -> Iterator[crowd.Running]:
    with crowd.running(crowd.Crowd(1)) as there:
        yield there


def _installed(wheel: Path, folder: Path) -> Path:
    """Return the programs of a fresh environment that holds the wheel, and sees only the dependencies of ours."""
    venv.create(folder, with_pip=False, symlinks=True)
    scheme = sysconfig.get_paths("venv", vars={"base": str(folder), "platbase": str(folder)})
    # As a line of a .pth file our packages are seen, but not what is installed there for editing: the checkout.
    (Path(scheme["purelib"]) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--ignore-installed", str(wheel)], check=True, capture_output=True)
    return Path(scheme["scripts"])


def _ask(programs: Path, agent: crowd.Running) -> tuple[list[str], str]:
    """Return the engine's name, what the agent said to it, and where it came from; and what was logged."""
    command = [str(programs / "python"), "-c", ASK, agent.crowd.address(0), str(agent.port), crowd.OIDS[0]]
    done = subprocess.run(command, cwd=programs, capture_output=True, text=True, check=True)
    return done.stdout.split(), done.stderr


def test_the_wheel_serves_in_a_clean_environment(root: Path, built: Path, compiles: bool, agent, tmp_path) -> None:
    programs = _installed(next(built.glob("*.whl")), tmp_path / "clean")
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    command = [str(programs / "plantwatch"), "--version"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == f"plantwatch {version}\n"
    (engine, value, where), logged = _ask(programs, agent)
    assert where.startswith(str(tmp_path))
    assert int(value) == crowd.value(0, 0)
    if compiles:
        assert (engine, logged) == ("FastEngine", "")


def test_a_wheel_built_without_a_compiler_serves_in_python_and_says_so_once(source: Path, agent, tmp_path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), "."]
    subprocess.run(command, cwd=source, env=os.environ | {"CC": "/bin/false"}, check=True, capture_output=True)
    (engine, value, where), logged = _ask(_installed(next(tmp_path.glob("*.whl")), tmp_path / "clean"), agent)
    assert where.startswith(str(tmp_path))
    assert (engine, int(value)) == ("BatchEngine", crowd.value(0, 0))
    assert logged.count("runs in Python alone") == 1
