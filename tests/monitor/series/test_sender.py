"""The thread that sends what waits, where the disk gets in its way."""

from __future__ import annotations

import gzip

import pytest

from monitor.series.remote.sender import Sender
from monitor.series.remote.spool import Spool


class Server:
    def __init__(self):
        self.taken = []

    def take(self, body):
        self.taken.append(gzip.decompress(body))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_ended_over_the_disk_is_started_with_the_next_readings(tmp_path, wait_until, monkeypatch):
    spool, server = Spool(tmp_path, 1_000_000), Server()

    def refuse():
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(spool, "tidy", refuse)
    sender = Sender(spool, server)
    spool.put([b"a"])
    sender.start()
    wait_until(lambda: not sender._thread.is_alive(), 5)
    assert server.taken == []
    monkeypatch.undo()
    spool.put([b"b"])
    sender.start()
    wait_until(lambda: server.taken == [b"a", b"b"], 5)
    sender.stop()
