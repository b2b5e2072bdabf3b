"""All kinds of agent there are, and who makes their views."""

from __future__ import annotations

from simulator.cmts import cmts_views
from simulator.context import Factory
from simulator.modem import modem_views
from simulator.node import node_views

FACTORIES: dict[str, Factory] = {
    "docsis-cmts": cmts_views,
    "docsis-modem": modem_views,
    "hms-node": node_views,
}
"""By what `Element.agent` says; an element of another kind has an address where nobody answers."""
