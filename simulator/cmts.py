"""What a CMTS answers. Source: DOCS-IF-MIB, DOCS-IF3-MIB, IF-MIB."""

from __future__ import annotations

from simulator import ber
from simulator.cmts_channels import Group, channels, ports, service_groups
from simulator.cmts_rows import modem_rows
from simulator.cmts_table import CmtsTable
from simulator.context import Context, Views
from simulator.mib import Object, View
from simulator.system import ETHERNET, Interface, fixed, interfaces, system

_UP_SINCE_MS = 40 * 86_400_000
"""A CMTS has been up for so long when we start."""


class CmtsView(View):
    """The view of one CMTS, whose rows come and go with its modems."""

    def __init__(self, objects: list[Object], table: CmtsTable) -> None:
        """Take the objects, among them those of `table`."""
        super().__init__(objects)
        self._table = table

    def refresh(self, now_ms: int) -> None:
        """Bring the table of modems up to date, as far as the CMTS shows it."""
        if self._table.refresh(now_ms):
            self.lay_out()


def cmts_views(context: Context) -> Views:
    """Return the views of all CMTSs."""
    return lambda subject: _view(context, context.members[subject])


def _view(context: Context, cmts: int) -> View:
    city, plant, table = context.city, context.plant, context.tables[cmts]
    groups = service_groups(city, context.levels, cmts)
    listed = [Interface(1, "10GigabitEthernet1/0", ETHERNET, 10_000_000_000, 90_000_000)]
    for group in groups:
        listed += ports(group)
    objects = system(
        fixed(ber.octets("<<HW_REV: 2.0; VENDOR: Example Cable; BOOTR: 3.1; SW_REV: 8.2.4; MODEL: CX-16 CMTS>>")),
        (1, 3, 6, 1, 4, 1, 4491, 2, 4, 2),
        fixed(ber.octets(city.elements[cmts].id)),
        lambda _subject: plant.started_ms - _UP_SINCE_MS,
        fixed(ber.octets(city.elements[city.elements[cmts].parent].name)),
    )
    mac = ber.octets(b"\x02\x00\x5e\x10" + (city.cmtses.index(cmts) + 1).to_bytes(2, "big"))
    lit = _PortsUp(context, groups)
    objects += interfaces(listed, fixed(mac), lit)
    objects += modem_rows(table, context.levels, groups)
    objects += channels(context, groups)
    return CmtsView(objects, table)


class _PortsUp:
    """Tells whether an interface is up: those of a dead card are not."""

    def __init__(self, context: Context, groups: list[Group]) -> None:
        self._plant = context.plant
        per_group = len(ports(groups[0])) if groups else 1
        self._element = [-1] + [group.element for group in groups for _ in range(per_group)]

    def __call__(self, _subject: int, row: int) -> bool:
        element = self._element[row]
        return element < 0 or self._plant.lit(element)
