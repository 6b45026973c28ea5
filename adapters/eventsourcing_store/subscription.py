"""Following an application's events: the library's pull thread, woken by our bell."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import ListenNotifySubscription

from adapters.postgres.bell import Bell
from adapters.postgres.log import LOOK_SECONDS

if TYPE_CHECKING:
    from adapters.eventsourcing_store.recorders import StoreApplicationRecorder


class StoreSubscription(ListenNotifySubscription["StoreApplicationRecorder"]):
    """An iterator that goes on for ever, until `stop`. It looks every second, should the bell be silent."""

    def __init__(
        self, recorder: "StoreApplicationRecorder", gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._stop_listening = recorder.datastore.loop.start(self._listen)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._stop_listening()

    async def _listen(self) -> None:
        bell = Bell(self._recorder.datastore.dsn, f"{self._recorder.core.schema}.moved")
        try:
            while True:
                ring = bell.next_ring()
                with suppress(TimeoutError):
                    await asyncio.wait_for(ring.wait(), LOOK_SECONDS)
                self._has_been_notified.set()
        finally:
            await bell.close()
