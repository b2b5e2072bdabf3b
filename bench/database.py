"""A PostgreSQL of our own on a free loopback port, gone when done."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
OWNER = "bench"


@dataclass(frozen=True, slots=True)
class Database:
    """A server that runs; whoever asks as `OWNER` may do anything."""

    port: int
    pid: int
    """Of the postmaster, from which all its processes descend."""

    def conninfo(self, name: str = "postgres") -> str:
        """Return how to connect to a database."""
        return f"host=127.0.0.1 port={self.port} user={OWNER} dbname={name}"


def free_port() -> int:
    """Return a TCP port that nobody has now, below those that the kernel hands out by itself."""
    start = os.getpid() * 211 % 10_000
    for port in (15_000 + (start + step) % 10_000 for step in range(10_000)):
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


@contextmanager
def database() -> Iterator[Database]:
    """Run a server with Debian's settings; it refuses to be root, and then runs as `postgres`."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder, port = Path(tempfile.mkdtemp(prefix="bench-pg-")), free_port()
    if as_user:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(BINARIES / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=400"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield Database(port, int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
