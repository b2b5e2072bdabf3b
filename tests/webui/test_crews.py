"""A ticketing desk with crews who report late, twice and in disorder, over HTTP: what comes of it is the truth."""

from __future__ import annotations

import base64
import threading
import time

from sqlalchemy import func, select

from monitor.ledger import tables as t
from simulator.reporting import Receiver, Reporter
from simulator.ticketing import Manners, TicketDesk

SECRET = "whsec_" + base64.b64encode(b"crews of the town").decode()
INCIDENTS = ("INC-000001", "INC-000002", "INC-000777")
UNRULY = Manners((0.1, 0.3), (0.1, 0.3), (0.1, 0.3), (0.0, 0.5), twice_share=0.5, disorder_share=0.5)
COLUMNS = {"open": "opened_ms", "en_route": "dispatched_ms", "on_site": "on_site_ms", "done": "done_ms"}


def now_ms() -> int:
    return round(time.time() * 1000)


def test_whatever_crews_do_to_their_reports_each_order_is_as_it_really_was(here, request, wait_until) -> None:
    with here.config.open("a", encoding="utf-8") as file:
        file.write(f'[[inbound]]\nname = "ticketing"\nsecret = "{SECRET}"\n')
    served = request.getfixturevalue("served")
    reporter = Reporter(Receiver(f"{served.address}/api/v1/inbound/ticketing", SECRET))
    desk, closing = TicketDesk(7, UNRULY, reporter.tell), threading.Event()
    for incident in INCIDENTS:
        desk.take_in({"type": "incident.opened", "data": {"id": incident}}, now_ms())
    work = [
        threading.Thread(target=desk.run, args=(closing, now_ms)),
        threading.Thread(target=reporter.run, args=(closing,)),
    ]
    for thread in work:
        thread.start()

    def heard() -> bool:
        with here.ledger.read() as connection:
            messages = connection.execute(select(func.count()).select_from(t.inbound)).scalar_one()
        return messages == len(INCIDENTS) * len(COLUMNS)

    try:
        wait_until(heard, what="every report has come in")
    finally:
        closing.set()
        for thread in work:
            thread.join(10)
    with here.ledger.read() as connection:
        rows = {row.external: row for row in connection.execute(select(t.work_order))}
    truth = desk.orders()["orders"]
    assert len(rows) == len(truth) == len(INCIDENTS)
    for order in truth:
        row = rows[order["id"]]
        assert {state: getattr(row, COLUMNS[state]) for state, _ in order["steps"]} == dict(order["steps"])
        assert (row.incident_said, row.crew, row.reopened) == (order["incident"], order["crew"], 0)
        # the first was resolved long ago; the others' terminals have not come back, or nobody knows whose they are
        assert row.state == ("closed" if order["incident"] == "INC-000001" else "done")
