"""Walks of real equipment that profiles call their proof: what a profile says was read from one is read from it."""

import bz2
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from collectors.choosing import choose, identify
from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import poll_once
from collectors.profiles.loading import load_profiles
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import target

PROFILES = load_profiles()
PUBLISHED = "snmpsim-data:"
PROOFS = [(profile.name, proof) for profile in PROFILES.values() for proof in profile.proofs]
OURS, THEIRS = ([one for one in PROOFS if one[1].dump.startswith(PUBLISHED) == there] for there in (False, True))


def named(proofs):
    return pytest.mark.parametrize(("name", "proof"), proofs, ids=[f"{name}-{p.equipment}" for name, p in proofs])


@pytest.fixture(scope="module")
def published(serve_dumps, tmp_path_factory):
    """The walks of the package snmpsim-data that profiles name, served by snmpsim."""
    folder = tmp_path_factory.mktemp("published")
    data = Path(str(metadata.distribution("snmpsim-data").locate_file("snmpsim_data/data")))
    for _, proof in THEIRS:
        path = proof.dump.removeprefix(PUBLISHED)
        packed = (data / f"{path}.snmprec.bz2").read_bytes()
        (folder / f"{Path(path).name}.snmprec").write_bytes(bz2.decompress(packed))
    return serve_dumps(folder)


@pytest.fixture
async def patient():
    """An engine that waits while snmpsim reads a large walk for the first time."""
    engine = BatchEngine(AnchoredClock(), timeout_ms=5000, retries=5)
    yield engine
    engine.close()


async def read(engine, where, name, dump):
    """Return family.metric → instance → value, and what the device says it is."""
    said = await identify(engine, target(*where, "2c", dump))
    polled = await poll_once(engine, PROFILES[name], Device("it", where[0], name, port=where[1]), dump, AnchoredClock())
    found = {}
    for batch in polled.batches:
        for part in batch.readings:
            for metric, values in part.values.items():
                for instance, value in zip(part.instance.tolist(), values.tolist(), strict=True):
                    if not np.isnan(value):
                        found.setdefault(f"{part.family}.{metric}", {})[instance] = value
    return found, said


@named(OURS)
async def test_what_is_proven_on_a_dump_is_read_from_it(real_equipment, patient, name, proof):
    found, said = await read(patient, real_equipment, name, proof.dump)
    assert set(found) == set(proof.metrics)
    assert choose(PROFILES, said).profile == name


@named(THEIRS)
async def test_what_is_proven_on_a_published_walk_is_read_from_it(published, patient, name, proof):
    found, said = await read(patient, published, name, Path(proof.dump).name)
    assert set(found) == set(proof.metrics)
    assert choose(PROFILES, said).profile == ("switch" if name == "interfaces" else name)


async def test_a_sensor_is_read_with_its_own_scale_and_decimal_places(published, patient):
    found, _ = await read(patient, published, "switch", "arista-dcs-7150s-52-cl")
    data = Path(str(metadata.distribution("snmpsim-data").locate_file("snmpsim_data/data")))
    walk = bz2.decompress((data / "cloud/arista-dcs-7150s-52-cl.snmprec.bz2").read_bytes()).decode("latin-1")
    raw = {}
    for line in walk.splitlines():
        if line.startswith("1.3.6.1.2.1.99.1.1.1.") and line.split("|")[1] == "2":
            column, sensor = line.split("|")[0].split(".")[-2:]
            raw.setdefault(int(sensor), {})[int(column)] = int(line.split("|")[2])
    celsius = {sensor: one for sensor, one in raw.items() if one[1] == 8 and one[5] == 1}
    assert celsius
    assert {one[3] for one in celsius.values()} == {1}, "tenths, as this maker has them"
    assert found["sensor.sensor_temperature_c"] == {sensor: one[4] / 10 for sensor, one in celsius.items()}
    assert all(0 <= value <= 100 for value in found["storage.storage_used_percent"].values())
