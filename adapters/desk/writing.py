"""What somebody puts into the vault: fields, whose CPR numbers are looked at, and notes, which are warned of."""

from collections.abc import Mapping
from uuid import UUID

from adapters.desk.answers import Kept, Warned
from adapters.desk.bars import bar_to_emptying
from adapters.desk.base import Counter
from adapters.desk.reading import WRITE, by_action
from adapters.desk.refusals import NOTE_EMPTY, NOTE_HAS_A_DAY, NOTE_KEPT_OTHERWISE
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.calendar import civil_date
from domain.cpr import CprWarning, cpr_of
from domain.note_warnings import warnings_of
from domain.refusal import Refusal
from domain.refusals import IN_THE_FUTURE
from domain.vault import Note
from domain.vault_codes import VaultField

Looked = tuple[Mapping[VaultField, str], tuple[CprWarning, ...]]


def looked_at(fields: Mapping[VaultField, str]) -> Looked | Refusal:
    """Return fields as they are kept, with what to look at once more; a CPR number is kept as ten digits."""
    if VaultField.NOTE in fields:
        return NOTE_HAS_A_DAY
    kept = {field: text.strip() for field, text in fields.items()}
    if not kept.get(VaultField.CPR):
        return kept, ()
    cpr = cpr_of(kept[VaultField.CPR])
    if isinstance(cpr, Refusal):
        return cpr
    return {**kept, VaultField.CPR: cpr.digits}, cpr.warnings


class Writer(Counter):
    """The writing part of the desk."""

    async def write(
        self, trajectory: UUID, fields: Mapping[VaultField, str], purpose: AccessPurpose
    ) -> Kept | Refusal:
        """Put fields in the place of what they held; an empty text removes one. All of them, or none.

        An identity is refused where the person is not known to the worker's administration; to empty a field, where
        an erasing would be.
        """
        for action, wanted in by_action(fields, WRITE).items():
            verdict = await self.allowed(action, trajectory, purpose=purpose, fields=wanted)
            if isinstance(verdict, Refusal):
                return verdict
        looked = looked_at(fields)
        if isinstance(looked, Refusal):
            return looked
        kept, warnings = looked
        bar = bar_to_emptying(
            await self.services.handler.trajectory(trajectory), kept, await self.services.catalogue()
        )
        if bar is not None:
            await self._note(Action.ERASE, purpose, AccessOutcome.REFUSED, trajectory, kept)
            return bar
        for action, wanted in by_action(kept, WRITE).items():
            some = {field: kept[field] for field in wanted}
            await self.services.vault.write(trajectory, some, self._reading(action, purpose))
        return Kept(warnings)

    async def add_note(
        self, trajectory: UUID, note: Note, purpose: AccessPurpose, *, confirmed: bool = False
    ) -> Kept | Warned | Refusal:
        """Keep a note; where it seems to hold what it should not, answer that and keep nothing unless `confirmed`.

        Who wrote it, and when, is said by the desk.
        """
        verdict = await self.allowed(
            Action.WRITE_NOTE, trajectory, purpose=purpose, fields=frozenset({VaultField.NOTE})
        )
        if isinstance(verdict, Refusal):
            return verdict
        if not note.text.strip():
            return NOTE_EMPTY
        if note.on > civil_date(self.services.clock()):
            return IN_THE_FUTURE
        warnings = () if confirmed else warnings_of(note.text)
        return Warned(warnings) if warnings else await self._kept(trajectory, note, purpose)

    async def _kept(self, trajectory: UUID, note: Note, purpose: AccessPurpose) -> Kept | Refusal:
        reading = self._reading(Action.WRITE_NOTE, purpose)
        signed = Note(note.id, note.on, note.text, self.who.code, reading.at)
        try:
            await self.services.vault.add_note(trajectory, signed, reading)
        except ValueError:
            return NOTE_KEPT_OTHERWISE
        return Kept()
