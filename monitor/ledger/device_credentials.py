"""Credentials of devices: named communities and SNMPv3 users, their secrets sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, exists, insert, select

from collectors.snmp.engine import Secret
from collectors.snmp.usm.user import User
from monitor.ledger import tables as t
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger
from monitor.ledger.sealing import Seal, SealError
from monitor.settings import Settings

_TABLE = t.device_credential
COMMUNITY, USER = "community", "user"


class CredentialError(LedgerError):
    """A credential that cannot be kept or taken away; the message says why, and no secret."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What may be shown of a credential."""

    name: str
    kind: str
    user: str
    level: str
    """The security level of an SNMPv3 user; empty for a community."""
    auth: str
    priv: str
    made_ms: int


def add(ledger: Ledger, seal: Seal, actor: str, name: str, secret: Secret) -> bool:
    """Keep a credential, in place of one of that name; return whether there was one.

    The key file is made with the very first one. Raises SealError, CredentialError.
    """
    if not name.strip() or name != name.strip():
        raise CredentialError(f"{name!r} is no name for a credential")
    with ledger.read() as connection:
        first = not connection.execute(select(exists().select_from(_TABLE))).scalar()
    if first:
        seal.make_key()
    shown = {"kind": COMMUNITY, "user": "", "auth": "", "priv": ""}
    hidden = {"community": secret} if isinstance(secret, str) else {}
    if isinstance(secret, User):
        shown = {"kind": USER, "user": secret.name, "auth": secret.auth, "priv": secret.priv}
        hidden = {"auth": secret.auth_password, "priv": secret.priv_password}
    sealed = seal.close(json.dumps(hidden).encode())
    with ledger.write(actor, "credential.add", name, shown) as connection:
        replaced = bool(connection.execute(delete(_TABLE).where(_TABLE.c.name == name)).rowcount)
        made_ms = ledger.clock.now_ms()
        connection.execute(insert(_TABLE).values(name=name, sealed=sealed, made_ms=made_ms, **shown))
    return replaced


def remove(ledger: Ledger, actor: str, name: str) -> None:
    """Forget a credential. Raises CredentialError where there is none of that name."""
    with ledger.write(actor, "credential.remove", name) as connection:
        if not connection.execute(delete(_TABLE).where(_TABLE.c.name == name)).rowcount:
            raise CredentialError(f"no credential of the ledger is called {name!r}")


def kept(connection: Connection) -> list[Kept]:
    """Return what may be shown of every credential, by name."""
    return [
        Kept(row.name, row.kind, row.user, _level(row), row.auth, row.priv, row.made_ms)
        for row in connection.execute(select(_TABLE).order_by(_TABLE.c.name))
    ]


def secrets_of(settings: Settings, connection: Connection) -> dict[str, Secret]:
    """Return every credential by name; the ledger's go before the configuration's.

    Raises SealError, and SettingsError where a secret's file cannot be read.
    """
    seal = Seal(settings.key_file())
    found: dict[str, Secret] = {name: item.secret() for name, item in settings.credentials.items()}
    for row in connection.execute(select(_TABLE)):
        found[row.name] = _opened(seal, row)
    return found


def _opened(seal: Seal, row: Row[tuple[object, ...]]) -> Secret:
    try:
        hidden = json.loads(seal.open(row.sealed, row.name))
        if row.kind == COMMUNITY:
            return str(hidden["community"])
        return User(row.user, row.auth, hidden["auth"], row.priv, hidden["priv"])
    except (ValueError, KeyError) as error:
        raise SealError(f"credential {row.name!r} of the ledger is damaged: add it again") from error


def _level(row: Row[tuple[object, ...]]) -> str:
    if row.kind == COMMUNITY:
        return ""
    return "authPriv" if row.priv else "authNoPriv" if row.auth else "noAuthNoPriv"
