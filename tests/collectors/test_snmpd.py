"""Net-SNMP's own agent, which knows this machine's interfaces as the kernel does."""

import asyncio
import socket
import subprocess
import time

import pytest
import snmpd_agent

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import WalkError, poll_once, walk
from collectors.profiles.loading import load_profiles
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import target


@pytest.fixture(scope="module")
def snmpd(free_port, tmp_path_factory):
    """Run snmpd on a free port; yields the port."""
    port = free_port()
    with snmpd_agent.snmpd(tmp_path_factory.mktemp("snmpd"), port, "rocommunity public\n"):
        yield port


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_the_interfaces_of_this_machine_are_read(snmpd, version):
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000)
    device = Device("here", "127.0.0.1", "interfaces", port=snmpd, snmp_version=version)
    began = time.monotonic()
    polled = await poll_once(engine, load_profiles()["interfaces"], device, "public", AnchoredClock())
    engine.close()
    parts = {part.family: part for batch in polled.batches for part in batch.readings}
    assert 0 <= parts["system"].values["uptime_s"][0] < time.monotonic() - began + 3600
    assert parts["interface"].instance.tolist() == sorted(index for index, _ in socket.if_nameindex())
    loopback = parts["interface"].instance.tolist().index(socket.if_nametoindex("lo"))
    assert parts["interface"].values["oper_status_code"][loopback] == 1
    assert parts["interface"].values["in_octets"][loopback] > 0


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_walk_gives_what_snmpwalk_gives(snmpd, version):
    program = ["snmpwalk", "-On", "-v", version, "-c", "public", f"127.0.0.1:{snmpd}", "1.3.6.1.2.1.1.9"]
    process = await asyncio.create_subprocess_exec(*program, stdout=subprocess.PIPE)
    said = (await process.communicate())[0].decode()
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000)
    walked = await walk(engine, target("127.0.0.1", snmpd, version), "1.3.6.1.2.1.1.9")
    engine.close()
    assert [f".{oid}" for oid, _, _ in walked] == [line.split(" = ")[0] for line in said.splitlines()]
    assert walked


async def test_a_wrong_community_is_silence(snmpd):
    engine = BatchEngine(AnchoredClock(), timeout_ms=200, retries=0)
    with pytest.raises(WalkError, match=f"127.0.0.1:{snmpd}: no answer to what follows 1.3.6.1"):
        await walk(engine, target("127.0.0.1", snmpd, "2c", "wrong"), "1.3.6.1")
    engine.close()
