"""Return codes through the desk: given, revoked, and opened by what somebody types. Source: domain section 3.

Guessing locks the user and the address, never the code. A code of a trajectory that is not one's to handle opens
nothing, in the words of an unknown one. Each try is written down by the vault that looks it up.
"""

from uuid import UUID

from adapters.desk.answers import GivenCode
from adapters.desk.steps import Stepper
from adapters.throttle.subjects import Subjects
from domain.access.codes import AccessPurpose, Action
from domain.access.policy import Allowed
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.handler import Accepted
from domain.refusal import Refusal

CASEWORK = AccessPurpose.CASEWORK


class Coder(Stepper):
    """The part of the desk for return codes."""

    async def give_code(self, command: GiveReturnCode) -> GivenCode | Refusal:
        """Give a new code, which takes a former one's place."""
        verdict = await self._judged(command, CASEWORK)
        if isinstance(verdict, Refusal):
            return verdict
        answer, code = await self.services.return_codes.give(command, self.services.clock())
        return answer if isinstance(answer, Refusal) else GivenCode(answer, code)

    async def revoke_code(self, command: RevokeReturnCode) -> Accepted | Refusal:
        """Make the trajectory's code useless."""
        verdict = await self._judged(command, CASEWORK)
        if isinstance(verdict, Refusal):
            return verdict
        return await self.services.return_codes.revoke(command, self.services.clock())

    async def open_by_code(self, typed: str, address: str) -> UUID | Refusal:
        """Return the trajectory that a code opens to a worker who may handle it; `address` is who typed it."""
        verdict = await self.allowed(Action.OPEN_BY_CODE)
        if isinstance(verdict, Refusal):
            return verdict
        by = Subjects(address, self.who.code)
        now = self.services.clock()
        return await self.services.return_codes.find(typed, by=by, now=now, may=self._may_handle)

    async def _may_handle(self, trajectory: UUID) -> bool:
        return isinstance(await self._verdict(Action.ADVANCE, trajectory), Allowed)
