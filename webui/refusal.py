"""Refusals that are said without Flask: before a request has a body, or where there is only a stream."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from webui.headers import HEADERS
from webui.pace import Send


async def refuse(send: Send, status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
    """Answer with a problem document (RFC 9457) and nothing else."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body = json.dumps({**problem, "detail": detail} if detail else problem, ensure_ascii=False).encode()
    about = {
        **HEADERS,
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **(headers or {}),
    }
    await send({"type": "http.response.start", "status": status, "headers": encoded(about)})
    await send({"type": "http.response.body", "body": body})


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI wants them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
