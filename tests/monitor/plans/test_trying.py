"""Dry runs over the past, and the commands."""

from zoneinfo import ZoneInfo

from typer.testing import CliRunner

from monitor.commands import commands_for
from monitor.plans.book import parsed
from monitor.plans.trying import try_plan
from tests.monitor.plans.conftest import T0, scope
from thresholds.model import Severity

MINUTE = 60_000
STEPS = [{"do": "run_probe"}, {"do": "open_ticket", "after_min": 30}]


def plan(**when):
    return parsed({"name": "night", "title": {"zh": "夜", "en": "Night"}, "when": when, "steps": STEPS})


def test_a_dry_run_says_which_incidents_would_have_started_it_when_and_why_others_not(office) -> None:
    grown = office.book.open_incident(scope(), T0)
    office.book.keep(grown, scope(severity=Severity.CRITICAL), (), T0 + MINUTE)
    small = office.book.open_incident(scope("A2", "e1", (9,), Severity.MINOR), T0 + 2 * MINUTE)
    office.book.resolve(grown, T0 + 20 * MINUTE)
    with office.ledger.read() as connection:
        tried = try_plan(connection, plan(severity="critical", units=["dig"]), T0, ZoneInfo("Asia/Shanghai"))
        assert [each.incident.number for each in tried] == [small, grown]
        assert (tried[0].started_ms, tried[0].against) == (None, ("severity", "units"))
        assert (tried[1].started_ms, tried[1].against) == (T0 + MINUTE, ())
        assert [(step.due_ms - T0, step.after_end) for step in tried[1].steps] == [(MINUTE, False), (31 * MINUTE, True)]
        assert len(try_plan(connection, plan(), T0 + 1, ZoneInfo("Asia/Shanghai"))) == 1


def run(folder, *words, status=0):
    settled = CliRunner().invoke(commands_for(words), [*words, "--config", str(folder / "plantwatch.toml")])
    assert settled.exit_code == status, settled.output
    return settled.output


def test_units_rota_and_plans_go_in_by_files_and_come_out_by_lists(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "plantwatch.toml").write_text("", "utf-8")
    (tmp_path / "units.csv").write_text(
        "id,name,kind,parent\nnorth,North,branch,\ndig,Digger,contractor,north\n", "utf-8"
    )
    (tmp_path / "rota.csv").write_text("unit,level,person,phone\nnorth,1,Li,139\n", "utf-8")
    assert "2 units" in run(tmp_path, "units", "import", str(tmp_path / "units.csv"))
    assert "1 shifts" in run(tmp_path, "units", "rota", str(tmp_path / "rota.csv"))
    assert "Digger" in run(tmp_path, "units", "list")
    assert '"person": "Li"' in run(tmp_path, "units", "rota", "--json")
    (tmp_path / "plan.toml").write_text(
        'name = "small"\ntitle = { zh = "小", en = "Small" }\nsteps = [{ do = "run_probe" }]\n', "utf-8"
    )
    assert "version 1 is in force" in run(tmp_path, "plans", "save", str(tmp_path / "plan.toml"))
    assert "0 of 0 incidents" in run(tmp_path, "plans", "try", str(tmp_path / "plan.toml"), "--since", "12h")
    assert '"active": true' in run(tmp_path, "plans", "list", "--json")
    run(tmp_path, "plans", "try", str(tmp_path / "plan.toml"), "--since", "soon", status=2)
    (tmp_path / "plan.toml").write_text('name = "small"\n', "utf-8")
    run(tmp_path, "plans", "save", str(tmp_path / "plan.toml"), status=2)
