"""The town of the benchmark of maps: its tiles hold what the figures say they hold."""

import numpy as np
import pytest

from bench.geo import CROWD, QUICK, _crowded, _homes_in, _street
from bench.lookup_ledger import Town
from maps.mercator import Tile
from webui.tiles.drawing import STREET_ZOOM


@pytest.mark.parametrize("town", [QUICK, Town(1_000_000, 100_000, 1000)])
def test_the_crowded_tile_has_about_as_many_terminals_as_the_budget_speaks_of(town):
    tile = _crowded(town)
    assert _homes_in(tile, town) == pytest.approx(CROWD, rel=0.2)
    street = _street(tile, town)
    assert street.z == STREET_ZOOM
    assert Tile(tile.z, *(np.array(street[1:]) >> (STREET_ZOOM - tile.z)).tolist()) == tile
    assert 0 < _homes_in(street, town) < _homes_in(tile, town)
