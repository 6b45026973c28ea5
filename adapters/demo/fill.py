"""Fills an empty installation with the demo municipality, through the same commands as people use."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from adapters.demo.contacts import FIRST_COUNTED_YEAR, contacts_of, first_cards
from adapters.demo.dice import Dice
from adapters.demo.duties import (
    WEEK_MISSED,
    demo_duties,
    in_force_since,
    others_shipped,
    papers_ready,
    session_day,
    team_duties,
)
from adapters.demo.plots import CTI_PLOTS
from adapters.demo.staff import CTI_CENTRE, CTI_WORKERS, METHOD_SUPERVISOR, demo_staff
from adapters.demo.stories import ANONYMOUS_STORIES, anonymous_story, cti_story
from adapters.demo.teller import Step, Teller
from adapters.reference.load import define_all
from domain.base import SYSTEM
from domain.calendar import civil_date, start_of_day
from domain.commands.recurring import PreparePaper
from domain.commands.supervision import HoldSupervision
from domain.handler import CommandHandler
from domain.help_codes import SessionKind
from domain.recurring.streams import duty_stream

AT_ONCE = 6
SUPERVISED_WEEKS = 8

Progress = Callable[[int, int], None]
"""Told how many of how many parts are done."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was made."""

    cti_trajectories: int
    anonymous_trajectories: int


@dataclass(frozen=True, slots=True)
class Maker:
    """What every part of the demo is made with."""

    handler: CommandHandler
    municipality: str
    now: datetime
    seed: int

    @property
    def today(self) -> date:
        return civil_date(self.now)

    def teller(self, name: str) -> Teller:
        return Teller(self.handler, self.municipality, self.now, Dice(self.seed, name))

    async def tell_all(self, name: str, make: Callable[[Dice], list[Step]]) -> None:
        """Tell steps that belong to no one trajectory."""
        teller = self.teller(name)
        for step in make(Dice(self.seed, f"{name}:steps")):
            await teller.tell(step)

    async def live(self, name: str, make: Callable[[Dice], list[Step]]) -> UUID:
        """Tell the story of one trajectory; return its id."""
        teller = self.teller(name)
        trajectory = teller.dice.id()
        await teller.live(trajectory, make(Dice(self.seed, f"{name}:steps")))
        return trajectory


async def fill(
    handler: CommandHandler, *, municipality: str, now: datetime, seed: int, progress: Progress
) -> DemoReport:
    """Make the demo municipality. The same seed on the same day makes the same; made again, it changes nothing."""
    maker = Maker(handler, municipality, now, seed)
    await _define(maker)
    courses = [_course_part(maker, number) for number in range(len(CTI_PLOTS))]
    others = [*_contact_parts(maker), *(_anonymous_part(maker, number) for number in range(ANONYMOUS_STORIES))]
    done = await _in_parallel([*courses, *others], progress)
    await _supervise(maker, [trajectory for trajectory in done[: len(courses)] if trajectory is not None])
    return DemoReport(len(courses), ANONYMOUS_STORIES)


Part = Callable[[], Awaitable[UUID | None]]


async def _define(maker: Maker) -> None:
    parts = ((maker.now, (*others_shipped(), *demo_staff())), (in_force_since(maker.now), demo_duties(maker.today)))
    for since, definitions in parts:
        await define_all(maker.handler, definitions, actor=SYSTEM, municipality=maker.municipality, now=since)


def _course_part(maker: Maker, number: int) -> Part:
    plot, worker = CTI_PLOTS[number], CTI_WORKERS[number % len(CTI_WORKERS)]
    return lambda: maker.live(f"cti-{number}", lambda dice: list(cti_story(plot, worker, maker.today, dice)))


def _anonymous_part(maker: Maker, number: int) -> Part:
    return lambda: maker.live(f"anonymous-{number}", lambda dice: list(anonymous_story(number, maker.today, dice)))


def _contact_parts(maker: Maker) -> list[Part]:
    years = range(FIRST_COUNTED_YEAR, maker.today.year + 1)
    return [_year_part(maker, year) for year in years] + [_cards_part(maker)]


def _year_part(maker: Maker, year: int) -> Part:
    async def tell() -> None:
        await maker.tell_all(f"year-{year}", lambda dice: list(contacts_of(year, maker.today, dice)))

    return tell


def _cards_part(maker: Maker) -> Part:
    async def tell() -> None:
        await maker.tell_all("cards", lambda dice: [first_cards(dice)])

    return tell


async def _in_parallel(parts: list[Part], progress: Progress) -> list[UUID | None]:
    gate, done = asyncio.Semaphore(AT_ONCE), 0

    async def run(part: Part) -> UUID | None:
        nonlocal done
        async with gate:
            made = await part()
        done += 1
        progress(done, len(parts))
        return made

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run(part)) for part in parts]
    return [task.result() for task in tasks]


async def _supervise(maker: Maker, trajectories: list[UUID]) -> None:
    """Weekly team supervision over the last weeks, of the trajectories that were open by then; one was missed."""
    states = [await maker.handler.trajectory(trajectory) for trajectory in trajectories]
    teller = maker.teller("supervision")
    for week in range(SUPERVISED_WEEKS, 0, -1):
        day = session_day(maker.today, week)
        await _pass_duties(maker, teller, start_of_day(day))
        if week != WEEK_MISSED:
            named = tuple(state.id for state in states if state.is_open and state.opened and state.opened.on <= day)
            await teller.tell(_session(teller.dice.id(), day, week, named))
    await _pass_duties(maker, teller, maker.now)
    await _prepare_papers(maker, teller)


def _session(stream: UUID, day: date, week: int, named: tuple[UUID, ...]) -> Step:
    kind = SessionKind.FULL_REVIEW if week % 4 == 0 else SessionKind.WEEKLY
    fields = {"stream": stream, "centre": CTI_CENTRE, "kind": kind, "trajectories": named}
    return Step(day, HoldSupervision, fields, METHOD_SUPERVISOR)


async def _pass_duties(maker: Maker, teller: Teller, until: datetime) -> None:
    for duty in team_duties(maker.today):
        await teller.let_time_pass(duty_stream(duty.duty, duty.unit), until)


async def _prepare_papers(maker: Maker, teller: Teller) -> None:
    for duty in demo_duties(maker.today):
        for occasion in papers_ready(duty, maker.now):
            fields = {"duty": duty.duty, "unit": duty.unit, "occasion": occasion}
            await teller.tell(Step(maker.today, PreparePaper, fields, SYSTEM))
