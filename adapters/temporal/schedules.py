"""Temporal's schedules, made and kept as the recurring duties say: idempotently, from the catalogue.

A schedule names the next instants one by one, computed by `domain/`, so that no calendar rule stands in Temporal; it
is brought up to date whenever the catalogue moves, and daily. Its id is the code of the duty, which is public.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from string import hexdigits

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleListDescription,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.codec import UnreadablePayloadError
from domain.recurring.preparing import instants, is_prepared
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring
from workflows.jobs import JobAsked
from workflows.scheduled_job import TASK_QUEUE, ScheduledJob

PREFIX = "duty:"
AHEAD = 60
"""So many instants stand in a schedule: more than a year of weeks, two months of nights."""

CATCH_UP = timedelta(days=365)
"""What Temporal missed while it was away is run when it is back; the job makes up all that is due at once."""

DIGITS = 16
"""Of the digest of a schedule's instants, with which its note begins."""

RPC_TIMEOUT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class ScheduleSeen:
    """A schedule as Temporal tells it: the duty's code, when it runs next and ran last, and whether it is paused."""

    code: str
    next: datetime | None
    last: datetime | None
    is_paused: bool


class Schedules:
    """Keeps Temporal's schedules. Every call may be made again, and by several at a time. Raises `RPCError`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def keep(self, catalogue: Catalogue, now: datetime) -> None:
        """Make, change and delete schedules so that they are those of the duties in which the program has a part."""
        wanted = {PREFIX + duty.code: duty for duty in catalogue.recurring.values() if is_prepared(duty)}
        found = {one.id: one for one in await self._list()}
        for unwanted in found.keys() - wanted.keys():
            await self._delete(unwanted)
        for name, duty in wanted.items():
            await self._keep_one(name, duty, catalogue, now, found.get(name))

    async def seen(self) -> tuple[ScheduleSeen, ...]:
        """Return the schedules as they stand, by code."""
        return tuple(sorted((_seen(one) for one in await self._list()), key=lambda one: one.code))

    async def _list(self) -> Sequence[ScheduleListDescription]:
        found = [one async for one in await self._client.list_schedules(rpc_timeout=RPC_TIMEOUT)]
        return [one for one in found if one.id.startswith(PREFIX)]

    async def _keep_one(
        self, name: str, duty: Recurring, catalogue: Catalogue, now: datetime, found: ScheduleListDescription | None
    ) -> None:
        ahead = tuple(islice(instants(duty, catalogue.duties_since[duty.code], now), AHEAD))
        schedule = self._schedule(name, duty, ahead)
        if found is None:
            await self._create(name, schedule)
        elif not await _is_readable(found):
            # What was sealed with another key can be read by nobody, not even to be changed.
            await self._delete(name)
            await self._create(name, schedule)
        elif _digest_in(found) != schedule.state.note:
            await self._update(name, schedule)

    def _schedule(self, name: str, duty: Recurring, ahead: Sequence[datetime]) -> Schedule:
        return Schedule(
            action=ScheduleActionStartWorkflow(
                ScheduledJob.run, JobAsked(code=duty.code), id=name, task_queue=TASK_QUEUE
            ),
            spec=ScheduleSpec(calendars=[_at(instant) for instant in ahead]),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE, catchup_window=CATCH_UP),
            state=ScheduleState(note=_digest(ahead)),
        )

    async def _create(self, name: str, schedule: Schedule) -> None:
        """Make a schedule and run it once: Temporal may have been lost, and something missed.

        One that was just made is not listed at once: it is then changed.
        """
        try:
            await self._client.create_schedule(
                name, schedule, trigger_immediately=True, memo={"sealed": True}, rpc_timeout=RPC_TIMEOUT
            )
        except ScheduleAlreadyRunningError:
            await self._update(name, schedule)

    async def _update(self, name: str, schedule: Schedule) -> None:
        """Name the instants ahead, and run it once: one of the former may have passed while Temporal was away.

        One that somebody paused stays so, with what they wrote of it, and is not run.
        """

        def change(found: ScheduleUpdateInput) -> ScheduleUpdate:
            state = found.description.schedule.state
            if state.paused:
                schedule.state.paused = True
                schedule.state.note = f"{schedule.state.note} {_without_digest(state.note or '')}".strip()
            return ScheduleUpdate(schedule)

        handle = self._client.get_schedule_handle(name)
        try:
            await handle.update(change, rpc_timeout=RPC_TIMEOUT)
            if not schedule.state.paused:
                await handle.trigger(rpc_timeout=RPC_TIMEOUT)
        except RPCError as error:
            _not_found_is_success(error)

    async def _delete(self, name: str) -> None:
        try:
            await self._client.get_schedule_handle(name).delete(rpc_timeout=RPC_TIMEOUT)
        except RPCError as error:
            _not_found_is_success(error)


def _not_found_is_success(error: RPCError) -> None:
    if error.status is not RPCStatusCode.NOT_FOUND:
        raise error


def _at(instant: datetime) -> ScheduleCalendarSpec:
    utc = instant.astimezone(UTC)
    return ScheduleCalendarSpec(
        second=[ScheduleRange(utc.second)],
        minute=[ScheduleRange(utc.minute)],
        hour=[ScheduleRange(utc.hour)],
        day_of_month=[ScheduleRange(utc.day)],
        month=[ScheduleRange(utc.month)],
        year=[ScheduleRange(utc.year)],
    )


def _digest(ahead: Iterable[datetime]) -> str:
    return hashlib.sha256(" ".join(instant.isoformat() for instant in ahead).encode()).hexdigest()[:DIGITS]


def _digest_in(found: ScheduleListDescription) -> str:
    """Return what the note begins with; whoever pauses a schedule writes another note over it."""
    return ((found.schedule.state.note if found.schedule else None) or "").partition(" ")[0]


def _without_digest(note: str) -> str:
    first, _, rest = note.partition(" ")
    return rest if len(first) == DIGITS and set(first) <= set(hexdigits) else note


async def _is_readable(found: ScheduleListDescription) -> bool:
    """Tell whether the memo, sealed when the schedule was made, can be opened with our keys."""
    try:
        await found.memo()
    except UnreadablePayloadError:
        return False
    return True


def _seen(found: ScheduleListDescription) -> ScheduleSeen:
    info, state = found.info, found.schedule.state if found.schedule else None
    return ScheduleSeen(
        code=found.id.removeprefix(PREFIX),
        next=info.next_action_times[0] if info and info.next_action_times else None,
        last=info.recent_actions[-1].started_at if info and info.recent_actions else None,
        is_paused=bool(state and state.paused),
    )
