"""Lifting anonymity with what the person tells of themselves, restoring it, and breaking the glass."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.desk.answers import Lifted
from adapters.desk.steps import Stepper
from adapters.desk.writing import looked_at
from domain.access.codes import AccessPurpose, Action
from domain.commands.identity import LiftAnonymity
from domain.commands.vault import BreakGlass
from domain.handler import Accepted
from domain.refusal import Refusal
from domain.vault_codes import VaultField

NO_FIELDS: Mapping[VaultField, str] = MappingProxyType({})


class Lifter(Stepper):
    """The part of the desk at which a person becomes known, or is looked up in acute danger."""

    async def lift(self, command: LiftAnonymity, fields: Mapping[VaultField, str] = NO_FIELDS) -> Lifted | Refusal:
        """Keep an identity and lift anonymity; sent again, it does nothing more, and keeps nothing anew.

        The identity comes first. What a crash leaves between the two nobody can read, since nobody is known yet; the
        command sent again finishes it.
        """
        verdict = await self._judged(command, AccessPurpose.CASEWORK)
        if isinstance(verdict, Refusal):
            return verdict
        looked = looked_at(fields)
        if isinstance(looked, Refusal):
            return looked
        kept, warnings = looked
        answer = await self._identified(command, kept)
        return answer if isinstance(answer, Refusal) else Lifted(answer, warnings)

    async def _identified(self, command: LiftAnonymity, kept: Mapping[VaultField, str]) -> Accepted | Refusal:
        """Write the identity and then the event; nothing is written where the rules would refuse the lifting.

        Nor where the lifting was accepted before: the identity may have been erased or restricted since.
        """
        first = await self.services.handler.answered(command)
        if first is not None:
            return first
        now, reading = self.services.clock(), self._reading(Action.LIFT, AccessPurpose.CASEWORK)
        foreseen = await self.services.handler.preview(command, now)
        if isinstance(foreseen, Refusal):
            return foreseen
        if kept:
            await self.services.vault.write(command.trajectory, kept, reading)
        else:
            await self.services.access_log.record(reading, trajectory=command.trajectory)
        return await self.services.handler.handle(command, now)

    async def break_glass(self, command: BreakGlass) -> Accepted | Refusal:
        """Take access for three hours; it is in the access log before, and the leader is told by the event."""
        return await self._stepped(command, AccessPurpose.EMERGENCY)
