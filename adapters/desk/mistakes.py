"""What was put on the wrong trajectory is moved or shredded, and a possible breach reported. Source: domain, 5.

The breach is reported first: 72 hours run from when somebody became aware of it, whether moving succeeds or not.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid5

from adapters.desk.bars import bar_to_taking_out
from adapters.desk.reading import READ, WRITE, by_action
from adapters.desk.refusals import NOTE_SEALED, NOTHING_CHOSEN, SAME_TRAJECTORY, TARGET_HOLDS_IT
from adapters.desk.steps import Stepper
from adapters.erasing.ledger import NotedTaking
from adapters.erasing.wiring import taker_of
from domain.access.case import Allowed
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.refusals import STEP_UP_NEEDED
from domain.access.step_up import needs_step_up
from domain.base import Occurred
from domain.breach_codes import BreachCause
from domain.commands.breach import ReportPossibleBreach
from domain.handler import Accepted
from domain.refusal import Refusal
from domain.vault import NoteIsSealed
from domain.vault_codes import VaultField

CORRECTION = AccessPurpose.CORRECTION


class Corrector(Stepper):
    """The part of the desk at which mistakes with the vault are set right."""

    async def move(
        self,
        source: UUID,
        target: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        *,
        command_id: UUID,
    ) -> Accepted | Refusal:
        """Move fields and notes to the trajectory where they belong; answer the reported breach of `source`."""
        verdict = await self._movable(source, fields, notes, target)
        if isinstance(verdict, Refusal):
            return verdict
        reported = await self._report(source, command_id)
        if isinstance(reported, Refusal):
            return reported
        reading = self._reading(Action.MOVE, CORRECTION)
        taking = _taking(command_id, (source, target), fields, notes, reading.at)
        try:
            await taker_of(self.services).take(taking, reading, notes_from=verdict.notes_from)
        except NoteIsSealed:
            return await self._sealed(source)
        except ValueError:
            return TARGET_HOLDS_IT
        return reported

    async def shred(
        self, trajectory: UUID, fields: Collection[VaultField], notes: Collection[UUID], *, command_id: UUID
    ) -> Accepted | Refusal:
        """Delete single fields and notes, which belong nowhere; answer the reported breach.

        It needs the proof of who one is that erasing does.
        """
        verdict = await self._shreddable(trajectory, fields, notes)
        if isinstance(verdict, Refusal):
            return verdict
        reported = await self._report(trajectory, command_id)
        if isinstance(reported, Refusal):
            return reported
        reading = self._reading(Action.MOVE, CORRECTION)
        taking = _taking(command_id, (trajectory, None), fields, notes, reading.at)
        try:
            await taker_of(self.services).take(taking, reading, notes_from=verdict.notes_from)
        except NoteIsSealed:
            return await self._sealed(trajectory)
        return reported

    async def _shreddable(
        self, trajectory: UUID, fields: Collection[VaultField], notes: Collection[UUID]
    ) -> Allowed | Refusal:
        verdict = await self._movable(trajectory, fields, notes)
        if isinstance(verdict, Allowed) and needs_step_up(self.who, Action.ERASE, self.services.clock()):
            await self._note(Action.ERASE, CORRECTION, AccessOutcome.REFUSED, trajectory, fields)
            return STEP_UP_NEEDED
        return verdict

    async def _sealed(self, trajectory: UUID) -> Refusal:
        await self._note(Action.MOVE, CORRECTION, AccessOutcome.REFUSED, trajectory, (VaultField.NOTE,))
        return NOTE_SEALED

    async def _movable(
        self,
        source: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        target: UUID | None = None,
    ) -> Allowed | Refusal:
        """It has to be somebody's to move and to read there, and to write here: moving opens nothing that is shut.

        Of the notes, those that the answer leaves sealed stay where they are.
        """
        if (not fields and not notes) or VaultField.NOTE in fields:
            return NOTHING_CHOSEN
        if source == target:
            return SAME_TRAJECTORY
        moved = {*fields, *({VaultField.NOTE} if notes else ())}
        wanted = [
            (Action.MOVE, source),
            *((action, source) for action in by_action(moved, READ)),
            *((action, target) for action in by_action(moved, WRITE) if target),
        ]
        notes_from: date | None = None
        for action, trajectory in wanted:
            verdict = await self.allowed(action, trajectory, purpose=CORRECTION, fields=moved)
            if isinstance(verdict, Refusal):
                return verdict
            if action is Action.READ_NOTES:
                notes_from = verdict.notes_from
        return await self._barred(source, moved) or Allowed(notes_from=notes_from)

    async def _barred(self, source: UUID, moved: Collection[VaultField]) -> Refusal | None:
        bar = bar_to_taking_out(await self.services.handler.trajectory(source))
        if bar is not None:
            await self._note(Action.MOVE, CORRECTION, AccessOutcome.REFUSED, source, moved)
        return bar

    async def _report(self, trajectory: UUID, command_id: UUID) -> Accepted | Refusal:
        now = self.services.clock()
        report = ReportPossibleBreach(
            command_id=command_id,
            actor=self.who.code,
            municipality=self.who.municipality,
            occurred=Occurred.at_instant(now),
            trajectory=trajectory,
            breach=uuid5(command_id, "breach"),
            cause=BreachCause.WRONG_TRAJECTORY,
        )
        return await self.services.handler.handle(report, now)


def _taking(
    command_id: UUID,
    places: tuple[UUID, UUID | None],
    fields: Collection[VaultField],
    notes: Collection[UUID],
    at: datetime,
) -> NotedTaking:
    """Return what is noted of a taking out; the same sent again is the same."""
    (source, target), named, ids = places, tuple(sorted(fields)), tuple(sorted(notes))
    sent = f"taken:{source}:{target}:{','.join(named)}:{','.join(map(str, ids))}"
    return NotedTaking(
        taking=uuid5(command_id, sent), trajectory=source, target=target, fields=named, notes=ids, at=at
    )
