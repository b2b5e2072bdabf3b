"""What tests lean on does what it says."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_real_dumps_a_test_is_skipped_at_home_and_fails_in_ci(
    root: Path, tmp_path: Path, ci: str, outcome: str
) -> None:
    tests = tmp_path / "alone" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(root / "tests" / "conftest.py", tests)
    (tests / "test_it.py").write_text("def test_it(real_data): pass\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", str(tests)],
        cwd=tests.parent,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
    assert "no dumps of real equipment at" in done.stdout


def test_a_port_is_free_and_given_once(free_port: Callable[[], int]) -> None:
    ports = [free_port() for _ in range(20)]
    assert len(set(ports)) == 20
    for port in ports:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as taken:
                taken.bind(("127.0.0.1", port))


def test_waiting_ends_with_the_condition(wait_until: Callable[..., object]) -> None:
    seen: list[str] = []
    threading.Timer(0.05, seen.append, ["done"]).start()
    assert wait_until(lambda: seen) == ["done"]


def test_waiting_in_vain_fails_and_says_for_what(wait_until: Callable[..., object]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"not within 0\.05 s: the modem comes back"):
        wait_until(lambda: False, timeout_s=0.05, what="the modem comes back")


async def test_a_coroutine_waits_without_stopping_its_loop(wait_until_async: Callable[..., Awaitable[object]]) -> None:
    seen: list[str] = []
    asyncio.get_running_loop().call_later(0.05, seen.append, "done")
    assert await wait_until_async(lambda: seen) == ["done"]
