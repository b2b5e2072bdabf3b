"""Dumps of real equipment, polled by command and by the running service: what a person reads in the file arrives."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Readings
from maps.model import Kind
from monitor.ledger.blobs import families, load_columns
from monitor.ledger.last_values import FAMILY_PREFIX
from monitor.ledger.ledger import Ledger
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings
from tests.monitor.kept import last_values
from thresholds.judge import Judge
from thresholds.rules import load_rules

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]

LEVEL_SWEEPS = 4
AN_HOUR_MS = 3_600_000
OLD_C3 = "arris-c3-cmts-without-64-bits"
COUNTED = "1.3.6.1.2.1.10.127.1.1.4.1.{column}.{channel}|"
"""docsIfSigQ: 2 to 4 count codewords in 32 bits, 8 to 10 in 64."""


@dataclass(frozen=True)
class Gear:
    """A device of the plant: its element, the dump it answers with, and what stands in that dump."""

    element: str
    kind: str
    dump: str
    says: dict[tuple[str, int, str], float]
    """(family, instance, metric) → value, as a person reads them in the file, units applied."""
    silent_on: frozenset[tuple[str, int, str]]
    """What must not be read though the file has a number there, or none."""


C3 = Gear(
    "CMTS1",
    "cmts",
    "arris-c3-cmts",
    {
        ("system", 0, "uptime_s"): 7096224.94,
        ("us_channel", 11, "us_snr_db"): 26.9,
        ("us_channel", 13, "us_snr_db"): 28.1,
        ("us_channel", 13, "codewords_unerrored"): 5135394041,
        ("us_channel", 13, "codewords_uncorrectable"): 2110,
        ("us_channel", 12, "codewords_unerrored"): 0,
        ("interface", 1, "in_octets"): 14725186571800,
        ("interface", 7, "in_errors"): 48531679,
    },
    frozenset({("us_channel", channel, "us_snr_db") for channel in (12, 14, 15, 16)}),
)
GS7000 = Gear(
    "N1",
    "optical_node",
    "cisco-gs7000-node",
    {
        ("system", 0, "uptime_s"): 1269552.0,
        ("optical_node", 0, "reset_cause_code"): 2,
        ("optical_node", 0, "craft_status_code"): 1,
        ("interface", 2, "in_octets"): 17413245273,
        ("interface", 3, "speed_mbps"): 43,
    },
    frozenset({("optical_node", 1, "optical_rx_dbm"), ("optical_node", 0, "temperature_c")}),
)
EATON = Gear(
    "UPS1",
    "ups",
    "ups-eaton-93e",
    {
        ("ups", 0, "output_source_code"): 3,
        ("ups", 0, "battery_voltage_v"): 521,
        ("ups", 0, "battery_remaining_min"): 1092,
        ("ups", 0, "battery_temperature_c"): 25,
        ("ups", 3, "input_voltage_v"): 233,
        ("ups", 1, "output_power_w"): 5100,
    },
    frozenset(),
)
HUAWEI = Gear(
    "UPS2",
    "ups",
    "ups-huawei-ups5000",
    {
        ("ups", 0, "output_frequency_hz"): 49.99,
        ("ups", 1, "input_voltage_v"): 236.9,
        ("ups", 1, "output_power_w"): 3400,
        ("ups", 0, "battery_voltage_v"): 538.5,
    },
    frozenset({("ups", 0, name) for name in ("battery_remaining_min", "battery_charge_percent")}),
)
GEAR = (C3, GS7000, EATON, HUAWEI)


def plant_of(folder: Path, gear: tuple[Gear, ...], dumps) -> Path:
    """Write the plant files of a headend with these devices in it."""
    folder.mkdir()
    elements = ["id,kind,name,parent,lon,lat", "HE1,headend,Headend,,104.06,30.66"]
    devices = ["element,address,port,credential"]
    for one in gear:
        elements.append(f"{one.element},{one.kind},,HE1,104.06,30.66")
        devices.append(f"{one.element},{dumps.address},{dumps.port},{one.dump}")
    (folder / "elements.csv").write_text("\n".join(elements), encoding="utf-8")
    (folder / "devices.csv").write_text("\n".join(devices), encoding="utf-8")
    return folder


def configuration(gear: tuple[Gear, ...]) -> str:
    credentials = [f'[credentials.{one.dump}]\ncommunity = "{one.dump}"\n' for one in gear]
    return f"""
