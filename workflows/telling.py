"""The follower that tells people what happened: it reads the log in order, and lays notices down with its position.

Notices and position are laid down together, so nobody is told twice and nothing is lost, wherever it is killed. It
reads the log and nothing of the clock: however often Temporal is rebuilt, nobody is told anything anew.
Source: design section 2.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import NoReturn
from uuid import UUID

import structlog

from domain.catalogue_reader import CatalogueReader
from domain.events import EVENT_TYPES
from domain.events.corrections import PayloadsBlanked
from domain.fact import Fact, facts_of
from domain.log import EventLog, Page, RecordedEvent, StreamKind
from domain.notices.mail_times import mail_at, preference_of
from domain.notices.notice import Notice
from domain.notices.queues import told_by_mail
from domain.notices.rules import notices_of, telling_types
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import evolve
from domain.trajectory.state import Trajectory
from workflows.notifier import Letter, Notifier, OvertakenError, Told, Unread
from workflows.patience import patiently

PAGE = 500
IDLE_SECONDS = 5.0

TELL_BY_MAIL = timedelta(days=7)
"""A mail about something older would come too late to be of use: the inbox has it."""

KEPT = timedelta(days=365)
"""How long a notice lies in the inbox: it points at a person's trajectory, and the log has what it was about."""

HOUR = timedelta(hours=1)

KINDS: tuple[StreamKind, ...] = ("trajectory", "unit", "order")

_log = structlog.get_logger()


class Teller:
    """Keeps the inbox abreast of the log. Two at a time do no harm: one of them tells, the other reads again."""

    def __init__(
        self, log: EventLog, notifier: Notifier, clock: Callable[[], datetime], *, page_size: int = PAGE
    ) -> None:
        self._log = log
        self._notifier = notifier
        self._clock = clock
        self._page_size = page_size
        self._catalogues = CatalogueReader(log)
        self._forgot = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> NoReturn:
        """Follow the log until cancelled. What is away is waited for, with growing pauses."""
        await patiently(self.tell_unread)
        while True:
            position = await patiently(self.catch_up)
            await patiently(self.forget_the_old)
            await patiently(partial(self._log.wait, position, seconds=IDLE_SECONDS))

    async def catch_up(self) -> int:
        """Tell what happened between the position laid down and the log's head; return the new position."""
        while True:
            position = await self._notifier.position()
            page = await self._log.read(position, limit=self._page_size, kinds=KINDS)
            if page.end <= position:
                return position
            try:
                await self._tell(position, page)
            except OvertakenError:
                continue

    async def tell_unread(self) -> None:
        """Tell what waits in streams that this program may read though the one before it could not."""
        waiting, position = await self._notifier.unread(), await self._notifier.position()
        for one in waiting:
            events = await self._log.load(one.stream, up_to=position)
            catalogue = await self._catalogues.up_to(position)
            notices = self._notices(events, one.position, catalogue)
            if notices is not None:
                await self._notifier.tell(position, position, self._told(notices, catalogue), read=[one.stream])

    async def forget_the_old(self) -> None:
        """Delete notices that have lain long enough, once an hour."""
        now = self._clock()
        if now - self._forgot >= HOUR:
            await self._notifier.forget(now - KEPT)
            self._forgot = now

    async def _tell(self, after: int, page: Page) -> None:
        catalogue = await self._catalogues.up_to(page.end)
        waiting = {one.stream for one in await self._notifier.unread()}
        streams = {event.stream: None for event in page.events if event.kind != "order" and _may_tell(event)}
        events = await self._log.load_many([one for one in streams if one not in waiting], up_to=page.end)
        told: list[Notice] = []
        unread: list[Unread] = []
        for stream, of_stream in groupby(events, key=lambda event: event.stream):
            notices = self._notices(tuple(of_stream), after + 1, catalogue)
            told.extend(notices or ())
            unread.extend([Unread(stream, after + 1)] if notices is None else [])
        told.sort(key=lambda notice: notice.position)
        blanked = [event for order in page.events if order.kind == "order" for event in _blanked_by(order)]
        await self._notifier.tell(after, page.end, self._told(told, catalogue), unread=unread, blanked=blanked)

    def _notices(self, events: Sequence[RecordedEvent], first: int, catalogue: Catalogue) -> list[Notice] | None:
        """Return what a stream's events from a position on tell; None if this program cannot read the stream."""
        try:
            return list(_notices_from(events, first, catalogue))
        except Exception as error:
            trajectory: UUID = events[0].stream
            _log.error("notices wait", trajectory=str(trajectory), error=type(error).__name__)
            return None

    def _told(self, notices: Iterable[Notice], catalogue: Catalogue) -> list[Told]:
        now = self._clock()
        oldest = now - TELL_BY_MAIL
        return [Told(one, tuple(_letters(one, catalogue, now)) if one.made >= oldest else ()) for one in notices]


def _notices_from(events: Sequence[RecordedEvent], first: int, catalogue: Catalogue) -> Iterator[Notice]:
    """Yield what events of one stream tell, each judged by what the stream said when it happened."""
    state = Trajectory(events[0].stream)
    new: list[Fact] = []
    for event in events:
        facts = facts_of(event)
        new.extend(facts)
        if event.position >= first and _may_tell(event):
            state, new = evolve(state, *new), []
            for fact in facts:
                yield from notices_of(fact, state, catalogue)


def _blanked_by(order: RecordedEvent) -> Iterator[UUID]:
    """Yield the events that a lawful order blanked: what was told of them is forgotten."""
    for fact in facts_of(order):
        if isinstance(fact.event, PayloadsBlanked):
            yield from fact.event.events


def _may_tell(event: RecordedEvent) -> bool:
    """Tell whether an event may tell anybody; one under a name of the past may be any event of today."""
    return event.type in telling_types() or event.type not in EVENT_TYPES


def _letters(notice: Notice, catalogue: Catalogue, now: datetime) -> Iterator[Letter]:
    for worker in sorted(told_by_mail(notice.to, catalogue)):
        preference = preference_of(worker, catalogue)
        if preference.mail:
            yield Letter(worker, mail_at(max(notice.made, now), preference, urgent=notice.urgent))
