"""The control over HTTP and by typed line, the truth it tells, and the log it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from simulator import Simulator, SimulatorError, running
from simulator.faults import KINDS

Wait = Callable[..., object]
HTTP = httpx.Client(trust_env=False, timeout=30)
"""One for all questions: each new one reads the system's authorities for 40 ms."""


@pytest.fixture(scope="module")
def city() -> Iterator[Simulator]:
    with running(size="district", seed=3, network="127.46", hostile="off", speed=60, start=12) as simulator:
        yield simulator


@pytest.fixture
def whole(city: Simulator) -> Iterator[Simulator]:
    """The city with nothing broken before and after."""
    ask(city, "DELETE", "script")
    city.repair("all")
    yield city
    ask(city, "DELETE", "script")
    city.repair("all")


def ask(city: Simulator, method: str, path: str, body: str | None = None) -> tuple[int, dict[str, Any]]:
    answer = HTTP.request(method, f"{city.control}/{path}", content=body)
    return answer.status_code, answer.json()


def typed(city: Simulator, line: str) -> str:
    return str(ask(city, "POST", "typed", json.dumps({"line": line}))[1]["said"])


def logged(city: Simulator) -> list[dict[str, Any]]:
    return [json.loads(line) for line in city.log.read_text(encoding="utf-8").splitlines()]


def test_every_kind_fits_somewhere_and_can_be_made_there(whole: Simulator) -> None:
    _, said = ask(whole, "GET", "faults/kinds")
    assert set(said["kinds"]) == set(KINDS)
    for kind in said["kinds"]:
        element, homes = max(whole.candidates(kind).items(), key=lambda one: one[1])
        fault = whole.break_down(kind, element)
        (facts,) = whole.faults()
        assert (facts["id"], facts["kind"]) == (fault, kind)
        assert facts["homes"] == homes == len(facts["accounts"]) + len(facts["accounts_unseen"])
        assert facts["documented"]
        assert facts["common"]
        whole.repair(fault)


def test_a_zone_is_named_by_its_number_and_tells_who_is_dark(whole: Simulator) -> None:
    zone = next(iter(whole.candidates("zone_out")))
    whole.break_down("zone_out", zone)
    truth = whole.truth(plant=False)
    (facts,) = truth["faults"]
    assert facts["zone"] == int(zone.removeprefix("zone:"))
    assert set(facts["terminals"]) <= set(truth["dark_terminals"])
    assert facts["counts"]["at_once"] == len(facts["terminals"])
    dark = whole.element(facts["observable"][0])
    assert (dark["lit"], dark["powered"], dark["mains"], dark["zone"]) == (False, False, False, facts["zone"])


def test_a_battery_is_told_with_the_moment_it_will_be_empty(whole: Simulator) -> None:
    supply = max(
        (one for one in whole.candidates("supply_battery").items() if one[0].startswith("PS")), key=lambda one: one[1]
    )[0]
    whole.break_down("supply_battery", supply, charge=0.5)
    (facts,) = whole.faults()
    assert facts["dark_ms"] > facts["started_ms"]
    assert facts["counts"]["at_once"] == 0
    assert facts["counts"]["terminals"] > 0
    here = whole.element(supply)
    assert here["on_battery"]
    assert 0.3 < here["battery"] <= 0.5


def test_a_repair_in_part_by_body_and_by_query(whole: Simulator) -> None:
    shape = whole.truth()["plant"]
    node, (port, *_) = next((name, one["children"]) for name, one in shape.items() if one["kind"] == "optical_node")
    fault = whole.break_down("element_dead", node)
    (left,) = whole.repair_partly(fault, port)
    assert (left["of"], left["element"], left["kind"]) == (fault, port, "element_dead")
    inner = shape[port]["children"][0]
    status, said = ask(whole, "DELETE", f"faults/{left['id']}?behind={inner}")
    assert status == 200
    assert [one["element"] for one in said["left"]] == [inner]
    assert [one["id"] for one in whole.faults()] == [said["left"][0]["id"]]
    with pytest.raises(SimulatorError, match="422"):
        whole.repair_partly(said["left"][0]["id"], "HE1")


