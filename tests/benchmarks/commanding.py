"""A full command (load, decide, append), 32 at a time, against the same trajectory as a stock `Application`."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from adapters.demo.contacts import cti_form
from adapters.demo.dice import Dice
from adapters.postgres.log import open_log
from domain.base import Occurred
from domain.commands import Command
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import RecordCtiContact
from domain.contact_codes import FormOfContact
from domain.handler import Accepted, CommandHandler
from domain.trajectory_codes import Party, Place
from tests.benchmarks.fill.telling import Told, catalogue, fresh_id, whole
from tests.benchmarks.fill.templates import MUNICIPALITY, NOW, Template, Templates
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.benchmarks.rounds import in_turn, tasks_a_second, threads_a_second
from tests.benchmarks.theirs.environment import environment
from tests.benchmarks.theirs.retelling import aggregate_of
from tests.benchmarks.theirs.trajectory import Trajectories

AT_ONCE, ROUNDS = 32, 5
THREADS = (32, 8)
"""The library is measured with as many threads as we have tasks, and with fewer; the better counts."""

TRAJECTORIES_EACH, COMMANDS_EACH = 2, 8
"""A task has trajectories of its own, so that nobody loses a race, and does so many commands to each."""

BATCH = AT_ONCE * TRAJECTORIES_EACH
FEWEST_EVENTS, MOST_EVENTS = 34, 48
TODAY = Occurred(on=date(2026, 11, 20))
ACTOR = "CTI1"
FORM = cti_form(Dice(1, "benchmark"))


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure both sides, each round on trajectories that nothing was done to yet."""
    templates = await house.templates()
    batches = [[tell_open_course(templates, number) for number in range(BATCH)] for _ in range(ROUNDS + 1)]
    ours, theirs = await house.ours(), await house.bare()
    told = [command for batch in batches for course in batch for command in course]
    await fill(ours, [*catalogue(templates), *told])
    application = Trajectories(environment(house, theirs, connections=max(THREADS)))
    retold = {threads: [_save(application, batch) for batch in batches] for threads in THREADS}
    ids = iter([[UUID(bytes=course[0].stream) for course in batch] for batch in batches])
    async with open_log(ours.app_dsn) as log:
        handler = CommandHandler(log)
        pair = await in_turn(
            lambda: _commands_of_ours(handler, next(ids)),
            lambda: _commands_of_theirs(application, {threads: courses.pop() for threads, courses in retold.items()}),
            rounds=ROUNDS,
        )
    application.close()
    await house.drop(ours, theirs)
    return (Figure(f"a full command, {AT_ONCE} concurrent", pair.ours, pair.theirs, Goal(5), "commands/s"),)


def open_courses(templates: Templates) -> tuple[Template, ...]:
    """Return the courses that run, with about forty events each."""
    return tuple(
        template
        for template in templates.courses
        if FEWEST_EVENTS <= template.size <= MOST_EVENTS
        and not any(event.type == "TrajectoryClosed" for command in template.commands for event in command.events)
    )


def tell_open_course(templates: Templates, number: int) -> list[Told]:
    """Tell the history of a running course under fresh ids."""
    courses = open_courses(templates)
    return list(whole(courses[number % len(courses)], fresh_id()))


def a_command(trajectory: UUID, number: int) -> Command:
    """Return a command about a trajectory: a meeting, or a follow-up contact."""
    about: dict[str, Any] = {
        "command_id": uuid4(),
        "actor": ACTOR,
        "municipality": MUNICIPALITY,
        "occurred": TODAY,
        "trajectory": trajectory,
    }
    if number % 2:
        return RegisterFollowUp(**about, contact=FORM)
    return RecordCtiContact(
        **about, place=Place.COMMUNITY, party=Party.PERSON, form=FormOfContact.MEETING, minutes=45
    )


async def _commands_of_ours(handler: CommandHandler, trajectories: list[UUID]) -> float:
    async def work(task: int) -> int:
        own = trajectories[task::AT_ONCE]
        for number in range(COMMANDS_EACH):
            for trajectory in own:
                assert isinstance(await handler.handle(a_command(trajectory, number), NOW), Accepted)
        return COMMANDS_EACH * len(own)

    return await tasks_a_second(work, tasks=AT_ONCE)


async def _commands_of_theirs(application: Trajectories, courses: dict[int, list[UUID]]) -> float:
    rates = []
    for threads, trajectories in courses.items():
        workers = _Workers(application, trajectories, threads)
        rates.append(await threads_a_second(workers.work, threads=threads))
    return max(rates)


@dataclass(frozen=True)
class _Workers:
    application: Trajectories
    trajectories: list[UUID]
    threads: int

    def work(self, thread: int) -> int:
        own = self.trajectories[thread :: self.threads]
        for number in range(COMMANDS_EACH):
            for trajectory in own:
                self._command(trajectory, number)
        return COMMANDS_EACH * len(own)

    def _command(self, trajectory: UUID, number: int) -> None:
        about = {"occurred": TODAY.on.isoformat(), "actor": ACTOR}
        if number % 2:
            self.application.register_follow_up(trajectory, contact=FORM.model_dump(mode="json"), **about)
        else:
            self.application.record_contact(
                trajectory, place="community", party="person", form="meeting", minutes=45, **about
            )


def _save(application: Trajectories, batch: list[list[Told]]) -> list[UUID]:
    """Save one at a time: an insert of some thousand events at once hangs in the pipeline of the library's driver."""
    aggregates = [aggregate_of(course) for course in batch]
    for aggregate in aggregates:
        application.save(aggregate)
    return [aggregate.id for aggregate in aggregates]
