"""What was read of a trajectory's vault, in the clear: for as long as a call takes, and in no log."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from adapters.vault.errors import NotGenuine
from adapters.vault.rows import FIELDS, Sealed
from adapters.vault.sealing import DataKey, note_place
from domain.vault import Contents, Note
from domain.vault_codes import COMPARTMENT_OF, Compartment, VaultField


@dataclass(frozen=True, slots=True)
class Opened:
    """Fields and notes of one trajectory."""

    fields: Mapping[VaultField, str] = field(default_factory=dict, repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.notes

    @property
    def compartments(self) -> frozenset[Compartment]:
        """Return where it lies."""
        found = {COMPARTMENT_OF[name] for name in self.fields}
        return frozenset(found | ({Compartment.NOTES} if self.notes else set()))

    def only(self, fields: Collection[VaultField], notes: Collection[UUID]) -> "Opened":
        """Return what is named."""
        return replace(
            self,
            fields={name: text for name, text in self.fields.items() if name in fields},
            notes=tuple(note for note in self.notes if note.id in notes),
        )

    def without(self, other: "Opened") -> "Opened":
        """Return what is left without another's."""
        ids = {note.id for note in other.notes}
        return replace(
            self,
            fields={name: text for name, text in self.fields.items() if name not in other.fields},
            notes=tuple(note for note in self.notes if note.id not in ids),
        )

    def contents(self) -> Contents:
        """Return it as the port does, the oldest note first."""
        return Contents(self.fields, tuple(sorted(self.notes, key=_age)))


def opened(rows: Iterable[Sealed], keys: Mapping[Compartment, DataKey]) -> Opened:
    """Open what was read under its data keys. Raises NotGenuine for what lies in another's place."""
    fields: dict[VaultField, str] = {}
    notes: list[Note] = []
    for row in rows:
        name = FIELDS[row.field]
        if row.key.compartment != COMPARTMENT_OF[name]:
            raise NotGenuine
        if name is VaultField.NOTE:
            notes.append(_note(row, keys[Compartment.NOTES]))
        else:
            fields[name] = keys[COMPARTMENT_OF[name]].open(row.field, row.content)
    return Opened(fields, tuple(notes))


def _note(row: Sealed, key: DataKey) -> Note:
    assert row.note is not None
    assert row.on_day is not None
    assert row.written_by is not None
    text = key.open(note_place(row.note, row.on_day, row.written_by), row.content)
    return Note(row.note, row.on_day, text, row.written_by, row.written)


def _age(note: Note) -> tuple[object, ...]:
    return note.on, note.written, note.id
