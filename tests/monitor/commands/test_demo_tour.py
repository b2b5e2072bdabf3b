"""The guided script, before a real plant and a desk that is told things in the product's stead."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from standardwebhooks import Webhook

from monitor.commands import demo_tour
from monitor.commands.demo_city import City
from monitor.commands.demo_tour import EndedError, Pace, Tour
from simulator import Simulator, running

ADDRESS = "http://127.0.0.1:1"
QUICK = Pace(before_s=0.05, standing_s=0.3)


@pytest.fixture(scope="module")
def plant() -> Iterator[Simulator]:
    with running(seed=5, network="127.44", calls="calls=0") as simulator:
        yield simulator


@pytest.fixture
def city(plant: Simulator) -> City:
    return City({"control": plant.control, "plant": str(plant.plant), "desk": plant.desk})


@contextmanager
def product(plant: Simulator, *, tells: bool = True) -> Iterator[None]:
    """Whoever watches the plant: tells of somebody else first, then of each fault, then that it is over."""
    over, told = threading.Event(), dict[str, str]()

    def tell(event: str, incident: str, accounts: list[str]) -> None:
        data = {"id": incident, "accounts": accounts, "sentence": f"{event} {incident} of {len(accounts)}"}
        body, now = json.dumps({"type": event, "data": data}), dt.datetime.now(tz=dt.UTC)
        name = f"{incident}:{event}:{now.timestamp()}"
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(plant.desk_secret).sign(name, now, body),
        }
        httpx.post(plant.desk, content=body, headers=headers)

    def watch() -> None:
        while not over.wait(0.05):
            standing = {fault["id"]: fault for fault in plant.faults()}
            for fault in standing.keys() - told.keys():
                told[fault] = f"INC-{len(told) + 1:06d}"
                tell("incident.opened", "INC-900000", ["somebody else"])
                tell("incident.opened", told[fault], standing[fault]["accounts"][:3])
                tell("incident.updated", told[fault], standing[fault]["accounts"])
            for fault in told.keys() - standing.keys():
                tell("incident.resolved", told[fault], [])
                del told[fault]

    thread = threading.Thread(target=watch)
    if tells:
        thread.start()
    yield
    over.set()
    if tells:
        thread.join()


def lead(city: City, caller: Callable[[frozenset[str]], str] = lambda _: "13800000000") -> None:
    Tour(city, "en", ADDRESS, caller, threading.Event(), QUICK).lead()


def test_it_says_what_breaks_repeats_what_was_told_of_it_and_what_is_verified(plant, city, capsys):
    asked: list[frozenset[str]] = []

    def caller(accounts: frozenset[str]) -> str:
        asked.append(accounts)
        return "13812345678"

    with product(plant):
        lead(city, caller)
    said = capsys.readouterr().out
    before, _, after = said.partition("Broken: ")
    assert "An amplifier dies" in before
    assert "lookup?phone=13812345678" in before
    element = after.split(".")[0]
    assert city.shape()[element]["kind"] == "amplifier"
    assert asked[0] == frozenset(city.element(element)["accounts"])
    assert "s later customer service was told:\n  INC-000001  incident.opened INC-000001 of 3" in after
    assert "By now this is known:\n  INC-000001  incident.updated INC-000001 of" in after
    assert f"Repaired: {element}." in after
    assert "incident.resolved INC-000001" in after
    assert "0 of the" in after
    assert "INC-900000" not in said
    assert "That was the tour." in said
    assert plant.faults() == []


def test_it_says_so_when_nobody_was_told_and_goes_on(plant, city, capsys, monkeypatch):
    monkeypatch.setattr(demo_tour, "TOLD_WITHIN_S", 0.3)
    with product(plant, tells=False):
        lead(city)
    said = capsys.readouterr().out
    assert "Customer service was not told within" in said
    assert "That was the tour." in said
    assert plant.faults() == []


def test_it_stops_where_it_stands_when_the_demonstration_ends(plant, city):
    ending = threading.Event()
    tour = Tour(city, "zh", ADDRESS, lambda _: "", ending, Pace(before_s=60, standing_s=60))
    threading.Timer(0.3, ending.set).start()
    with pytest.raises(EndedError):
        tour.lead()
    assert plant.faults() == []


def test_it_takes_an_amplifier_behind_another_with_homes_enough_to_see(city):
    plant, element = city.shape(), demo_tour.an_amplifier(city)
    above = plant[element]["parent"]
    path = []
    while above in plant:
        path.append(plant[above]["kind"])
        above = plant[above]["parent"]
    assert "amplifier" in path
    assert dict(city.candidates("element_dead"))[element] >= 5
