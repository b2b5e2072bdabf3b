"""Units, their rota, and which of them an incident is for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role, add_user
from monitor.plans import rota
from monitor.plans.responsibility import NOBODY, AreaOf, Responsible, responsible
from monitor.plans.rota import Shift, nearest_on_call, on_call
from monitor.plans.unit_files import read_rota, read_units
from monitor.plans.units import Unit, UnitKind, UnitsError, check, confined_to, members, replace_units, units

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


@pytest.fixture
def ledger(blank_ledger: str):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


NIGHTS = Shift("north", 1, "Wang", "138", "12345", 18 * 60, 8 * 60)
DAYS = Shift("north", 1, "Li", "139", "12345", 8 * 60, 18 * 60)
SECOND = Shift("north", 2, "Zhao", "137", "1234567", 0, 0)
HOLIDAY = Shift("north", 1, "Chen", "136", first_ms=at("2026-10-01T00:00"), last_ms=at("2026-10-04T00:00"))


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-09-21T07:59", None),  # Monday: Sunday had no night
        ("2026-09-21T08:00", "Li"),
        ("2026-09-21T18:00", "Wang"),
        ("2026-09-22T07:59", "Wang"),
        ("2026-09-26T07:59", "Wang"),  # Friday's night ends on Saturday
        ("2026-09-26T12:00", None),
        ("2026-10-01T12:00", "Chen"),  # a dated shift stands in for the weekly one
        ("2026-10-05T12:00", "Li"),
    ],
)
def test_who_is_called_first_follows_the_week_and_the_dates(moment, person) -> None:
    found = on_call([NIGHTS, DAYS, SECOND, HOLIDAY], "north", at(moment), SHANGHAI)
    assert [each.person for each in found.get(1, ())] == ([person] if person else [])
    assert [each.person for each in found[2]] == ["Zhao"]


def test_a_unit_without_anybody_is_stood_in_for_by_what_it_is_part_of() -> None:
    people = nearest_on_call(
        [SECOND], "village", {"village": "north", "north": ""}, 2, at("2026-09-21T08:00"), SHANGHAI
    )
    assert [(each.person, each.unit) for each in people] == [("Zhao", "north")]
    assert nearest_on_call([SECOND], "village", {}, 2, at("2026-09-21T08:00"), SHANGHAI) == ()


CITY = AreaOf("city", "branch", shapely.box(0, 0, 10, 10))
TOWN = AreaOf("town", "station", shapely.box(0, 0, 2, 2))
UNOWNED = AreaOf("block", "", shapely.box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("points", "whose"),
    [
        ([(0.5, 0.5), (1.5, 1.5), (5, 5)], Responsible("station", "town")),
        ([(0.5, 0.5), (5, 5)], Responsible("branch", "city")),  # half is not most
        ([(5, 5), (np.nan, np.nan), (np.nan, np.nan)], Responsible("branch", "city")),
        ([(20, 20)], NOBODY),
        ([(np.nan, np.nan)], NOBODY),
    ],
)
def test_the_smallest_area_with_most_of_the_subscribers_is_responsible(points, whose) -> None:
    lon, lat = np.array(points, dtype=float).T
    assert responsible([CITY, TOWN, UNOWNED], lon, lat) == whose


def test_units_are_replaced_with_their_members_and_the_rota_of_those_that_stay(ledger) -> None:
    add_user(ledger, "test", "crew", Role.NOC, "a good long password")
    both = [Unit("north", "North", UnitKind.BRANCH), Unit("dig", "Digger Co", UnitKind.CONTRACTOR, "north")]
    replace_units(ledger, "test", both, [("dig", "crew")])
    rota.replace_rota(ledger, "test", [NIGHTS, SECOND])
    with ledger.read() as connection:
        assert units(connection) == sorted(both, key=lambda unit: unit.id)
        assert confined_to(connection, "crew") == {"dig"}
        assert confined_to(connection, "somebody else") is None
    replace_units(ledger, "test", both[:1], [("north", "crew")])
    with ledger.read() as connection:
        assert members(connection) == [("north", "crew")]
        assert confined_to(connection, "crew") is None  # a branch's people see everything
        assert rota.load(connection) == [NIGHTS, SECOND]


def test_units_that_cannot_be_are_refused_by_name(ledger) -> None:
    with pytest.raises(UnitsError, match="unit dig: there is no unit north"):
        check([Unit("dig", "", UnitKind.CONTRACTOR, "north")])
    with pytest.raises(UnitsError, match="circle"):
        check([Unit("a", "", UnitKind.BRANCH, "b"), Unit("b", "", UnitKind.BRANCH, "a")])
    with pytest.raises(UnitsError, match="no user ghost"):
        replace_units(ledger, "test", [Unit("a", "", UnitKind.BRANCH)], [("a", "ghost")])
    with pytest.raises(UnitsError, match="no unit north"):
        rota.replace_rota(ledger, "test", [NIGHTS])


def test_files_are_read_and_what_is_wrong_is_named_by_its_line(tmp_path) -> None:
    (tmp_path / "units.csv").write_text(
        "id,name,kind,members\nnorth,北区,branch,\ndig,挖掘,contractor,crew;chief\n", "utf-8"
    )
    found, belong = read_units(tmp_path / "units.csv")
    assert [(unit.id, unit.name, str(unit.kind)) for unit in found] == [
        ("north", "北区", "branch"),
        ("dig", "挖掘", "contractor"),
    ]
    assert belong == [("dig", "crew"), ("dig", "chief")]
    head = "unit,level,person,phone,weekdays,from,to,first,last\n"
    (tmp_path / "rota.csv").write_text(
        f"{head}north,1,Wang,138,1-5,18:00,08:00,,\nnorth,2,Zhao,137,,,,,\n"
        "north,1,Chen,136,,,,2026-10-01T00:00,2026-10-04T00:00\n",
        "utf-8",
    )
    assert read_rota(tmp_path / "rota.csv", SHANGHAI) == [NIGHTS, SECOND, HOLIDAY]
    for wrong, said in (
        ("north,3,A,1,,,,,", "line 2: level '3'"),
        ("north,1,A,1,8,,,,", "line 2: weekdays '8'"),
        ("north,1,A,1,,25:00,,,", "line 2: '25:00' is no time of day"),
        ("north,1,,1,,,,,", "line 2: person is missing"),
        ("north,1,A,1,,,,soon,", "line 2: 'soon' is no local time"),
    ):
        (tmp_path / "rota.csv").write_text(f"{head}{wrong}\n", "utf-8")
        with pytest.raises(UnitsError, match=said):
            read_rota(tmp_path / "rota.csv", SHANGHAI)
