"""A stand-in for the domain behind the clock: agendas that are given, and acts that are written down."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from adapters.temporal.worker import sandbox
from domain.agenda import Agenda
from domain.agenda_item import Act, ItemKey, ItemKind
from workflows.activities import PARKED
from workflows.contracts import ActInput, AgendaSent
from workflows.trajectory_clock import TASK_QUEUE, TrajectoryClock


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def a_timer(day: date, *, subject: UUID | int = 1) -> ItemKey:
    return ItemKey(kind=ItemKind.CONTACT, act=Act.REMIND, subject=subject, due=day, at=midnight(day))


def an_agenda(trajectory: UUID, position: int, *days: date, is_open: bool = True) -> Agenda:
    """An agenda with a timer at the start of each day, in UTC."""
    return Agenda(trajectory, position, is_open, (), tuple(a_timer(day) for day in days))


def a_closed_agenda(trajectory: UUID, position: int) -> Agenda:
    return an_agenda(trajectory, position, is_open=False)


class FakeDomain:
    """Acts once on each timer it holds, and moves the position with it.

    What is `refused` stays in the agenda; acting on what is `poisoned` is given up at once.
    """

    def __init__(
        self,
        *agendas: Agenda,
        refused: Sequence[ItemKey] = (),
        poisoned: Sequence[ItemKey] = (),
        failures: int = 0,
    ) -> None:
        self.agendas = {agenda.trajectory: agenda for agenda in agendas}
        self.refused = refused
        self.poisoned = poisoned
        self.failures = failures
        self.asked: list[ActInput] = []

    @property
    def days(self) -> list[date]:
        """The due dates asked for, in order."""
        return [asked.item.due for asked in self.asked]

    @activity.defn(name="act_on_item")
    async def act_on_item(self, asked: ActInput) -> AgendaSent:
        self.asked.append(asked)
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the log is away")
        if asked.item in self.poisoned:
            raise ApplicationError("KeyError", type=PARKED, non_retryable=True)
        held = self.agendas[asked.trajectory]
        if asked.item in held.timers and asked.item not in self.refused:
            left = tuple(timer for timer in held.timers if timer != asked.item)
            held = Agenda(held.trajectory, held.position + 1, held.is_open, (), left)
        self.agendas[asked.trajectory] = held
        return AgendaSent.of(held)


def a_worker(environment: WorkflowEnvironment, fake: FakeDomain) -> Worker:
    """The product's workflow in the product's sandbox, with the fake domain behind it."""
    return Worker(
        environment.client,
        task_queue=TASK_QUEUE,
        workflows=[TrajectoryClock],
        activities=[fake.act_on_item],
        workflow_runner=sandbox(),
    )
