"""The key file, and what is sealed with it: a ledger that is stolen without the file tells no secret."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from monitor.ledger.errors import LedgerError


class SealError(LedgerError):
    """A key file that is missing, unreadable or another one; the message names it and no secret."""


class Seal:
    """Encrypts and decrypts with the key of a file (Fernet: AES-128-CBC, signed)."""

    def __init__(self, path: Path) -> None:
        """Use the key of a file, which is read when it is first needed."""
        self._path = path

    def close(self, secret: bytes) -> bytes:
        """Return a secret encrypted; raises SealError."""
        return self._fernet().encrypt(secret)

    def open(self, sealed: bytes, name: str) -> bytes:
        """Return the secret of a credential; raises SealError where it was sealed with another key."""
        try:
            return self._fernet().decrypt(sealed)
        except InvalidToken:
            raise SealError(
                f"key file {self._path} is not the one that credential {name!r} was sealed with: "
                "put the right one there, or add the credential again"
            ) from None

    def make_key(self) -> None:
        """Make the file, readable for its owner only, where there is none; raises SealError."""
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        except OSError as error:
            raise SealError(f"key file {self._path} cannot be made: {error.strerror}") from error
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _fernet(self) -> Fernet:
        try:
            return Fernet(self._path.read_bytes().strip())
        except FileNotFoundError:
            raise SealError(
                f"key file {self._path} is missing: credentials of the ledger cannot be read without it"
            ) from None
        except OSError as error:
            raise SealError(f"key file {self._path} cannot be read: {error.strerror}") from error
        except ValueError:
            raise SealError(f"key file {self._path} holds no key: 32 octets in base64 are meant") from None
