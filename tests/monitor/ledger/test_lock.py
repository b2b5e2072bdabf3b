from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.clock import AnchoredClock
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger
from monitor.ledger.lock import DirectoryError, hold

HOLDER = """
import sys, time
from pathlib import Path
from monitor.ledger.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
NOBODY = 65534


@pytest.fixture
def holder(tmp_path: Path, root: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], cwd=root, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()


def test_a_directory_held_by_another_process_names_it(tmp_path: Path, holder: subprocess.Popen[bytes]):
    with pytest.raises(DirectoryError) as refusal, hold(tmp_path):
        pass
    assert str(tmp_path) in str(refusal.value)
    assert f"process {holder.pid})" in str(refusal.value)


def test_a_holder_that_is_killed_holds_no_more(
    tmp_path: Path, holder: subprocess.Popen[bytes], wait_until: Callable[..., object]
):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with hold(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_it_can_be_held_again_after_it_was_let_go(tmp_path: Path):
    for _ in range(2):
        with hold(tmp_path):
            pass


def test_a_missing_directory_is_named(tmp_path: Path):
    with pytest.raises(DirectoryError, match=f"{tmp_path}/nowhere does not exist"), hold(tmp_path / "nowhere"):
        pass


def test_a_file_is_no_directory(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(DirectoryError, match=f"{tmp_path}/file is not a directory"), hold(tmp_path / "file"):
        pass


def test_an_unwritable_directory_is_named():
    folder = Path(tempfile.mkdtemp(prefix="plantwatch-unwritable-"))
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    told = as_nobody(lambda: hold(folder).__enter__())
    folder.chmod(stat.S_IRWXU)
    folder.rmdir()
    assert told == f"data directory {folder} cannot be written: Permission denied"


def test_a_ledger_in_an_unwritable_directory_is_named():
    folder = Path(tempfile.mkdtemp(prefix="plantwatch-unwritable-"))
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    told = as_nobody(lambda: Ledger.open(f"sqlite:///{folder}/ledger.sqlite", AnchoredClock()))
    folder.chmod(stat.S_IRWXU)
    folder.rmdir()
    assert told.startswith(f"ledger {folder}/ledger.sqlite cannot be opened")


def as_nobody(action: Callable[[], object]) -> str:
    """Return what an action says when it is refused to somebody without privileges; root may write anywhere."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            action()
            os.write(writing, b"was allowed")
        except LedgerError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told
