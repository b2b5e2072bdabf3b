"""The plant that pages keep in memory."""

import pytest

from collectors.clock import AnchoredClock
from maps.model import Element, Kind, Plant
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from webui.plant import Plants

PLANT = Plant(elements=(Element("N1", Kind.OPTICAL_NODE), Element("A1", Kind.AMPLIFIER, parent="N1")))


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite", AnchoredClock())
    yield opened
    opened.close()


def newest(plants, ledger):
    with ledger.read() as connection:
        return plants.newest(connection)


def test_a_plant_read_before_core_gave_out_slots_is_read_again_once_it_has(ledger):
    plants = Plants()
    replace_plant(ledger, PLANT, "test")
    early = newest(plants, ledger)
    assert early.slot.tolist() == [-1, -1]
    assert newest(plants, ledger) is early
    load_roster(ledger).admit(["N1", "A1"])
    assert newest(plants, ledger).slot.tolist() == [0, 1]


def test_strangers_on_the_roster_do_not_have_a_complete_plant_read_again(ledger):
    plants = Plants()
    replace_plant(ledger, PLANT, "test")
    load_roster(ledger).admit(["N1", "A1"])
    read = newest(plants, ledger)
    load_roster(ledger).admit(["02:00:00:00:00:99"])
    assert newest(plants, ledger) is read
