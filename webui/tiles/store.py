"""Tiles as they are sent, drawn once for a version of the plant and of the states, and kept while there is room."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from maps.datum import Datum
from maps.mercator import Tile
from maps.reference import reference
from webui.plant import Plant
from webui.spans import LatestSpans
from webui.standing import Standing
from webui.tiles.drawing import plant_tile, terminals_tile
from webui.tiles.index import Index, index_of
from webui.trouble import Trouble

LAYERS: Mapping[str, Callable[[Index, Standing, Trouble, Tile], bytes]] = {
    "plant": plant_tile,
    "terminals": terminals_tile,
}
MOST_OCTETS = 64 << 20
"""Of tiles kept, compressed."""
LEVEL = 5


class Wish(NamedTuple):
    """Which tile."""

    layer: str
    tile: Tile
    datum: Datum


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile, compressed, and the tag of its content."""

    tag: str
    gzipped: bytes


class Tiles:
    """Draws tiles and keeps them."""

    def __init__(self, most_octets: int = MOST_OCTETS) -> None:
        """Keep tiles of at most so many octets together."""
        self.spans = LatestSpans()
        self._lock = Lock()
        self._indexing = Lock()
        self._indexes: dict[Datum, Index] = {}
        self._kept: OrderedDict[Wish, tuple[Plant, tuple[int, int], Drawn]] = OrderedDict()
        self._room = most_octets

    def prepare(self, plant: Plant) -> None:
        """Sort a plant into tiles, so that whoever asks first need not wait for it."""
        self._index(plant, Datum.WGS84)

    def drawn(self, plant: Plant, standing: Standing, wish: Wish, trouble: Trouble | None = None) -> Drawn:
        """Return a tile of a plant in a state; trouble: what is wrong there, None: nothing."""
        trouble = trouble or Trouble.none(plant)
        change = standing.change, trouble.change
        with self._lock:
            kept = self._kept.get(wish)
            if kept is not None and kept[0] is plant and kept[1] == change:
                self._kept.move_to_end(wish)
                return kept[2]
        content = LAYERS[wish.layer](self._index(plant, wish.datum), standing, trouble, wish.tile)
        tag = hashlib.blake2b(content, digest_size=12).hexdigest()
        if kept is not None and kept[2].tag == tag:
            made = kept[2]
        else:
            made = Drawn(tag, gzip.compress(content, LEVEL, mtime=0))
        self._keep(wish, plant, change, made)
        return made

    def _index(self, plant: Plant, datum: Datum) -> Index:
        known = self._indexes.get(datum)
        if known is not None and known.plant is plant:
            return known
        with self._indexing:  # one makes it, the others find it done
            known = self._indexes.get(datum)
            if known is None or known.plant is not plant:
                known = self._indexes[datum] = index_of(plant, self.spans.of(plant), reference(datum).exporting)
        return known

    def _keep(self, wish: Wish, plant: Plant, change: tuple[int, int], made: Drawn) -> None:
        with self._lock:
            before = self._kept.pop(wish, None)
            if before is not None:
                self._room += len(before[2].gzipped)
            self._kept[wish] = (plant, change, made)
            self._room -= len(made.gzipped)
            while self._room < 0:
                _, (_, _, oldest) = self._kept.popitem(last=False)
                self._room += len(oldest.gzipped)
