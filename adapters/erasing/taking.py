"""Single fields and notes that are moved or shredded, noted outside the database as erasings are.

A restored dump has them where they were; the night, or `exitspor erasing redo`, takes them out again.
"""

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from adapters.erasing.ledger import NotedTaking
from domain.access.codes import AccessPurpose, Action
from domain.base import CLOCK
from domain.handler import CommandHandler
from domain.vault import Reading, Vault


class Notes(Protocol):
    """Where takings are noted outside the database."""

    def noting(self, entry: NotedTaking) -> AbstractContextManager[None]:
        """Write a taking down, durably, before it is done in the block; a failure there takes it back."""


class Taker:
    """Takes single fields and notes out of a trajectory. Raises what `Vault.move` and `Vault.shred` raise.

    The same taking again does nothing more, whatever was written since.
    """

    def __init__(self, handler: CommandHandler, vault: Vault, ledger: Notes) -> None:
        self._handler = handler
        self._vault = vault
        self._ledger = ledger

    async def take(self, noted: NotedTaking, reading: Reading, *, notes_from: date | None) -> None:
        """Move what is named to the target; shred it where there is none."""
        with self._ledger.noting(noted):
            await self._take(noted, reading, notes_from)

    async def do_again(self, noted: NotedTaking, now: datetime) -> None:
        """Take out once more what a restored database has brought back.

        Where the target is not there any more, or holds something in that place, it is shredded: it is wrong here.
        """
        reading = Reading(CLOCK, Action.MOVE, AccessPurpose.RETENTION, now)
        is_there = noted.target is not None and (await self._handler.trajectory(noted.target)).opened is not None
        try:
            await self._take(noted if is_there else _shredded(noted), reading, None)
        except ValueError:
            await self._take(_shredded(noted), reading, None)

    async def _take(self, noted: NotedTaking, reading: Reading, notes_from: date | None) -> None:
        named = noted.fields, noted.notes, reading
        if noted.target is None:
            await self._vault.shred(noted.trajectory, *named, notes_from=notes_from, taking=noted.taking)
        else:
            await self._vault.move(noted.trajectory, noted.target, *named, notes_from=notes_from, taking=noted.taking)


def _shredded(noted: NotedTaking) -> NotedTaking:
    return noted.model_copy(update={"target": None})
