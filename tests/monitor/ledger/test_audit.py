from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.ledger.audit import Breach
from monitor.ledger.ledger import Ledger


def five_rows(ledger: Ledger) -> None:
    for number in range(5):
        with ledger.write("wang", "rule.change", f"rule-{number}", {"lo": -number / 3, "名": "甲"}):
            pass


def breach(ledger: Ledger) -> Breach | None:
    with ledger.read() as connection:
        return audit.verify(connection)


def test_an_untouched_trail_hangs_together(ledger: Ledger):
    five_rows(ledger)
    assert breach(ledger) is None
    with ledger.read() as connection:
        assert audit.head(connection).id == 5


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "li"},
        {"action": "rule.remove"},
        {"subject": "rule-9"},
        {"at_ms": 1},
        {"detail": {"lo": 0}},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_was_altered_is_found(ledger: Ledger, change: dict[str, object]):
    five_rows(ledger)
    with ledger.write("intruder") as connection:
        connection.execute(update(t.audit).where(t.audit.c.id == 3).values(change))
    assert breach(ledger) == Breach(3, "altered")


def test_a_row_that_was_taken_out_is_found(ledger: Ledger):
    five_rows(ledger)
    with ledger.write("intruder") as connection:
        connection.execute(delete(t.audit).where(t.audit.c.id == 2))
    assert breach(ledger) == Breach(2, "missing")


def test_an_altered_row_with_its_hash_made_anew_is_found_at_the_next(ledger: Ledger):
    five_rows(ledger)
    with ledger.write("intruder") as connection:
        before = connection.execute(select(t.audit.c.hash).where(t.audit.c.id == 2)).scalar_one()
        row = connection.execute(select(t.audit).where(t.audit.c.id == 3)).one()
        forged = audit.link(before, 3, row.at_ms, "li", row.action, row.subject, row.detail)
        connection.execute(update(t.audit).where(t.audit.c.id == 3).values(actor="li", hash=forged))
    assert breach(ledger) == Breach(4, "altered")


def test_a_trail_cut_off_at_the_end_no_longer_has_the_head_that_was_kept(ledger: Ledger):
    five_rows(ledger)
    with ledger.read() as connection:
        kept = audit.head(connection)
    with ledger.write("intruder") as connection:
        connection.execute(delete(t.audit).where(t.audit.c.id > 3))
    with ledger.read() as connection:
        assert audit.verify(connection) is None
        assert audit.head(connection) != kept


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc键", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(detail=st.dictionaries(st.text("abc键", max_size=3) | st.integers(), json_values, max_size=4))
def test_whatever_json_can_say_is_read_back_to_the_same_hash(sqlite_ledger: Ledger, detail):
    with sqlite_ledger.write("wang", "anything", "", detail):
        pass
    assert breach(sqlite_ledger) is None


def test_a_detail_that_json_cannot_hold_undoes_the_write(ledger: Ledger):
    with pytest.raises(ValueError, match="JSON"), ledger.write("wang", "anything", "", {"value": float("nan")}):
        pass
    assert breach(ledger) is None
