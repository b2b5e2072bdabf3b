"""Every profile asked of an agent that has every object it names, over UDP: all of it is read, in its unit."""

import numpy as np
import pytest
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import poll_once
from collectors.profiles.loading import load_profiles
from collectors.snmp import ber

PROFILES = load_profiles()
MAC = b"\x00\x1c\xea\x00\x00\x07"
RAW = 27
"""A number that no profile takes for a missing one."""
ECHO = {5: 100, 8: 2000, 11: 400}
"""Real parts of an equaliser's taps, by place: one before the main one, the main one, an echo."""
EQUALISER = bytes((8, 1, 24, 0)) + b"".join(ECHO.get(place, 0).to_bytes(2, "big") + bytes(2) for place in range(1, 25))


@pytest.fixture
def poll(agent, engine):
    """Return a function: profile, objects → family.metric → {(subject, instance): value}."""

    async def read(name, objects):
        made = await agent(objects)
        device = Device("it", made.address, name, port=made.port)
        polled = await poll_once(engine, PROFILES[name], device, "public", AnchoredClock())
        found = {}
        for batch in polled.batches:
            for part in batch.readings:
                for metric, values in part.values.items():
                    for slot, instance, value in zip(part.slot, part.instance, values.tolist(), strict=True):
                        if not np.isnan(value):
                            key = polled.roster.key(slot), int(instance)
                            found.setdefault(f"{part.family}.{metric}", {})[key] = value
        return found

    return read


def everything(profile):
    """Return objects in which each metric of a profile has a row of its own."""
    objects = {metric.oid: integer(RAW) for part in profile.scalars for metric in part.metrics}
    for table in profile.tables:
        for row, metric in enumerate(table.metrics, start=1):
            parts = [1] * table.index_parts
            of_instance = table.instance or range(1, table.index_parts + 1)
            for part, (least, _) in zip(of_instance[1:], table.ranges, strict=True):
                parts[part - 1] = max(least, 1)
            parts[0 if table.mac_parts else -1] = row
            index = ".".join(map(str, parts))
            objects[f"{metric.oid}.{index}"] = octets(EQUALISER) if metric.equaliser else integer(RAW)
            objects |= {f"{one.oid}.{index}": integer(int(one.numbers[0])) for one in metric.when}
            objects |= {f"{one.oid}.{index}": integer(1) for one in metric.less}
            if metric.per:
                objects[f"{metric.per.oid}.{index}"] = integer(RAW * 2)
            if metric.decimal:
                objects[f"{metric.decimal.scale.oid}.{index}"] = integer(9)
                objects[f"{metric.decimal.precision.oid}.{index}"] = integer(0)
            if table.mac:
                where = ".".join(map(str, parts[: table.mac_parts or None]))
                objects[f"{table.mac}.{where}"] = octets(MAC[:5] + bytes([row]))
    return objects


@pytest.mark.parametrize("name", [name for name, profile in PROFILES.items() if profile.ping is None])
async def test_all_that_a_profile_names_is_read(poll, name):
    profile = PROFILES[name]
    found = await poll(name, everything(profile))
    assert set(found) == {f"{family}.{metric}" for family, metrics in profile.families.items() for metric in metrics}


async def test_codewords_without_an_error_are_what_the_total_leaves(poll):
    row = "1.3.6.1.4.1.4491.2.1.28.1.10.1.{}.33.2"
    counted = {3: 1_000_000, 4: 700, 5: 40}
    found = await poll(
        "docsis31-modem", {row.format(column): integer(n, ber.COUNTER64) for column, n in counted.items()}
    )
    at = ("it", 3302)
    assert found["cm_ofdm_profile.codewords_unerrored"] == {at: 999_260}
    assert found["cm_ofdm_profile.codewords_corrected"] == {at: 700}
    assert found["cm_ofdm_profile.codewords_uncorrectable"] == {at: 40}


async def test_ofdma_counts_level_in_quarters(poll):
    found = await poll("docsis31-modem", {"1.3.6.1.4.1.4491.2.1.28.1.13.1.10.81": integer(163)})
    assert found["cm_ofdma.us_ofdma_tx_power_dbmv"] == {("it", 81): 40.75}


async def test_channels_of_a_mac_domain_are_told_apart_by_direction_and_number(poll):
    used = "1.3.6.1.2.1.10.127.1.3.9.1.3"
    found = await poll(
        "docsis-cmts",
        {f"{used}.41.128.1": integer(61), f"{used}.41.129.1": integer(17), f"{used}.41.129.255": integer(18)},
    )
    assert sorted(found["cmts_channel.utilisation_percent"].values()) == [17, 18, 61]
    assert found["cmts_channel.utilisation_percent"]["it", 41 * 512 + 1] == 61


async def test_a_remote_phy_is_known_by_the_mac_in_the_index(poll):
    index = ".".join(map(str, MAC))
    found = await poll("docsis-cmts", {f"1.3.6.1.4.1.4491.2.1.30.1.1.1.1.4.{index}": integer(3)})
    assert found["rpd.core_status_code"] == {(MAC.hex(":"), 0): 3}


async def test_a_modems_ofdma_channel_is_told_with_its_mac(poll):
    found = await poll(
        "docsis-cmts",
        {
            "1.3.6.1.4.1.4491.2.1.20.1.3.1.2.9": octets(MAC),
            "1.3.6.1.4.1.4491.2.1.28.1.4.1.1.9.400123": integer(-15),
            "1.3.6.1.4.1.4491.2.1.28.1.4.1.2.9.400123": integer(4012),
        },
    )
    assert found["cmts_cm_ofdma.us_ofdma_rx_power_dbmv"] == {(MAC.hex(":"), 0): -1.5}
    assert found["cmts_cm_ofdma.us_mer_db"] == {(MAC.hex(":"), 0): 40.12}


SENSOR = "1.3.6.1.2.1.99.1.1.1"


@pytest.mark.parametrize(
    ("scale", "precision", "raw", "volts"),
    [(9, 0, 5, 5.0), (8, 0, 3290, 3.29), (9, 2, 1242, 12.42), (8, 1, 33005, 3.3005), (10, 0, 2, 2000.0)],
)
async def test_a_sensor_says_its_own_scale_and_decimal_places(poll, scale, precision, raw, volts):
    values = {1: 4, 2: scale, 3: precision, 4: raw, 5: 1}
    found = await poll("switch", {f"{SENSOR}.{column}.1006": integer(value) for column, value in values.items()})
    assert found == {"sensor.sensor_voltage_v": {("it", 1006): volts}}


async def test_a_sensor_that_is_not_well_measures_nothing(poll):
    values = {1: 8, 2: 9, 3: 0, 4: 41, 5: 2}
    assert await poll("switch", {f"{SENSOR}.{column}.7": integer(value) for column, value in values.items()}) == {}


async def test_a_storage_without_a_size_has_no_share(poll):
    used, size = "1.3.6.1.2.1.25.2.3.1.6", "1.3.6.1.2.1.25.2.3.1.5"
    rows = {f"{used}.1": 25, f"{size}.1": 100, f"{used}.2": 0, f"{size}.2": 0}
    found = await poll("switch", {oid: integer(value) for oid, value in rows.items()})
    assert found == {"storage.storage_used_percent": {("it", 1): 25}}
