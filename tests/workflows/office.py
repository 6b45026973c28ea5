"""People at work on a real domain: a log with the catalogue of the tests, and commands that must be accepted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from domain.base import NAMES, SYSTEM, Occurred
from domain.calendar import start_of_day
from domain.commands import Command
from domain.commands.course import AssignWorker, BeginPreCti, OpenTrajectory, RecordExpectation, StartCti
from domain.commands.reference import Define
from domain.handler import Accepted, CommandHandler
from domain.log import EventLog, RecordedEvent
from domain.reference.definitions import Definition
from domain.trajectory_codes import Expectation
from tests.domain.samples import DEFINITIONS, a_form
from workflows.activities import ClockActivities
from workflows.agendas import Agendas

MUNICIPALITY = "101"
LONG_AGO = date(2008, 1, 1)
C = TypeVar("C", bound=Command)


def afternoon_of(day: date) -> datetime:
    """Return an instant of a working day at which people enter what happened that day."""
    return start_of_day(day) + timedelta(hours=15)


def trajectory(name: str) -> UUID:
    """Return a trajectory's id, the same in every run of a test."""
    return uuid5(NAMES, f"test:{name}")


def to_do(kind: type[C], about: UUID, occurred: Occurred | date, **fields: Any) -> C:
    """Return a CTI worker's command. Its id follows from its content, so that two runs log the same event ids."""
    at = occurred if isinstance(occurred, Occurred) else Occurred(on=occurred)
    given = {"actor": "CTI1", "municipality": MUNICIPALITY, "occurred": at, "trajectory": about, **fields}
    draft = kind(command_id=UUID(int=0), **given)
    return draft.model_copy(update={"command_id": uuid5(about, draft.content().hex())})


def contact_to_start(about: UUID, contact: date | Occurred, start: date | Occurred) -> tuple[Command, ...]:
    """A first contact, pre-CTI begun the same day with all that is expected, and the start of CTI."""
    return (
        to_do(OpenTrajectory, about, contact, programme="exit-prostitution", centre="socialcenter", contact=a_form()),
        to_do(AssignWorker, about, contact, worker="CTI1"),
        to_do(BeginPreCti, about, contact, plan="cti-9m"),
        to_do(RecordExpectation, about, contact, expectation=Expectation.AGREEMENT),
        to_do(RecordExpectation, about, contact, expectation=Expectation.INTAKE),
        to_do(StartCti, about, start, plan="cti-9m"),
    )


class Office:
    """The handler of people's commands and what the clock needs, on one log."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.handler = CommandHandler(log)
        self.agendas = Agendas(log)
        self.activities = ClockActivities(self.handler, self.agendas, MUNICIPALITY)

    async def define(self, *definitions: Definition) -> None:
        """Define reference data; without any, the catalogue of the tests."""
        for definition in definitions or [event.definition for event in DEFINITIONS]:
            occurred = Occurred(on=LONG_AGO)
            draft = Define(
                command_id=UUID(int=0), actor=SYSTEM, municipality=MUNICIPALITY, occurred=occurred,
                definition=definition,
            )  # fmt: skip
            named = draft.model_copy(update={"command_id": uuid5(NAMES, draft.content().hex())})
            await self.does(named, afternoon_of(LONG_AGO))

    async def does(self, command: Command, now: datetime | None = None) -> Accepted:
        """Handle a command in the afternoon of its day, or at `now`; it must be accepted."""
        answer = await self.handler.handle(command, now or command.occurred.at or afternoon_of(command.occurred.on))
        assert isinstance(answer, Accepted), answer
        return answer

    async def do_all(self, commands: Sequence[Command], now: datetime | None = None) -> None:
        for command in commands:
            await self.does(command, now)

    async def told(self, about: UUID) -> list[tuple[str, date]]:
        """Return what a stream tells: each event's type and the date on which it occurred."""
        return [(event.type, event.occurred.on) for event in await self.log.load(about)]

    async def stream(self, about: UUID) -> list[tuple[Any, ...]]:
        """Return a stream without what differs between two runs of one story: positions and times of entry."""
        return [_told(event) for event in await self.log.load(about)]


def _told(event: RecordedEvent) -> tuple[Any, ...]:
    return event.version, event.type, event.id, event.command_id, event.occurred, event.actor, event.payload
