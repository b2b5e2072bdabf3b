"""The whole way from a CMTS's packets to a proposal, in a town whose plant file has a home wrong and lacks one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collectors.clock import AnchoredClock
from maps.datum import Datum
from maps.model import Kind, Plant
from maps.plantfile import read
from monitor import service
from monitor.discovery import deciding
from monitor.discovery.drawing import Drawing
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import load_segments
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.proposals import ProposalKind, open_proposals
from monitor.settings import Settings
from simulator import running

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def town():
    options = {"notice_delay": "0-0.2", "night_off": 0, "always_off": 0, "calls": "calls=0"}
    with running(size="tiny", seed=5, network="127.86", hostile="off", **options) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def drawn(town) -> Plant:
    plant, _ = read(town.plant, Datum.WGS84)
    return plant


def misdrawn(plant: Plant) -> tuple[Plant, str, str, Drawing]:
    """Return the plant without one modem and with another behind a node that does not feed it, and both."""
    drawing = Drawing.of(plant)
    modems = [one.id for one in plant.elements if one.kind is Kind.CABLE_MODEM]
    missing = modems[0]
    wrong = next(key for key in modems if drawing.anchor[key] != drawing.anchor[missing])
    elements = [
        replace(one, parent=drawing.anchor[missing]) if one.id == wrong else one
        for one in plant.elements
        if one.id != missing
    ]
    return replace(plant, elements=tuple(elements)), missing, wrong, drawing


async def test_a_home_that_is_left_out_and_one_that_is_misplaced_are_found(drawn, tmp_path):
    imported, missing, wrong, truth = misdrawn(drawn)
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "snmp": {"timeout_ms": 700}})
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    replace_plant(ledger, imported, "test")
    parts = service.assemble(settings, AnchoredClock(), ledger)
    try:
        await parts.survey.run(parts.inventory.directory())
        with ledger.read() as connection:
            found = {one.finding.terminal: one for one in open_proposals(connection)}
            segments = load_segments(connection)
        named = {name for row in segments for name in row.nodes}
        assert named == {one.id for one in drawn.elements if one.kind is Kind.OPTICAL_NODE}
        assert all(row.agrees and set(row.elements) == set(row.nodes) for row in segments if row.nodes)
        assert found.keys() == {missing, wrong}
        assert found[missing].finding.kind is ProposalKind.NEW
        assert truth.anchor[missing] in found[missing].finding.candidates
        assert found[wrong].finding.kind is ProposalKind.DIFFERS
        assert truth.anchor[wrong] in found[wrong].finding.candidates
        for key in (missing, wrong):
            deciding.accept(ledger, found[key].id, truth.anchor[key], "ann", ledger.clock.now_ms(), "CN")
        await parts.survey.run(parts.inventory.directory())
        with ledger.read() as connection:
            assert open_proposals(connection) == []
            now = Drawing.of(load_plant(connection))
        assert {key: now.anchor[key] for key in (missing, wrong)} == {
            key: truth.anchor[key] for key in (missing, wrong)
        }
        assert now.kind[missing] is Kind.CABLE_MODEM
    finally:
        parts.engine.close()
        parts.prober.close()
        ledger.close()
