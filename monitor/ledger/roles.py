"""Who people and programs are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user or a token is for; what each may do is decided where it is done."""

    ADMIN = "admin"
    """Users, tokens, settings, and everything below."""
    NOC = "noc"
    """Watches and works incidents."""
    AGENT = "agent"
    """Answers subscribers."""
    MAINTAINER = "maintainer"
    """Tunes thresholds, works on the plant."""
    HOTLINE = "hotline"
    """Asks whether an area is in trouble, and learns nothing of who lives there: the city's 12345."""
    VIEWER = "viewer"
    """Looks, and changes nothing."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in."""

    name: str
    role: Role
    language: str
    """`zh`, `en`, or empty where the user chose none."""
    active: bool
    created_ms: int
