"""What every part of the desk stands on: who asks, what the policy answers, and that refused attempts are kept."""

from collections.abc import Collection
from uuid import UUID

from adapters.services import Services
from domain.access import refusals
from domain.access.case import OF_RECORDS
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.policy import Allowed, judge
from domain.access.who import Who
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.vault import Reading


class Counter:
    """Somebody before the desk. Whatever is written down may raise `AccessNotLogged`; then nothing is answered."""

    def __init__(self, services: Services, who: Who) -> None:
        self.services = services
        self.who = who

    async def may(self, action: Action, trajectory: UUID | None = None) -> bool:
        """Tell whether something could be done, for what a page offers. Nothing is written down."""
        return isinstance(await self._verdict(action, trajectory), Allowed)

    async def allowed(
        self,
        action: Action,
        trajectory: UUID | None = None,
        *,
        purpose: AccessPurpose = AccessPurpose.CASEWORK,
        fields: Collection[str] = (),
    ) -> Allowed | Refusal:
        """Answer whether something may be done now; a refused attempt is written down first."""
        verdict = await self._verdict(action, trajectory)
        if isinstance(verdict, Refusal):
            await self._note(action, purpose, AccessOutcome.REFUSED, trajectory, fields)
        return verdict

    async def refused(self, action: Action, trajectory: UUID | None = None) -> None:
        """Write down that something was asked for that is not shown, where a page finds that out itself."""
        await self._note(action, AccessPurpose.CASEWORK, AccessOutcome.REFUSED, trajectory)

    async def _verdict(self, action: Action, trajectory: UUID | None) -> Allowed | Refusal:
        if self.who.municipality != self.services.municipality:
            return NO_SUCH_TRAJECTORY if action in OF_RECORDS else refusals.NOT_YOUR_ROLE
        catalogue = await self.services.catalogue()
        state = None if trajectory is None else await self.services.handler.trajectory(trajectory)
        return judge(self.who, action, state, self.services.clock(), catalogue)

    async def _note(
        self,
        action: Action,
        purpose: AccessPurpose,
        outcome: AccessOutcome,
        trajectory: UUID | None = None,
        fields: Collection[str] = (),
    ) -> None:
        reading = self._reading(action, purpose)
        await self.services.access_log.record(reading, outcome=outcome, trajectory=trajectory, fields=sorted(fields))

    def _reading(self, action: Action, purpose: AccessPurpose) -> Reading:
        return Reading(self.who.code, action, purpose, self.services.clock())
