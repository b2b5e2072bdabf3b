"""Notices are kept newest first, so many and no more; counts go on for ever."""

from dataclasses import replace

from collectors.listening.notice import Notice, NoticeKind
from monitor.ledger import heard
from monitor.ledger.ledger import Ledger

NOTICE = Notice(
    time_ms=1_800_000_000_000,
    source="10.0.0.1",
    kind=NoticeKind.TRAP,
    name="hfcAlarmEvent",
    text="LOLO\0",
    severity="major",
    slot=3,
    about="1.3.6.1",
    oid="1.3.6.1.4.1.17409.1.0.1",
    varbinds=(("1.3.6", b"\x00\xff"), ("1.3.7", 7), ("1.3.8", None), ("1.3.9", float("nan")), ("1.3.10", 2**64 - 1)),
    is_trouble=True,
)


def test_a_notice_is_kept_as_it_was_heard(ledger: Ledger):
    with ledger.write("core") as connection:
        heard.keep(connection, [NOTICE], 10)
    with ledger.read() as connection:
        (kept,) = heard.newest(connection)
    assert (kept.at_ms, kept.source, kept.slot, kept.kind) == (NOTICE.time_ms, "10.0.0.1", 3, "trap")
    assert (kept.name, kept.text, kept.severity, kept.trouble) == ("hfcAlarmEvent", "LOLO", "major", True)
    assert kept.varbinds == (
        ("1.3.6", "0x00ff"),
        ("1.3.7", 7),
        ("1.3.8", None),
        ("1.3.9", "nan"),
        ("1.3.10", 2**64 - 1),
    )


def test_no_more_is_kept_of_a_notice_than_people_read(ledger: Ledger):
    long = "x" * 65_000
    octets = tuple((f"1.3.6.{at}", b"\xff" * 60_000) for at in range(200))
    with ledger.write("core") as connection:
        heard.keep(connection, [replace(NOTICE, text=long, about=long, severity=long, varbinds=octets)], 10)
    with ledger.read() as connection:
        (kept,) = heard.newest(connection)
    assert {len(kept.text), len(kept.about), len(kept.severity)} == {heard.LONGEST}
    assert kept.varbinds[0] == ("1.3.6.0", "0x" + "ff" * (heard.LONGEST // 2 - 1))
    assert sum(len(str(value)) for _, value in kept.varbinds) <= heard.MOST_WRITTEN


def test_only_the_newest_are_kept_and_found_by_their_device(ledger: Ledger):
    for first in (0, 3):
        with ledger.write("core") as connection:
            some = [replace(NOTICE, text=str(first + i), slot=None if i == 1 else 3) for i in range(3)]
            heard.keep(connection, some, 4)
    with ledger.read() as connection:
        assert [kept.text for kept in heard.newest(connection)] == ["5", "4", "3", "2"]
        assert [kept.text for kept in heard.newest(connection, 2, slot=3)] == ["5", "3"]


def test_counts_add_up(ledger: Ledger):
    for more in ({"heard": 2, "flooded": 0}, {"heard": 3, "flooded": 1}, {}):
        with ledger.write("core") as connection:
            heard.count(connection, more)
    with ledger.read() as connection:
        assert heard.tallies(connection) == {"heard": 5, "flooded": 1}
