"""The ledger of erasings: a file outside PostgreSQL and its backups, so that a restored dump brings nothing back.

A dump from before an erasing holds what was erased, and until the erasing is final its keys are there too. Neither
the restored log nor the restored vault knows of the erasing then; this file does. It holds ids, a scope and an
instant, and nothing else.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from adapters.embedded.errors import ServerError
from adapters.embedded.files import write_private
from domain.base import Frozen, Instant
from domain.vault_codes import ErasureScope

FILE = "erasures.jsonl"


class Noted(Frozen):
    """An erasing that was done; its id tells the basis."""

    erasure: UUID
    trajectory: UUID
    scope: ErasureScope
    at: Instant


class Ledger:
    """The erasings that were done on this installation and are not final yet; for several processes at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, done: Collection[Noted]) -> None:
        """Write erasings down, durably. One that is there already is not written again."""
        with self._alone():
            known = {one.erasure for one in self._read()}
            new = [one for one in done if one.erasure not in known]
            if new:
                self._write([*self._read(), *new])

    def noted(self) -> tuple[Noted, ...]:
        """Return the erasings, in the order in which they were done. Raises ServerError for a file that is broken."""
        with self._alone():
            return self._read()

    def forget(self, final: Collection[UUID]) -> None:
        """Remove erasings that no backup can undo any more."""
        with self._alone():
            left = [one for one in self._read() if one.erasure not in final]
            if len(left) < len(self._read()):
                self._write(left)

    def _read(self) -> tuple[Noted, ...]:
        if not self._path.exists():
            return ()
        try:
            return tuple(Noted.model_validate_json(line) for line in self._path.read_bytes().splitlines())
        except (OSError, ValidationError):
            raise _broken(self._path) from None

    def _write(self, every: Collection[Noted]) -> None:
        write_private(self._path, b"".join(one.model_dump_json().encode() + b"\n" for one in every))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only process at the file; the lock is beside it, for the file is replaced."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(
            self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _broken(path: Path) -> ServerError:
    return ServerError(
        f"{path} kan ikke læses som fortegnelsen over sletninger. Hent den nyeste udgave af filen frem; uden den kan "
        "en genskabt database rumme det, der var slettet.",
        f"{path} does not read as the ledger of erasings. Bring back its newest version; without it a restored "
        "database may hold what was erased.",
    )