[sweeps]
state_interval_s = 1
level_interval_s = 2
[snmp]
timeout_ms = 3000
[series]
flush_s = 1
[credentials.default]
{"".join(credentials)}"""


@dataclass
class Kept:
    """What the running product keeps, looked at past it."""

    ledger: Ledger
    store: ParquetStore

    def slot(self, element: str) -> int:
        """The element's slot; -1, which is nobody's, before core has given it one."""
        with self.ledger.read() as connection:
            slot = connection.exec_driver_sql("select slot from subject where key = ?", (element,)).scalar()
            return -1 if slot is None else slot

    def history(self, element: str, family: str, instance: int, metric: str):
        return self.store.history(family, self.slot(element), [metric], 0, 1 << 60, instance).values[metric]

    def numbers(self, element: str, family: str, instance: int, metric: str):
        """The history without the sweeps that did not ask for this metric."""
        values = self.history(element, family, instance, metric)
        return values[~np.isnan(values)]

    def last(self, element: str) -> dict[tuple[str, int, str], float]:
        found = {}
        with self.ledger.read() as connection:
            for family in families(connection, FAMILY_PREFIX):
                columns = load_columns(connection, family)
                for instance, _, values in last_values(columns, self.slot(element)):
                    name = family.removeprefix(FAMILY_PREFIX)
                    found |= {(name, instance, metric): value for metric, value in values.items()}
        return found

    def raised_in_an_hour(self) -> set[tuple[str, int]]:
        """Rules that would be broken, and at which instance, if everything stayed as it was read last."""
        kinds = [str(kind) for kind in Kind]
        judge = Judge(load_rules(), kinds)
        with self.ledger.read() as connection:
            subjects = connection.exec_driver_sql(
                "select s.slot, e.kind from subject s join element e on e.id = s.key"
            ).all()
            last = {
                name.removeprefix(FAMILY_PREFIX): load_columns(connection, name)
                for name in families(connection, FAMILY_PREFIX)
            }
        kind_of = np.zeros(max(slot for slot, _ in subjects) + 1, dtype=np.uint8)
        for slot, kind in subjects:
            kind_of[slot] = kinds.index(kind)
        judge.place(kind_of)
        readings = [
            Readings(
                family,
                (columns["key"] >> 32).astype(np.int32),
                (columns["key"] & 0xFFFFFFFF).astype(np.int32),
                columns["time_ms"],
                {name: column.astype(np.float64) for name, column in columns.items() if name not in {"key", "time_ms"}},
            )
            for family, columns in last.items()
        ]
        now_ms = int(max(part.time_ms.max() for part in readings))
        changes = [judge.judge(Batch("test", now_ms, now_ms, tuple(readings))), judge.due(now_ms + AN_HOUR_MS)]
        return {
            (judge.rules[rule].id, instance)
            for change in changes
            for rule, instance in zip(change.rule.tolist(), change.instance.tolist(), strict=True)
        }


@pytest.fixture
def kept():
    """Look at what a product keeps: kept(product)."""
    looking = []

    def look(product) -> Kept:
        data = product.home / "data"
        ledger = Ledger.open(f"sqlite:///{data}/ledger.sqlite", AnchoredClock())
        looking.append(Kept(ledger, ParquetStore(data / "series", SeriesSettings())))
        return looking[-1]

    yield look
    for one in looking:
        one.ledger.close()
        one.store.close()


def assert_reads(gear: Gear, found: dict[tuple[str, int, str], float], relative: float) -> None:
    assert {what: found.get(what) for what in gear.says} == pytest.approx(gear.says, rel=relative)
    assert not gear.silent_on & found.keys()


@pytest.mark.parametrize("gear", GEAR, ids=lambda gear: gear.dump)
def test_poll_prints_what_stands_in_the_dump(gear, real_equipment, product_at, tmp_path):
    product = product_at(plant_of(tmp_path / "plant", GEAR, real_equipment), configuration(GEAR))
    printed = json.loads(product.command("poll", gear.element, "--json", "--config", str(product.config)))
    assert (printed["device"], printed["answered"]) == (gear.element, True)
    found = {
        (row["family"], row["instance"], metric): value
        for row in printed["readings"]
        for metric, value in row["values"].items()
    }
    assert {row["subject"] for row in printed["readings"]} == {gear.element}
    assert_reads(gear, found, relative=1e-12)


def test_run_keeps_what_stands_in_the_dumps_and_raises_nothing(real_equipment, product_at, tmp_path, kept, wait_until):
    product = product_at(plant_of(tmp_path / "plant", GEAR, real_equipment), configuration(GEAR))
    product.start()
    look = kept(product)

    def swept():
        return all(len(look.numbers(one.element, *what)) >= LEVEL_SWEEPS for one in GEAR for what in one.says)

    wait_until(swept, 60, "four level sweeps of every device are in the series store")
    for one in GEAR:
        assert_reads(one, look.last(one.element), relative=1e-6)
        for (family, instance, metric), value in one.says.items():
            np.testing.assert_allclose(look.numbers(one.element, family, instance, metric), value, rtol=1e-6)
        for what in one.silent_on:
            assert not len(look.numbers(one.element, *what))
    assert look.last("CMTS1")["us_channel", 13, "codewords_unerrored"] == 5135394041, "to the last digit"
    assert not len(look.numbers("CMTS1", "us_channel", 13, "uncorrectable_ratio")), "nothing was counted"
    assert product.ask_ledger("select * from alarm") == []
    assert product.incidents() == []
    assert look.raised_in_an_hour() == set()
    assert product.stop() == 0
    assert "Traceback" not in product.log.read_text()


@pytest.fixture
def wrapping_c3(real_data, serve_dumps, tmp_path):
    """The C3 as it was before its software had 64-bit counters; channel 13 goes round every four seconds."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    wide = tuple(COUNTED.format(column=column, channel="")[: -len("|")] for column in (8, 9, 10))
    lines = [
        line for line in (real_data / "arris-c3-cmts.snmprec").read_text().splitlines() if not line.startswith(wide)
    ]
    moving = {
        COUNTED.format(column=2, channel=13): "65:numeric|rate=1000000000,initial=840426744,wrap=1",
        COUNTED.format(column=4, channel=13): "65:numeric|rate=1,initial=2110",
    }
    lines = [
        next((start.removesuffix("|") + "|" + value for start, value in moving.items() if line.startswith(start)), line)
        for line in lines
    ]
    (folder / f"{OLD_C3}.snmprec").write_text("\n".join(lines) + "\n")
    return serve_dumps(folder)


