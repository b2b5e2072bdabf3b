"""HTTP to receivers: only to addresses that may be sent to, pinned for the connection, with answers of any size."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from monitor.settings import Receiver, SettingsError, Telling
from monitor.settings.values import networks
from monitor.telling.channels.answers import printable
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.encodings import unpacked
from monitor.telling.channels.guard import refusal

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Return the addresses of a host's name; raises OSError where there are none."""

MOST_READ = 4096
"""Bytes of an answer that are looked at unless more is asked for; the rest is not waited for."""
GLIMPSE_S = 1.0
RESOLVERS = 2
"""Threads that ask for names: a name server that hangs must not hold up those that write the ledger."""
MOST_TRIED = 3
"""Addresses of a host that are knocked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered, whatever it was; of the body the beginning."""

    status: int
    headers: httpx.Headers
    body: bytes


class Sender:
    """Connections to one receiver, kept open between notices."""

    def __init__(self, settings: Telling, secret: str = "", resolve: Resolve | None = None) -> None:
        """Take the timeout and the networks that may be sent to although they are not public.

        `secret` is blotted out of answers: some receivers repeat what they were asked.
        """
        self._timeout_s = settings.timeout_s
        self._secrets = tuple({text.encode() for text in (secret, quote(secret, safe="")) if text})
        self._listed = networks(settings.private_networks)
        self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolve")
        self._resolve = resolve or self._ask_for
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),  # the system's authorities: operators have their own
            headers={"accept-encoding": "identity"},  # of a packed answer the beginning may say nothing
            timeout=httpx.Timeout(settings.timeout_s, connect=settings.timeout_s / 2),
            follow_redirects=False,  # it follows without asking where that leads
            trust_env=False,
        )

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", most: int = MOST_READ
    ) -> Answer:
        """Return the answer to a request. Raises TransportError where there is none in time, or none may be asked.

        A redirect that asks for the same again (307, 308) is followed once within the same host; to elsewhere
        never: what is sent was meant for one receiver. `most` bytes of the answer's body are read.
        """
        target = httpx.URL(url)
        response = await self._send(method, target, headers, body)
        if response.status_code in {307, 308} and (onward := _onward(response, target)) is not None:
            await response.aclose()
            response = await self._send(method, onward, headers, body)
        try:
            seen = unpacked(await _glimpse(response, most), response.headers.get("content-encoding", ""), most)
            return Answer(response.status_code, self._told(response.headers), self._blotted(seen))
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close the connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._client.aclose()

    def _told(self, headers: httpx.Headers) -> httpx.Headers:
        return httpx.Headers([(name, self._blotted(value)) for name, value in headers.raw])

    def _blotted(self, body: bytes) -> bytes:
        for secret in self._secrets:
            body = body.replace(secret, b"***")
        return body

    async def _send(self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        """Return the answer as soon as its headers are there, all of them within the timeout."""
        try:
            async with asyncio.timeout(self._timeout_s):
                addresses = await self._addresses(url)
                return await self._try_each(addresses, method, url, headers, body)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TransportError(f"no answer within {self._timeout_s:g} s") from error
        except httpx.HTTPError as error:
            told = printable(self._blotted(str(error).encode()).decode())
            raise TransportError(f"{type(error).__name__}: {told}") from None  # the cause may hold the secret

    async def _try_each(
        self, addresses: list[str], method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes
    ) -> httpx.Response:
        """Send to the first address that opens its door: of the others nothing has been asked yet."""
        *others, last = addresses[:MOST_TRIED]
        for address in others:
            try:
                return await self._send_to(address, method, url, headers, body)
            except httpx.ConnectError:
                continue
        return await self._send_to(last, method, url, headers, body)

    async def _send_to(
        self, address: str, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes
    ) -> httpx.Response:
        request = pinned(self._client, method, url, address, headers, body)
        return await self._client.send(request, stream=True)

    async def _addresses(self, url: httpx.URL) -> list[str]:
        """Return where a URL's host is, looked up once. Raises TransportError unless all of it may be sent to."""
        if url.scheme not in {"http", "https"} or not url.host:
            raise TransportError("only http:// and https:// addresses are sent to", permanent=True)
        try:
            found = [str(ipaddress.ip_address(url.host))]
        except ValueError:
            try:
                found = await self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
            except (OSError, UnicodeError) as error:
                raise TransportError(f"{url.host} is not known to the name server") from error
        if not found:
            raise TransportError(f"{url.host} has no address")
        for text in found:
            why = refusal(ipaddress.ip_address(text), self._listed)
            if why is not None:
                raise TransportError(_unlisted(url.host, text, why), permanent=True)
        return found

    async def _ask_for(self, host: str, port: int) -> list[str]:
        """Return what the system's resolver says."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(item[4][0]) for item in found))


def pinned(
    client: httpx.AsyncClient, method: str, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes = b""
) -> httpx.Request:
    """Return a request to one address of a URL's host, the one that was judged.

    The name stays in the Host header and in what the certificate is checked against.
    """
    return client.build_request(
        method,
        url.copy_with(host=address),
        headers={"host": url.netloc.decode(), **headers},
        content=body,
        extensions={"sni_hostname": url.host} if url.scheme == "https" else {},
    )


def check_address(receiver: Receiver, settings: Telling) -> None:
    """Raise SettingsError where a receiver's host is written as an address that nothing is sent to."""
    address = receiver.sms.url if receiver.sms is not None else str(receiver.url or "")
    host = urlsplit(address).hostname or ""
    try:
        written = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return  # a name: what it stands for is judged whenever something is sent
    why = refusal(written, networks(settings.private_networks))
    if why is not None:
        raise SettingsError(f"receiver {receiver.name}: {_unlisted(host, str(written), why)}")


def _unlisted(host: str, address: str, why: str) -> str:
    where = host if host == address else f"{host} stands for {address}, which"
    return f"{where} is {why}; telling.private_networks lists what may be sent to all the same"


def _onward(response: httpx.Response, asked: httpx.URL) -> httpx.URL | None:
    """Return where a redirect leads, if that is at the same host; None: elsewhere, or nowhere."""
    try:
        leads = asked.join(response.headers.get("location", ""))
    except httpx.InvalidURL:
        return None
    same = (leads.scheme, leads.host, leads.port) == (asked.scheme, asked.host, asked.port)
    return leads if same and leads != asked else None


async def _glimpse(response: httpx.Response, most: int) -> bytes:
    """Return the beginning of an answer's body as it came; the status has been said, so nothing here can fail it."""
    seen = b""
    try:
        async with asyncio.timeout(GLIMPSE_S):
            async for chunk in response.aiter_raw():
                seen += chunk[: most - len(seen)]
                if len(seen) >= most:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return seen
