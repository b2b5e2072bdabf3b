"""The key file, and what is sealed with it: a ledger that is stolen without the file tells no secret."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.ledger.errors import LedgerError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


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
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _fernet

        try:
            return self._fernet().decrypt(sealed)
        except InvalidToken:
            raise SealError(
                f"key file {self._path} is not the one that credential {name!r} was sealed with: "
                "put the right one there, or add the credential again"
            ) from None

    def make_key(self) -> None:
        """Make the file, readable for its owner only, where there is none; raises SealError.

        It appears whole or not at all: what is sealed with a key that a power cut takes is lost.
        """
        if self._path.exists():
            return
        from cryptography.fernet import Fernet  # noqa: PLC0415 - see _fernet

        try:
            _write_new(self._path, Fernet.generate_key() + b"\n")
        except OSError as error:
            raise SealError(f"key file {self._path} cannot be made: {error.strerror}") from error

    def _fernet(self) -> Fernet:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - ten megabytes that a core without secrets never needs

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


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that nobody else can read; where another was quicker, its file stays.

    1. Write a partial file beside it, and fsync that.
    2. Link it to its name, which fails where there is one already.
    3. fsync the folder, so that a power cut does not take the name.
    """
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        Path(partial).unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
