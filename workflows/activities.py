"""The one activity: tell the domain that an item's instant has come, and bring back the fresh agenda."""

from uuid import UUID

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.base import CLOCK
from domain.commands.clock import ActOnItem
from domain.handler import CommandHandler
from workflows.agendas import Agendas
from workflows.contracts import ActInput, AgendaSent
from workflows.parking import InMemoryParking, Parking

AWAY = (OSError, TimeoutError)
"""What passes by itself (`LogUnavailable` is one of them); the act is tried until it works."""

ATTEMPTS = 5
"""So often an act may fail for any other reason before its item is parked: half a minute."""

FAILED, PARKED = "ClockActFailed", "ClockActParked"

_log = structlog.get_logger()


class ClockActivities:
    """What workflows call. It may run twice for one item: the command id makes the second a resend."""

    def __init__(
        self, handler: CommandHandler, agendas: Agendas, municipality: str, parking: Parking | None = None
    ) -> None:
        self._handler = handler
        self._agendas = agendas
        self._municipality = municipality
        self._parking = parking or InMemoryParking()

    @activity.defn(name="act_on_item")
    async def act_on_item(self, asked: ActInput) -> AgendaSent:
        """Act on an item and return the fresh agenda, the same way whether the domain accepts or refuses.

        Raises an error that names only the class of what went wrong; Temporal then tries again, unless it has failed
        so often that the item is parked.
        """
        try:
            return await self._act_or_park(asked)
        except ApplicationError:
            raise
        except Exception as error:
            # The worker logs an activity's error in the clear, whatever the codec: only the class goes there.
            raise ApplicationError(type(error).__name__, type=FAILED) from None

    async def act(self, asked: ActInput) -> AgendaSent:
        """Act on an item, without Temporal around it."""
        await self._handler.handle(self._command(asked), asked.now)
        fresh = AgendaSent.of(await self._agendas.newest(asked.trajectory))
        await self._parking.settle(asked.trajectory, _id(asked))
        return fresh

    async def _act_or_park(self, asked: ActInput) -> AgendaSent:
        try:
            return await self.act(asked)
        except AWAY:
            raise
        except Exception as error:
            failures = activity.info().attempt
            if failures < ATTEMPTS:
                raise
            name = type(error).__name__
            await self._parking.park(asked.trajectory, _id(asked))
            _log.error("item parked", trajectory=str(asked.trajectory), error=name, failures=failures)
            raise ApplicationError(name, type=PARKED, non_retryable=True) from None

    def _command(self, asked: ActInput) -> ActOnItem:
        return ActOnItem(
            command_id=_id(asked),
            actor=CLOCK,
            municipality=self._municipality,
            occurred=asked.item.occurred,
            trajectory=asked.trajectory,
            item=asked.item,
        )


def _id(asked: ActInput) -> UUID:
    return asked.item.command_id(asked.trajectory)
