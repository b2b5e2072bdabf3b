import numpy as np
import pytest

from bench.felling import SPARED, Phase, Stamps, beyond_truth, doomed, lateness
from simulator.drawing import draw_city
from simulator.sizes import SIZES

PHASES = [Phase("before", 0, 2), Phase("silent", 2, 5)]
EACH = [3.0 + 10 * n for n in range(5)]


@pytest.fixture(scope="module")
def town():
    return draw_city(5, SIZES["tiny"])


def test_a_fifth_falls_silent_in_whole_groups_and_scattered_and_who_tells_of_others_is_spared(town):
    silent = doomed(town, 5)
    agents = [one for one in town.elements if one.agent]
    assert len(silent) == round(0.2 * sum(one.kind not in SPARED for one in agents))
    assert not {one.id for one in agents if one.kind in SPARED} & silent
    groups = [
        {town.elements[n].id for n in town.behind(group) if town.elements[n].agent}
        for group in town.of_kind("optical_node", "node_port", "amplifier")
    ]
    assert max(len(group) for group in groups if group <= silent) >= 10
    assert any(group & silent and not group <= silent for group in groups)
    assert doomed(town, 5) == silent


def told(*stamps):
    """Stamps given as (element, seconds, octets)."""
    return Stamps.of(([one[0] for one in stamps], [one[2] for one in stamps], [one[1] for one in stamps]))


def test_who_is_read_in_its_slot_is_not_late_and_its_other_questions_do_not_count():
    figures = lateness(told(*[("M1", at, 80) for at in EACH], ("M1", 16, 200)), {"M1"}, 0.0, 10.0, PHASES, "modems")
    assert figures["late_modems_before"] == figures["late_modems_silent"] == figures["modems_unasked"] == 0
    assert figures["pause_modems_silent_max_s"] == 10.0


def test_a_poll_left_out_or_put_off_is_late_in_its_phase():
    put_off = told(*[("M1", at, 80) for at in (3, 13, 25, 33, 43)], *[("M2", at, 80) for at in (4, 14, 24, 44)])
    figures = lateness(put_off, {"M1", "M2", "M3"}, 0.0, 10.0, PHASES, "modems")
    assert figures["late_modems_before"] == 0
    assert figures["late_modems_silent"] == pytest.approx(2 / 6)
    assert figures["modems_unasked"] == 1
    assert figures["pause_modems_silent_max_s"] == 20.0


def test_of_a_question_repeated_the_first_try_counts():
    repeated = told(*[("M1", at, 80) for at in EACH], *[("M1", at + 0.5, 80) for at in EACH])
    figures = lateness(repeated, {"M1"}, 0.0, 10.0, PHASES, "modems")
    assert figures["late_modems_silent"] == 0
    assert np.isclose(figures["pause_modems_silent_max_s"], 9.5), "from the last try to the next first one"


def version(element, cause="no_answer", subscribers=0):
    return {"subscribers": subscribers, "faults": [{"element": element, "cause": cause}]}


def test_only_that_a_silent_device_gives_no_answer_is_true():
    assert beyond_truth({"I1": [version("N1")]}, {"N1"}) == []
    assert beyond_truth({"I1": [version("N2")]}, {"N1"}) == ["I1: no_answer N2, 0 accounts"]
    once = {"I1": [version("N1", "element", 40), version("N1")]}
    assert beyond_truth(once, {"N1"}) == ["I1: element N1, 40 accounts"], "what was taken back was said all the same"
