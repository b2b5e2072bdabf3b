from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from collectors.clock import AnchoredClock
from monitor.ledger import audit, migrate
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerBusyError, LedgerError


def subjects(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return list(connection.execute(select(t.subject.c.key).order_by(t.subject.c.slot)).scalars())


def add(connection, slot: int, key: str) -> None:
    connection.execute(insert(t.subject).values(slot=slot, key=key))


def test_what_was_written_is_there_after_opening_again(url: str, ledger: Ledger):
    with ledger.write("core") as connection:
        add(connection, 0, "amp-1")
    ledger.close()
    again = Ledger.open(url, AnchoredClock())
    assert subjects(again) == ["amp-1"]
    again.close()


def test_an_exception_undoes_the_write_and_its_row_of_the_trail(ledger: Ledger):
    def undone() -> None:
        with ledger.write("wang", "plant.store") as connection:
            add(connection, 0, "amp-1")
            raise KeyError("changed my mind")

    with pytest.raises(KeyError):
        undone()
    assert subjects(ledger) == []
    with ledger.read() as connection:
        assert audit.head(connection).id == 0


def test_the_row_of_the_trail_is_in_the_same_transaction(ledger: Ledger):
    detail = {"why": "test"}
    with ledger.write("wang", "subject.add", "amp-1", detail) as connection:
        add(connection, 0, "amp-1")
        detail["slot"] = 0
    with ledger.read() as connection:
        row = connection.execute(select(t.audit)).one()
    assert (row.actor, row.action, row.subject, row.detail) == (
        "wang",
        "subject.add",
        "amp-1",
        {"why": "test", "slot": 0},
    )


def test_an_alarm_may_be_about_an_interface_whose_index_takes_all_32_bits(ledger: Ledger):
    with ledger.write("core") as connection:
        add(connection, 0, "olt-1")
        row = {"slot": 0, "instance": 4_194_312_192, "rule": "optics", "level": 2, "severity": 3, "since_ms": 1}
        connection.execute(insert(t.alarm).values(**row))
    with ledger.read() as connection:
        assert connection.execute(select(t.alarm.c.instance)).scalar_one() == 4_194_312_192


def test_machine_upkeep_leaves_no_trail(ledger: Ledger):
    with ledger.write("core") as connection:
        add(connection, 0, "amp-1")
    with ledger.read() as connection:
        assert audit.head(connection).id == 0


def test_a_reader_cannot_write(ledger: Ledger):
    with pytest.raises((LedgerError, DBAPIError), match=r"read-only"), ledger.read() as connection:
        add(connection, 0, "amp-1")
    assert subjects(ledger) == []


def test_a_reader_sees_one_snapshot_and_neither_waits_for_the_writer_nor_holds_it_up(ledger: Ledger):
    with ledger.read() as reader:
        assert reader.execute(select(t.subject)).all() == []
        with ledger.write("core") as writer:
            add(writer, 0, "amp-1")
            assert reader.execute(select(t.subject)).all() == []
        assert reader.execute(select(t.subject)).all() == []
    assert subjects(ledger) == ["amp-1"]


def test_a_write_inside_a_write_is_refused_at_once(ledger: Ledger):
    with ledger.write("core"), pytest.raises(RuntimeError, match="inside a write"), ledger.write("core"):
        pass


def test_a_second_thread_waits_its_turn(ledger: Ledger):
    entered, done = threading.Event(), []

    def second() -> None:
        entered.set()
        with ledger.write("core") as connection:
            done.append(connection.execute(select(t.subject.c.key)).scalars().all())

    with ledger.write("core") as connection:
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        add(connection, 0, "amp-1")
        assert done == []
    thread.join(10)
    assert done == [["amp-1"]]


def test_a_writer_that_waits_too_long_is_told_that_the_ledger_is_busy(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("monitor.ledger.engines.BUSY_TIMEOUT_MS", 200)
    one, other = Ledger.open(url, AnchoredClock()), Ledger.open(url, AnchoredClock())
    with one.write("core"), pytest.raises(LedgerBusyError, match="busy"), other.write("core"):
        pass
    with other.write("core") as connection:
        add(connection, 0, "amp-1")
    assert subjects(one) == ["amp-1"]
    one.close()
    other.close()


def test_foreign_keys_are_kept(ledger: Ledger):
    with pytest.raises(IntegrityError), ledger.write("core") as connection:
        connection.execute(insert(t.incident_account).values(incident=99, account="A1"))


def test_sqlite_flushes_every_commit_to_the_disk(sqlite_ledger: Ledger):
    with sqlite_ledger.write("core") as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_migrations_make_the_tables_that_the_code_sees(ledger: Ledger):
    with ledger.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, t.metadata) == []


def test_the_newest_revision_is_the_last_migration():
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == migrate.NEWEST


def test_a_ledger_is_undone_by_its_downgrades(sqlite_ledger: Ledger):
    config = migrate._config()
    with sqlite_ledger.write("core") as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert migrate.inspect(connection).get_table_names() == ["alembic_version"]


def test_what_was_told_of_a_home_before_orders_had_stories_belongs_to_its_own(sqlite_ledger: Ledger):
    config = migrate._config()
    with sqlite_ledger.write("core") as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0014")
        told = text(
            "INSERT INTO notice (id, serial, revision, receiver, event, payload, owed_ms, state, attempts, due_ms,"
            " leased_until_ms) VALUES (:id, :serial, 1, 'desk', :event, '{}', 1, 'delivered', 1, 1, 0)"
        )
        connection.execute(told, {"id": "ORD-000012_1_desk%2Ea", "serial": 1, "event": "order.opened"})
        connection.execute(told, {"id": "test-1_desk", "serial": 2, "event": "test"})
        command.upgrade(config, migrate.NEWEST)
        found = connection.execute(text("SELECT id, work_order FROM notice ORDER BY id")).all()
    assert found == [("ORD-000012_1_desk%2Ea", 12), ("test-1_desk", None)]


def test_a_storm_of_before_keeps_its_incidents_and_one_that_is_undone_the_newest(ledger: Ledger):
    config = migrate._config()
    held = text("SELECT storm, incident, at_ms FROM storm_incident ORDER BY storm, incident")
    columns = "number, state, cause, severity, element, probability, faults, revision, opened_ms, updated_ms"
    columns += ", started_after_ms, started_before_ms, subscribers, terminals"
    with ledger.write("core") as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0017")
        values = "1, 'open', 'element', 1, 'A1', 0.9, '[]', 1, 1, 1, 1, 1, 1, 1"
        connection.execute(text(f"INSERT INTO incident ({columns}) VALUES ({values})"))  # noqa: S608 - written here
        connection.execute(text("INSERT INTO storm (id, began_ms) VALUES (1, 5), (2, 50)"))
        connection.execute(text("INSERT INTO storm_incident (incident, storm, at_ms) VALUES (1, 1, 6)"))
        command.upgrade(config, migrate.NEWEST)
        assert connection.execute(held).all() == [(1, 1, 6)]
        connection.execute(text("INSERT INTO storm_incident (incident, storm, at_ms) VALUES (1, 2, 60)"))
        command.downgrade(config, "0017")
        assert connection.execute(held).all() == [(2, 1, 60)]
        command.upgrade(config, migrate.NEWEST)


def test_two_processes_may_open_a_new_ledger_at_once(url: str):
    failures = []

    def open_it() -> None:
        try:
            Ledger.open(url, AnchoredClock()).close()
        except LedgerError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []


def test_a_ledger_of_a_newer_version_is_refused_by_name(url: str, ledger: Ledger):
    with ledger.write("future") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError) as refusal:
        Ledger.open(url, AnchoredClock())
    said = str(refusal.value)
    assert "newer version" in said
    assert "9999" in said
    assert ledger.place in said


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(LedgerError, match=rf"ledger {path} is not a ledger"):
        Ledger.open(f"sqlite:///{path}", AnchoredClock())
    assert path.read_bytes().startswith(b"this is not")


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path):
    import sqlite3  # noqa: PLC0415 - only this test speaks to the file behind the ledger's back

    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(LedgerError, match=r"holds the tables of something else \(recipes"):
        Ledger.open(f"sqlite:///{path}", AnchoredClock())


