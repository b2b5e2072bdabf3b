"""The simulator's web server: what counts as asked."""

import socket

from simulator.web import Asked, Said, WebServer


def test_a_request_whose_sender_dies_before_its_body_is_whole_was_never_made():
    came: list[Asked] = []

    def take(asked: Asked) -> Said:
        came.append(asked)
        return Said(200, {})

    server = WebServer("127.0.0.1", 0, take)
    server.start()
    try:
        port = int(server.url.rpartition(":")[2])
        for sent in (b"", b"hal"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as dying:
                dying.sendall(b"POST /book HTTP/1.1\r\nHost: desk\r\nContent-Length: 5\r\n\r\n" + sent)
                dying.shutdown(socket.SHUT_WR)
                assert dying.recv(100) == b""  # hung up without a word
        assert came == []

        with socket.create_connection(("127.0.0.1", port), timeout=10) as whole:
            whole.sendall(b"POST /book HTTP/1.1\r\nHost: desk\r\nContent-Length: 5\r\n\r\nhallo")
            assert whole.recv(100).startswith(b"HTTP/1.1 200 ")
        assert [asked.body for asked in came] == [b"hallo"]
    finally:
        server.stop()
