"""Fetch the front end's third-party modules from npm, whole and checked: `python -m webui.vendor [--check]`.

The manifest beside the files names package, version, licence and each file's sha256, so that the
folder can be made again anywhere and a changed byte is noticed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "static" / "vendor"
MANIFEST = FOLDER / "manifest.json"


def manifest() -> dict[str, Any]:
    """Return the manifest: `packages` with their files, and `sha256` by path under the folder."""
    read: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return read


def differences() -> list[str]:
    """Return one sentence per file that is missing, changed, or not in the manifest; empty: all is well."""
    sums: dict[str, str] = manifest()["sha256"]
    there = {str(path.relative_to(FOLDER)): path for path in FOLDER.rglob("*") if path.is_file() and path != MANIFEST}
    found = [f"{name}: missing" for name in sorted(sums.keys() - there.keys())]
    found += [f"{name}: not in the manifest" for name in sorted(there.keys() - sums.keys())]
    found += [f"{name}: changed" for name in sorted(sums.keys() & there.keys()) if _sha256(there[name]) != sums[name]]
    return found


def fetch() -> None:
    """Pack every package from npm and write its files and their sums.

    Raises ValueError when npm now gives other bytes for a version the manifest has a sum of.
    """
    wanted = manifest()
    sums: dict[str, str] = dict(wanted["sha256"])
    for package in wanted["packages"]:
        for target, content in _files(package["name"], package["version"], package["files"]):
            digest = hashlib.sha256(content).hexdigest()
            if sums.setdefault(target, digest) != digest:
                raise ValueError(f"{target}: npm gives other bytes than the manifest says for {package['version']}")
            path = FOLDER / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    wanted["sha256"] = dict(sorted(sums.items()))
    MANIFEST.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")


def _files(name: str, version: str, files: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", f"{name}@{version}", "--json", "--pack-destination", folder],
            check=True,
            capture_output=True,
            text=True,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            for source, target in files.items():
                member = tar.extractfile(f"package/{source}")
                if member is None:
                    raise ValueError(f"{name}@{version}: no file {source}")
                yield target, member.read()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Fetch, or with --check only compare; exit 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m webui.vendor", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the manifest, fetch nothing")
    if not parser.parse_args().check:
        fetch()
    found = differences()
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
