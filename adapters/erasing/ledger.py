"""The ledger of erasings: a file outside PostgreSQL and its backups, so that a restored dump brings nothing back.

A dump from before an erasing holds what was erased, and until the erasing is final its keys are there too. Neither
the restored log nor the restored vault knows of the erasing then; this file does. So it is with single fields and
notes that were shredded or moved. It holds ids, a scope or names of fields, and an instant, and nothing else.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from adapters.embedded.errors import ServerError
from adapters.embedded.files import write_private
from domain.base import Frozen, Instant
from domain.vault_codes import ErasureScope, VaultField

FILE = "erasures.jsonl"


class Noted(Frozen):
    """An erasing that was done; its id tells the basis."""

    erasure: UUID
    trajectory: UUID
    scope: ErasureScope
    at: Instant

    @property
    def id(self) -> UUID:
        return self.erasure


class NotedTaking(Frozen):
    """Fields and notes that were taken out of a trajectory: moved to `target`, or shredded where there is none."""

    taking: UUID
    trajectory: UUID
    target: UUID | None = None
    fields: tuple[VaultField, ...] = ()
    notes: tuple[UUID, ...] = ()
    at: Instant

    @property
    def id(self) -> UUID:
        return self.taking


Entry = Noted | NotedTaking
_ENTRIES: TypeAdapter[Entry] = TypeAdapter(Entry)


class Ledger:
    """What was erased on this installation and is not final yet; for several processes at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, entries: Collection[Entry]) -> frozenset[UUID]:
        """Write entries down, durably; return the new ones. One that is there already is not written again."""
        with self._alone():
            known = {one.id for one in self._read()}
            new = [one for one in entries if one.id not in known]
            if new:
                self._write([*self._read(), *new])
            return frozenset(one.id for one in new)

    def noted(self) -> tuple[Entry, ...]:
        """Return the entries, in the order in which they were done. Raises ServerError for a file that is broken."""
        with self._alone():
            return self._read()

    def forget(self, ids: Collection[UUID]) -> None:
        """Remove what no backup can undo any more, or what was not done after all."""
        with self._alone():
            left = [one for one in self._read() if one.id not in ids]
            if len(left) < len(self._read()):
                self._write(left)

    @contextmanager
    def noting(self, entry: Entry) -> Iterator[None]:
        """Write an entry down before what it tells is done; a failure takes it back.

        A crash does not: what the database lacks then, the night does.
        """
        new = self.note([entry])
        try:
            yield
        except Exception:
            self.forget(new)
            raise

    def _read(self) -> tuple[Entry, ...]:
        if not self._path.exists():
            return ()
        try:
            return tuple(_ENTRIES.validate_json(line) for line in self._path.read_bytes().splitlines())
        except (OSError, ValidationError):
            raise _broken(self._path) from None

    def _write(self, every: Collection[Entry]) -> None:
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
