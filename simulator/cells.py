"""How a town is cut up: which part hangs on which hub, which is on coax and which on EoC, who is responsible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from simulator.city import Territory
from simulator.sizes import CitySize
from simulator.streets import Corner, Point, Town

MARGIN_M = 60.0
"""How far the town goes on beyond its outermost streets."""
MOST_PER_STATION = 3
"""Cells of one township station."""
_STATIONS = (
    ("城关", "Chengguan"), ("河东", "Hedong"), ("新桥", "Xinqiao"), ("石牌", "Shipai"), ("太平", "Taiping"),
    ("塘湾", "Tangwan"), ("金鼓", "Jingu"), ("三台", "Santai"), ("柳林", "Liulin"), ("马家", "Majia"),
    ("观音", "Guanyin"), ("罗渡", "Luodu"), ("高坪", "Gaoping"), ("大石", "Dashi"), ("宝梵", "Baofan"),
    ("回水", "Huishui"), ("莲花", "Lianhua"), ("永胜", "Yongsheng"), ("红旗", "Hongqi"), ("凉水", "Liangshui"),
)  # fmt: skip
_CONTRACTORS = (
    ("宏达线路工程队", "Hongda Line Crew"),
    ("蜀光网络维护公司", "Shuguang Network Services"),
    ("恒信弱电安装队", "Hengxin Installers"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of town that one node, or one PON port, serves."""

    hub: int
    eoc: bool
    column: int
    """Place among the cells, west to east."""
    row: int
    """Place among the cells, south to north."""
    origin: Corner
    homes: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A town's cells, hub by hub, and the outlines of those responsible for them."""

    town: Town
    size: CitySize
    cells: tuple[Cell, ...]

    def of_hub(self, hub: int) -> list[Cell]:
        """Return a hub's cells: coax ones first, neighbours next to each other."""
        return [cell for cell in self.cells if cell.hub == hub]

    def middle(self, cells: list[Cell]) -> Corner:
        """Return the corner in the middle of the cell that lies most amidst some."""
        x = sum(cell.column for cell in cells) / len(cells)
        y = sum(cell.row for cell in cells) / len(cells)
        best = min(cells, key=lambda cell: math.hypot(cell.column - x, cell.row - y))
        return best.origin[0] + self.size.columns // 2, best.origin[1] + self.size.rows // 2


def lay_out(draw: Random, town: Town, size: CitySize, homes: int) -> Layout:
    """Cut a town into cells for nodes and PON ports and spread `homes` over them.

    Cells follow each other up one column and down the next, so that those of a hub lie together.
    """
    count = size.nodes + size.pons
    weights = [draw.uniform(0.75, 1.25) for _ in range(count)]
    total = sum(weights)
    high = rows_of(size)
    found: list[Cell] = []
    for hub in range(size.hubs):
        nodes = _share(size.nodes, size.hubs, hub)
        with_eoc = hub - (size.hubs - size.eoc_hubs)
        pons = _share(size.pons, size.eoc_hubs, with_eoc) if with_eoc >= 0 else 0
        for number in range(nodes + pons):
            column, up = divmod(len(found), high)
            row = up if column % 2 == 0 else high - 1 - up
            share = round(homes * weights[len(found)] / total)
            origin = (column * size.columns, row * size.rows)
            found.append(Cell(hub, number >= nodes, column, row, origin, share))
    return Layout(town, size, tuple(found))


def rows_of(size: CitySize) -> int:
    """Return how many cells lie from south to north."""
    return max(round(math.sqrt((size.nodes + size.pons) * 0.7)), 2)


def columns_of(size: CitySize) -> int:
    """Return how many cells lie from west to east."""
    return -(-(size.nodes + size.pons) // rows_of(size))


def territories(draw: Random, layout: Layout) -> tuple[dict[Cell, Territory], tuple[Territory, ...]]:
    """Return the station each cell belongs to, and all areas: a branch for each hub, its stations, outermost first."""
    names = list(_STATIONS)
    draw.shuffle(names)
    station_of: dict[Cell, Territory] = {}
    branches: list[Territory] = []
    stations: list[Territory] = []
    for hub in range(layout.size.hubs):
        cells = layout.of_hub(hub)
        branch = Territory(
            f"BR{hub + 1}", f"第{hub + 1}分公司片区 Branch {hub + 1}", f"第{hub + 1}分公司 Branch {hub + 1}",
            _placed(layout, _around(layout, cells)),
        )  # fmt: skip
        branches.append(branch)
        for group in _stacks(cells):
            number = len(stations)
            again = number // len(names)
            zh, en = names[number % len(names)]
            zh, en = (zh, en) if not again else (f"{zh}{again + 1}", f"{en} {again + 1}")
            outside = draw.random() < 0.2
            unit = " ".join(draw.choice(_CONTRACTORS)) if outside else f"{zh}广电站 {en} Station"
            outline = _placed(layout, _around(layout, group))
            station = Territory(f"ST{number + 1}", f"{zh}镇 {en}", unit, outline, branch.id)
            stations.append(station)
            station_of |= dict.fromkeys(group, station)
    return station_of, (*branches, *stations)


def _share(total: int, parts: int, part: int) -> int:
    """Return how many of `total` fall to one of `parts`."""
    return total * (part + 1) // parts - total * part // parts


def _stacks(cells: list[Cell]) -> list[list[Cell]]:
    """Return groups of cells that lie on top of each other."""
    groups: list[list[Cell]] = []
    for cell in cells:
        if groups and groups[-1][0].column == cell.column and len(groups[-1]) < MOST_PER_STATION:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return groups


def _around(layout: Layout, cells: list[Cell]) -> list[Point]:
    """Return the ring around cells that hang together: along their southern edges, back along the northern."""
    town, size = layout.town, layout.size
    there, back = [], []
    for column in sorted({cell.column for cell in cells}):
        rows = [cell.row for cell in cells if cell.column == column]
        west, east = _edge(town.xs, column * size.columns), _edge(town.xs, (column + 1) * size.columns)
        south, north = _edge(town.ys, min(rows) * size.rows), _edge(town.ys, (max(rows) + 1) * size.rows)
        there += [(west, south), (east, south)]
        back += [(west, north), (east, north)]
    return [*there, *reversed(back), there[0]]


def _edge(places: tuple[float, ...], number: int) -> float:
    """Return the line between a street and the one before it; beyond the first and last, a margin."""
    if number == 0:
        return places[0] - MARGIN_M
    if number >= len(places):
        return places[-1] + MARGIN_M
    return (places[number - 1] + places[number]) / 2


def _placed(layout: Layout, ring: list[Point]) -> tuple[Point, ...]:
    return tuple(layout.town.place(point) for point in ring)
