"""Following an application's events: the library's pull thread, woken by our bell."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

from adapters.eventsourcing_store.datastore import Datastore
from adapters.postgres.bell import Bell
from adapters.postgres.log import LOOK_SECONDS


class StoreSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """An iterator that goes on for ever, until `stop`. It looks every second, should the bell be silent."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        datastore: Datastore,
        schema: str,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._bell = Bell(datastore.dsn, f"{schema}.moved")
        self._stop_listening = datastore.loop.start(self._listen)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._stop_listening()

    async def _listen(self) -> None:
        try:
            while True:
                ring = self._bell.next_ring()
                with suppress(TimeoutError):
                    await asyncio.wait_for(ring.wait(), LOOK_SECONDS)
                self._has_been_notified.set()
        finally:
            await self._bell.close()
