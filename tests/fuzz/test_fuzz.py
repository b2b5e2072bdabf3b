"""A short slice of `make fuzz`: no datagram breaks, holds up or misleads what reads it."""

import asyncio
import logging

import pytest
import structlog

from tests.fuzz import sanitized
from tests.fuzz.campaign import Campaign
from tests.fuzz.engines import Engines
from tests.fuzz.limits import FuzzError
from tests.fuzz.mutants import Mutant
from tests.fuzz.receivers import Traps

SEED = "slice"


@pytest.fixture(autouse=True)
def quiet():
    """Leave out what is logged of every mutant."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    logging.disable(logging.NOTSET)
    structlog.reset_defaults()


def test_no_datagram_does_harm():
    said = []
    asyncio.run(Campaign(SEED, said.append).run(640, 2500))
    assert [line.split()[1] for line in said] == ["mutants", *["flips"] * 5]
    assert " 0 taken" not in said[0]


def test_nor_does_any_to_the_c_core_under_sanitizers(capfd):
    if sanitized.library() is None:
        pytest.skip("gcc or its sanitizers are missing")
    assert sanitized.run(["--mutants", "128", "--flips", "320", "--seed", SEED]) == 0
    assert "FastEngine with " in capfd.readouterr().out


async def test_a_value_that_nobody_said_is_found_out(monkeypatch):
    """The harness itself: what spoils the truth behind the reference's back is told, with seed and datagram."""
    engines = Engines(SEED)
    monkeypatch.setattr("tests.fuzz.reference.unsigned", lambda _: 7)
    with pytest.raises(FuzzError, match=r"accepted, but nobody said so(.|\n)*seed slice/\d+\nhonest: 30"):
        await engines.play("get", SEED, lambda _, data: Mutant(data, "honest", spoofed=False), lambda _: False)
    engines.close()


def test_an_exception_is_told_with_its_seed(monkeypatch):
    traps = Traps()
    monkeypatch.setattr(traps, "take", lambda _: 1 // 0)
    with pytest.raises(FuzzError, match=r"raises ZeroDivisionError.*\nseed slice/0\nhonest: 30"):
        traps.play(SEED, lambda _, data: Mutant(data, "honest", spoofed=False), lambda _: True, 1)


async def test_an_honest_answer_is_taken_by_every_engine():
    engines = Engines(SEED)
    for name in engines.kinds:
        before = engines.accepted
        await engines.play(name, SEED, lambda _, data: Mutant(data, "honest", spoofed=False), lambda _: True)
        assert engines.accepted - before == 64
    engines.close()
