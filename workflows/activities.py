"""The one activity: tell the domain that an item's instant has come, and bring back the fresh agenda."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.base import CLOCK
from domain.commands.clock import ActOnItem
from domain.handler import CommandHandler
from workflows.agendas import Agendas
from workflows.contracts import ActInput, AgendaSent


class ClockActivities:
    """What workflows call. It may run twice for one item: the command id makes the second a resend."""

    def __init__(self, handler: CommandHandler, agendas: Agendas, municipality: str) -> None:
        self._handler = handler
        self._agendas = agendas
        self._municipality = municipality

    @activity.defn(name="act_on_item")
    async def act_on_item(self, asked: ActInput) -> AgendaSent:
        """Act on an item and return the fresh agenda, the same way whether the domain accepts or refuses.

        Raises an error that names only the class of what went wrong; Temporal then tries again.
        """
        try:
            return await self.act(asked)
        except Exception as error:
            # The worker logs an activity's error in the clear, whatever the codec: only the class goes there.
            raise ApplicationError(type(error).__name__, type="ClockActFailed") from None

    async def act(self, asked: ActInput) -> AgendaSent:
        """Act on an item, without Temporal around it."""
        await self._handler.handle(self._command(asked), asked.now)
        return AgendaSent.of(await self._agendas.newest(asked.trajectory))

    def _command(self, asked: ActInput) -> ActOnItem:
        return ActOnItem(
            command_id=asked.item.command_id(asked.trajectory),
            actor=CLOCK,
            municipality=self._municipality,
            occurred=asked.item.occurred,
            trajectory=asked.trajectory,
            item=asked.item,
        )
