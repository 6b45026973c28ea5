"""What schedules have done: papers of recurring duties made ready, and each night what is kept too long erased.

Each act is a command of the domain under an id of its own, so a job may run twice, late, or many at once; what was
missed is made up by the next run.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import uuid5

import structlog
from pydantic import AwareDatetime
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.agenda import agenda
from domain.base import CLOCK, Code, Frozen, Occurred
from domain.commands.recurring import PreparePaper
from domain.duties import Duty
from domain.handler import CommandHandler
from domain.log import EventLog
from domain.recurring.preparing import papers_due
from domain.recurring.progress import progress_of
from domain.recurring.streams import duty_stream
from domain.reference.definitions import Recurring
from domain.trajectory.state import Trajectory
from workflows.activities import AWAY, ClockActivities
from workflows.agendas import Agendas, Loaded
from workflows.contracts import ActInput, AgendaSent
from workflows.housekeeping import Housekeeping, NothingKept

BATCH = 200
BEAT_SECONDS = 30.0
FAILED = "ScheduledJobFailed"

_log = structlog.get_logger()


class JobAsked(Frozen):
    """What a schedule asks for: a recurring duty by its code, and the instant; absent: that of the schedule."""

    code: Code
    at: AwareDatetime | None = None


class JobInput(Frozen):
    """A duty by its code, and the instant for which the program's part of it is done."""

    code: Code
    at: AwareDatetime


class Jobs:
    """The activity of scheduled jobs."""

    def __init__(
        self,
        log: EventLog,
        handler: CommandHandler,
        clock: ClockActivities,
        municipality: str,
        housekeeping: Housekeeping | None = None,
    ) -> None:
        self._log = log
        self._handler = handler
        self._clock = clock
        self._agendas = Agendas(log)
        self._municipality = municipality
        self._housekeeping = housekeeping or NothingKept()

    @activity.defn(name="do_job")
    async def do_job(self, asked: JobInput) -> None:
        """Do the program's part of a duty. Raises an error that names only the class of what went wrong."""
        try:
            await self.do(asked.code, asked.at)
        except Exception as error:
            # The worker logs an activity's error in the clear, whatever the codec: only the class goes there.
            raise ApplicationError(type(error).__name__, type=FAILED) from None

    async def do(self, code: str, now: datetime) -> None:
        """Do the program's part of a duty at an instant, without Temporal around it; of an unknown one nothing."""
        catalogue = await self._handler.catalogue()
        duty = catalogue.recurring.get(code)
        if duty is None:
            return
        if duty.duty is Duty.RETENTION:
            await self._retain(now)
        else:
            await self._prepare(duty, catalogue.duties_since[code], now)

    async def _prepare(self, duty: Recurring, since: date, now: datetime) -> None:
        stream = duty_stream(duty.duty, duty.unit)
        progress = progress_of(await self._handler.trajectory(stream))
        for day in papers_due(duty, progress.prepared, since, now):
            command = PreparePaper(
                command_id=uuid5(stream, f"paper:{day}"),
                actor=CLOCK,
                municipality=self._municipality,
                occurred=Occurred.at_instant(now),
                duty=duty.duty,
                unit=duty.unit,
                occasion=day,
            )
            await self._handler.handle(command, now)

    async def _retain(self, now: datetime) -> None:
        """Act on what is due in trajectories without a clock (the closed ones: only deletion is to come), and erase.

        What is warned of tonight is erased later; so the warnings come first. A run that is tried again goes on with
        the batch at which the former stopped.
        """
        begun = _begun()
        async with _beating(begun):
            await self._housekeeping.begin(now)
        streams = await self._log.streams("trajectory")
        for first in range(begun, len(streams), BATCH):
            if activity.in_activity():
                activity.heartbeat(first)
            await self._retain_some(await self._agendas.load_many(streams[first : first + BATCH]), now)
        async with _beating(len(streams)):
            await self._housekeeping.finish(now)

    async def _retain_some(self, some: Sequence[Loaded], now: datetime) -> None:
        known = [state for loaded in some if (state := await self._retain_one(loaded, now)) is not None]
        if known:
            await self._housekeeping.keep(known, some[0].catalogue, now)

    async def _retain_one(self, loaded: Loaded, now: datetime) -> Trajectory | None:
        """Act on what is due in one trajectory, and return it as it was before; None for one that is left alone.

        One that this program cannot read or act on holds up no other.
        """
        try:
            state = loaded.state()
            await self._act_on_due(AgendaSent.of(agenda(state, loaded.catalogue, loaded.position)), now)
        except AWAY:
            raise
        except Exception as error:
            _log.error("trajectory not retained", trajectory=str(loaded.trajectory), error=type(error).__name__)
            return None
        return state

    async def _act_on_due(self, sent: AgendaSent, now: datetime) -> None:
        while not sent.is_open and sent.timers and sent.timers[0].at <= now:
            item = sent.timers[0]
            sent = await self._clock.act(ActInput(trajectory=sent.trajectory, item=item, now=now))
            if item in sent.timers:
                return


def _begun() -> int:
    """Return the place that the former attempt of this run had reached; 0 for the first."""
    return next(iter(activity.info().heartbeat_details), 0) if activity.in_activity() else 0


@asynccontextmanager
async def _beating(place: int) -> AsyncIterator[None]:
    """Let Temporal know that a long step goes on, and where the run is to go on if it ends here."""
    beating = asyncio.create_task(_beat(place))
    try:
        yield
    finally:
        beating.cancel()


async def _beat(place: int) -> None:
    while activity.in_activity():
        activity.heartbeat(place)
        await asyncio.sleep(BEAT_SECONDS)
