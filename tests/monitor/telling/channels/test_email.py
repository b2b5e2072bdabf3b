"""E-mail, handed in at a real SMTP server."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from monitor.incidents.model import Event
from monitor.settings.channels import Email as Options
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.email import written
from monitor.telling.model import Message, Named

PASSWORD = "hunter2 hunter2"


@dataclass
class Office:
    """What a mail server does with what it is told."""

    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    said: str = "250 OK"
    logins: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.said.startswith("250"):
            self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return self.said

    def log_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append(data.password)
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@contextmanager
def serving(office: Office, port: int, **options: Any) -> Iterator[int]:
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office: Office, free_port: Callable[[], int]) -> Iterator[int]:
    with serving(office, free_port()) as port:
        yield port


@pytest.fixture
def mail(opened):
    """Return `mail(port, **options)`: a channel of mail to two people."""

    def make(port: int, timeout_s: float = 2.0, secret_file: Path | None = None, **options: Any):
        values = {"server": "127.0.0.1", "port": port, "security": "none", "sender": "Plantwatch <noc@example.net>"}
        to = {"to": ["crew@example.net", "班长 <lead@example.net>"]}
        return opened("email", {"timeout_s": timeout_s}, email={**values, **to, **options}, secret_file=secret_file)

    return make


async def test_a_notice_is_a_mail_to_everybody_as_text_and_html(office, server, mail, messages):
    channel = mail(server)
    await channel.deliver(messages["opened"])
    await channel.close()
    ((to, got),) = office.got
    data = messages["opened"].payload["data"]
    assert to == ["crew@example.net", "lead@example.net"]
    assert got["Subject"] == "INC-000001 Incident opened"
    assert got["Message-ID"] == "<INC-000001_opened_desk@example.net>"
    assert got["From"] == "Plantwatch <noc@example.net>"
    assert "班长" in got["To"]
    for kind in ("plain", "html"):
        body = got.get_body((kind,)).get_content()
        assert data["sentence"] in body
        assert data["links"]["page"] in body


async def test_mail_about_an_incident_is_one_conversation_and_a_repetition_has_the_same_id(messages):
    options = Options(server="x", sender="noc@example.net", to=["a@example.net"])
    life = [written(messages[name], options, "en") for name in ("opened", "updated", "resolved")]
    assert len({str(one["References"]) for one in life}) == 1
    assert len({str(one["Message-ID"]) for one in life}) == 3
    again = Message(messages["opened"].id, 1, messages["opened"].payload)
    assert written(again, options, "en")["Message-ID"] == life[0]["Message-ID"]


async def test_nothing_in_a_name_begins_another_header_or_another_part(office, server, mail, native):
    evil = "A3\r\nBcc: thief@example.org\r\n\r\n.\r\nQUIT\r\n<script>alert(1)</script>"
    body = native(1, 1, Event.OPENED, elements=(Named("amp-3", "amplifier", evil, 0.9),))
    body["data"]["id"] = "INC-1\r\nBcc: thief@example.org"
    channel = mail(server)
    await channel.deliver(Message("INC-1_1_opened_desk", 0, body))
    await channel.close()
    ((to, got),) = office.got
    assert to == ["crew@example.net", "lead@example.net"]
    assert got["Bcc"] is None
    assert "\n" not in got["Subject"]
    assert "<script>" not in got.get_body(("html",)).get_content()


async def test_a_digest_lists_its_incidents_and_a_test_says_so(office, server, mail, messages):
    channel = mail(server)
    await channel.deliver(messages["digest"])
    await channel.deliver(messages["test"])
    await channel.close()
    digest, trial = (got for _, got in office.got)
    assert digest["Subject"] == "3 incidents"
    text = digest.get_body(("plain",)).get_content()
    assert all(f"INC-00000{number}:" in text for number in (2, 3, 4))
    assert trial["Subject"] == "Test message"
    assert "Only a test." in trial.get_body(("plain",)).get_content()


async def test_who_is_refused_for_now_is_tried_again_and_nobody_gets_it_twice(office, server, mail, messages):
    office.refuse = {"lead@example.net": "451 mailbox busy"}
    channel = mail(server)
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert (error.value.permanent, error.value.status) == (False, 451)
    assert "lead" not in str(error.value)
    office.refuse = {}
    await channel.deliver(messages["opened"])
    await channel.close()
    assert [to for to, _ in office.got] == [["crew@example.net"], ["lead@example.net"]]


async def test_who_is_refused_for_good_is_left_out_and_all_of_them_are_a_refusal(office, server, mail, messages):
    office.refuse = {"lead@example.net": "550 no such user"}
    channel = mail(server)
    receipt = await channel.deliver(messages["opened"])
    assert (receipt.status, receipt.detail) == (250, "1 of 2 have it, not address 2: 550: no such user")
    office.refuse["crew@example.net"] = "550 no such user"
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["updated"])
    assert (error.value.permanent, error.value.status) == (True, 550)
    await channel.close()


@pytest.mark.parametrize("mailbox", ["550 no such user", "552 full"])
async def test_what_one_mailbox_has_and_another_refuses_later_is_not_dead_for_both(
    office, server, mail, messages, mailbox
):
    office.refuse = {"lead@example.net": "450 try later"}
    channel = mail(server)
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert (error.value.taken, error.value.lacking) == (True, True)
    office.refuse = {"lead@example.net": mailbox}
    receipt = await channel.deliver(messages["opened"])
    assert receipt.detail == f"1 of 2 have it, not address 2: {mailbox[:3]}: {mailbox[4:]}"
    assert [to for to, _ in office.got] == [["crew@example.net"]]
    await channel.close()


async def test_a_mail_that_the_server_will_not_have_for_the_last_one_is_done_with_for_the_others(
    office, server, mail, messages
):
    office.refuse = {"lead@example.net": "450 try later"}
    channel = mail(server)
    with pytest.raises(TransportError):
        await channel.deliver(messages["opened"])
    office.refuse, office.said = {}, "554 looks like spam"
    receipt = await channel.deliver(messages["opened"])
    assert receipt.detail == "1 of 2 have it, not address 2: 554: looks like spam"
    await channel.close()


async def test_a_mailbox_that_is_full_for_hours_holds_up_the_others_for_minutes(office, server, mail, messages):
    office.refuse = {"lead@example.net": "452 full"}
    channel = mail(server)
    for wait_s in (0, 250):  # a server that knows nobody yet lets a mail in after five minutes
        with pytest.raises(TransportError, match="1 of 2 have it"):
            await channel.deliver(Message("INC-1", wait_s * 1000, messages["opened"].payload))
    for made, at_ms in (("INC-1", 510_000), ("INC-2", 600_000)):
        receipt = await channel.deliver(Message(made, at_ms, messages["opened"].payload))
        assert "not address 2: 452" in receipt.detail
    assert [to for to, _ in office.got] == [["crew@example.net"]] * 2
    await channel.close()


@pytest.mark.parametrize(("answered", "permanent"), [("451 try later", False), ("554 no", True)])
async def test_a_mail_that_is_not_taken_is_refused_as_the_server_says(
    office, server, mail, messages, answered, permanent
):
    office.said = answered
    channel = mail(server)
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert error.value.permanent == permanent
    assert str(error.value) == f"{answered[:3]}: {answered[4:]}"
    await channel.close()


async def test_a_server_that_says_nothing_or_is_not_there_is_for_now(free_port, mail, messages):
    silent = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    for port in (silent.sockets[0].getsockname()[1], free_port()):
        channel = mail(port, timeout_s=0.3)
        began = time.monotonic()
        with pytest.raises(TransportError) as error:
            await channel.deliver(messages["opened"])
        assert not error.value.permanent
        assert time.monotonic() - began < 10
        await channel.close()
    silent.close()


async def test_a_server_that_drips_its_answer_is_left(mail, messages):
    done = asyncio.Event()

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220")
        while not done.is_set():
            writer.write(b"-")
            await asyncio.sleep(0.05)  # the dripping itself: each octet well within the timeout, the answer never
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    channel = mail(server.sockets[0].getsockname()[1], timeout_s=0.2)
    with pytest.raises(TransportError, match=r"not done within 1\.2 s") as error:
        await channel.deliver(messages["opened"])
    assert not error.value.permanent
    done.set()
    await channel.close()
    server.close()


async def test_a_password_is_given_after_starttls_and_is_in_no_error(
    office, free_port, mail, messages, certified, tmp_path: Path, monkeypatch
):
    certificate, key = certified("localhost", "127.0.0.1")
    secret = tmp_path / "secret"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    options = {"user": "plantwatch", "security": "starttls", "secret_file": secret}
    with serving(
        office, free_port(), tls_context=context, require_starttls=True, auth_required=True, authenticator=office.log_in
    ) as port:
        untrusted = mail(port, **options)
        with pytest.raises(TransportError, match="certificate verify failed"):
            await untrusted.deliver(messages["opened"])
        await untrusted.close()
        assert office.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        channel = mail(port, **options)
        await channel.deliver(messages["opened"])
        await channel.close()
        assert office.logins == [PASSWORD.encode()]
        assert len(office.got) == 1
        secret.write_text("wrong\n", encoding="utf-8")
        wrong = mail(port, **options)
        with pytest.raises(TransportError) as error:
            await wrong.deliver(messages["updated"])
        assert error.value.permanent
        assert "wrong" not in str(error.value)
        await wrong.close()


SEVERAL = [
    "a@x.net, b@x.net",
    "a@x.net; b@x.net",
    "a@x.net;b@x.net",
    "A <a@x.net>, B <b@x.net>",
    "<a@x.net><b@x.net>",
    "a@x.net <b@x.net>",
    "crew: a@x.net, b@x.net;",
    "a@x.net,",
    "a@x.net;",
]


@pytest.mark.parametrize("to", SEVERAL)
@pytest.mark.parametrize("field", ["to", "sender"])
def test_several_mailboxes_in_one_entry_are_refused_in_the_configuration(to: str, field: str):
    good = {"server": "x", "sender": "noc@example.net", "to": ["a@x.net"]}
    with pytest.raises(ValueError, match="one mailbox is meant"):
        Options(**{**good, field: [to] if field == "to" else to})


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("a@x.net", "a@x.net"),
        ("<a@x.net>", "a@x.net"),
        ('"Doe, J; crew" <a@x.net>', "a@x.net"),
        ("Doe (night shift) <a@x.net>", "a@x.net"),
        ("一班，夜 <a@x.net>", "a@x.net"),
    ],
)
async def test_who_the_header_names_is_who_it_goes_to(office, server, mail, messages, to: str, address: str):
    channel = mail(server, to=[to, "b@x.net"])
    await channel.deliver(messages["opened"])
    await channel.close()
    ((told, got),) = office.got
    assert told == [address, "b@x.net"]
    assert [one.addr_spec for one in got["To"].addresses] == told


@pytest.mark.parametrize("to", ["crew", "a@b\r\nBcc: x@y", "", "@", "crew@", "a b@c", ", a@b"])
def test_an_address_that_is_none_is_refused_in_the_configuration(to: str):
    with pytest.raises(ValueError, match="e-mail address"):
        Options(server="x", sender="noc@example.net", to=[to])
