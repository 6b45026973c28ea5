"""Erasing through the desk, and making a person anonymous again. Erasing itself is `adapters.erasing`'s."""

from uuid import UUID

from adapters.desk.answers import Restored
from adapters.desk.mistakes import Corrector
from adapters.erasing.wiring import eraser_of
from domain.access.codes import AccessPurpose, Action
from domain.commands.identity import RestoreAnonymity
from domain.erasure_ids import erasure_of
from domain.refusal import Refusal
from domain.rules.erasing import BASIS_DOES_NOT_FIT, PEOPLES_BASES
from domain.vault import ErasedVault
from domain.vault_codes import ErasureBasis, ErasureScope

RETENTION = AccessPurpose.RETENTION


class Shredder(Corrector):
    """The part of the desk at which something is destroyed."""

    async def erase(
        self,
        trajectory: UUID,
        scope: ErasureScope,
        basis: ErasureBasis,
        *,
        command_id: UUID,
        purpose: AccessPurpose = RETENTION,
    ) -> ErasedVault | Refusal:
        """Erase a scope; answer from which day on no backup can open it. The same command id erases once.

        What lay on the wrong trajectory is reported as a possible breach before it goes. What time or a restored
        anonymity erases nobody orders here: where no rule says that its time has passed, people only say that it had.
        """
        if basis not in PEOPLES_BASES:
            return BASIS_DOES_NOT_FIT
        verdict = await self.allowed(Action.ERASE, trajectory, purpose=purpose, fields=(scope,))
        if isinstance(verdict, Refusal):
            return verdict
        if basis is ErasureBasis.WRONG_TRAJECTORY:
            reported = await self._report(trajectory, command_id)
            if isinstance(reported, Refusal):
                return reported
        return await self._erased(trajectory, scope, erasure_of(command_id, basis), purpose)

    async def restore(self, command: RestoreAnonymity) -> Restored | Refusal:
        """Make a person anonymous again, towards everybody, and erase the identity; sent again, it finishes both.

        From the event on nobody reads the identity. Where a measure rests on it, it stays, restricted; where a legal
        hold stands, it stays until the hold is lifted, and the answer says so.
        """
        restored = await self._stepped(command, AccessPurpose.CASEWORK)
        if isinstance(restored, Refusal):
            return restored
        state = await self.services.handler.trajectory(command.trajectory)
        if state.liftings:
            return Restored(restored, is_restricted=state.restricted)
        erasure = erasure_of(command.command_id, ErasureBasis.DE_IDENTIFIED)
        erased = await self._erased(command.trajectory, ErasureScope.IDENTITY, erasure, RETENTION)
        if isinstance(erased, Refusal):
            return Restored(restored, kept_because=erased)
        return Restored(restored, erased)

    async def _erased(
        self, trajectory: UUID, scope: ErasureScope, erasure: UUID, purpose: AccessPurpose
    ) -> ErasedVault | Refusal:
        return await eraser_of(self.services).erase(
            trajectory, erasure, scope, actor=self.who.code, purpose=purpose, now=self.services.clock()
        )
