"""An amplifier dies: found, told, unchanged by sweeps and a restart, resolved after repair; in ten towns."""

import random

import pytest

SWEEPS = 20

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]


def candidates(incident):
    """Every element that the evidence cannot tell from the one named, which is among them."""
    (fault,) = incident["faults"]
    return {fault["element"], *(element for element, _ in fault["alternatives"])}


def said_of(town):
    """What matters of everything the desk was told: (event, incident)."""
    return [(message["body"]["type"], message["body"]["data"]["id"]) for message in town.messages()]


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.xdist_group(f"amplifier {seed % 2}")) for seed in range(101, 111)]
)
def test_a_dead_amplifier_is_found_told_and_resolved(seed, town, product, wait_until):
    plant = town(seed)
    live_through(seed, plant, product(plant), wait_until)


def test_it_is_the_same_story_with_the_ledger_in_postgresql(town, product, wait_until, postgres_url):
    plant = town(111)
    live_through(111, plant, product(plant, postgres_url), wait_until)


def live_through(seed, plant, watch, wait_until):
    watch.start()
    watch.wait_until_all_is_seen(plant)
    assert watch.incidents() == []

    # 1. It dies. The desk comes to know exactly the accounts behind it.
    shape = plant.truth()["plant"]
    amplifier = random.Random(seed).choice(sorted(e for e, facts in shape.items() if facts["kind"] == "amplifier"))
    fault = plant.kill(amplifier)
    (truth,) = plant.faults()

    def is_settled():
        messages, found = plant.messages(), watch.incidents()
        return (
            messages
            and messages[-1]["body"]["data"]["revision"] == found[-1]["revision"]
            and sorted(messages[-1]["body"]["data"]["accounts"]) == truth["accounts"]
            and amplifier in candidates(found[-1])
            and found[-1]["faults"][0]["explains"] == len(truth["observable"])
            and all(plant.element(one)["observable"] == truth["observable"] for one in candidates(found[-1]))
        )

    wait_until(is_settled, 30, f"{amplifier}, or what nobody could tell from it, is named with every account behind")
    (incident,) = watch.incidents()

    # 2. Twenty sweeps and a restart change nothing, and nothing more is said.
    told, seen = said_of(plant), watch.state_sweeps()
    wait_until(lambda: watch.state_sweeps() >= seen + SWEEPS // 2, 60)
    assert watch.stop() == 0
    watch.start()
    wait_until(lambda: watch.state_sweeps() >= seen + SWEEPS, 60)
    (still,) = watch.incidents()
    for key in ("id", "state", "element", "faults", "subscribers", "terminals", "revision", "opened_ms", "area"):
        assert still[key] == incident[key], key
    assert said_of(plant) == told

    # 3. It is repaired, and that is said once.
    plant.repair(fault)
    wait_until(lambda: said_of(plant)[-1][0] == "incident.resolved", 30, "the desk is told of the end")
    book = plant.desk_book()
    assert [event for event, _ in said_of(plant)].count("incident.opened") == 1
    assert [event for event, _ in said_of(plant)].count("incident.resolved") == 1
    assert {name for _, name in said_of(plant)} == {incident["id"]}
    assert book["refused"] == []
    (over,) = watch.incidents()
    assert over["state"] == "resolved"
