"""What the night does with the vault, step by step: each may be done again, and goes on where it was interrupted.

It destroys keys whose backups have run out, puts right what a crash or a restored database left, makes erasings
final, delivers to the archive and erases what is kept too long, and rotates the keys if anything was erased.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5

import structlog

from adapters.erasing.coming import is_there
from adapters.erasing.eraser import Eraser
from adapters.erasing.keys import KeptErasure, VaultKeys
from adapters.erasing.ledger import Entry, Ledger, Noted
from adapters.erasing.taking import Taker
from adapters.vault.errors import KeyGone, NotGenuine
from domain.access.codes import AccessPurpose
from domain.base import CLOCK, Occurred
from domain.calendar import civil_date
from domain.commands.vault import DeliverArchive, MakeErasureFinal
from domain.handler import CommandHandler
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.retention import Retained, erasures_due
from domain.trajectory.state import Trajectory
from domain.vault import Vault
from domain.vault_codes import ErasureBasis

SETTLED = timedelta(days=60)
"""So long after an erasing became final nothing of it is left to be told."""

OPENS_NO_MORE = (KeyGone, NotGenuine)
"""What waiting does not mend, though whoever else cannot reach the vault waits."""

_log = structlog.get_logger()


class Delivers(Protocol):
    """Whoever delivers a trajectory to the archive."""

    async def deliver(self, trajectory: UUID, now: datetime) -> str:
        """Deliver what the log and the vault hold of a trajectory; return the digest of the manifest."""


class Night:
    """The housekeeping (`workflows.housekeeping.Housekeeping`) of an installation. `archive` is None without one.

    A night that is made up for late erases on the day on which it runs: backups were taken until then. Whatever
    instant a job is asked for, nothing is destroyed before its day has come by the clock.
    """

    def __init__(
        self,
        *,
        handler: CommandHandler,
        vault: Vault,
        keys: VaultKeys,
        eraser: Eraser,
        taker: Taker,
        ledger: Ledger,
        municipality: str,
        archive: Delivers | None,
        keep_access_log: Callable[[datetime], Awaitable[object]],
        clock: Callable[[], datetime],
    ) -> None:
        self._handler = handler
        self._vault = vault
        self._keys = keys
        self._eraser = eraser
        self._taker = taker
        self._ledger = ledger
        self._municipality = municipality
        self._archive = archive
        self._keep_access_log = keep_access_log
        self._clock = clock

    async def begin(self, _: datetime) -> None:
        now = self._clock()
        await self._keys.destroy(now)
        await self.put_right(now)

    async def put_right(self, now: datetime) -> int:
        """Erase again what a restored database brought back, and tell the log what it missed; return how many."""
        done = await self._do_again(now)
        for known in await self._keys.erasures():
            if known.made_final is None or _settled(known.final, known.made_final) >= civil_date(now):
                await self._tell(known, now)
        return done

    async def _do_again(self, now: datetime) -> int:
        """Compare the vault with the ledger: what the vault lacks was brought back by a restored database.

        What the ledger lacks, since a crash came first, it gets; what no backup can undo any more, it loses.
        """
        kept = {one.erasure: one for one in await self._keys.erasures()}
        final = {one.taking: one.is_final for one in await self._keys.takings()}
        final |= {erasure: one.is_final for erasure, one in kept.items()}
        undone = [noted for noted in self._ledger.noted() if noted.id not in final]
        done = [await self._one_again(noted, now) for noted in undone]
        self._ledger.note([_noted(one) for one in kept.values() if not one.is_final])
        self._ledger.forget({id for id, is_final in final.items() if is_final})
        return sum(done)

    async def _one_again(self, noted: Entry, now: datetime) -> bool:
        """Do one thing of the ledger again; what opens no more is left, for nobody can read it either."""
        try:
            if isinstance(noted, Noted):
                await self._eraser.do_again(noted, now)
            else:
                await self._taker.do_again(noted, now)
        except OPENS_NO_MORE as error:
            _log.error("erasing not done again", trajectory=str(noted.trajectory), error=type(error).__name__)
            return False
        return True

    async def keep(self, trajectories: Sequence[Trajectory], catalogue: Catalogue, _: datetime) -> None:
        now, ids = self._clock(), [one.id for one in trajectories]
        ages = await self._vault.ages(ids)
        due = [(one, kept) for one in trajectories for kept in erasures_due(one, now, catalogue, ages[one.id])]
        if not due:
            return
        held = await self._vault.holds([trajectory.id for trajectory, _ in due])
        for trajectory, kept in due:
            if is_there(kept, held.get(trajectory.id, frozenset())):
                await self._erase_one(trajectory.id, kept, now)

    async def finish(self, _: datetime) -> None:
        now = self._clock()
        await self._keep_access_log(now)
        await self._keys.rotate(now)

    async def _erase_one(self, trajectory: UUID, kept: Retained, now: datetime) -> None:
        """Erase what is due of one trajectory. One of which that cannot be done holds up no other."""
        try:
            refusal = await self._may_go(trajectory, kept, now)
            if refusal is not None:
                _log.warning("trajectory not erased", trajectory=str(trajectory), refusal=refusal.code)
                return
            await self._eraser.erase(
                trajectory,
                kept.erasure(trajectory),
                kept.scope,
                actor=CLOCK,
                purpose=AccessPurpose.RETENTION,
                now=now,
            )
        except OPENS_NO_MORE as error:
            _log.error("trajectory not erased", trajectory=str(trajectory), error=type(error).__name__)
        except (OSError, TimeoutError):
            raise
        except Exception as error:
            _log.error("trajectory not erased", trajectory=str(trajectory), error=type(error).__name__)

    async def _may_go(self, trajectory: UUID, kept: Retained, now: datetime) -> Refusal | None:
        """Return why something is not erased after all; what is, and is to be delivered before, has been then.

        What was due may have changed since it was looked at: nothing is delivered that is not erased at once.
        """
        erasure = kept.erasure(trajectory)
        refusal = await self._eraser.refusal(trajectory, erasure, kept.scope, CLOCK, now)
        if refusal is None and kept.basis is ErasureBasis.RETENTION and self._archive is not None:
            return await self._deliver(self._archive, trajectory, now)
        return refusal

    async def _deliver(self, archive: Delivers, trajectory: UUID, now: datetime) -> Refusal | None:
        manifest = await archive.deliver(trajectory, now)
        command = DeliverArchive(
            command_id=uuid5(trajectory, f"delivered:{manifest}"),
            actor=CLOCK,
            municipality=self._municipality,
            occurred=Occurred(on=civil_date(now)),
            trajectory=trajectory,
            manifest=manifest,
        )
        answer = await self._handler.handle(command, now)
        return answer if isinstance(answer, Refusal) else None

    async def _tell(self, known: KeptErasure, now: datetime) -> None:
        await self._eraser.tell(known, CLOCK, now)
        if known.made_final is None or known.final > civil_date(now):
            return
        command = MakeErasureFinal(
            command_id=uuid5(known.erasure, "final"),
            actor=CLOCK,
            municipality=self._municipality,
            occurred=Occurred(on=max(known.final, civil_date(known.made_final))),
            trajectory=known.trajectory,
            erasure=known.erasure,
        )
        if isinstance(await self._handler.handle(command, now), Refusal):
            _log.error("erasing not made final", trajectory=str(known.trajectory))


def _settled(final: date, made_final: datetime) -> date:
    return max(final, civil_date(made_final)) + SETTLED


def _noted(one: KeptErasure) -> Noted:
    return Noted(erasure=one.erasure, trajectory=one.trajectory, scope=one.scope, at=one.at)
