"""Commands through the desk: each is judged by the trajectories that it names before the rules see it."""

from collections.abc import Mapping
from uuid import UUID

from adapters.desk.base import Counter
from adapters.desk.streams import folded
from domain.access import refusals
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.commands import concerned, judge_command
from domain.access.needs import need_of
from domain.access.policy import Allowed
from domain.commands import Command
from domain.handler import Accepted
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory

WRITTEN_DOWN = frozenset({Action.DISCLOSE, Action.BREAK_GLASS, Action.LIFT})
"""What the access log tells also where it was allowed."""


class Stepper(Counter):
    """The part of the desk that takes commands."""

    async def _stepped(self, command: Command, purpose: AccessPurpose) -> Accepted | Refusal:
        """Judge a command and have it handled; what has to be written down is written down before."""
        verdict, action = await self._asked(command, purpose)
        if isinstance(verdict, Refusal):
            return verdict
        if action in WRITTEN_DOWN:
            await self._note(action, purpose, AccessOutcome.ALLOWED, _first(command))
        return await self.services.handler.handle(command, self.services.clock())

    async def _judged(self, command: Command, purpose: AccessPurpose) -> Allowed | Refusal:
        """Answer whether the command may be given; a refused attempt is written down first."""
        verdict, _ = await self._asked(command, purpose)
        return verdict

    async def _asked(self, command: Command, purpose: AccessPurpose) -> tuple[Allowed | Refusal, Action]:
        streams = await folded(self.services.log, concerned(command))
        need = need_of(command, streams)
        action = Action.ADVANCE if need is None else need.action
        verdict = await self._judged_by(command, streams)
        if isinstance(verdict, Refusal):
            await self._note(action, purpose, AccessOutcome.REFUSED, _first(command))
        return verdict, action

    async def _judged_by(self, command: Command, streams: Mapping[UUID, Trajectory]) -> Allowed | Refusal:
        if self.who.municipality != self.services.municipality:
            return refusals.NOT_YOU
        catalogue = await self.services.catalogue()
        return judge_command(self.who, command, streams, self.services.clock(), catalogue)


def _first(command: Command) -> UUID | None:
    return next(iter(concerned(command)), None)