def test_a_script_is_played_in_the_plants_time_and_logged_in_both_times(whole: Simulator, wait_until: Wait) -> None:
    tap = next(iter(whole.candidates("ingress")))
    whole.play(
        f'{{"at": 30, "break": "element_dead", "element": "{tap}", "as": "x"}}\n'
        '{"at": 40, "repair": "nothing of the kind"}\n'
        '{"at": 120, "repair": "x"}\n'
    )
    assert len(whole.script()) == 3
    wait_until(lambda: not whole.script(), 20)
    begun = max(n for n, event in enumerate(logged(whole)) if event["event"] == "script")
    events = [one for one in logged(whole)[begun + 1 :] if one["event"] in {"broken", "repaired", "script_failed"}]
    assert [event["event"] for event in events] == ["broken", "script_failed", "repaired"]
    assert "nothing of the kind" in events[1]["problem"]
    broken, repaired = events[0], events[2]
    simulated_s = (repaired["at_ms"] - broken["at_ms"]) / 1000
    real_s = (repaired["real_ms"] - broken["real_ms"]) / 1000
    assert 80 < simulated_s < 130
    assert real_s == pytest.approx(simulated_s / 60, abs=0.01)


def test_the_log_says_when_observers_had_noticed(whole: Simulator, wait_until: Wait) -> None:
    fault = whole.break_down("port_fuse", max(whole.candidates("port_fuse").items(), key=lambda one: one[1])[0])
    (facts,) = whole.faults()

    def noticed() -> dict[str, Any] | None:
        return next((one for one in logged(whole) if one["event"] == "noticed" and one["id"] == fault), None)

    told = wait_until(noticed)
    assert told["terminals"] == facts["counts"]["observable"]
    moments = list(told["noticed_ms"].values())
    assert list(told["noticed_ms"]) == ["10%", "50%", "90%", "100%"]
    assert moments == sorted(moments)
    assert facts["started_ms"] <= moments[0] < moments[-1] <= facts["started_ms"] + 3000


def test_time_can_be_asked_for_and_made_faster(whole: Simulator) -> None:
    _, before = ask(whole, "GET", "clock")
    assert 12 <= before["hour"] < 14
    assert whole.run_at(120)["speed"] == 120
    assert typed(whole, "speed 60").endswith("60 times as fast as outside")
    assert ask(whole, "POST", "clock", '{"speed": 500}')[0] == 400


def test_a_drawn_day_is_begun_and_can_be_stopped(whole: Simulator) -> None:
    events = whole.play_day(hours=4, seed=2)
    assert events == len(whole.script()) > 40
    assert typed(whole, "stop") == f"{events} events will not come"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "faults", "{", 400),
        ("POST", "faults", '{"kind": "element_dead"}', 400),
        ("POST", "faults", '{"kind": "ingress", "element": "T1", "db": "much"}', 400),
        ("POST", "faults", '{"kind": "ingress", "element": "T1", "volume": 3}', 422),
        ("POST", "faults", '{"kind": "meteorite", "element": "T1"}', 422),
        ("POST", "script", "no script at all", 422),
        ("GET", "faults/candidates?kind=meteorite", None, 422),
        ("DELETE", "faults/F999", None, 404),
        ("GET", "nothing", None, 404),
        ("POST", "nothing", "{}", 404),
    ],
)
def test_what_is_wrong_is_said(whole: Simulator, method: str, path: str, body: str | None, status: int) -> None:
    code, said = ask(whole, method, path, body)
    assert code == status
    assert said["problem"]


def test_typed_lines_do_what_they_say(whole: Simulator) -> None:
    assert typed(whole, "where port_fuse 2").count(" homes  ") == 2
    assert all(kind in typed(whole, "kinds") for kind in KINDS)
    said = typed(whole, "break ingress t7 db=21")
    assert " ingress T7: 0 terminals" in said
    assert "terminals poorer" in said
    assert whole.faults()[0]["options"] == {"db": 21.0}
    assert typed(whole, "noise T8 db=loud").startswith("could not convert")
    assert typed(whole, "zone zone:77") == "no element 'zone:77' in this plant"
    fault = whole.faults()[0]["id"]
    assert typed(whole, "list").startswith(fault)
    assert typed(whole, f"repair {fault}") == f"repaired: {fault}"
    assert "No such file" in typed(whole, "run /nowhere/at/all")
    assert "kill ELEMENT" in typed(whole, "dance")
