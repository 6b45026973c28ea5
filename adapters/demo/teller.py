"""Tells stories by commands, and lets time pass as the clock would: due items are acted on in their order."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from adapters.demo.dice import Dice
from domain.agenda import agenda
from domain.agenda_item import ItemKey
from domain.base import CLOCK, Occurred
from domain.calendar import civil_date, start_of_day
from domain.commands import Command
from domain.commands.clock import ActOnItem
from domain.handler import CommandHandler
from domain.refusal import Refusal


class DemoError(Exception):
    """A command of the demo was refused: the story makes no sense to the rules."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does on a day."""

    day: date
    command: type[Command]
    fields: dict[str, Any] = field(default_factory=dict)
    actor: str = ""


class Teller:
    """Issues one story's commands, with ids from the story's dice, so that telling it again changes nothing."""

    def __init__(self, handler: CommandHandler, municipality: str, now: datetime, dice: Dice) -> None:
        self._handler = handler
        self._municipality = municipality
        self._now = now
        self.dice = dice

    @property
    def today(self) -> date:
        return civil_date(self._now)

    async def tell(self, step: Step) -> None:
        """Issue a step. Raises `DemoError` if a rule refuses it."""
        await self._issue(
            step.command(
                command_id=self.dice.id(),
                actor=step.actor,
                municipality=self._municipality,
                occurred=Occurred(on=step.day),
                **step.fields,
            )
        )

    async def live(self, trajectory: UUID, steps: list[Step]) -> None:
        """Tell the steps of one trajectory up to today, letting time pass before each and until now."""
        for step in sorted(steps, key=lambda step: step.day):
            if step.day <= self.today:
                await self.let_time_pass(trajectory, start_of_day(step.day))
                await self.tell(Step(step.day, step.command, {"trajectory": trajectory, **step.fields}, step.actor))
        await self.let_time_pass(trajectory, self._now)

    async def let_time_pass(self, trajectory: UUID, until: datetime) -> None:
        """Let the clock do what is due in a trajectory, or by a unit's duty, up to an instant."""
        while (item := await self._next_item(trajectory)) is not None and item.at <= until:
            await self._issue(
                ActOnItem(
                    command_id=item.command_id(trajectory),
                    actor=CLOCK,
                    municipality=self._municipality,
                    occurred=item.occurred,
                    trajectory=trajectory,
                    item=item,
                )
            )

    async def _next_item(self, trajectory: UUID) -> ItemKey | None:
        state = await self._handler.trajectory(trajectory)
        timers = agenda(state, await self._handler.catalogue(), state.position).timers
        return timers[0] if timers else None

    async def _issue(self, command: Command) -> None:
        answer = await self._handler.handle(command, self._now)
        if isinstance(answer, Refusal):
            raise DemoError(f"{command.type_name} on {command.occurred.on}: {answer.code}")
