"""Answers that name nobody: of an area for the city's hotline, and as a text for announcement systems to speak."""

from __future__ import annotations

from typing import Literal

from flask import Response, jsonify, make_response
from pydantic import BaseModel, Field

from monitor.care.area import say_area
from monitor.care.expected import expected_back
from monitor.care.sentences import LANGUAGES, Language
from monitor.care.spoken import speak, speak_to_nobody
from webui.access import known_visitor
from webui.api.blueprint import CARE, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms
from webui.asking import announce, announce_area, ask_area
from webui.context import now_ms
from webui.readers import readers


class AreaQuery(Arguments):
    """Where; one of both."""

    phone: str = Field(default="", max_length=200, description="A telephone number in any notation.")
    address: str = Field(default="", max_length=200, description="An address, in Chinese, pinyin or English.")


class AreaItem(BaseModel):
    """What is known of an area."""

    verdict: str = Field(description="outage, planned, likely, disturbed, none_known, cannot_say or nobody.")
    sentence: dict[str, str]
    since_ms: Ms | None
    cause: str | None
    incident: str | None
    restoration_before_ms: Ms | None = Field(description="When service is expected back at the latest.")


class AnnouncementQuery(Arguments):
    """Who is calling, and how they are spoken to."""

    phone: str = Field(min_length=1, max_length=200, description="The caller's number in any notation.")
    lang: Literal["zh", "en", "both"] = Field(default="zh", description="Language of the text.")


@api.get("/area", tags=[CARE], responses={200: AreaItem, 422: Problem})
def area(query: AreaQuery) -> Response:
    """Tell whether the area of a number or an address is in trouble; nothing of who lives there."""
    answer = ask_area(query.phone or query.address)
    incident, home = answer.incident, answer.home
    etr = expected_back(home, now_ms()) if home is not None else None
    return jsonify(
        verdict=answer.verdict,
        sentence={item: say_area(answer, item, readers().zone, now_ms()) for item in LANGUAGES},
        since_ms=answer.since_ms,
        cause=incident.cause if incident is not None else None,
        incident=incident.id if incident is not None else None,
        restoration_before_ms=etr.before_ms if etr is not None else None,
    )


SPOKEN = {"description": "The text.", "content": {"text/plain": {"schema": {"type": "string"}}}}


@api.get("/announcement", tags=[CARE], responses={200: SPOKEN, 422: Problem})
def announcement(query: AnnouncementQuery) -> Response:
    """Give what an announcement system says to a caller, as plain text; to the hotline only what is so of the area.

    It stands among what the subscriber was told. Of several homes on one number the one in the gravest trouble is
    spoken of.
    """
    languages: tuple[Language, ...] = LANGUAGES if query.lang == "both" else (query.lang,)
    if known_visitor().may("api.lookup"):
        answer = announce(query.phone)
        home = answer.foremost
        said = [
            speak(home, item, readers().zone, now_ms()) if home is not None else speak_to_nobody(item)
            for item in languages
        ]
    else:
        near = announce_area(query.phone)
        said = [say_area(near, item, readers().zone, now_ms()) for item in languages]
    text = make_response("\n".join(said) + "\n")
    text.headers["Content-Type"] = "text/plain; charset=utf-8"
    return text
