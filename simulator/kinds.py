"""All kinds of agent there are, and who makes their views."""

from __future__ import annotations

from simulator.cmts import cmts_views
from simulator.context import Factory
from simulator.eoc import eoc_views
from simulator.gear.amplifiers import hms_amplifier_views, nscrtv_amplifier_views
from simulator.gear.nodes import hms_node_views, nscrtv_node_views
from simulator.gear.supplies import supply_views
from simulator.gear.switches import switch_views
from simulator.gear.ups import ups_views
from simulator.modem import modem_views
from simulator.olt import olt_views

FACTORIES: dict[str, Factory] = {
    "docsis-cmts": cmts_views,
    "docsis-modem": modem_views,
    "eoc-head": eoc_views,
    "hms-amplifier": hms_amplifier_views,
    "hms-node": hms_node_views,
    "hms-supply": supply_views,
    "nscrtv-amplifier": nscrtv_amplifier_views,
    "nscrtv-node": nscrtv_node_views,
    "olt": olt_views,
    "switch": switch_views,
    "ups": ups_views,
}
"""By what `Element.agent` says; an element of another kind has an address where nobody answers."""
