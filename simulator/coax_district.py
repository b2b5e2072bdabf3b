"""Coax districts: service groups of one or two nodes, their cascades, their homes and their power supplies."""

from __future__ import annotations

from simulator.cells import Cell
from simulator.feeder import Feeder, Piece
from simulator.flats import FEW_HOMES, RISER_WAYS, Builder, Source
from simulator.hubs import Fibre, Hubs
from simulator.premises import Home, frontage, houses, metres_along
from simulator.sizes import CitySize
from simulator.streets import Corner, along, spanning_tree

DEEPEST = 4
"""Amplifiers in a row, those inside buildings among them."""
MOST_TRIES = 200
MOST_IN_A_BLOCK = 72


def draw_group(builder: Builder, hubs: Hubs, cmts: Fibre, number: int, cells: list[Cell], size: CitySize) -> list[
    tuple[Cell, list[Home]]
]:  # fmt: skip
    """Draw one service group: a port of the CMTS, the nodes of one or two cells, and what hangs on them."""
    draw, pieces = builder.draw, builder.pieces
    fibre = hubs.port(cmts, "cmts_port", number)
    if len(cells) > 1:
        fibre = hubs.lead(fibre, _middle(cells[0], size), "splitter")
    settled, nodes = [], []
    for cell in cells:
        node = _draw_node(builder, hubs, fibre, cell, size)
        settled.append((cell, _settle(builder, cell, node)))
        nodes.append(range(node, len(pieces)))
    if len(nodes) > 1 and draw.random() < 0.35:
        _power(builder, nodes[0][0], [piece for segment in nodes for piece in segment])
    else:
        for segment in nodes:
            _power(builder, segment[0], list(segment))
    return settled


def _middle(cell: Cell, size: CitySize) -> Corner:
    return cell.origin[0] + size.columns // 2, cell.origin[1] + size.rows // 2


def _draw_node(builder: Builder, hubs: Hubs, fibre: Fibre, cell: Cell, size: CitySize) -> int:
    """Lead a fibre to a node in a cell and grow its cables; return the node."""
    draw, town, pieces = builder.draw, builder.town, builder.pieces
    first = len(pieces)
    for _ in range(MOST_TRIES):
        root = (cell.origin[0] + draw.randrange(1, size.columns - 1), cell.origin[1] + draw.randrange(1, size.rows - 1))
        tree = spanning_tree(draw, size.columns, size.rows, root, cell.origin)
        node = hubs.lead(fibre, root, "optical_node", town.streets[root[1]]).piece
        Feeder(draw, town, tree, pieces, draw.uniform(17.0, 25.0), DEEPEST).grow(node, root)
        taps = sum(piece.kind == "tap" for piece in pieces[first:])
        if 2 <= len(tree[root]) <= 4 and max(piece.depth for piece in pieces[first:]) >= 2 and taps >= 30:
            return node
        del pieces[first:]
    msg = f"no node came out of {MOST_TRIES} tries"
    raise RuntimeError(msg)


def _settle(builder: Builder, cell: Cell, node: int) -> list[Home]:
    """Draw a cell's homes onto its node's taps: blocks of flats until what is left fits the other taps as houses."""
    draw, town, pieces = builder.draw, builder.town, builder.pieces
    taps = [number for number in range(node, len(pieces)) if pieces[number].kind == "tap"]
    draw.shuffle(taps)
    estates = [builder.estate() for _ in range(2)]
    crowding = draw.uniform(0.5, 0.8)
    homes: list[Home] = []
    while len(taps) > 1 and cell.homes - len(homes) > crowding * sum(pieces[tap].ways for tap in taps):
        tap = pieces[number := taps.pop()]
        room = FEW_HOMES if tap.depth >= DEEPEST else MOST_IN_A_BLOCK
        block = builder.plan(frontage(tap), metres_along(town, tap), room)
        level, return_db = tap.level_dbmv - tap.value_db, tap.return_db + tap.value_db
        amplified = tap.depth < DEEPEST and len(block.flats) > RISER_WAYS
        source = Source(number, tap.at, level, return_db, tap.depth, tap.ways)
        homes += builder.build(block, draw.choice(estates), source, "cable_modem", amplified=amplified)
    taken = dict.fromkeys(taps, 1)
    spare = [number for number in taps for _ in range(pieces[number].ways - 1)]
    for number in draw.sample(spare, min(max(cell.homes - len(homes) - len(taps), 0), len(spare))):
        taken[number] += 1
    for number in sorted(taken):
        homes += houses(draw, town, pieces, number, taken[number], builder.addresses)
    return homes


def _power(builder: Builder, node: int, fed: list[int]) -> None:
    """Stand a supply near a node and let the nodes and street amplifiers among `fed` live on it."""
    pieces = builder.pieces
    beside = pieces[node].at
    at = along(beside, (beside[0] + 1.0, beside[1] - 1.0), 5.0)
    pieces.append(Piece("line_power_supply", node, at, street=pieces[node].street, length_m=6.0,
                        zone=builder.mains.zone(at)))  # fmt: skip
    for number in fed:
        if pieces[number].kind == "optical_node" or (pieces[number].kind == "amplifier" and pieces[number].zone < 0):
            pieces[number].supply = len(pieces) - 1
