"""Nine months of a centre: six people, what workers do and when, and what the log tells of it in the end.

Starts lie on month ends (30 November, 31 January) and deadlines before Christmas and Easter (25 March 2035), so
that months, working days and summer time are all crossed. The years lie ahead, for a clock only moves forward.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.commands import Command
from domain.commands.course import (
    AcknowledgeEscalation,
    CloseTrajectory,
    DecideExtension,
    EndPhase,
    OpenTrajectory,
    Pause,
    RecordCtiContact,
    RequestExtension,
    Resume,
)
from domain.contact_codes import FormOfContact
from domain.trajectory_codes import CloseReason, DeviationReason, Party, PauseReason, Place
from tests.domain.samples import a_form
from tests.workflows.office import afternoon_of, contact_to_start, to_do, trajectory

IN_TIME = trajectory("ends every phase in time")
PAUSED = trajectory("is paused for 21 days")
EXTENDED = trajectory("gets 14 days more")
OVER_CHRISTMAS = trajectory("is overdue before Christmas")
OVER_EASTER = trajectory("is overdue before Easter")
SILENT = trajectory("is never heard of again")
EVERYBODY = (IN_TIME, PAUSED, EXTENDED, OVER_CHRISTMAS, OVER_EASTER, SILENT)

EXTENSION = trajectory("the extension")
REASON = DeviationReason.PERSON_NOT_READY
END = date(2035, 9, 1)


class Done(NamedTuple):
    """What somebody enters, and when."""

    at: datetime
    command: Command


def _entered(commands: Iterable[Command]) -> Iterable[Done]:
    for order, command in enumerate(commands):
        yield Done(afternoon_of(command.occurred.on) + timedelta(seconds=order), command)


def _contact(about: UUID, day: date) -> Command:
    return to_do(
        RecordCtiContact,
        about,
        day,
        place=Place.COMMUNITY,
        party=Party.PERSON,
        form=FormOfContact.MEETING,
        minutes=45,
    )


def _end(about: UUID, phase: int, day: date) -> Command:
    return to_do(EndPhase, about, day, phase=phase, reason=REASON)


def _leader(kind: type[Command], about: UUID, day: date, **fields: object) -> Command:
    return to_do(kind, about, day, actor="LED1", **fields)


_COMMANDS: tuple[Command, ...] = (
    *contact_to_start(OVER_CHRISTMAS, date(2034, 9, 20), date(2034, 9, 22)),
    *contact_to_start(IN_TIME, date(2034, 11, 30), date(2034, 11, 30)),
    to_do(OpenTrajectory, SILENT, date(2034, 11, 30), programme="exit-pakke", centre="socialcenter",
          contact=a_form("exit-pakke")),
    _contact(IN_TIME, date(2034, 12, 6)),
    *contact_to_start(OVER_EASTER, date(2034, 12, 21), date(2034, 12, 21)),
    *contact_to_start(EXTENDED, date(2034, 12, 27), date(2034, 12, 29)),
    _leader(AcknowledgeEscalation, OVER_CHRISTMAS, date(2035, 1, 5)),
    _end(OVER_CHRISTMAS, 1, date(2035, 1, 8)),
    *contact_to_start(PAUSED, date(2035, 1, 31), date(2035, 1, 31)),
    to_do(CloseTrajectory, OVER_CHRISTMAS, date(2035, 2, 1), reason=CloseReason.MOVED),
    _end(IN_TIME, 1, date(2035, 2, 26)),
    to_do(Pause, PAUSED, date(2035, 3, 1), reason=PauseReason.HOSPITAL),
    to_do(RequestExtension, EXTENDED, date(2035, 3, 20), extension=EXTENSION, days=14, reason=REASON),
    to_do(Resume, PAUSED, date(2035, 3, 22)),
    _leader(DecideExtension, EXTENDED, date(2035, 3, 22), extension=EXTENSION, approved=True),
    _leader(AcknowledgeEscalation, OVER_EASTER, date(2035, 4, 3)),
    _end(OVER_EASTER, 1, date(2035, 4, 4)),
    _end(EXTENDED, 1, date(2035, 4, 12)),
    _end(PAUSED, 1, date(2035, 5, 18)),
    _end(IN_TIME, 2, date(2035, 5, 25)),
    _end(IN_TIME, 3, date(2035, 8, 24)),
    to_do(CloseTrajectory, IN_TIME, date(2035, 8, 27), reason=CloseReason.COMPLETED),
)  # fmt: skip

STORY: tuple[Done, ...] = tuple(sorted(_entered(_COMMANDS), key=lambda done: done.at))
