"""The order of imports is a contract; a reverse import planted in a copy is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = ("collectors", "thresholds", "maps", "monitor", "webui", "simulator")

REVERSE = [
    # by folder
    ("collectors/clock.py", "thresholds.model"),
    ("collectors/clock.py", "monitor.settings"),
    ("thresholds/model.py", "maps.model"),
    ("maps/model.py", "monitor.settings"),
    ("monitor/settings/model.py", "webui"),
    # by room
    ("monitor/settings/model.py", "monitor.ledger.tables"),
    ("monitor/ledger/tables/__init__.py", "monitor.series"),
    ("monitor/series/__init__.py", "monitor.rules"),
    ("monitor/rules/__init__.py", "monitor.incidents"),
    ("monitor/incidents/__init__.py", "monitor.telling"),
    ("monitor/telling/__init__.py", "monitor.care"),
    ("monitor/care/__init__.py", "monitor.jobs"),
    # beside
    ("simulator/__init__.py", "maps.model"),
    ("collectors/clock.py", "simulator"),
    ("webui/__init__.py", "thresholds.model"),
]


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product's modules and of the contracts."""
    copy = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(root / package, copy / package, ignore=lambda _, names: [n for n in names if _is_data(n)])
    shutil.copy(root / "pyproject.toml", copy)
    return copy


def _is_data(name: str) -> bool:
    return "." in name and not name.endswith(".py")


def _lint(tree: Path) -> str:
    """Return what lint-imports says of the tree, which it imports from the working directory."""
    program = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    kept = re.search(r"(\d+) kept, (\d+) broken", done.stdout)
    assert kept, done.stdout + done.stderr
    assert (done.returncode == 0) == (kept[2] == "0")
    return done.stdout


def test_the_tree_as_it_is_keeps_every_contract(tree: Path) -> None:
    assert " 0 broken" in _lint(tree)


@pytest.mark.parametrize(("module", "imported"), REVERSE)
def test_a_reverse_import_is_refused(tree: Path, module: str, imported: str) -> None:
    path = tree / module
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\nimport {imported}\n", encoding="utf-8")
    try:
        said = _lint(tree)
    finally:
        path.write_text(before, encoding="utf-8")
    importer = re.escape(module.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    assert re.search(rf"{importer} -> {re.escape(imported)}", said), said


def test_a_room_without_a_place_in_the_order_is_refused(tree: Path) -> None:
    room = tree / "monitor" / "attic"
    room.mkdir()
    (room / "__init__.py").write_text("", encoding="utf-8")
    try:
        assert "monitor.attic" in _lint(tree)
    finally:
        shutil.rmtree(room)
