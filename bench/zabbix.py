"""Zabbix with PostgreSQL as Debian has it, set to ask a crowd."""

from __future__ import annotations

import gzip
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, LiteralString

import psycopg

from bench import crowd
from bench.crowd import OBJECTS, Crowd
from bench.database import OWNER, Database, free_port
from bench.processes import cpu_s
from collectors.snmp import ber

SERVER = Path("/usr/sbin/zabbix_server")
SQL = Path("/usr/share/zabbix-server-pgsql")
TEMPLATE = "zabbix"
FIRST = 1_000_000
"""Ids from here on are ours."""
POLLERS, UNREACHABLE_POLLERS = 60, 20
CONFIG = """
LogType=file
LogFile={folder}/log
PidFile={folder}/pid
SocketDir={folder}
AllowRoot=1
ListenIP=127.0.0.1
ListenPort={listen}
DBHost=127.0.0.1
DBPort={port}
DBName={name}
DBUser={user}
StartPollers={pollers}
StartPollersUnreachable={unreachable}
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
CacheSize=128M
HistoryCacheSize=64M
HistoryIndexCacheSize=16M
TrendCacheSize=32M
Timeout=2
"""
HOSTS: LiteralString = "COPY hosts (hostid, host, name, status) FROM STDIN"
INTERFACES: LiteralString = "COPY interface (interfaceid, hostid, main, type, useip, ip, port) FROM STDIN"
MANNERS: LiteralString = "COPY interface_snmp (interfaceid, version, bulk, community) FROM STDIN"
ITEMS: LiteralString = (
    "COPY items (itemid, type, snmp_oid, hostid, name, key_, delay, value_type, interfaceid) FROM STDIN"
)
STATES: LiteralString = "COPY item_rtdata (itemid) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Zabbix:
    """A server that runs, and where it stores."""

    process: subprocess.Popen[bytes]
    database: Database
    name: str

    def cpu_s(self) -> float:
        """Return what server and database have taken so far."""
        return cpu_s(self.process.pid, self.database.pid)

    def stored(self, from_s: float, to_s: float) -> int:
        """Return how many values it has from a span of time, seconds since 1970."""
        with psycopg.connect(self.database.conninfo(self.name)) as connection:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM history WHERE clock >= %(a)s AND clock < %(b)s)"
                " + (SELECT count(*) FROM history_uint WHERE clock >= %(a)s AND clock < %(b)s)",
                {"a": from_s, "b": to_s},
            ).fetchone()
        assert found is not None
        return int(found[0])


def prepare(database: Database) -> None:
    """Make the database that others are copied from, with the schema and the data Debian's package brings."""
    with psycopg.connect(database.conninfo(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    for name in ("schema", "images", "data"):
        with gzip.open(SQL / f"{name}.sql.gz") as file:
            command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.conninfo(TEMPLATE)]
            subprocess.run(command, input=file.read(), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def zabbix(database: Database, there: crowd.Running, interval_s: float) -> Iterator[Zabbix]:
    """Run a server that asks the crowd, each agent as a host with twelve items."""
    name = f"{TEMPLATE}_{there.port}"
    with psycopg.connect(database.conninfo(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    with psycopg.connect(database.conninfo(name)) as connection:
        _fill(connection, there, interval_s)
    with tempfile.TemporaryDirectory(prefix="bench-zabbix-") as folder:
        config = Path(folder) / "zabbix_server.conf"
        config.write_text(
            CONFIG.format(
                folder=folder,
                listen=free_port(),
                port=database.port,
                name=name,
                user=OWNER,
                pollers=POLLERS,
                unreachable=UNREACHABLE_POLLERS,
            ),
            encoding="utf-8",
        )
        config.chmod(0o600)
        quiet: dict[str, Any] = {"env": os.environ | {"MIBS": ""}, "cwd": "/", "stdout": DEVNULL, "stderr": DEVNULL}
        with subprocess.Popen([str(SERVER), "-f", "-c", str(config)], **quiet) as process:
            try:
                yield Zabbix(process, database, name)
            finally:
                process.terminate()
                process.wait(60)


def _fill(connection: psycopg.Connection, there: crowd.Running, interval_s: float) -> None:
    """Have the agents monitored and nobody else."""
    agents = range(there.crowd.agents)
    connection.execute("UPDATE hosts SET status = 1 WHERE status = 0")
    hosts = [(FIRST + n, f"modem{n}", f"modem{n}", 0) for n in agents]
    interfaces = [(FIRST + n, FIRST + n, 1, 2, 1, Crowd.address(n), str(there.port)) for n in agents]
    manners = [(FIRST + n, 2, 1, crowd.COMMUNITY.decode()) for n in agents]
    items = [
        (
            FIRST + n * len(OBJECTS) + at,
            20,  # SNMP agent
            one.oid,
            FIRST + n,
            f"value {at}",
            f"value[{at}]",
            f"{interval_s:g}s",
            0 if one.tag == ber.INTEGER else 3,  # numeric: float, or unsigned
            FIRST + n,
        )
        for n in agents
        for at, one in enumerate(OBJECTS)
    ]
    for statement, rows in (
        (HOSTS, hosts),
        (INTERFACES, interfaces),
        (MANNERS, manners),
        (ITEMS, items),
        (STATES, [(item[0],) for item in items]),
    ):
        with connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
