"""What every test may ask for: real dumps, free ports, and waiting for a condition."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import hypothesis
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
hypothesis.settings.register_profile("any machine", deadline=None)  # a busy one makes no test wrong
hypothesis.settings.load_profile("any machine")

MEMORY = Path("/dev/shm")
ENOUGH = 2 << 30
"""Free octets of memory disk; all tests together leave some hundred MB behind."""


def _keep_scratch_in_memory() -> None:
    """Make ledgers and series on a memory disk where there is one, unless TMPDIR names a place.

    Thousands of ledgers are made, each synced to disk many times over: the suite would wait for the disk for minutes.
    A process that is killed leaves there what it would leave on a disk.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    found = os.statvfs(MEMORY)
    if not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


_keep_scratch_in_memory()

LOWEST_PORT, HIGHEST_PORT = 15_000, 31_000  # below the range the kernel hands out by itself


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the stories begin first, which wait more than they work, and keep a file's tests in one process.

    Then come the files with a browser: a long one that begins last would have the other process wait for it.
    A file whose tests share nothing says so by groups of its own (`xdist_group`).
    """
    items.sort(key=lambda item: ("stories" not in item.path.parts, item.get_closest_marker("browser") is None))
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(ROOT))))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of dumps taken from real equipment; it lies beside the repository, not in it."""
    folder = ROOT.parent / "shared" / "data"
    if folder.is_dir():
        return folder
    reason = f"no dumps of real equipment at {folder}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Dumps(NamedTuple):
    """Where snmpsim answers; the community a device is asked with is its dump's name."""

    address: str
    port: int


@pytest.fixture(scope="session")
def serve_dumps(free_port, tmp_path_factory, wait_until) -> Iterator[Callable[..., Dumps]]:
    """Return a function that has snmpsim serve every dump of a folder, for the rest of the session.

    What follows the folder are snmpsim's options for the agent, such as its users of SNMPv3.
    """
    with ExitStack() as running:

        def serve(folder: Path, *options: str) -> Dumps:
            where = Dumps("127.78.0.1", free_port())
            running.enter_context(_snmpsim(folder, tmp_path_factory.mktemp("snmpsim"), where, wait_until, options))
            return where

        yield serve


@pytest.fixture(scope="session")
def real_equipment(real_data, serve_dumps) -> Dumps:
    """Every dump of real equipment, served by snmpsim."""
    return serve_dumps(real_data)


@contextmanager
def _snmpsim(folder: Path, scratch: Path, where: Dumps, wait_until, options: tuple[str, ...]) -> Iterator[None]:
    for dump in folder.glob("*.snmprec"):
        shutil.copy(dump, scratch)
    program = [
        str(Path(sys.executable).parent / "snmpsim-command-responder"),
        *("--process-user=root", "--process-group=root", f"--cache-dir={scratch / 'cache'}"),
        *(*options, f"--data-dir={scratch}"),
        f"--agent-udpv4-endpoint={where.address}:{where.port}",
    ]
    with (scratch / "log").open("wb") as log, subprocess.Popen(program, stdout=log, stderr=log) as process:
        try:
            wait_until(lambda: _is_bound(where) or process.poll() is not None, 60, "snmpsim listens")
            assert process.poll() is None, (scratch / "log").read_text()
            yield
        finally:
            process.terminate()


def _is_bound(where: Dumps) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(where)
        except OSError:
            return True
    return False


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a function that gives another port at each call, free for TCP and UDP on 127.0.0.1.

    Every test process walks its own order of the same range, so two of them rarely ask for one port,
    and a port once given out is not given out again by the same process.
    """
    ports = _ports()

    def another() -> int:
        return next(port for port in ports if _is_free(port))

    return another


def _ports() -> Iterator[int]:
    span = HIGHEST_PORT - LOWEST_PORT
    start = os.getpid() * 211 % span
    return (LOWEST_PORT + (start + step) % span for step in range(span))


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as candidate:
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 0.3


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., object]:
    """Return `wait_until(condition, timeout_s=10, what="")`: the first true value of condition().

    Fails the test, saying what it waited for, when time runs out. For code that runs in other processes and threads,
    to which it leaves the processor: it looks for a third of the time at most.
    """

    def wait(condition: Callable[[], object], timeout_s: float = 10.0, what: str = "") -> object:
        end = time.monotonic() + timeout_s
        while True:
            looked = time.monotonic()
            if value := condition():
                return value
            if (now := time.monotonic()) > end:
                pytest.fail(f"not within {timeout_s} s: {what or getattr(condition, '__name__', condition)}")
            time.sleep(min(max(SHORTEST_PAUSE_S, 2 * (now - looked)), LONGEST_PAUSE_S))

    return wait


@pytest.fixture(scope="session")
def wait_until_async() -> Callable[..., Awaitable[object]]:
    """Return the same for a coroutine test: `await wait_until_async(condition, timeout_s=10, what="")`."""

    async def wait(condition: Callable[[], object], timeout_s: float = 10.0, what: str = "") -> object:
        end = time.monotonic() + timeout_s
        while not (value := condition()):
            if time.monotonic() > end:
                pytest.fail(f"not within {timeout_s} s: {what or getattr(condition, '__name__', condition)}")
            await asyncio.sleep(0.02)
        return value

    return wait


BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres_server(free_port: Callable[[], int]) -> Iterator[str]:
    """A PostgreSQL of our own on a loopback port, gone when the tests are; gives the URL without a database."""
    if not (BINARIES / "initdb").exists():
        reason = f"no PostgreSQL at {BINARIES}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # It refuses to run as root, and must reach its directory as whoever it runs as.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="plantwatch-pg-"))
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, user)

    def run(*arguments: str) -> None:
        as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_user, *arguments], check=True, capture_output=True, cwd="/")

    data = str(folder / "data")
    run(str(BINARIES / "initdb"), "-D", data, "-U", "plantwatch", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    run(str(BINARIES / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://plantwatch@127.0.0.1:{port}"
    finally:
        run(str(BINARIES / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database on it, dropped after the test."""
    name = f"ledger_{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres_server.replace('postgresql', 'postgresql+psycopg')}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
