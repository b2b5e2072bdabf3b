"""What every file of the repository keeps to."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("collectors", "thresholds", "maps", "monitor", "webui", "simulator", "bench")
SUBJECTLESS = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
NOT_OURS = ("webui/static/vendor/", "package-lock.json", "LICENSE")
HERE = "tests/repository/test_tree.py"


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[str]:
    """Return the paths git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).exists()]


@pytest.fixture(scope="module")
def texts(root: Path, tracked: list[str]) -> dict[str, str]:
    """Return the text of every file that people of this project wrote."""
    found = {}
    for name in tracked:
        if name.startswith(NOT_OURS) or name == HERE:
            continue
        try:
            found[name] = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def _offences(texts: dict[str, str], pattern: str) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_every_module_says_in_one_sentence_what_it_is_for(texts: dict[str, str]) -> None:
    wrong = []
    for name, text in texts.items():
        if not name.startswith(tuple(f"{package}/" for package in PACKAGES)) or not name.endswith(".py"):
            continue
        first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
        if not first.endswith((".", "。")) or re.search(r"(?<!e\.g)(?<!i\.e)\. (?!Source: )[A-Z]", first):
            wrong.append(f"{name}: {first!r}")
    assert wrong == []


def test_every_package_folder_is_a_package(root: Path, tracked: list[str]) -> None:
    folders = {Path(name).parent for name in tracked if name.startswith(PACKAGES) and name.endswith(".py")}
    scripts_of_alembic = {Path("monitor/ledger/migrations"), Path("monitor/ledger/migrations/versions")}
    assert [str(f) for f in sorted(folders - scripts_of_alembic) if not (root / f / "__init__.py").exists()] == []


def test_no_module_is_named_after_nothing(tracked: list[str]) -> None:
    modules = [name for name in tracked if name.startswith(PACKAGES) and name.endswith((".py", ".js", ".mjs"))]
    assert [name for name in modules if Path(name).stem in SUBJECTLESS] == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on(texts: dict[str, str]) -> None:
    assert _offences(texts, r"(?<![\w.])/(work|root|home/\w+|Users)/") == []


def test_only_tests_look_at_what_lies_beside_the_repository(texts: dict[str, str]) -> None:
    beside = {name: text for name, text in texts.items() if not name.startswith("tests/")}
    assert _offences(beside, r"\.\./shared|shared/data") == []


def test_nothing_is_left_for_later(texts: dict[str, str]) -> None:
    code = {n: t for n, t in texts.items() if Path(n).suffix in {".py", ".js", ".mjs", ".c", ".html", ".css", ".toml"}}
    assert _offences(code, r"\b(TODO|FIXME|XXX|HACK)\b") == []


def test_every_exception_to_the_linter_has_its_reason_on_the_line(texts: dict[str, str]) -> None:
    code = {name: text for name, text in texts.items() if name.endswith(".py")}
    bare = [o for o in _offences(code, r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* - \S)") if "test_tree" not in o]
    assert bare == []
    assert _offences(code, r"#\s*type: ignore(?!\[[\w, -]+\]  # \S)") == []


def test_debian_packages_are_listed_in_one_place(texts: dict[str, str]) -> None:
    before_make = {"git", "make", "python3"}
    named = [
        f"{name}: {word}"
        for name, text in texts.items()
        if not name.startswith("tests/")
        for words in re.findall(r"apt(?:-get)? +(?:-\S+ +)*install((?: +[-\w.]+)+)", text)
        for word in words.split()
        if not word.startswith("-") and word not in before_make
    ]
    assert named == []


def test_every_listed_debian_package_has_a_purpose_and_a_reason(texts: dict[str, str]) -> None:
    rows = [line.split(maxsplit=2) for line in texts["apt-packages.txt"].splitlines() if not line.startswith("#")]
    assert rows
    assert [row for row in rows if len(row) != 3 or row[1] not in {"run", "test", "bench"}] == []
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names)


def test_links_between_documents_lead_somewhere(root: Path, texts: dict[str, str]) -> None:
    broken = [
        f"{name}: {target}"
        for name, text in texts.items()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r"src(?:set)?=\"([^\"]+)\"", text)
        if "://" not in target and not (root / name).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_every_decision_says_why_and_what_follows(texts: dict[str, str]) -> None:
    records = {name: text for name, text in texts.items() if re.match(r"docs/decisions/\d{4}-", name)}
    assert records
    for name, text in records.items():
        number = Path(name).name[:4]
        assert re.match(rf"# {number}\. .+\.\n", text), name
        for part in ("## Why", "## Consequences"):
            assert part in text, name
        assert Path(name).name in texts["docs/decisions/README.md"], name
