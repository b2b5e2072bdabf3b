"""Makers and models of outside-plant gear, and in what each of them differs from the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from simulator.addresses import spoken_by
from simulator.ber import Oid
from simulator.city import City


@dataclass(frozen=True, slots=True)
class Model:
    """A model of transponder and what stands behind it."""

    vendor: str
    name: str
    firmware: str
    object_id: Oid
    most_names: int
    """Names one request may have; more is tooBig. HMS calls it commonVarBindings."""
    v1_only: bool = False
    """Hears nothing but SNMPv1."""
    index_length: bool = True
    """An OID that is an index is led by its length, as the standard wants it."""
    lacks: frozenset[str] = field(default_factory=frozenset)
    """Names of objects it does not have, though the standard does."""
    unmeasured: frozenset[str] = field(default_factory=frozenset)
    """Names of objects it answers with 0 because it cannot measure them, as its flags of support say."""


_HMS, _NSCRTV, _OTHER = (1, 3, 6, 1, 4, 1, 5591, 1), (1, 3, 6, 1, 4, 1, 17409, 1), (1, 3, 6, 1, 4, 1, 99_999, 7)

MODELS: dict[str, tuple[Model, ...]] = {
    "hms-node": (
        Model("Example Optics", "ON-4100", "fw 4.2", (*_HMS, 5), 16),
        Model("Ridge Photonics", "RP-220", "R2.0.7", (*_HMS, 5), 6, index_length=False,
              lacks=frozenset({"fnOpticalReceiverCurrent", "fnReturnLaserOpticalPower", "fnLinePowerVoltage2"})),
    ),
    "hms-amplifier": (
        Model("Example Optics", "BA-870", "fw 1.9", (*_HMS, 10), 12),
        Model("Ridge Photonics", "RP-T8", "R1.1.0", (*_HMS, 10), 4, index_length=False,
              lacks=frozenset({"rfAmpRFActiveCurrent", "rfAmpLinePowerVoltage2", "rfAmpLinePowerCurrent"})),
    ),
    "nscrtv-node": (
        Model("星河光电 Xinghe", "XH-8602", "V3.10", (*_NSCRTV, 10), 8, v1_only=True),
        Model("蓝海广电 Lanhai", "LH-ON24", "2.4.0", (*_NSCRTV, 10), 10, index_length=False,
              lacks=frozenset({"fnReturnLaserTemp", "fnLinePowerVoltage2"})),
    ),
    "nscrtv-amplifier": (
        Model("星河光电 Xinghe", "XH-A750", "V3.02", (*_NSCRTV, 12), 8, v1_only=True),
        Model("蓝海广电 Lanhai", "LH-T86", "2.1.5", (*_NSCRTV, 12), 6, index_length=False,
              lacks=frozenset({"addLinePowerVoltage2", "addRFPorteq"})),
    ),
    "hms-supply": (
        Model("Steadfast Power", "SP-915", "07.03.11", (*_HMS, 4), 12),
        Model("Voltline", "VL-60", "1.4", (*_HMS, 4), 6, index_length=False,
              unmeasured=frozenset({"psInputVoltage", "psPowerOut", "psFrequencyOut", "psRMSCurrentIn", "psPowerIn",
                                    "psBatteryVoltage", "psTamper", "psMinorAlarm", "psStringFloat"})),
    ),
    "ups": (
        Model("Example Power", "HX-20K", "2.11", (1, 3, 6, 1, 2, 1, 33), 20),
        Model("Steadfast Power", "SU-10", "5.0", (*_OTHER, 33), 12,
              lacks=frozenset({"upsBatteryCurrent", "upsBatteryTemperature", "upsInputTruePower"})),
    ),
    "switch": (Model("Example Networks", "EN-5248", "9.3(7)", (*_OTHER, 24), 64),),
}  # fmt: skip
"""By what the agent speaks."""


def model_of(city: City, element: int) -> Model:
    """Return the model at an element that answers.

    Supplies and what stands in hubs are mixed. Of nodes and amplifiers a district has one maker: the first
    service groups of a CMTS one, the last ones another. Raises KeyError for an element whose agent is no gear.
    """
    speaks = spoken_by(city.elements[element])
    known = MODELS[speaks]
    if speaks in {"hms-supply", "ups", "switch"}:
        return known[share(city, element, 12) * len(known) // 1000]
    port = element
    while port >= 0 and city.elements[port].kind != "cmts_port":
        port = city.elements[port].parent
    if port < 0:
        return known[0]
    ports = _children(city, city.elements[port].parent)
    return known[ports.index(port) * len(known) // len(ports)]


def snmp_version(city: City, element: int) -> str:
    """Return `1` or `2c`: what to ask the agent at an element with."""
    known = MODELS.get(spoken_by(city.elements[element]))
    return "1" if known and model_of(city, element).v1_only else "2c"


def share(city: City, element: int, purpose: int) -> int:
    """Return a fixed number 0 … 999 of an element, another for every purpose and city."""
    return crc32(f"{city.seed} {city.elements[element].id} {purpose}".encode()) % 1000


def _children(city: City, element: int) -> list[int]:
    """Return what hangs directly on an element."""
    found, at = [], element + 1
    while at < element + city.size[element]:
        found.append(at)
        at += city.size[at]
    return found
