"""The vault in PostgreSQL: sealed here, kept there. What is in the clear is never in a statement.

Every change is one transaction (a function of migration 0014) after a look at the data keys: what comes between the
two is noticed there, and the call looks again.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

import asyncpg

from adapters.vault.calls import Calls, Stale
from adapters.vault.cpr_index import indexed, is_matched, searched
from adapters.vault.data_keys import DataKeys, Ring
from adapters.vault.errors import silent
from adapters.vault.index_keys import IndexKeys
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.opened import Opened, opened
from adapters.vault.rows import FIELDS, Filling, NewField, Sealed
from adapters.vault.sealing import NONCE_BYTES
from domain.calendar import civil_date
from domain.erasure_days import final_day
from domain.vault import Ages, Contents, ErasedVault, Note, NoteIsSealed, Reading
from domain.vault_codes import COMPARTMENT_OF, COMPARTMENTS_OF, Compartment, ErasureScope, VaultField

T = TypeVar("T")

BACKUP_DAYS = 35
ATTEMPTS = 8
"""How often a call looks anew when the vault changed under it; more than this is no coincidence."""


class PostgresVault:
    """A `Vault` over a pool of the application's role. Every call may raise VaultSilent and AccessNotLogged."""

    def __init__(
        self, pool: asyncpg.Pool, keys: KeyProvider, municipality: str, backup_days: int = BACKUP_DAYS
    ) -> None:
        self.keys = keys
        self._calls = Calls(pool)
        self._data_keys = DataKeys(keys, municipality)
        self._index_keys = IndexKeys(self._calls, keys, municipality)
        self._municipality = municipality
        self._backup_days = backup_days

    async def read(
        self, trajectory: UUID, fields: Collection[VaultField], reading: Reading, *, notes_from: date | None = None
    ) -> Contents:
        """Return the fields asked for that are there; the log was written and committed before any is opened."""
        rows = await self._calls.read(reading, trajectory, sorted(set(fields)), notes_from)
        return (await self._opened(trajectory, rows)).contents()

    async def write(self, trajectory: UUID, fields: Mapping[VaultField, str], reading: Reading) -> None:
        """Put fields in the place of what they held; an empty text removes one. Raises ValueError for a note."""
        _refuse_notes(fields)
        await _looking_again(lambda: self._write(trajectory, fields, reading))

    async def add_note(self, trajectory: UUID, note: Note, reading: Reading) -> None:
        """Keep a note, as written by the reading's actor then where it does not say. Raises ValueError."""
        whole = replace(note, written_by=note.written_by or reading.actor, written=note.written or reading.at)
        if await _looking_again(lambda: self._add_note(trajectory, whole, reading)) == "other":
            raise ValueError("notatet findes med en anden tekst / the note exists with another text")

    async def find_cpr(self, cpr: str, reading: Reading) -> tuple[UUID, ...]:
        """Return the trajectories that hold a CPR number; the work is the same whatever is asked for."""
        fingerprint = await self._fingerprint(cpr)
        criterion = await self.keys.fingerprint(searched(self._municipality, cpr))

        async def look() -> tuple[UUID, ...]:
            keys = await self._index_keys.every()
            versions, sought = [key.version for key in keys], [key.seal(fingerprint) for key in keys]
            return await self._calls.find(reading, criterion, versions, sought)

        return await _looking_again(look)

    async def move(
        self,
        source: UUID,
        target: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        reading: Reading,
        *,
        notes_from: date | None = None,
        taking: UUID | None = None,
    ) -> None:
        """Move fields and notes; what is not at the source is not moved.

        Raises ValueError, and moves nothing, where the target holds one of the fields already; NoteIsSealed.
        """
        _refuse_notes(fields)
        if source == target:
            raise ValueError("et andet forløb / another trajectory")
        await _looking_again(
            lambda: self._take_out(source, target, fields, notes, reading, notes_from=notes_from, taking=taking)
        )

    async def shred(
        self,
        trajectory: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        reading: Reading,
        *,
        notes_from: date | None = None,
        taking: UUID | None = None,
    ) -> None:
        """Delete single fields and notes, and the data keys that they were under; the rest gets new ones.

        Raises NoteIsSealed.
        """
        _refuse_notes(fields)
        await _looking_again(
            lambda: self._take_out(trajectory, None, fields, notes, reading, notes_from=notes_from, taking=taking)
        )

    async def erase(self, trajectory: UUID, erasure: UUID, scope: ErasureScope, reading: Reading) -> ErasedVault:
        """Destroy data keys and ciphertexts. Raises ValueError for an erasure that was used for something else."""
        await self._make_epochs_known(reading)
        final = final_day(civil_date(reading.at), self._backup_days)
        compartments = sorted(COMPARTMENTS_OF[scope])
        final, items = await self._calls.erase(
            reading, trajectory, erasure=erasure, scope=str(scope), compartments=compartments, final=final
        )
        return ErasedVault(erasure, final, items)

    async def holds(self, trajectories: Sequence[UUID]) -> Mapping[UUID, frozenset[VaultField]]:
        """Return which fields some trajectories hold; one that holds nothing has an empty set."""
        held: dict[UUID, set[VaultField]] = {trajectory: set() for trajectory in trajectories}
        for trajectory, name in await self._calls.holds(trajectories):
            held[trajectory].add(FIELDS[name])
        return {trajectory: frozenset(names) for trajectory, names in held.items()}

    async def ages(self, trajectories: Sequence[UUID]) -> Mapping[UUID, Ages]:
        """Return how old what some trajectories hold is; nothing is opened."""
        known = await self._calls.ages(trajectories)
        return {trajectory: known.get(trajectory, Ages()) for trajectory in trajectories}

    async def _write(self, trajectory: UUID, fields: Mapping[VaultField, str], reading: Reading) -> None:
        ring = await self._ring(trajectory, {COMPARTMENT_OF[name] for name, text in fields.items() if text})
        await self._calls.write(reading, Filling(trajectory, ring.made, await self._sealed(ring, fields)))

    async def _add_note(self, trajectory: UUID, note: Note, reading: Reading) -> str:
        ring = await self._ring(trajectory, {Compartment.NOTES})
        filling = Filling(trajectory, ring.made, notes=[ring.sealed_note(note)])
        return await self._calls.add_note(reading, filling)

    async def _take_out(
        self,
        source: UUID,
        target: UUID | None,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        reading: Reading,
        *,
        notes_from: date | None,
        taking: UUID | None,
    ) -> None:
        """Take what is named out of its compartments, which get new data keys, and put it into the target's."""
        touched = {COMPARTMENT_OF[name] for name in fields} | ({Compartment.NOTES} if notes else set())
        rows = await self._calls.read(reading, source, _all_of(touched), None)
        _refuse_sealed(rows, notes, notes_from)
        whole = await self._opened(source, rows)
        if (taken := whole.only(fields, notes)).is_empty:
            return await self._calls.renew(reading, source, taking=taking)
        await self._make_epochs_known(reading)
        fillings = [await self._renewed(source, whole.without(taken))]
        if target is not None:
            fillings.append(await self._filled(target, await self._ring(target, taken.compartments), taken))
        changed = sorted([*map(str, taken.fields), *(str(note.id) for note in taken.notes)])
        seen = sorted(row.content[:NONCE_BYTES] for row in rows)
        await self._calls.renew(
            reading,
            source,
            compartments=sorted(touched),
            seen=seen,
            changed=changed,
            fillings=fillings,
            taking=taking,
        )

    async def _renewed(self, trajectory: UUID, left: Opened) -> Filling:
        """Return what is left of some compartments under new data keys."""
        return await self._filled(trajectory, await self._data_keys.new_ring(trajectory, left.compartments), left)

    async def _filled(self, trajectory: UUID, ring: Ring, contents: Opened) -> Filling:
        fields = await self._sealed(ring, contents.fields)
        return Filling(trajectory, ring.made, fields, [ring.sealed_note(note) for note in contents.notes])

    async def _sealed(self, ring: Ring, fields: Mapping[VaultField, str]) -> list[NewField]:
        return [
            await self._indexed(ring.sealed_field(name, text), text)
            if text
            else NewField(str(name), str(COMPARTMENT_OF[name]), 0, None)
            for name, text in fields.items()
        ]

    async def _indexed(self, new: NewField, text: str) -> NewField:
        """Return a field with its row of the index, if it has one."""
        if FIELDS[new.field] is not VaultField.CPR or not is_matched(text):
            return new
        key = await self._index_keys.newest()
        return new._replace(index_key=key.version, fingerprint=key.seal(await self._fingerprint(text)))

    async def _fingerprint(self, cpr: str) -> bytes:
        return await self.keys.fingerprint(indexed(self._municipality, cpr))

    async def _make_epochs_known(self, reading: Reading) -> None:
        """See that the database knows every epoch whose key could open what is erased now: one restored may not."""
        await self._calls.begin_epochs(await self.keys.epochs(), reading.at)

    async def _ring(self, trajectory: UUID, needed: Iterable[Compartment]) -> Ring:
        rows = await self._calls.data_keys(trajectory, sorted(needed))
        return await self._data_keys.ring(trajectory, rows, needed)

    async def _opened(self, trajectory: UUID, rows: Sequence[Sealed]) -> Opened:
        keys = await self._data_keys.opened(trajectory, (row.key for row in rows))
        return opened(rows, keys)


def _refuse_notes(fields: Collection[VaultField]) -> None:
    if VaultField.NOTE in fields:
        raise ValueError("notater nævnes ved deres id / notes are named by their ids")


def _refuse_sealed(rows: Iterable[Sealed], notes: Collection[UUID], notes_from: date | None) -> None:
    days = [row.on_day for row in rows if row.note in notes and row.on_day is not None]
    if notes_from is not None and any(day < notes_from for day in days):
        raise NoteIsSealed


def _all_of(compartments: Collection[Compartment]) -> list[str]:
    """Return every field that compartments can hold."""
    return sorted(name for name, compartment in COMPARTMENT_OF.items() if compartment in compartments)


async def _looking_again(attempt: Callable[[], Awaitable[T]]) -> T:
    for _ in range(ATTEMPTS):
        try:
            return await attempt()
        except Stale:
            continue
    raise silent()