def test_a_counter_that_wraps_is_no_burst_of_errors(wrapping_c3, product_at, tmp_path, kept, wait_until):
    gear = (Gear("CMTS1", "cmts", OLD_C3, {}, frozenset()),)
    product = product_at(plant_of(tmp_path / "plant", gear, wrapping_c3), configuration(gear))
    product.start()
    look = kept(product)

    def wrapped():
        counted = look.history("CMTS1", "us_channel", 13, "codewords_unerrored")
        falls = [later < earlier for earlier, later in itertools.pairwise(counted.tolist())]
        return falls.count(True) >= 2 and falls.count(False) >= 2

    wait_until(wrapped, 60, "the counter went round twice, and not in two other intervals")
    ratio = look.history("CMTS1", "us_channel", 13, "uncorrectable_ratio")
    counted = look.history("CMTS1", "us_channel", 13, "codewords_unerrored")
    rising = np.diff(counted) > 0
    going_round = ratio[1:][~rising]
    assert (np.isnan(going_round) | (going_round < 1e-6)).all(), "it went on counting, or nobody knows"
    assert (ratio[1:][rising] < 1e-6).all()
    assert (ratio[1:][rising] > 0).any()
    assert product.ask_ledger("select * from alarm") == []
    assert not {rule for rule, _ in look.raised_in_an_hour() if "correctable" in rule}
