from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import shapely
from sqlalchemy import func, select

from maps.model import (
    Account,
    AreaRow,
    DeviceRow,
    Element,
    Kind,
    Link,
    Parcel,
    Path,
    Plant,
    Service,
    ServiceRow,
)
from monitor.ledger import changes, plant
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.ledger.plant import difference, load_plant, replace_plant, store_plant

SPAN = shapely.LineString([(120.1, 30.2), (120.1001, 30.2001)])

TOWN = Plant(
    elements=(
        Element("cmts-1", Kind.CMTS, "机房 CMTS", lon=120.0, lat=30.1),
        Element(
            "node-1",
            Kind.OPTICAL_NODE,
            "东区光节点",
            "cmts-1",
            120.1,
            30.2,
            "幸福路1号",
            SPAN,
            {"vendor": "甲", "色": "红"},
        ),
        Element("aa:bb:cc:00:00:01", Kind.CABLE_MODEM, parent="node-1"),
        Element("aa:bb:cc:00:00:00", Kind.CABLE_MODEM, parent="node-1"),
    ),
    links=(Link("node-1", "ups-1", Path.POWER), Link("node-1", "hub-1", Path.BROADCAST)),
    devices=(DeviceRow("cmts-1", "127.0.0.2", 1161, "docsis-cmts", "2c", "cmts", 60.0), DeviceRow("node-1", "::1")),
    accounts=(
        Account(
            "A2", "王小明", ("138 0013 8000", "0571-88886666"), "幸福路2号", 120.1, 30.2, "priority", "arrears", "东"
        ),
        Account("A1", "李"),
    ),
    services=(
        ServiceRow("A2", Service.BROADBAND, "aa:bb:cc:00:00:01"),
        ServiceRow("A2", Service.TV, "", "suspended"),
        ServiceRow("A1", Service.BROADBAND, "aa:bb:cc:00:00:00"),
        ServiceRow("A1", Service.BROADBAND, "aa:bb:cc:00:00:00"),
    ),
    areas=(AreaRow("east", "东区", "", "东区站", shapely.box(120, 30, 121, 31)), AreaRow("east-1", parent="east")),
    parcels=(Parcel("宗1", "A-1", "", shapely.box(120, 30, 121, 31)), Parcel("宗2", address="磨坊街 2")),
)


def stored(ledger: Ledger) -> Plant:
    with ledger.read() as connection:
        return load_plant(connection)


def test_a_plant_comes_back_as_it_was_in_the_order_of_its_rows(ledger: Ledger):
    assert replace_plant(ledger, TOWN, "wang", "first") == 1
    assert stored(ledger) == TOWN


def test_an_empty_ledger_holds_an_empty_plant(ledger: Ledger):
    assert stored(ledger) == Plant()


def test_phones_are_found_by_their_normalised_form(ledger: Ledger):
    replace_plant(ledger, TOWN, "wang")
    query = select(t.account_phone.c.account).where(t.account_phone.c.e164 == "+8657188886666")
    with ledger.read() as connection:
        assert connection.execute(query).scalars().all() == ["A2"]


CHANGED = replace(
    TOWN,
    elements=(
        TOWN.elements[0],
        replace(TOWN.elements[1], attributes={"vendor": "乙"}, geometry=None),
        Element("tap-1", Kind.TAP, parent="node-1"),
        TOWN.elements[3],
    ),
    links=TOWN.links[1:],
    devices=(replace(TOWN.devices[0], interval_s=None),),
    accounts=(TOWN.accounts[1], replace(TOWN.accounts[0], phones=("0571-88886666",)), Account("A3")),
    services=TOWN.services[1:],
    areas=(),
    parcels=(replace(TOWN.parcels[1], geometry=shapely.box(120, 30, 120.5, 31)),),
)


def test_another_plant_replaces_every_difference(ledger: Ledger):
    replace_plant(ledger, TOWN, "wang")
    assert replace_plant(ledger, CHANGED, "li") == 2
    assert stored(ledger) == CHANGED
    assert replace_plant(ledger, Plant(), "li") == 3
    assert stored(ledger) == Plant()


def test_the_same_plant_again_is_no_new_version_and_announces_nothing(ledger: Ledger):
    replace_plant(ledger, TOWN, "wang")
    assert replace_plant(ledger, TOWN, "wang") == 1
    with ledger.read() as connection:
        assert [(item.kind, item.subject) for item in changes.since(connection, 0)] == [("plant", "1")]
        assert connection.execute(select(func.count()).select_from(t.plant_version)).scalar() == 1


def test_an_even_larger_plant_is_stored_slice_by_slice(ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plant, "SLICE", 3)
    many = replace(TOWN, elements=tuple(Element(f"e{i}", Kind.TAP, address=str(i)) for i in range(10)))
    replace_plant(ledger, many, "wang")
    assert stored(ledger) == many
    replace_plant(ledger, replace(many, elements=many.elements[::2]), "wang")
    assert stored(ledger).elements == many.elements[::2]


def test_readers_see_the_old_plant_whole_until_the_new_one_is_whole(ledger: Ledger):
    replace_plant(ledger, TOWN, "wang")
    seen: list[Plant] = []
    with ledger.write("wang", "plant.store") as connection:
        store_plant(connection, CHANGED, 1, "wang")
        thread = threading.Thread(target=lambda: seen.append(stored(ledger)))
        thread.start()
        thread.join(10)
    assert seen == [TOWN]
    assert stored(ledger) == CHANGED


def test_of_two_imports_at_once_the_later_is_told_to_begin_again(ledger: Ledger):
    with ledger.read() as connection:
        compared = difference(connection, TOWN)
    replace_plant(ledger, CHANGED, "li")

    def late() -> None:
        with ledger.write("wang", "plant.store") as connection:
            plant.apply(connection, TOWN, compared, 1, "wang")

    with pytest.raises(LedgerError, match="somebody else meanwhile"):
        late()
    assert stored(ledger) == CHANGED