def test_a_damaged_ledger_says_so_by_name(sqlite_url: str, sqlite_ledger: Ledger):
    path = Path(sqlite_ledger.place)
    with sqlite_ledger.write("core") as connection:
        connection.execute(insert(t.subject), [{"slot": i, "key": f"subject-{i:06d}" * 5} for i in range(5000)])
    sqlite_ledger.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 4 : 3 * len(content) // 4] = os.urandom(len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=rf"ledger {path} is damaged: restore it"):
        subjects(Ledger.open(sqlite_url, AnchoredClock()))


def test_a_full_disk_says_so_by_name_and_what_was_there_stays(sqlite_ledger: Ledger):
    with sqlite_ledger.write("core") as connection:
        add(connection, 0, "amp-1")
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    def too_much() -> None:
        with sqlite_ledger.write("core") as connection:
            connection.execute(insert(t.subject), [{"slot": i, "key": f"subject-{i}" * 20} for i in range(1, 500)])

    with pytest.raises(LedgerError, match=f"ledger {sqlite_ledger.place} cannot be written: the disk is full"):
        too_much()
    assert subjects(sqlite_ledger) == ["amp-1"]


def test_a_missing_directory_is_named(tmp_path: Path):
    with pytest.raises(LedgerError, match=rf"{tmp_path}/nowhere/ledger.sqlite cannot be opened: its directory"):
        Ledger.open(f"sqlite:///{tmp_path}/nowhere/ledger.sqlite", AnchoredClock())


@pytest.mark.parametrize("url", ["mysql://localhost/ledger", "sqlite://", "nonsense"])
def test_a_url_that_cannot_hold_a_ledger_is_refused(url: str):
    with pytest.raises(LedgerError, match="ledger"):
        Ledger.open(url, AnchoredClock())


def test_a_database_that_is_away_is_named_without_its_password(free_port):
    with pytest.raises(LedgerError, match=r"127\.0\.0\.1.*cannot be used") as refusal:
        Ledger.open(f"postgresql+psycopg://plantwatch:hush@127.0.0.1:{free_port()}/ledger", AnchoredClock())
    assert "hush" not in str(refusal.value)
