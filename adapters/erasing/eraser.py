"""Erasing: judged first, then noted outside the database, done in the vault, and told to the log.

Each step may be done again. A crash after it was noted leaves an erasing that the vault or the log does not know of;
the nightly job does and tells it (`Eraser.tell`). The policy was asked by whoever calls.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4, uuid5

import structlog

from adapters.erasing.keys import KeptErasure
from adapters.erasing.ledger import Noted
from domain.access.codes import AccessPurpose, Action
from domain.base import CLOCK, SYSTEM, Occurred
from domain.calendar import civil_date
from domain.commands.vault import EraseVault
from domain.erasure_ids import basis_of
from domain.handler import CommandHandler
from domain.log import ReturnCodeClaim
from domain.refusal import Refusal
from domain.rules.erasing import erasing_of
from domain.vault import ErasedVault, Reading, Vault
from domain.vault_codes import ErasureScope

_log = structlog.get_logger()


class Notes(Protocol):
    """Where erasings are noted outside the database."""

    def noting(self, entry: Noted) -> AbstractContextManager[None]:
        """Write an erasing down, durably, before it is done in the block; a failure there takes it back."""


class Eraser:
    """Erases what a vault holds of trajectories. Raises VaultSilent, AccessNotLogged and LogUnavailable."""

    def __init__(self, handler: CommandHandler, vault: Vault, ledger: Notes, municipality: str) -> None:
        self._handler = handler
        self._vault = vault
        self._ledger = ledger
        self._municipality = municipality

    async def erase(
        self,
        trajectory: UUID,
        erasure: UUID,
        scope: ErasureScope,
        *,
        actor: str,
        purpose: AccessPurpose,
        now: datetime,
    ) -> ErasedVault | Refusal:
        """Erase a scope, by the basis that the erasure's id tells; sent again it answers as the first time."""
        refusal = await self.refusal(trajectory, erasure, scope, actor, now)
        if refusal is not None:
            return refusal
        known = KeptErasure(erasure, trajectory, scope, now, civil_date(now))
        with self._ledger.noting(Noted(erasure=erasure, trajectory=trajectory, scope=scope, at=now)):
            done = await self._vault.erase(trajectory, erasure, scope, Reading(actor, Action.ERASE, purpose, now))
        await self.tell(known._replace(final=done.final), actor, now)
        return done

    async def refusal(
        self, trajectory: UUID, erasure: UUID, scope: ErasureScope, actor: str, now: datetime
    ) -> Refusal | None:
        """Return why an erasing would be refused now; None where it would be done, or was."""
        known = KeptErasure(erasure, trajectory, scope, now, civil_date(now))
        if await self.is_told(known):
            return None
        judged = await self._handler.preview(self._command(known, actor, uuid4()), now)
        return judged if isinstance(judged, Refusal) else None

    async def is_told(self, known: KeptErasure) -> bool:
        """Tell whether the log knows of an erasing."""
        return erasing_of(await self._handler.trajectory(known.trajectory), known.erasure) is not None

    async def do_again(self, noted: Noted, now: datetime) -> None:
        """Erase once more what a restored database has brought back."""
        reading = Reading(CLOCK, Action.ERASE, AccessPurpose.RETENTION, now)
        await self._vault.erase(noted.trajectory, noted.erasure, noted.scope, reading)

    async def tell(self, known: KeptErasure, actor: str, now: datetime) -> None:
        """Tell the log what the vault has done. The return code goes in the same transaction, where all goes.

        A hold that was placed meanwhile undoes nothing: it is told all the same, by the program itself.
        """
        if await self.is_told(known):
            return
        for teller in dict.fromkeys((actor, SYSTEM)):
            command = self._command(known, teller, uuid5(known.erasure, f"told by {teller}"))
            claim = ReturnCodeClaim(known.trajectory, None) if known.scope is ErasureScope.ALL else None
            if not isinstance(await self._handler.handle(command, now, claim=claim), Refusal):
                return
        _log.error("erasing not told", trajectory=str(known.trajectory))

    def _command(self, known: KeptErasure, actor: str, command_id: UUID) -> EraseVault:
        return EraseVault(
            command_id=command_id,
            actor=actor,
            municipality=self._municipality,
            occurred=Occurred(on=civil_date(known.at)),
            trajectory=known.trajectory,
            erasure=known.erasure,
            scope=known.scope,
            basis=basis_of(known.erasure),
            final=known.final,
        )
