"""What a person is told after a step: where it stands in the log, what is new, and what is due next."""

from datetime import datetime
from uuid import UUID

from adapters.cli.glossary import FIELDS
from adapters.cli.printing import say
from adapters.cli.step import Step
from adapters.cli.trouble import RefusedError
from adapters.report.danish import danish_date
from adapters.services import Services
from adapters.web.history.describe import Describer
from adapters.web.history.event_names import EVENT_NAMES
from adapters.web.language import DANISH
from domain.agenda import Obligation, agenda
from domain.commands.base import Command
from domain.decide import streams_of
from domain.handler import Accepted
from domain.refusal import Refusal

SHOWN = 3


async def send(step: Step, command: Command, services: Services) -> None:
    """Handle a step's command and tell its answer. Raises RefusedError."""
    answer = await services.handler.handle(command, services.clock())
    await tell(step, command, answer, services)


async def tell(step: Step, command: Command, answer: Accepted | Refusal, services: Services) -> None:
    """Tell an answer, the same for a command sent again. Raises RefusedError."""
    if isinstance(answer, Refusal):
        raise RefusedError(answer)
    say(f"Gemt på plads {answer.position} i loggen.")
    if step.makes is not None:
        word = "nummer" if step.makes == "stream" else FIELDS[step.makes].da
        say(f"{word.capitalize()}: {getattr(command, step.makes)}")
    for stream in streams_of(command):
        await _tell_events(stream, command.command_id, services)
    if hasattr(command, "trajectory"):
        await tell_next(command.trajectory, services)


async def tell_next(trajectory: UUID, services: Services) -> None:
    """Tell what is due next in a trajectory."""
    state = await services.handler.trajectory(trajectory)
    catalogue = await services.catalogue()
    due, describer = agenda(state, catalogue, state.position).obligations, Describer(DANISH, catalogue, state)
    for obligation in due[:SHOWN]:
        say(f"Næste: {due_line(obligation, describer, services.clock())}")
    if len(due) > SHOWN:
        say(f"Og {len(due) - SHOWN} mere: exitspor trajectory show {trajectory}")


def due_line(obligation: Obligation, describer: Describer, now: datetime) -> str:
    """Return what is due, when and for whom; what is overdue says so in a word."""
    late = "OVERSKREDET " if obligation.is_overdue(now) else ""
    return f"{late}{danish_date(obligation.due.on)}: {describer.what(obligation)} ({who(obligation)})"


def who(obligation: Obligation) -> str:
    """Return who answers for it: a worker, or whoever has the role where it is nobody's own."""
    return obligation.worker or (obligation.role.da if obligation.role else "ikke tildelt")


async def _tell_events(stream: UUID, command_id: UUID, services: Services) -> None:
    for event in await services.log.load(stream):
        if event.command_id == command_id:
            say(f"Hændelse: {event.id} {_name(event.type)}")


def _name(event_type: str) -> str:
    return EVENT_NAMES[event_type][0] if event_type in EVENT_NAMES else event_type
