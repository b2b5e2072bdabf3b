"""Net-SNMP's own agent, run for a test."""

import asyncio
import shutil
import subprocess
from contextlib import contextmanager

from collectors.clock import AnchoredClock
from collectors.snmp import message
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import target

UPTIME = "1.3.6.1.2.1.1.3.0"


@contextmanager
def snmpd(folder, port, config, version="2c"):
    """Run an agent on a port of 127.0.0.1 until the block ends; it has answered, in `version`, when the block begins.

    What it remembers of itself, such as how often it was started, stays in the folder's `snmpd.conf`.
    """
    program = shutil.which("snmpd", path="/usr/sbin:/usr/bin:/sbin")
    assert program, "snmpd is not installed"
    (folder / "agent.conf").write_text(config)
    command = [program, "-f", "-Lf", str(folder / "log"), "-c", str(folder / "agent.conf")]
    command += ["-p", str(folder / "pid"), f"udp:127.0.0.1:{port}"]
    environment = {"SNMPCONFPATH": str(folder), "SNMP_PERSISTENT_DIR": str(folder), "PATH": "/usr/bin:/usr/sbin"}
    with subprocess.Popen(command, env=environment) as process:
        try:
            asyncio.run(_answering(target("127.0.0.1", port, version)))
            yield process
        finally:
            process.terminate()


async def _answering(whom):
    engine = BatchEngine(AnchoredClock(), timeout_ms=300, retries=60)
    try:
        assert await engine.ask(whom, message.GET, [UPTIME]) is not None
    finally:
        engine.close()
