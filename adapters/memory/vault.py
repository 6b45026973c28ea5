"""The vault in memory, for tests: it keeps what PostgreSQL's does, in the clear, and writes down each access."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from adapters.vault.cpr_index import indexed, is_matched
from adapters.vault.errors import not_logged
from domain.calendar import civil_date
from domain.erasure_days import final_day
from domain.vault import Ages, Contents, ErasedVault, Note, NoteIsSealed, Reading
from domain.vault_codes import COMPARTMENT_OF, COMPARTMENTS_OF, Compartment, ErasureScope, VaultField

IDENTIFYING = COMPARTMENTS_OF[ErasureScope.IDENTITY]


@dataclass(frozen=True, slots=True)
class Access:
    """What was written down: who did what, with which trajectory (None for a search), and with which fields."""

    reading: Reading
    trajectory: UUID | None
    fields: tuple[str, ...]


class InMemoryVault:
    """A `Vault` of one municipality. `log_is_broken` makes it refuse as one does whose log cannot be written."""

    def __init__(self, municipality: str = "101", backup_days: int = 35) -> None:
        self.accesses: list[Access] = []
        self.log_is_broken = False
        self._municipality = municipality
        self._backup_days = backup_days
        self._fields: dict[UUID, dict[VaultField, str]] = {}
        self._notes: dict[UUID, dict[UUID, Note]] = {}
        self._written: dict[tuple[UUID, VaultField], datetime] = {}
        self._takings: set[UUID | None] = set()
        self._erasures: dict[UUID, tuple[UUID, ErasureScope, ErasedVault]] = {}

    async def read(
        self, trajectory: UUID, fields: Collection[VaultField], reading: Reading, *, notes_from: date | None = None
    ) -> Contents:
        """Return the fields asked for that are there."""
        self._write_down(reading, trajectory, fields)
        held = {name: text for name, text in self._of(trajectory).items() if name in fields}
        notes = [note for note in self._notes_of(trajectory).values() if not notes_from or note.on >= notes_from]
        return Contents(held, tuple(sorted(notes, key=_age)) if VaultField.NOTE in fields else ())

    async def write(self, trajectory: UUID, fields: Mapping[VaultField, str], reading: Reading) -> None:
        """Put fields in; an empty text removes one."""
        _refuse_notes(fields)
        self._write_down(reading, trajectory, fields)
        written = {**self._of(trajectory), **fields}
        self._fields[trajectory] = {name: text for name, text in written.items() if text}
        self._written.update({(trajectory, name): reading.at for name in fields})

    async def add_note(self, trajectory: UUID, note: Note, reading: Reading) -> None:
        """Keep a note once."""
        self._write_down(reading, trajectory, ["note", str(note.id)])
        known = [held for notes in self._notes.values() for held in notes.values() if held.id == note.id]
        if any(held.text != note.text for held in known) or (known and note.id not in self._notes_of(trajectory)):
            raise ValueError("notatet findes med en anden tekst / the note exists with another text")
        whole = replace(note, written_by=note.written_by or reading.actor, written=note.written or reading.at)
        self._notes_of(trajectory).setdefault(note.id, whole)

    async def find_cpr(self, cpr: str, reading: Reading) -> tuple[UUID, ...]:
        """Return the trajectories that hold a number."""
        self._write_down(reading, None, [VaultField.CPR])
        return tuple(sorted(trajectory for trajectory in self._fields if self._is(trajectory, cpr)))

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
        """Move fields and notes."""
        _refuse_notes(fields)
        if source == target:
            raise ValueError("et andet forløb / another trajectory")
        self._refuse_sealed(source, notes, notes_from)
        self._write_down(reading, source, [*fields, *map(str, notes)])
        self._write_down(reading, target, [*fields, *map(str, notes)])
        if self._was_taken(taking):
            return
        moved = {name: text for name, text in self._of(source).items() if name in fields}
        if moved.keys() & self._of(target).keys():
            raise ValueError("det andet forløb har allerede det felt / the other trajectory has that field already")
        self._of(target).update(moved)
        self._notes_of(target).update({id: note for id, note in self._notes_of(source).items() if id in notes})
        self._remove(source, moved.__contains__, notes)
        self._written.update({(target, name): reading.at for name in moved})
        self._takings.add(taking)

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
        """Delete single fields and notes."""
        _refuse_notes(fields)
        self._refuse_sealed(trajectory, notes, notes_from)
        self._write_down(reading, trajectory, [*fields, *map(str, notes)])
        if not self._was_taken(taking):
            self._takings.add(taking)
            self._remove(trajectory, fields.__contains__, notes)

    async def erase(self, trajectory: UUID, erasure: UUID, scope: ErasureScope, reading: Reading) -> ErasedVault:
        """Delete compartments; the same erasure again answers as the first time."""
        compartments = COMPARTMENTS_OF[scope]
        self._write_down(reading, trajectory, map(str, compartments))
        if erasure in self._erasures:
            known, former, answer = self._erasures[erasure]
            if (known, former) != (trajectory, scope):
                raise ValueError("sletningen er brugt til noget andet / the erasure was used for something else")
            return answer
        notes = set(self._notes_of(trajectory)) if Compartment.NOTES in compartments else set()
        gone = {name for name in self._of(trajectory) if COMPARTMENT_OF[name] in compartments}
        self._remove(trajectory, gone.__contains__, notes)
        final = final_day(civil_date(reading.at), self._backup_days)
        answer = ErasedVault(erasure, final, len(gone) + len(notes))
        self._erasures[erasure] = trajectory, scope, answer
        return answer

    async def holds(self, trajectories: Sequence[UUID]) -> Mapping[UUID, frozenset[VaultField]]:
        """Return which fields some trajectories hold."""
        return {
            trajectory: frozenset(self._of(trajectory))
            | (frozenset({VaultField.NOTE}) if self._notes_of(trajectory) else frozenset())
            for trajectory in trajectories
        }

    async def ages(self, trajectories: Sequence[UUID]) -> Mapping[UUID, Ages]:
        """Return how old what some trajectories hold is."""
        return {trajectory: self._ages(trajectory) for trajectory in trajectories}

    def _ages(self, trajectory: UUID) -> Ages:
        identity = [name for name in self._of(trajectory) if COMPARTMENT_OF[name] in IDENTIFYING]
        return Ages(
            max((note.on for note in self._notes_of(trajectory).values()), default=None),
            max((self._written[trajectory, name] for name in identity), default=None),
        )

    def _was_taken(self, taking: UUID | None) -> bool:
        return taking is not None and taking in self._takings

    def _write_down(self, reading: Reading, trajectory: UUID | None, fields: Iterable[str]) -> None:
        if self.log_is_broken:
            raise not_logged()
        self.accesses.append(Access(reading, trajectory, tuple(sorted(map(str, fields)))))

    def _of(self, trajectory: UUID) -> dict[VaultField, str]:
        return self._fields.setdefault(trajectory, {})

    def _notes_of(self, trajectory: UUID) -> dict[UUID, Note]:
        return self._notes.setdefault(trajectory, {})

    def _is(self, trajectory: UUID, cpr: str) -> bool:
        held = self._of(trajectory).get(VaultField.CPR, "")
        return is_matched(held) and indexed(self._municipality, held) == indexed(self._municipality, cpr)

    def _refuse_sealed(self, trajectory: UUID, notes: Collection[UUID], notes_from: date | None) -> None:
        held = (note for note in self._notes_of(trajectory).values() if note.id in notes)
        if notes_from is not None and any(note.on < notes_from for note in held):
            raise NoteIsSealed

    def _remove(self, trajectory: UUID, goes: Callable[[VaultField], bool], notes: Collection[UUID]) -> None:
        held = self._of(trajectory)
        self._fields[trajectory] = {name: text for name, text in held.items() if not goes(name)}
        own = self._notes_of(trajectory)
        self._notes[trajectory] = {id: note for id, note in own.items() if id not in notes}


def _refuse_notes(fields: Collection[VaultField]) -> None:
    if VaultField.NOTE in fields:
        raise ValueError("notater nævnes ved deres id / notes are named by their ids")


def _age(note: Note) -> tuple[object, ...]:
    return note.on, note.written, note.id
