"""The C core built with AddressSanitizer and UndefinedBehaviorSanitizer, and the same campaign against it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = "-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
BUILDS_S, PLAYS_S = 300, 7200


def library():
    """Return the path of gcc's AddressSanitizer; None where there is none."""
    if not shutil.which("gcc"):
        return None
    asked = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)
    path = Path(asked.stdout.strip())
    return path if path.is_absolute() and path.exists() else None


def run(arguments):
    """Build the core into a folder of its own and play a campaign with it; return what that returns."""
    preloaded = library()
    if preloaded is None:
        print("gcc or its sanitizers are missing: the C core cannot be built with them", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="plantwatch-fuzz-") as folder:
        build = [
            sys.executable,
            "setup.py",
            "-q",
            "build_ext",
            "--build-lib",
            folder,
            "--build-temp",
            f"{folder}/objects",
        ]
        subprocess.run(build, cwd=ROOT, env=os.environ | {"CFLAGS": FLAGS}, check=True, timeout=BUILDS_S)
        sanitized = os.environ | {
            "LD_PRELOAD": str(preloaded.resolve()),
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0:exitcode=86",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            "PYTHONMALLOC": "malloc",
        }
        native = Path(folder) / "collectors" / "snmp"
        play = [sys.executable, "-m", "tests.fuzz", "--core", "--native", str(native), *arguments]
        return subprocess.run(play, cwd=ROOT, env=sanitized, check=False, timeout=PLAYS_S).returncode
