"""Which metrics an element of a kind has a chart of, and their units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as the series store names it."""

    family: str
    name: str
    per_s: float = 0.0
    """For counters: the factor that turns counts per second into what is shown; 0: shown as it is."""

    @property
    def unit(self) -> str:
        """Its unit, from the end of its name or for counters from their factor; empty for plain counts."""
        if self.per_s:
            return COUNTED[self.per_s]
        return next((unit for end, unit in UNITS if self.name.endswith(end)), "")


UNITS = (
    ("_dbmv", "dBmV"),
    ("_dbm", "dBm"),
    ("_db", "dB"),
    ("_ratio", "%"),
    ("_mw", "mW"),
    ("_v", "V"),
    ("_a", "A"),
    ("_c", "°C"),
    ("_w", "W"),
    ("_hz", "Hz"),
    ("_m", "m"),
    ("_mbps", "Mbit/s"),
    ("_bps", "bit/s"),
    ("_percent", "%"),
    ("_min", "min"),
    ("_ms", "ms"),
    ("_s", "s"),
)


BITS, HOURLY = 8.0, 3600.0
COUNTED = {BITS: "bit/s", HOURLY: "/h"}


def _of(family: str, *names: str, per_s: float = 0.0) -> tuple[Metric, ...]:
    return tuple(Metric(family, name, per_s) for name in names)


_RATIOS = ("uncorrectable_ratio", "correctable_ratio")
_SYSTEM = _of("system", "uptime_s")
_MODEM = (
    *_of("cm_downstream", "ds_power_dbmv", "ds_snr_db"),
    *_of("cm_upstream", "us_tx_power_dbmv"),
    *_of("cmts_cm", "us_rx_power_dbmv", "us_snr_db", *_RATIOS),
    *_of("cm_upstream", "t3_timeouts", "t4_timeouts", per_s=HOURLY),
    *_of(
        "cm_equaliser",
        "us_nmter_db", "us_mtc_db", "us_pre_mtter_db", "us_post_mtter_db", "us_echo_db", "us_echo_distance_m",
    ),
    *_SYSTEM,
)  # fmt: skip
_CHANNELS = _of("us_channel", "us_snr_db", *_RATIOS)
_NODE = _of(
    "optical_node",
    "optical_rx_dbm", "optical_tx_dbm", "rf_output_dbmv", "temperature_c", "line_power_1_v", "laser_current_a",
)  # fmt: skip
_AMPLIFIER = _of(
    "amplifier", "rf_output_dbmv", "rf_input_dbmv", "line_power_1_v", "line_power_current_a", "temperature_c"
)  # fmt: skip
_BATTERY = _of(
    "ups",
    "battery_charge_percent", "battery_remaining_min", "input_voltage_v", "output_voltage_v",
    "output_load_percent", "battery_temperature_c",
)  # fmt: skip
_SUPPLY = _of(
    "power_supply",
    "output_voltage_v", "output_current_a", "input_voltage_v", "string_voltage_v", "discharge_current_a",
    "charge_current_a", "battery_temperature_c", "temperature_c",
)  # fmt: skip
_EOC_HEAD = _of("eoc_head", "units_present", "rf_output_dbmv", "temperature_c")
_EOC_UNIT = _of(
    "eoc_unit",
    "ds_attenuation_db", "us_attenuation_db", "ds_quality_percent", "us_quality_percent",
    "ds_rate_mbps", "us_rate_mbps",
)  # fmt: skip
_OFDM = (
    *_of("cm_ofdm_band", "ds_ofdm_power_dbmv"),
    *_of("cm_ofdm", "ds_ofdm_mer_db"),
    *_of("cm_ofdma", "us_ofdma_tx_power_dbmv"),
)
_ONU = (*_of("onu", "onu_rx_dbm", "onu_tx_dbm", "onu_temperature_c"), *_of("onu_down", "onu_down_cause_code"))
_INTERFACE = (
    *_of("interface", "in_octets", "out_octets", per_s=BITS),
    *_of("interface", "in_errors", "out_errors", per_s=HOURLY),
)
_PING = _of("ping", "loss_ratio", "round_trip_ms")

BY_KIND: Mapping[str, tuple[Metric, ...]] = {
    "cable_modem": (*_MODEM, *_OFDM),
    "set_top_box": _MODEM,
    "cmts": (*_CHANNELS, *_SYSTEM),
    "cmts_port": _CHANNELS,
    "optical_node": _NODE,
    "amplifier": (*_AMPLIFIER, *_SYSTEM),
    "olt": (*_of("pon_port", "onus_present"), *_SYSTEM),
    "eoc_head": (*_EOC_HEAD, *_SYSTEM),
    "onu": _ONU,
    "eoc_unit": _EOC_UNIT,
    "line_power_supply": (*_SUPPLY, *_BATTERY, *_SYSTEM),
    "ups": (*_BATTERY, *_SYSTEM),
    "switch": (*_INTERFACE, *_PING, *_SYSTEM),
    "router": (*_INTERFACE, *_PING, *_SYSTEM),
}


def metrics_of(kind: str) -> tuple[Metric, ...]:
    """Return the metrics of a kind, the most telling first; none for kinds that nobody asks."""
    return BY_KIND.get(kind, ())


def metric(kind: str, name: str, family: str | None) -> Metric | None:
    """Return the metric of a kind by its name, in the family named or the first that has it."""
    return next((item for item in metrics_of(kind) if item.name == name and family in (None, item.family)), None)
