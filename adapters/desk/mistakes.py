"""What was put on the wrong trajectory is moved or shredded, and a possible breach reported. Source: domain, 5.

The breach is reported first: 72 hours run from when somebody became aware of it, whether moving succeeds or not.
"""

from collections.abc import Collection
from uuid import UUID, uuid5

from adapters.desk.reading import READ, WRITE, by_action
from adapters.desk.refusals import NOTHING_CHOSEN, SAME_TRAJECTORY, TARGET_HOLDS_IT
from adapters.desk.steps import Stepper
from domain.access.codes import AccessPurpose, Action
from domain.base import Occurred
from domain.breach_codes import BreachCause
from domain.commands.breach import ReportPossibleBreach
from domain.handler import Accepted
from domain.refusal import Refusal
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
        refusal = await self._not_movable(source, fields, notes, target)
        if refusal is not None:
            return refusal
        reported = await self._report(source, command_id)
        if isinstance(reported, Refusal):
            return reported
        try:
            await self.services.vault.move(source, target, fields, notes, self._reading(Action.MOVE, CORRECTION))
        except ValueError:
            return TARGET_HOLDS_IT
        return reported

    async def shred(
        self, trajectory: UUID, fields: Collection[VaultField], notes: Collection[UUID], *, command_id: UUID
    ) -> Accepted | Refusal:
        """Delete single fields and notes, which belong nowhere; answer the reported breach."""
        refusal = await self._not_movable(trajectory, fields, notes)
        if refusal is not None:
            return refusal
        reported = await self._report(trajectory, command_id)
        if isinstance(reported, Accepted):
            await self.services.vault.shred(trajectory, fields, notes, self._reading(Action.MOVE, CORRECTION))
        return reported

    async def _not_movable(
        self,
        source: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        target: UUID | None = None,
    ) -> Refusal | None:
        """It has to be somebody's to move and to read there, and to write here: moving opens nothing that is shut."""
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
        for action, trajectory in wanted:
            verdict = await self.allowed(action, trajectory, purpose=CORRECTION, fields=moved)
            if isinstance(verdict, Refusal):
                return verdict
        return None

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
