"""The library's recorders, synchronous, over the asynchronous core."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)

from adapters.eventsourcing_store.datastore import Datastore
from adapters.eventsourcing_store.subscription import StoreSubscription


class _StoreRecorder:
    """A recorder on one schema of a datastore."""

    def __init__(self, datastore: Datastore, schema: str) -> None:
        self.datastore = datastore
        self.core = datastore.core(schema)


class StoreAggregateRecorder(_StoreRecorder, AggregateRecorder):
    """Events, or snapshots, by originator and version."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store events, all or nothing. Raises IntegrityError if a version is already there."""
        self.datastore.run(self.core.insert, stored_events, None)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return an originator's events by version, those in (gt, lte]."""
        return self.datastore.run(self.core.select, originator_id, gt, lte, desc=desc, limit=limit)


class StoreApplicationRecorder(StoreAggregateRecorder, ApplicationRecorder):
    """Events in an application's one sequence too; ids are contiguous from 1, in commit order."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store events, all or nothing, and return their notification ids."""
        return self.datastore.run(self.core.insert, stored_events, kwargs.get("tracking"))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events from `start` (or after it) to `stop`, in order."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        return self.datastore.run(self.core.notifications, first, stop, topics, limit)

    def max_notification_id(self) -> int | None:
        """Return the newest event's notification id, None if there is none."""
        return self.datastore.run(self.core.max_id)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Return an iterator over all events after `gt`, also those that are still to come."""
        return StoreSubscription(self, self.datastore, self.core.schema, gt, topics)


class StoreTrackingRecorder(_StoreRecorder, TrackingRecorder):
    """How far notifications have been processed."""

    def insert_tracking(self, tracking: Tracking) -> None:
        """Note how far one has come. Raises IntegrityError if it is not above what was noted before."""
        self.datastore.run(self.core.insert, [], tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return how far an application's notifications were processed, None if none was."""
        return self.datastore.run(self.core.max_tracking, application_name)


class StoreProcessRecorder(StoreTrackingRecorder, StoreApplicationRecorder, ProcessRecorder):
    """Events stored in the same transaction as the tracking of what they follow from."""
