"""`plantwatch work`: announced, listed and called off from the command line, with rows in the trail."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from collectors.clock import AnchoredClock
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

TOMORROW = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, second=0, tzinfo=None) + timedelta(days=1)
TIMES = ("--from", f"{TOMORROW:%Y-%m-%dT%H:%M}", "--to", f"{TOMORROW + timedelta(hours=4):%Y-%m-%dT%H:%M}")


def test_work_is_announced_listed_and_called_off_once(installed, write_files):
    plant = write_files(elements="id,kind,parent\nH1,headend,\nN1,optical_node,H1\n")
    assert installed("import", plant, "--datum", "wgs84").status == 0
    said = installed("work", "add", "--element", "N1", *TIMES, "--service", "tv", "--en", "New optics.", "--json")
    assert json.loads(said.out) == {"id": 1}
    (one,) = json.loads(installed("work", "list", "--json").out)
    assert (one["element"], one["services"], one["text_en"], one["incidents"]) == ("N1", ["tv"], "New optics.", [])
    begins = datetime.fromtimestamp(one["from_ms"] / 1000, ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    assert begins == TOMORROW
    assert f"{TOMORROW:%Y-%m-%d %H:%M}" in installed("work", "list").out
    assert installed("work", "cancel", "1").status == 0
    assert "no planned work 1 that could be called off" in installed("work", "cancel", "1").sentence(2)
    assert json.loads(installed("work", "list", "--json").out) == []
    ledger = Ledger.open(f"sqlite:///{installed.data / 'ledger.sqlite'}", AnchoredClock())
    with ledger.read() as connection:
        trail = connection.execute(select(t.audit.c.action, t.audit.c.subject).order_by(t.audit.c.id)).all()
    ledger.close()
    assert trail[-2:] == [("work.announce", "N1"), ("work.cancel", "1")]


def test_what_cannot_be_meant_is_refused_in_one_sentence(installed):
    assert "plant has no element N9" in installed("work", "add", "--element", "N9", *TIMES).sentence(2)
    assert "and not both" in installed("work", "add", *TIMES).sentence(2)
    assert "'tonight' is no time" in installed("work", "add", "--from", "tonight", "--to", "x").sentence(2)
