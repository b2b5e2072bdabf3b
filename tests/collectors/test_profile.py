"""The contract of device profiles, over every one there is, and what a bad one is told."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from collectors.model import Cadence
from collectors.profiles.loading import ProfileError, load_profiles
from collectors.profiles.metrics import COUNTS, UNITS, known_metrics
from collectors.profiles.model import Metric
from collectors.snmp import ber
from collectors.states import TerminalState

PROFILES = load_profiles()
ASKED = [name for name, profile in PROFILES.items() if profile.ping is None]
"""Profiles of equipment that has SNMP."""


def test_the_profiles_of_the_product_are_there():
    assert set(PROFILES) == {
        *("docsis-cmts", "docsis-modem", "docsis31-modem", "set-top", "olt-epon", "olt-gpon", "eoc-head"),
        *("olt-gpon-huawei", "olt-gpon-zte", "olt-gpon-zte-titan", "olt-gpon-fiberhome"),
        *("hms-node", "hms-amplifier", "hms-supply", "hms-generator", "hms-headend"),
        *("nscrtv-node", "nscrtv-amplifier", "nscrtv-transmitter", "nscrtv-external-transmitter", "nscrtv-receiver"),
        *("nscrtv-return-receiver", "nscrtv-optical-amplifier", "nscrtv-optical-switch", "nscrtv-line-monitor"),
        *("ups", "interfaces", "switch", "ping", "ping-tcp"),
    }


def test_every_known_metric_is_read_by_some_profile_and_says_its_unit():
    read = {metric for profile in PROFILES.values() for metrics in profile.families.values() for metric in metrics}
    assert set(known_metrics()) == read
    assert all(name.rsplit("_", 1)[-1] in UNITS + COUNTS for name in known_metrics())
    assert all(known_metrics().values())


@pytest.mark.parametrize("name", ASKED)
def test_a_profile_keeps_the_contract(name):
    profile = PROFILES[name]
    assert profile.title
    assert re.search(r"MIB", profile.source), "names its MIBs"
    parts = [*profile.scalars, *profile.tables]
    assert parts
    for part in parts:
        assert part.cadence
        assert part.metrics
        for metric in part.metrics:
            assert metric.name.rsplit("_", 1)[-1] in UNITS + COUNTS
            assert re.fullmatch(r"[a-z][A-Za-z0-9]+", metric.object), "the MIB's own name"
            assert ber.decode_oid(ber.encode_oid(metric.oid)) == metric.oid
            assert metric.oid != metric.otherwise
    for scalars in profile.scalars:
        assert all(metric.oid.endswith(".0") for metric in scalars.metrics), "a scalar's instance is 0"
    for table in profile.tables:
        assert not any(metric.oid.endswith(".0") for metric in table.metrics)


@pytest.mark.parametrize("name", ASKED)
def test_every_device_is_asked_for_states_and_for_levels(name):
    profile = PROFILES[name]
    for cadence in (Cadence.STATE, Cadence.LEVEL):
        assert profile.states or profile.asks(cadence)


def test_states_mean_the_same_at_every_vendor():
    for table in PROFILES["docsis-cmts"].states:
        assert {TerminalState(int(table.states[number])) for number in (6, 8)} == {TerminalState.REGISTERED}
        assert table.states[1] == TerminalState.DARK
        assert table.states[2] == TerminalState.RANGING
        assert {TerminalState(int(table.states[number])) for number in (4, 5, 9)} == {TerminalState.UNREGISTERED}
        assert table.states[0] == table.states[200] == TerminalState.UNKNOWN
    modern, old = PROFILES["docsis-cmts"].states
    assert (old.states[3], old.states[7], modern.states[17]) == (
        TerminalState.RANGING,
        TerminalState.BARRED,
        TerminalState.BARRED,
    )


def test_optical_power_below_one_step_is_no_reading():
    metric = next(
        metric for table in PROFILES["hms-node"].tables for metric in table.metrics if metric.name == "optical_rx_dbm"
    )
    dbm = metric.value(np.array([10.0, 1.0, 20.0, 0.0]))
    assert dbm[:3] == pytest.approx([0.0, -10.0, 3.0103], abs=1e-4)
    assert np.isnan(dbm[3])


def test_tenths_come_out_as_people_write_them():
    assert Metric("us_snr_db", "x", "1.3", scale=0.1).value(np.array([269.0])).tolist() == [26.9]
    assert Metric("x_v", "x", "1.3", scale=100.0, offset=1.0).value(np.array([34.0])).tolist() == [3401.0]


def test_what_is_missing_is_missing_before_it_is_scaled():
    value = Metric("us_snr_db", "x", "1.3", scale=0.1, missing=(0.0, -1.0)).value(np.array([0.0, -1.0, 1.0]))
    assert np.isnan(value[:2]).all()
    assert value[2] == 0.1


GOOD = """
title = "A device"
source = "SOME-MIB"
[[scalars]]
family = "system"
cadence = ["state"]
[scalars.metrics]
uptime_s = { object = "sysUpTime", oid = "1.3.6.1.2.1.1.3.0", scale = 0.01 }
"""


@pytest.fixture
def write(tmp_path):
    def profile(text, name="thing"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return profile


def test_an_operators_own_profile_is_read(write):
    assert load_profiles(write(GOOD))["thing"].families == {"system": ("uptime_s",)}


STATES = """
[[states]]
object = "x"
mac = "1.3.1"
value = "1.3.2"
[states.values]
"""
VARIANT = """
[[variant]]
name = "v"
object = "x"
oid = "1.3.1"
begins = "X"
[variant.scale]
"""
TABLE = "[[table]]\nfamily = 'x'\ncadence = ['level']\n"
COLUMN = "[table.metrics]\nin_octets = { object = 'x', oid = '1.3.1' }\n"
SEGMENT = STATES + "dark = [1]\n[states.segment]\n"
METRIC = "thing.toml:8: scalars[0]: metrics.uptime_s: "
HEAD = GOOD[: GOOD.index("[[")]
PING = HEAD + "[ping]\nways = ['icmp', 'tcp']\nechoes = 3\ntcp_ports = [80]\n"

BAD = {
    "thing.toml: ": "title = [",
    "thing.toml: title is missing": GOOD.replace("title", "titel"),
    "thing.toml:1: unknown key sauce, did you mean source?": "sauce = 'x'" + GOOD,
    METRIC + "oid: '1.3.6.1.x' is no object identifier": GOOD.replace('"1.3.6.1.2.1.1.3.0"', '"1.3.6.1.x"'),
    "thing.toml:8: scalars[0]: metrics.uptime: a metric's name ends with its unit": GOOD.replace("uptime_s", "uptime"),
    "thing.toml:6: scalars[0]: cadence: 'hourly' is not a valid Cadence": GOOD.replace("state", "hourly"),
    METRIC + "scale = 'x' is of the wrong type": GOOD.replace("scale = 0.01", "scale = 'x'"),
    METRIC + "scale = 0 is not above 0": GOOD.replace("scale = 0.01", "scale = 0"),
    METRIC + "unknown key scael, did you mean scale?": GOOD.replace("scale = 0.01", "scael = 1"),
    METRIC + "transform 'cube' is none of mw_to_dbm": GOOD.replace("scale = 0.01", "transform = 'cube'"),
    "thing.toml:5: scalars[0]: family = 'Sys tem' is not in snake case": GOOD.replace('"system"', '"Sys tem"'),
    "thing.toml: system.uptime_s is read twice": GOOD + GOOD[GOOD.index("[[") :],
    "thing.toml:1: include: 'nothing' is no profile that can be included": "include = ['nothing']" + GOOD,
    "thing.toml:15: states[0]: values: asleep is no terminal state": GOOD + STATES + "asleep = [1]",
    "states[0]: values: barred: 1 is no number from 0 to 255, or named twice": GOOD
    + STATES
    + "dark = [1]\nbarred = [1]",
    "thing.toml:16: variant[0]: scale: power_w is no metric of this profile": GOOD + VARIANT + "power_w = 2",
    "thing.toml:1: most_objects = 0 is not between 1 and 100": "most_objects = 0" + GOOD,
    "thing.toml:1: scalars = 3 is of the wrong type": "scalars = 3" + HEAD,
    "thing.toml: scalars[0]: must be a table": "scalars = [3]" + HEAD,
    "thing.toml:8: scalars[0]: metrics.uptmie_s: no metric is called uptmie_s, did you mean uptime_s?": GOOD.replace(
        "uptime_s", "uptmie_s"
    ),
    "thing.toml:8: scalars[0]: metrics.uptime_s: only a table has": GOOD.replace(
        "scale = 0.01", "per = { object = 'x', oid = '1.3.1' }"
    ),
    METRIC + "otherwise: 'system.3.0' is no object identifier": GOOD.replace(
        "scale = 0.01", "otherwise = 'system.3.0'"
    ),
    "thing.toml:13: table[0]: metrics.in_octets: oid: '1.3.-1' is no object identifier": GOOD
    + TABLE
    + COLUMN.replace("1.3.1", "1.3.-1"),
    "thing.toml:13: table[0]: metrics.in_furlongs: a metric's name ends with its unit": GOOD
    + TABLE
    + COLUMN.replace("in_octets", "in_furlongs"),
    "thing.toml:13: table[0]: metrics.in_otters_v: no metric is called in_otters_v": GOOD
    + TABLE
    + COLUMN.replace("in_octets", "in_otters_v"),
    "thing.toml:12: states[0]: mac: '1.3.one' is no object identifier": GOOD
    + STATES.replace("1.3.1", "1.3.one")
    + "dark = [1]",
    "thing.toml:13: variant[0]: oid: '9.1' is no object identifier": GOOD
    + VARIANT.replace("1.3.1", "9.1")
    + "uptime_s = 2",
    "thing.toml:10: match[0]: object_id: 'arris' is no object identifier": GOOD + "[[match]]\nobject_id = 'arris'\n",
    "thing.toml:9: match[0]: needs object_id, description or both": GOOD + "[[match]]\n",
    "thing.toml:12: proven[0]: metrics: system.uptime is not read by this profile": GOOD
    + "[[proven]]\nequipment = 'x'\ndump = 'x'\nmetrics = ['system.uptime']\n",
    "thing.toml:12: table[0]: index = 'text' is not 'mac'": GOOD + TABLE + "index = 'text'\n",
    "thing.toml:13: table[0]: ranges = [[5, 1]] are not 1 times least and most": GOOD
    + TABLE
    + "index_parts = 2\nranges = [[5, 1]]\n"
    + COLUMN,
    "thing.toml:4: ping: a device is pinged or asked, not both": PING + GOOD[GOOD.index("[[") :],
    "thing.toml:5: ping: ways: 'udp' is none of icmp, tcp": PING.replace("icmp", "udp"),
    "thing.toml:5: ping: ways: needs tcp": PING.replace(", 'tcp'", ""),
    "thing.toml:6: ping: echoes = 0 is not between 1 and 20": PING.replace("3", "0"),
    "thing.toml:7: ping: tcp_ports = [0] are no ports from 1 to 65535": PING.replace("80", "0"),
    "thing.toml:7: ping: unknown key echos, did you mean echoes?": PING.replace("echoes = 3", "echoes = 3\nechos = 3"),
    "thing.toml:12: table[0]: instance = [2] are no parts of an index of 1": GOOD + TABLE + "instance = [2]\n" + COLUMN,
    "states[0]: segment: name = 'md{}' does not write 2 numbers": GOOD
    + SEGMENT
    + "name = 'md{}'\ncolumns = ['1.3.3', '1.3.4']\n",
    "states[0]: segment: octets = [5] are not from 1 to 4": GOOD + SEGMENT + "name = 'pon{}'\noctets = [5]\n",
    "states[0]: segment: nodes: are indexed by 2 numbers, not 1": GOOD
    + SEGMENT
    + "name = 'md{}'\ncolumns = ['1.3.3']\nnodes = '1.3.5'\n",
    "states[0]: segment: unknown key column, did you mean columns?": GOOD + SEGMENT + "name = 'x'\ncolumn = '1.3.3'\n",
}


@pytest.mark.parametrize(("sentence", "text"), BAD.items(), ids=list(BAD))
def test_a_bad_profile_is_refused_by_file_and_key(write, text, sentence):
    with pytest.raises(ProfileError) as refusal:
        load_profiles(write(text))
    assert sentence in str(refusal.value)


def test_the_products_profiles_can_be_copied_and_changed(tmp_path):
    for path in Path(__file__).parents[2].glob("collectors/profiles/devices/*.toml"):
        shutil.copy(path, tmp_path)
    assert load_profiles(tmp_path).keys() == PROFILES.keys()
