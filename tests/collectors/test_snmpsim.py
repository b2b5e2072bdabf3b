"""snmpsim as the agent, whose SNMP is pysnmp's: every version, every level of SNMPv3 and its algorithms."""

from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import WalkError, poll_once, walk
from collectors.profiles.loading import load_profiles
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import Question, target
from collectors.snmp.usm.user import User

GEAR = Path(__file__).parent / "gear"
DUMP = "hms-amplifier-two-ports"
DEFAULT_CONTEXT = ""
"""snmpsim names an SNMPv3 context after its file; we ask in the one without a name."""
AUTH_PASSWORD, PRIV_PASSWORD = "signs-for-it", "hides-what-it-says"
SNMPSIM = {"sha1": "SHA", "aes128": "AES", "aes192": "AES192BLMT", "aes256": "AES256BLMT"}
SNMPSIM |= {"aes192c": "AES192", "aes256c": "AES256"}
"""Its plain AES-192 and AES-256 extend keys as Cisco does, those by Blumenthal as Net-SNMP does."""


def user(auth="", priv="", **different):
    made = {"name": f"u{auth}{priv}", "auth": auth, "auth_password": AUTH_PASSWORD if auth else "", "priv": priv}
    return User(**(made | {"priv_password": PRIV_PASSWORD if priv else ""} | different))


HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
USERS = [
    user(),
    *[user(auth) for auth in ("md5", *HASHES)],
    *[user(auth, priv) for auth in HASHES for priv in ("aes128", "aes192", "aes256")],
    *[user("sha1", priv) for priv in ("des", "aes192c", "aes256c")],
    user("md5", "des"),
]


def option(one):
    yield f"--v3-user={one.name}"
    if one.auth:
        yield from (f"--v3-auth-key={AUTH_PASSWORD}", f"--v3-auth-proto={SNMPSIM.get(one.auth, one.auth.upper())}")
    if one.priv:
        yield from (f"--v3-priv-key={PRIV_PASSWORD}", f"--v3-priv-proto={SNMPSIM.get(one.priv, one.priv.upper())}")


@pytest.fixture(scope="module")
def simulated(serve_dumps, tmp_path_factory):
    """An amplifier that answers every version; the community is `public`."""
    folder = tmp_path_factory.mktemp("dumps")
    for name in ("public", DEFAULT_CONTEXT):
        (folder / f"{name}.snmprec").write_bytes((GEAR / f"{DUMP}.snmprec").read_bytes())
    return serve_dumps(folder, "--v3-engine-id=auto", *(part for one in USERS for part in option(one)))


@pytest.fixture
async def engine():
    made = BatchEngine(AnchoredClock(), timeout_ms=1500, retries=2)
    yield made
    made.close()


async def read(engine, where, version, secret):
    """Return family.metric → values in the order of their instances."""
    device = Device("it", where.address, "hms-amplifier", port=where.port, snmp_version=version)
    polled = await poll_once(engine, load_profiles()["hms-amplifier"], device, secret, AnchoredClock())
    assert polled.answered
    return {
        f"{part.family}.{metric}": values[~np.isnan(values)].tolist()
        for batch in polled.batches
        for part in batch.readings
        for metric, values in part.values.items()
    }


@pytest.mark.parametrize("who", USERS, ids=lambda who: f"{who.level}-{who.auth}-{who.priv}")
async def test_every_level_and_algorithm_is_answered(simulated, engine, who):
    question = Question(("1.3.6.1.2.1.1.3.0", "1.3.6.1.4.1.5591.1.3.1.13.0"))
    job = engine.get([target(*simulated, "3", who)], question)
    await job.wait(30)
    assert job.errors == {}
    assert job.answered.tolist() == [True]
    assert not np.isnan(job.values[0, 0])
    assert engine.complaints.count == {}


async def test_a_device_reads_the_same_in_every_version(simulated, engine):
    over_v2c = await read(engine, simulated, "2c", "public")
    assert over_v2c["amplifier.rf_active_output_dbmv"] == [45.6, 45.7]
    assert await read(engine, simulated, "1", "public") == over_v2c
    for who in (USERS[0], user("sha256"), user("sha512", "aes256")):
        assert await read(engine, simulated, "3", who) == over_v2c


async def test_a_walk_is_the_same_in_every_version(simulated, engine):
    whole = await walk(engine, target(*simulated), "1.3.6.1")
    lines = (GEAR / f"{DUMP}.snmprec").read_text().splitlines()
    assert [oid for oid, _, _ in whole] == [line.split("|")[0] for line in lines]
    assert await walk(engine, target(*simulated, "1"), "1.3.6.1") == whole
    assert await walk(engine, target(*simulated, "3", user("sha256", "aes128")), "1.3.6.1") == whole


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (user("sha256", auth_password="not-the-password"), "the authentication password or algorithm"),
        (user("sha256", name="nobody"), "nobody"),
    ],
    ids=["password", "name"],
)
async def test_who_is_not_known_there_is_told_why(simulated, engine, who, why):
    with pytest.raises(WalkError, match=why):
        await walk(engine, target(*simulated, "3", who), "1.3.6.1")
