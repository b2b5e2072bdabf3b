"""What of an address is the house's: never the room, nor the unit, nor what is said besides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.address_parts import parsed
from maps.houses import house_of
from tests.maps.test_address_parts import HOME, NOTATIONS


@pytest.mark.parametrize(
    ("written", "house"),
    [
        ("幸福路5号2幢3单元402室", "幸福路5号2幢"),
        ("人民路五號三棟二單元五〇一室", "人民路五號三棟"),
        ("桐乡市庆丰南路3号2号楼101", "桐乡市庆丰南路3号2号楼"),
        ("庆丰南路 １８ 号３幢２单元５０１室", "庆丰南路 １８ 号３幢"),
        ("庆丰南路18-3-2-501", "庆丰南路18-3"),
        ("阳光小区5-2-1002", "阳光小区5幢"),
        ("人民路5号402", "人民路5号"),
        ("人民路5号3幢5楼", "人民路5号3幢"),
        ("人民路5号西边第3间", "人民路5号"),
        ("振兴路77弄12号1幢", "振兴路77弄12号1幢"),
        ("阳光小区501室", "阳光小区"),
        ("A座1201号", "A幢"),
        ("12 Canal Road", "12 Canal Road"),
        ("No. 7 Mill Lane, Apt 12", "No. 7 Mill Lane"),
        ("Flat 4, Block B, 7 Mill Ln", "Block B, 7 Mill Ln"),
        ("5 Mill Lane Flat 4", "5 Mill Lane"),
        ("Canal Road 24-3", "24 Canal Road"),  # 3 may be a room
        ("Jade Garden, Tower 2 Unit 3 Room 0401, 18 West Lake Ave.", "18 Jade Garden West Lake Avenue, building 2"),
        ("Farm Road 7, Wang's house", "Farm Road 7"),
        ("7, Farm Road, Wang's house", "7, Farm Road"),
        ("Mill Lane 9 upstairs", "Mill Lane 9"),
        ("Flat 3", ""),
        ("", ""),
    ],
)
def test_the_house_is_named_without_what_tells_its_homes_apart(written: str, house: str) -> None:
    assert house_of(written) == house


@given(HOME, st.sampled_from([*NOTATIONS, "Unit {u}, Flat {r}, Block {b}, {n} Mill Lane", "{n} Mill Lane {b}-{u}-{r}"]))
def test_in_any_notation_no_unit_and_no_room_is_left(home: dict[str, int], notation: str) -> None:
    house = parsed(house_of(notation.format(**home)))
    assert (house.number, house.unit, house.room) == (str(home["n"]), "", "")
    assert house.building in ("", str(home["b"]))
    assert house.street


@given(st.text(alphabet="人民路街小区村号幢单元室楼层#-/ ,0123456789五abflt", max_size=30))
def test_of_any_text_no_room_is_left(written: str) -> None:
    house = parsed(house_of(written))
    assert (house.unit, house.room) == ("", "")
