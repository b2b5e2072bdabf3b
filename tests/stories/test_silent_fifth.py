"""A fifth of the town's agents falls silent at once and comes back: nobody else is read late, and no outage is told."""

import pytest

from bench.felling import Phase, Stamps, beyond_truth, doomed, lateness
from simulator.drawing import draw_city
from simulator.sizes import SIZES

SEED = 131
STATE_S, LEVEL_S = 1.5, 4.5
STATES_PER_LEVEL = 3
PHASES = (Phase("before", 0, 1), Phase("silent", 1, 2), Phase("after", 2, 3))
"""By level sweeps over the modems, the first one left out: it is not spread."""
FORGIVEN_S = 1.0
"""Pauses may be so much longer than their interval where other tests have the processor: no round is left out."""

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]


def level_sweeps(watch):
    return watch.ask_ledger("select count(*) from change where kind = 'sweep' and subject = 'level:terminals'")[0][0]


def said(watch):
    """What each incident said, version by version."""
    lines = {one["id"]: one["timeline"] for one in watch.incidents()}
    return {
        name: [entry["detail"] for entry in line if entry["kind"] in {"opened", "updated"}]
        for name, line in lines.items()
    }


def test_silent_agents_delay_nobody_and_are_no_outage(town, product, wait_until):
    plant, city = town(SEED, stamps="on"), draw_city(SEED, SIZES["tiny"])
    silent = doomed(city, SEED) | {"N1"}
    healthy = {one.id: one.kind for one in city.elements if one.agent and one.id not in silent}
    modems = {name for name, kind in healthy.items() if kind == "cable_modem"}
    watch = product(plant, state_interval_s=STATE_S)
    config = watch.config.read_text().replace("level_interval_s = 5", f"level_interval_s = {LEVEL_S}")
    watch.config.write_text(config)
    watch.start()
    watch.wait_until_all_is_seen(plant)

    # 1. All is well, and modems are read in their slots.
    wait_until(lambda: level_sweeps(watch) == 2, 60, "modems were read in their slots")
    assert watch.incidents() == []

    # 2. A fifth says nothing any more: a node's silence is told as that, and as nothing else.
    plant.break_all("agent_silent", sorted(silent))
    wait_until(lambda: level_sweeps(watch) == 3, 30, "modems were read in the silence")
    wait_until(watch.incidents, 30, "the silent node is told")
    assert beyond_truth(said(watch), silent) == []

    # 3. They come back; nothing stays open, and nothing more was ever said.
    plant.repair()
    wait_until(lambda: level_sweeps(watch) == 4, 30, "modems were read after it")
    wait_until(lambda: all(one["state"] == "resolved" for one in watch.incidents()), 30, "all is over")
    assert beyond_truth(said(watch), silent) == []
    assert {fault["element"] for one in watch.incidents() for fault in one["faults"]} == {"N1"}

    # 4. Whoever was well was read when it was due, all the time.
    stamps = Stamps.of(plant.asked())
    began_s = stamps.first_s(modems) + 0.9 * LEVEL_S
    figures = lateness(stamps, modems, began_s, LEVEL_S, PHASES, "modems")
    by_states = [Phase(one.name, one.first * STATES_PER_LEVEL, one.last * STATES_PER_LEVEL) for one in PHASES]
    figures |= lateness(stamps, healthy.keys() - modems, began_s, STATE_S, by_states, "devices")
    assert figures["modems_unasked"] == figures["devices_unasked"] == 0
    for phase in ("silent", "after"):
        assert figures[f"pause_modems_{phase}_p99_s"] <= LEVEL_S + FORGIVEN_S, figures
        assert figures[f"pause_devices_{phase}_p99_s"] <= STATE_S + FORGIVEN_S, figures
