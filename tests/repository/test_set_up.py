"""Setting up on somebody's machine: install what is missing, say what cannot be, leave nothing running."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = ("bash", "env", "awk", "dirname", "sed", "cat", "make", "sh", "tee", "rm", "chmod", "true")


class Machine:
    """A machine that has only a few plain tools, and the programs we pretend it has."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Link the plain tools into an otherwise empty folder of programs."""
        self.root = root
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.log.touch()
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or pytest.fail(f"no {tool} here"))

    def has(self, name: str, script: str) -> None:
        program = self.bin / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)

    def has_packages(self, *installed: str) -> None:
        """Let dpkg-query know these packages, and no others."""
        names = "|".join(installed) or "none"
        self.has("dpkg-query", f'for last; do :; done; case "$last" in {names}) printf installed;; *) exit 1;; esac')

    def has_sudo(self, script: str = "true") -> None:
        """Let sudo ask for no password, note what it was given, take what is piped to it, and then do the script."""
        self.has("sudo", f'[ "$1" = -n ] && exit; [ "$1" != tee ] || cat >/dev/null; echo "$*" >> "$LOG"; {script}')

    def install(self, *purposes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "deploy" / "system-packages"), *purposes],
            env={"PATH": str(self.bin), "LOG": str(self.log)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    """Return a machine of an ordinary user, with apt."""
    made = Machine(root, tmp_path)
    made.has("id", "echo 1000")
    made.has("apt-get", 'echo "apt-get without root" >> "$LOG"; exit 1')
    return made


def _listed(root: Path, purpose: str) -> list[str]:
    rows = [line.split() for line in (root / "apt-packages.txt").read_text(encoding="utf-8").splitlines()]
    return [row[0] for row in rows if row[0] != "#" and row[1] == purpose]


def test_nothing_is_asked_of_apt_where_everything_is_there(machine: Machine) -> None:
    machine.has_packages(*_listed(machine.root, "run"), *_listed(machine.root, "test"))
    done = machine.install("run", "test")
    assert (done.returncode, done.stdout, done.stderr, machine.calls()) == (0, "", "", [])


def test_who_may_not_install_is_told_exactly_what_to_install(machine: Machine) -> None:
    wanted = _listed(machine.root, "test")
    machine.has_packages(wanted[0])
    done = machine.install("test")
    assert done.returncode == 1
    assert f"apt-get install {' '.join(wanted[1:])}\n" in done.stderr
    assert machine.calls() == []


def test_the_demo_does_not_want_what_only_tests_want(machine: Machine) -> None:
    machine.has_packages()
    assert machine.install("run").stderr.split("apt-get install ")[1].split() == _listed(machine.root, "run")


def test_with_sudo_the_missing_ones_are_installed_and_kept_from_starting(machine: Machine) -> None:
    wanted = _listed(machine.root, "test")
    machine.has_packages(*wanted[1:])
    machine.has_sudo()
    done = machine.install("test")
    assert done.returncode == 0, done.stderr
    calls = [call for call in machine.calls() if not call.startswith("systemctl")]
    if not Path("/usr/sbin/policy-rc.d").exists():
        assert calls.pop(0) == "tee /usr/sbin/policy-rc.d"
        assert calls.pop(0) == "chmod 755 /usr/sbin/policy-rc.d"
        assert calls.pop() == "rm -f /usr/sbin/policy-rc.d"
    update, install = calls
    assert update.startswith("apt-get update")
    assert " install " in install
    assert install.endswith(f" {wanted[0]}")
    assert not any(name in install for name in wanted[1:])


def test_a_failed_installation_fails_the_set_up(machine: Machine) -> None:
    machine.has_packages()
    machine.has_sudo('case "$*" in *"apt-get install"*) echo "E: no such package" >&2; exit 100;; esac')
    done = machine.install("test")
    assert done.returncode == 100
    assert "no such package" in done.stderr


def test_elsewhere_than_on_debian_the_names_are_said(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    done = machine.install("run")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


@pytest.mark.parametrize("script", ["exit 1", "echo too old >&2; exit 1"])
def test_a_python_that_is_too_old_is_named(machine: Machine, tmp_path: Path, script: str) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("Makefile", "requirements-dev.lock", "pyproject.toml", "setup.py"):
        shutil.copy(machine.root / name, tree)
    machine.has("python3", script)
    done = subprocess.run(
        ["make", "lint"],
        cwd=tree,
        env={"PATH": str(machine.bin), "LOG": str(machine.log)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Plantwatch needs Python 3.11 or newer; python3 is older or missing" in done.stderr
    assert not (tree / ".venv").exists()
