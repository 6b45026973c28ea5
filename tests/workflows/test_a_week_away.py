"""The timer engine is away for a week: the clock acts late, on what still stands, and dates it by its own day."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from adapters.memory.log import InMemoryEventLog
from domain.commands import Command
from domain.commands.course import EndPhase, SetActivityPlan
from domain.trajectory_codes import DeviationReason, FocusArea
from tests.workflows.office import Office, afternoon_of, contact_to_start, to_do, trajectory
from tests.workflows.two_years.staffing import REFERENCE
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import ActInput, AgendaSent
from workflows.driver import Driver
from workflows.virtual_engine import VirtualEngine

LEFT_ALONE, WORKED_WITH = trajectory("left alone"), trajectory("worked with")
BEGUN = date(2035, 3, 10)
"""The first phase ends on Sunday 10 June; it is escalated after five working days, on Friday 15 June."""

AWAY_FROM, AWAY_TO = date(2035, 6, 9), date(2035, 6, 16)
THE_END = date(2035, 6, 30)


class AwayForAWeek:
    """An office whose engine answers nobody for a week; then it acts, as late as it is."""

    def __init__(self, *, away: bool) -> None:
        self.office = Office(InMemoryEventLog())
        self._away = away
        self._now: datetime | None = None
        self.engine = VirtualEngine(self._act)
        self._driver = Driver(self.office.log, self.engine, InMemoryCheckpoint())

    async def live(self, commands: Sequence[Command]) -> None:
        await self.office.define(*REFERENCE)
        for command in sorted(commands, key=lambda command: command.occurred.on):
            await self._pass_to(command.occurred.on)
            await self.office.does(command)
            if not self._is_away(command.occurred.on):
                await self._driver.catch_up()
        await self._pass_to(THE_END)

    async def _pass_to(self, day: date) -> None:
        if self._is_away(day):
            await self.engine.run_until(afternoon_of(AWAY_FROM))
            return
        if self._away and day >= AWAY_TO:
            self._now = afternoon_of(AWAY_TO)
            await self._driver.catch_up()
        await self.engine.run_until(afternoon_of(day))

    async def _act(self, asked: ActInput) -> AgendaSent:
        now = asked.now if self._now is None else max(asked.now, self._now)
        return await self.office.activities.act(asked.model_copy(update={"now": now}))

    def _is_away(self, day: date) -> bool:
        return self._away and AWAY_FROM <= day < AWAY_TO


def begun(about: UUID) -> tuple[Command, ...]:
    """A course whose first phase is planned, so that nothing but its end and the contacts is due in June."""
    plan = to_do(SetActivityPlan, about, BEGUN, focus_areas=(FocusArea.HOUSING,))
    return (*contact_to_start(about, BEGUN, BEGUN), plan)


async def since(office: Office, about: UUID, day: date) -> list[tuple[str, date]]:
    return [told for told in await office.told(about) if told[1] >= day]


async def test_what_nobody_touched_meanwhile_is_told_as_if_the_engine_had_never_been_away() -> None:
    there, away = AwayForAWeek(away=False), AwayForAWeek(away=True)
    for one in (there, away):
        await one.live(begun(LEFT_ALONE))
    assert await away.office.stream(LEFT_ALONE) == await there.office.stream(LEFT_ALONE)
    assert [told for told in await since(away.office, LEFT_ALONE, AWAY_FROM) if told[1] <= AWAY_TO] == [
        ("PhaseDeadlinePassed", date(2035, 6, 10)),
        ("Escalated", date(2035, 6, 15)),
    ]


async def test_nobody_is_reminded_of_what_was_done_while_the_engine_was_away() -> None:
    away = AwayForAWeek(away=True)
    ended = to_do(EndPhase, WORKED_WITH, date(2035, 6, 13), phase=1, reason=DeviationReason.STAFF_ABSENCE)
    await away.live([*begun(WORKED_WITH), ended])
    assert [told for told in await since(away.office, WORKED_WITH, AWAY_FROM) if told[1] <= AWAY_TO] == [
        ("PhaseEnded", date(2035, 6, 13)),
    ]
