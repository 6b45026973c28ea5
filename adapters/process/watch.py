"""What those who operate a process see of it: its metrics, whether it lives, and whether it is ready.

It is served on a port of its own (`EXITSPOR_METRICS`), from before anything else is started until after all is
stopped. It is off unless it is asked for: Prometheus has to know the port, and nobody else needs one more listener.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Set
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from functools import partial

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from temporalio.service import RPCError

from adapters.embedded.ports import listening_at
from adapters.embedded.temporal import namespace_answers
from adapters.metrics.app import watch_app
from adapters.metrics.bounded import Bounded
from adapters.metrics.families import known, of_picture
from adapters.metrics.picture import Picture, picture
from adapters.metrics.sdk import SdkMetrics, make_buffer
from adapters.process.polling import is_polled
from adapters.process.readiness import (
    AWAY,
    NOT_SET_UP,
    SECONDS,
    Check,
    Look,
    Looks,
    Readiness,
    Verdict,
    database_looks,
)
from adapters.process.roles import Place, RoleName
from adapters.process.serving import serve
from adapters.process.supervise import Role, kept_up
from adapters.process.temporal_logs import forward_temporal_logs
from adapters.settings import Settings

NEEDED: dict[RoleName, tuple[Check, ...]] = {
    RoleName.WEB: (Check.DATABASE, Check.MIGRATIONS, Check.BOARDS),
    RoleName.WORKER: (Check.DATABASE, Check.MIGRATIONS, Check.TEMPORAL, Check.WORKER),
    RoleName.PROJECTOR: (Check.DATABASE, Check.MIGRATIONS, Check.BOARDS, Check.TEMPORAL, Check.DRIVER),
}
"""What a role cannot do without. A page is read and written while the clock stands still."""


class Watch:
    """What is told of a process with some roles; nothing but that it lives, outside the block of `of`."""

    def __init__(self, roles: Set[RoleName]) -> None:
        self._needed = dict.fromkeys(check for role in RoleName if role in roles for check in NEEDED[role])
        self._looks: Looks | None = None
        self._sources: _Sources | None = None
        self._process = CollectorRegistry()
        ProcessCollector(registry=self._process)
        self.sdk: SdkMetrics | None = None

    @asynccontextmanager
    async def of(self, place: Place) -> AsyncIterator[None]:
        """Tell of an open installation for as long as the block lasts."""
        sources, looks = _Sources(place), Looks(_looks(place, self._needed))
        self._sources, self._looks = sources, looks
        try:
            yield
        finally:
            self._sources = self._looks = None
            sources.close()
            looks.close()

    async def readiness(self) -> Readiness:
        """Return what the process's roles need and whether it is there."""
        if self._looks is None:
            return Readiness(dict.fromkeys(self._needed, Verdict.STARTING))
        return await self._looks.readiness()

    async def metrics(self) -> bytes:
        """Return the page of metrics, within a few seconds: what is not known by then is left out."""
        told = await self._sources.told() if self._sources else list(known(database=False, temporal=False))
        if self.sdk is not None:
            self.sdk.drain()
            told += self.sdk.collect()
        return generate_latest(_Page([*told, *self._process.collect()]))


@asynccontextmanager
async def watched(settings: Settings, roles: Set[RoleName]) -> AsyncIterator[Watch]:
    """Serve what is watched beside a block, if the settings ask for it. Raises `ServerError` if the port is taken."""
    watch = Watch(roles)
    if settings.metrics is None:
        forward_temporal_logs()
        yield watch
        return
    buffer = make_buffer()
    forward_temporal_logs(buffer)
    watch.sdk = SdkMetrics(buffer)
    with closing(listening_at(settings.metrics)) as listening:
        app = watch_app(watch.metrics, watch.readiness)
        served = Role("watch", partial(serve, app, listening, logged=False))
        async with _kept_drained(watch.sdk), kept_up([served]):
            yield watch


@asynccontextmanager
async def _kept_drained(sdk: SdkMetrics) -> AsyncIterator[None]:
    draining = asyncio.create_task(sdk.keep_drained())
    try:
        yield
    finally:
        draining.cancel()


@dataclass(frozen=True)
class _Page:
    """Metrics that were collected, in the form that they are written from."""

    told: Iterable[Metric]

    def collect(self) -> Iterable[Metric]:
        return self.told


class _Sources:
    """Where the metrics of an open installation come from."""

    def __init__(self, place: Place) -> None:
        self._picture = Bounded(partial(picture, place.services), seconds=SECONDS)
        self._temporal = Bounded(partial(_temporal_answers, place), seconds=SECONDS)

    async def told(self) -> list[Metric]:
        """Return what is known, within the seconds that each may take."""
        seen, temporal = await asyncio.gather(self._seen(), self._answers())
        told = [*known(database=seen is not None, temporal=temporal)]
        if seen is not None:
            told += of_picture(seen)
        return told

    def close(self) -> None:
        self._picture.close()
        self._temporal.close()

    async def _seen(self) -> Picture | None:
        with suppress(*AWAY, *NOT_SET_UP):
            return await self._picture.answer()
        return None

    async def _answers(self) -> bool:
        with suppress(TimeoutError):
            return await self._temporal.answer()
        return False


def _looks(place: Place, needed: Iterable[Check]) -> dict[Check, Look]:
    looks: dict[Check, Look] = {
        **database_looks(place.services),
        Check.TEMPORAL: partial(_temporal, place),
        Check.WORKER: partial(_worker, place),
    }
    return {check: looks[check] for check in needed}


async def _temporal_answers(place: Place) -> bool:
    return await namespace_answers(place.addresses.temporal, place.services.settings.temporal_namespace)


async def _temporal(place: Place) -> Verdict:
    return Verdict.OK if await _temporal_answers(place) else Verdict.AWAY


async def _worker(place: Place) -> Verdict:
    """Tell whether this process's worker runs, and whether Temporal is asked for the clock's work."""
    worker = place.vitals.worker
    if worker is None or not worker.is_running:
        return Verdict.NOT_RUNNING
    try:
        return Verdict.OK if await is_polled(worker.client) else Verdict.NOT_FOLLOWED
    except RPCError:
        return Verdict.AWAY
