"""What is pinned is what is declared, and what is built holds what the product reads."""

from __future__ import annotations

import importlib.metadata
import re
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CORE = f"collectors/snmp/_native{sysconfig.get_config_var('EXT_SUFFIX')}"
"""What is compiled, where there is a compiler."""
PACKAGES = ("collectors", "thresholds", "maps", "monitor", "webui", "simulator")


@pytest.fixture(scope="module")
def lock(root: Path) -> dict[str, str]:
    """Return version by distribution, as pinned."""
    lines = (root / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == [], "only names and versions"
    return {canonicalize_name(name): version for name, version in (pin.split("==") for pin in pins)}


def test_everything_declared_is_pinned_to_a_version_that_is_admitted(root: Path, lock: dict[str, str]) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    declared = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *extras["dev"],
        *extras["postgresql"],
    ]
    wrong = []
    for text in declared:
        requirement = Requirement(text)
        version = lock.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            wrong.append(f"{text}: pinned {version}; run make lock")
    assert wrong == []


def test_what_is_installed_here_is_what_is_pinned(lock: dict[str, str]) -> None:
    installed = {canonicalize_name(d.name): d.version for d in importlib.metadata.distributions() if d.name}
    assert {name: installed[name] for name in lock if installed.get(name, lock[name]) != lock[name]} == {}


def test_neither_lock_names_where_packages_came_from(root: Path) -> None:
    assert "://" not in (root / "requirements-dev.lock").read_text(encoding="utf-8")
    assert '"resolved"' not in (root / "package-lock.json").read_text(encoding="utf-8")


def _kept(source: Path) -> set[str]:
    """Return the files the product is made of; declarations of types serve only the checker."""
    files = (path for package in PACKAGES for path in (source / package).rglob("*"))
    return {str(path.relative_to(source)) for path in files if path.is_file() and not path.name.endswith(".d.ts")}


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(source: Path, built: Path, compiles: bool) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    about = {name for name in inside if ".dist-info/" in name}
    assert inside - about - {CORE} == _kept(source)
    if compiles:
        assert CORE in inside
    assert any(name.endswith("licenses/LICENSE") for name in about)


def test_the_wheel_brings_the_command(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        assert "plantwatch = monitor.commands:main" in wheel.read(points).decode()


def test_the_source_archive_builds_the_same(source: Path, built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert _kept(source) - inside == set()
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.py"} <= inside
