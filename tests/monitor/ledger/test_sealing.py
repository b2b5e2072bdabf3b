"""The key file appears whole or not at all, whatever happens while it is made."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.ledger.sealing import Seal, SealError


def test_the_file_is_its_owners_alone_and_stays_what_it_is(tmp_path):
    path = tmp_path / "secrets.key"
    Seal(path).make_key()
    made = path.read_bytes()
    Seal(path).make_key()
    assert path.read_bytes() == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert Seal(path).open(Seal(path).close(b"said"), "field") == b"said"


@pytest.mark.parametrize("dies_at", ["fsync", "link"])
def test_a_process_that_dies_while_it_makes_the_file_leaves_none_and_the_next_makes_it(tmp_path, dies_at):
    path = tmp_path / "secrets.key"
    dying = (
        "import os, signal, sys, pathlib\n"
        "from monitor.ledger.sealing import Seal\n"
        f"os.{dies_at} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Seal(pathlib.Path(sys.argv[1])).make_key()\n"
    )
    assert subprocess.run([sys.executable, "-c", dying, path], check=False).returncode == -9
    assert not path.exists()
    Seal(path).make_key()
    assert Seal(path).open(Seal(path).close(b"said"), "field") == b"said"


def test_of_many_who_make_it_at_once_one_does_and_all_use_that(tmp_path):
    path = tmp_path / "secrets.key"

    def make(number):
        seal = Seal(path)
        seal.make_key()
        return seal.close(str(number).encode())

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(make, range(8)))
    assert [Seal(path).open(one, "field") for one in sealed] == [str(number).encode() for number in range(8)]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_made_is_named(tmp_path):
    with pytest.raises(SealError, match=r"nowhere/secrets\.key cannot be made: No such file or directory"):
        Seal(tmp_path / "nowhere" / "secrets.key").make_key()
