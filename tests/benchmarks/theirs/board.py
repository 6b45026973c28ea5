"""The board of deadlines as a projection of the library: the same rows, by the same fold, event by event."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import singledispatchmethod
from threading import Event as Signal
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection
from eventsourcing.utils import get_topic

import domain.rules  # noqa: F401  (registers how trajectories evolve, and their agendas)
from domain.agenda import agenda
from domain.fact import facts_of
from domain.log import RecordedEvent
from domain.reference.catalogue import Catalogue
from domain.trajectory.evolve import evolve
from domain.trajectory.state import Trajectory
from projections.deadlines.row import DeadlineRow, row_of

TABLE = """
CREATE TABLE deadlines (
    trajectory uuid NOT NULL, programme text NOT NULL, kind text NOT NULL, subject text NOT NULL,
    due_on date NOT NULL, due_at timestamptz NOT NULL, worker text, role text, centre text NOT NULL,
    why jsonb NOT NULL
);
CREATE INDEX deadlines_trajectory ON deadlines (trajectory);
CREATE INDEX deadlines_centre ON deadlines (centre, due_at);
CREATE INDEX deadlines_worker ON deadlines (worker, due_at);
"""
DELETE = "DELETE FROM deadlines WHERE trajectory = %s"
INSERT = """
INSERT INTO deadlines SELECT * FROM unnest(
    %s::uuid[], %s::text[], %s::text[], %s::text[], %s::date[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
    %s::jsonb[])
"""


class Course(Aggregate):
    """A trajectory as the library stores it."""

    class Happened(Aggregate.Event):
        """An event of ours: its type and payload, and what our fold needs to know of it."""

        id: str
        type: str
        schema_version: int
        actor: str
        occurred_on: str
        payload: str


class Courses(Application[UUID]):
    """Holds the events that the board is made of."""


class DeadlineView(PostgresTrackingRecorder):
    """The board's table, written in the transaction that moves the tracking."""

    def replace(self, trajectory: UUID, rows: Sequence[DeadlineRow], tracking: Tracking) -> None:
        """Write what a trajectory's deadlines are now; in a pipeline, as the library's own recorder does."""
        with (
            self.datastore.get_connection() as connection,
            connection.pipeline(),
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute(DELETE, (trajectory,), prepare=True)
            if rows:
                cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)], prepare=True)
            self._insert_tracking(cursor, tracking)


class DeadlineProjection(Projection[DeadlineView]):
    """Keeps every trajectory folded in memory, so that an event costs no loading. `last` ends the measuring."""

    name = "deadlines"
    topics = (get_topic(Course.Happened),)
    catalogue: ClassVar[Catalogue]
    last: ClassVar[int]
    reached: ClassVar[Signal]

    def __init__(self, view: DeadlineView) -> None:
        super().__init__(view)
        self._trajectories: dict[UUID, Trajectory] = {}

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        raise TypeError(type(domain_event))

    @process_event.register
    def _(self, domain_event: Course.Happened, tracking: Tracking) -> None:
        stream = domain_event.originator_id
        recorded = recorded_event(domain_event, tracking.notification_id)
        trajectory = evolve(self._trajectories.get(stream, Trajectory(stream)), *facts_of(recorded))
        self._trajectories[stream] = trajectory
        due = agenda(trajectory, self.catalogue, recorded.position).obligations
        self.view.replace(stream, [row_of(stream, trajectory.programme, item) for item in due], tracking)
        if tracking.notification_id >= self.last:
            self.reached.set()


def happened(stream: UUID, version: int, **fields: Any) -> Course.Happened:
    """Return an event with its fields; the library's classes get their constructor by a metaclass."""
    make: Callable[..., Course.Happened] = Course.Happened
    return make(originator_id=stream, originator_version=version, timestamp=datetime.now(UTC), **fields)


def recorded_event(event: Course.Happened, position: int) -> RecordedEvent:
    """Return an event of the library as our log would hand it out."""
    return RecordedEvent(
        position=position,
        stream=event.originator_id,
        kind="trajectory",
        version=event.originator_version,
        id=UUID(event.id),
        type=event.type,
        schema_version=event.schema_version,
        command_id=UUID(event.id),
        causation=None,
        actor=event.actor,
        municipality="101",
        occurred_on=date.fromisoformat(event.occurred_on),
        occurred_at=None,
        recorded=event.timestamp,
        payload=event.payload.encode(),
    )
