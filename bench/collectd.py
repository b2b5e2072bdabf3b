"""Collectd as Debian has it, set to ask a crowd with one request an agent, and to write CSV."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from bench import crowd
from bench.crowd import OBJECTS, Crowd
from bench.processes import cpu_s
from collectors.snmp import ber

DAEMON = Path("/usr/sbin/collectd")
THREADS = 80
CONFIG = """
Hostname "bench"
FQDNLookup false
Interval {interval_s}
ReadThreads {threads}
WriteThreads 2
BaseDir "{folder}"
PIDFile "{folder}/pid"
TypesDB "{folder}/types.db"
LoadPlugin logfile
<Plugin logfile>
  LogLevel err
  File "{folder}/log"
</Plugin>
LoadPlugin csv
<Plugin csv>
  DataDir "{folder}/csv"
  StoreRates false
</Plugin>
LoadPlugin snmp
<Plugin snmp>
  <Data "twelve">
    Type "twelve"
    Table false
    Values {objects}
  </Data>
{hosts}
</Plugin>
"""
HOST = """  <Host "modem{number}">
    Address "{address}:{port}"
    Version 2
    Community "{community}"
    Collect "twelve"
    Interval {interval_s}
    Timeout 2
    Retries 2
  </Host>"""


@dataclass(frozen=True, slots=True)
class Collectd:
    """A daemon that runs, and where it stores."""

    process: subprocess.Popen[bytes]
    folder: Path

    def cpu_s(self) -> float:
        """Return what it has taken so far."""
        return cpu_s(self.process.pid)

    def stored(self, from_s: float, to_s: float) -> int:
        """Return how many values it has from a span of time, seconds since 1970."""
        rows = 0
        for path in self.folder.rglob("twelve-*"):
            lines = path.read_text(encoding="utf-8").splitlines()[1:]
            rows += sum(from_s <= float(line.partition(",")[0]) < to_s for line in lines)
        return rows * len(OBJECTS)


@contextmanager
def collectd(there: crowd.Running, interval_s: float) -> Iterator[Collectd]:
    """Run a daemon that asks the crowd, each agent once an interval for all twelve objects."""
    with tempfile.TemporaryDirectory(prefix="bench-collectd-") as name:
        folder = Path(name)
        sources = ", ".join(
            f"v{at}:{'GAUGE' if one.tag == ber.INTEGER else 'DERIVE'}:U:U" for at, one in enumerate(OBJECTS)
        )
        (folder / "types.db").write_text(f"twelve {sources}\n", encoding="utf-8")
        hosts = [
            HOST.format(
                number=number,
                address=Crowd.address(number),
                port=there.port,
                community=crowd.COMMUNITY.decode(),
                interval_s=interval_s,
            )
            for number in range(there.crowd.agents)
        ]
        config = folder / "collectd.conf"
        config.write_text(
            CONFIG.format(
                interval_s=interval_s,
                threads=THREADS,
                folder=folder,
                objects=" ".join(f'".{one.oid}"' for one in OBJECTS),
                hosts="\n".join(hosts),
            ),
            encoding="utf-8",
        )
        quiet: dict[str, Any] = {"env": os.environ | {"MIBS": ""}, "cwd": "/", "stdout": DEVNULL, "stderr": DEVNULL}
        with subprocess.Popen([str(DAEMON), "-f", "-C", str(config)], **quiet) as process:
            try:
                yield Collectd(process, folder / "csv")
            finally:
                process.terminate()
                try:
                    process.wait(20)  # it waits for requests under way
                except subprocess.TimeoutExpired:
                    process.kill()
