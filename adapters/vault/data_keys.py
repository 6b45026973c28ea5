"""Data keys of trajectories: unwrapped when they are needed, and kept by nobody in between."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from adapters.vault.keys.provider import KEY_BYTES, KeyProvider
from adapters.vault.rows import COMPARTMENTS, NewField, NewKey, NewNote
from adapters.vault.sealing import LAST_VERSION, DataKey, note_place, wrapping_place
from domain.vault import Note
from domain.vault_codes import COMPARTMENT_OF, Compartment, VaultField


@dataclass(frozen=True, slots=True)
class Ring:
    """The data keys of some compartments of one trajectory; `made` are those that the database does not have yet."""

    keys: Mapping[Compartment, DataKey] = field(repr=False)
    made: tuple[NewKey, ...] = ()

    def sealed_field(self, name: VaultField, text: str) -> NewField:
        """Return a field with a text, sealed."""
        key = self.keys[COMPARTMENT_OF[name]]
        return NewField(str(name), str(key.compartment), key.version, key.seal(str(name), text))

    def sealed_note(self, note: Note) -> NewNote:
        """Return a note, sealed; it says when it was written."""
        assert note.written is not None
        key = self.keys[Compartment.NOTES]
        content = key.seal(note_place(note.id, note.on, note.written_by), note.text)
        fingerprint = key.fingerprint(note.id, note.text)
        return NewNote(note.id, note.on, note.written_by, note.written, key.version, content, fingerprint)


class DataKeys:
    """Opens and makes data keys by a key provider. Every call may raise what the provider does."""

    def __init__(self, keys: KeyProvider, municipality: str) -> None:
        self._keys = keys
        self._municipality = municipality

    async def opened(self, trajectory: UUID, rows: Iterable[NewKey]) -> dict[Compartment, DataKey]:
        """Unwrap the data keys of a trajectory, each once."""
        return {COMPARTMENTS[row.compartment]: await self._open(trajectory, row) for row in set(rows)}

    async def ring(self, trajectory: UUID, rows: Sequence[NewKey], needed: Iterable[Compartment]) -> Ring:
        """Return the keys of some compartments: those that there are, and new ones where there is none."""
        keys = await self.opened(trajectory, rows)
        new = await self.new_ring(trajectory, set(needed) - set(keys))
        return Ring({**keys, **new.keys}, new.made)

    async def new_ring(self, trajectory: UUID, compartments: Iterable[Compartment]) -> Ring:
        """Return new keys of some compartments.

        A version is a number that no other key has: who sealed under a key that is gone must not be taken for one who
        sealed under the next, which two that count from 1 would be.
        """
        keys: dict[Compartment, DataKey] = {}
        made: list[NewKey] = []
        for compartment in sorted(compartments):
            key, version = secrets.token_bytes(KEY_BYTES), 1 + secrets.randbelow(LAST_VERSION)
            wrapped = await self._keys.wrap(key, self._place(trajectory, compartment, version))
            keys[compartment] = DataKey(self._municipality, trajectory, compartment, version, key)
            made.append(NewKey(str(compartment), version, wrapped.epoch, wrapped.key))
        return Ring(keys, tuple(made))

    async def _open(self, trajectory: UUID, row: NewKey) -> DataKey:
        place = self._place(trajectory, row.compartment, row.version)
        key = await self._keys.unwrap(row.epoch, row.wrapped, place)
        return DataKey(self._municipality, trajectory, COMPARTMENTS[row.compartment], row.version, key)

    def _place(self, trajectory: UUID, compartment: str, version: int) -> bytes:
        return wrapping_place(self._municipality, trajectory, compartment, version)
