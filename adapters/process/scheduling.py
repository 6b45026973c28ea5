"""The role that keeps Temporal's schedules those of the catalogue's recurring duties."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import NoReturn

from adapters.services import Services
from adapters.temporal.schedules import Schedules
from workflows.patience import patiently

IDLE_SECONDS = 60.0
AT_LEAST_EVERY = timedelta(hours=1)


async def keep_schedules(services: Services, schedules: Schedules) -> NoReturn:
    """Keep the schedules until cancelled: at once, whenever a recurring duty is defined, and every hour."""
    while True:
        catalogue = await services.catalogue()
        await patiently(partial(schedules.keep, catalogue, services.clock()))
        await _until_changed(services, catalogue.recurring)


async def _until_changed(services: Services, known: object) -> None:
    end = services.clock() + AT_LEAST_EVERY
    while services.clock() < end and (await services.catalogue()).recurring == known:  # noqa: ASYNC110  (elsewhere)
        await asyncio.sleep(IDLE_SECONDS)
