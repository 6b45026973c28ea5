"""The life of a centre, lived once in memory by people who act by chance on what they see. It leaves a script.

Whoever plays the script again, however badly things go, must end with the streams that this life ended with.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from adapters.memory.log import InMemoryEventLog
from domain.agenda import Agenda
from domain.calendar import is_working_day
from domain.commands import Command
from domain.handler import Accepted
from domain.trajectory.state import Trajectory
from tests.workflows.nine_months import Done
from tests.workflows.office import Office, afternoon_of
from tests.workflows.two_years.beginnings import (
    comes_back,
    comes_to_a_course,
    ends_before_its_time,
    is_completed,
    is_given_a_worker,
    opens,
)
from tests.workflows.two_years.centre import EVENTS, Morning
from tests.workflows.two_years.desk import Commands, Desk, Habit
from tests.workflows.two_years.dice import Dice
from tests.workflows.two_years.duties import what_is_due
from tests.workflows.two_years.initiatives import (
    asks_the_leader,
    becomes_known,
    begins_measures,
    hands_over,
    holds,
    makes_appointments,
    plans_the_phase,
    sets_mistakes_right,
    stands_still,
    tells_of_what_happened,
)
from tests.workflows.two_years.plots import Plot, plots
from tests.workflows.two_years.retention import is_wanted, retain
from tests.workflows.two_years.staffing import REFERENCE
from tests.workflows.two_years.watch import Watch
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.virtual_engine import VirtualEngine

FIRST = date(2035, 1, 1)
TWO_YEARS = 731
"""2035 and 2036, a leap year."""

WHILE_OPEN: tuple[Habit, ...] = (
    is_given_a_worker,
    comes_to_a_course,
    what_is_due,
    plans_the_phase,
    begins_measures,
    makes_appointments,
    stands_still,
    asks_the_leader,
    becomes_known,
    hands_over,
    tells_of_what_happened,
    holds,
    sets_mistakes_right,
    is_completed,
    ends_before_its_time,
)
WHILE_SILENT: tuple[Habit, ...] = (what_is_due,)
ONCE_CLOSED: tuple[Habit, ...] = (what_is_due, comes_back)


class Life:
    """A centre of `people` over some days. Once lived, `script` holds what was accepted, in order of time."""

    def __init__(self, seed: int, people: int, days: int = TWO_YEARS) -> None:
        self._seed = seed
        self._days = [FIRST + timedelta(days=number) for number in range(days)]
        self._working_days = [day for day in self._days if is_working_day(day)]
        self.plots = plots(seed, people, FIRST, days)
        self.office = Office(InMemoryEventLog())
        self.watch = Watch(self.office.log)
        self.script: list[Done] = []
        self._engine = VirtualEngine(self.office.activities.act)
        self._driver = Driver(self.office.log, self._engine, InMemoryCheckpoint())

    @property
    def end(self) -> datetime:
        return afternoon_of(self._days[-1] + timedelta(days=1))

    async def live(self) -> None:
        """Live through it all. Raises AssertionError where something due lies with nobody."""
        await self.office.define(*REFERENCE)
        await self._driver.catch_up()
        for day in self._days:
            await self._day(day)
        await self._let_the_clock_act_until(self.end)

    async def _day(self, day: date) -> None:
        await self._let_the_clock_act_until(afternoon_of(day))
        for order, command in enumerate(await self._wishes(day)):
            await self._try(command, afternoon_of(day) + timedelta(seconds=order + 1))

    async def _wishes(self, day: date) -> list[Command]:
        """Return what people want to enter on a day; they work on working days, and meet people on any."""
        wishes = [command for plot in self.plots for command in self._about(plot, day)]
        if not is_working_day(day):
            return wishes
        morning = Morning(day, self._part_that_begins(day), self.plots, self.watch, self._dice("centre", day))
        return [*(command for event in EVENTS for command in event(morning)), *wishes]

    def _part_that_begins(self, day: date) -> int | None:
        """Return how much of the time is over, in per cent, on the first working day on which it is."""
        before = self._working_days.index(day)
        parts = [100 * passed // len(self._working_days) for passed in (before - 1, before)]
        return parts[1] if parts[1] > parts[0] else None

    def _about(self, plot: Plot, day: date) -> Iterator[Command]:
        state = self.watch.states.get(plot.about)
        if state is None:
            return self._opening(plot, day)
        if not is_working_day(day):
            return iter(())
        if plot.is_silent:
            return self._habits(WHILE_SILENT, plot, day)
        return self._habits(WHILE_OPEN if state.is_open else ONCE_CLOSED, plot, day)

    def _opening(self, plot: Plot, day: date) -> Iterator[Command]:
        if day >= plot.opens:
            yield from opens(self._desk(plot, day, "opens"))

    def _habits(self, habits: Iterable[Habit], plot: Plot, day: date) -> Commands:
        for habit in habits:
            yield from habit(self._desk(plot, day, habit.__name__))

    def _desk(self, plot: Plot, day: date, purpose: str) -> Desk:
        state = self.watch.states.get(plot.about, Trajectory(plot.about))
        agenda = self.watch.agendas.get(plot.about, Agenda(plot.about, 0, False, (), ()))
        return Desk(day, plot, state, agenda, self.watch.catalogue, self._dice(plot.name, day, purpose))

    def _dice(self, *purpose: object) -> Dice:
        return Dice(self._seed, *purpose)

    async def _try(self, command: Command, at: datetime) -> None:
        """Enter a command; what the domain refuses, or makes nothing of, is not part of the script."""
        answer = await self.office.handler.handle(command, at)
        if isinstance(answer, Accepted) and answer.events:
            self.script.append(Done(at, command))
            await self._driver.catch_up()
            await self._let_the_clock_act_until(at)

    async def _let_the_clock_act_until(self, instant: datetime) -> None:
        await self._engine.run_until(instant)
        await self.watch.look()
        if is_wanted(self.watch, instant):
            await retain(self.office, instant)
            await self.watch.look()
        assert not self.watch.due_by(instant), "the clock forgot something"
