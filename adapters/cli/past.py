"""`trajectory show`, `history` and `replay`: one trajectory, as it stands and as it stood."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import typer

from adapters.addresses import Addresses
from adapters.cli.common import day_of, id_of
from adapters.cli.session import do
from adapters.cli.sight import happened_by, known_at, known_on, present
from adapters.cli.state import show_history, show_state
from adapters.cli.trouble import BadInputError, Words
from adapters.services import Services
from adapters.sight import Sight

Id = Annotated[str, typer.Argument(metavar="TRAJECTORY", help="The trajectory's id (forløbets nummer).")]

BAD_ID = Words("TRAJECTORY: angiv et nummer, som Exitspor har givet.", "TRAJECTORY: give an id that Exitspor gave.")
BAD_POINT = Words(
    "--as-of: angiv en plads i loggen, som 1234, eller en dato, som 2026-01-31.",
    "--as-of: give a position of the log, such as 1234, or a date, such as 2026-01-31.",
)
NEEDS_DATE = Words("--happened kræver en dato.", "--happened needs a date.")
LONGEST_POSITION = 15


def show(trajectory: Id) -> None:
    """Where the trajectory stands, what it has open, and what is due and why (vis forløb)."""
    _see(trajectory, present, show_state)


def history(trajectory: Id) -> None:
    """Everything that was recorded in a trajectory, also what was withdrawn or corrected (historik)."""
    _see(trajectory, present, lambda sight: show_history(sight.folded))


def replay(
    trajectory: Id,
    as_of: Annotated[str, typer.Option("--as-of", metavar="POSITION|DATE", help="Up to where (pr.).")],
    happened: Annotated[
        bool,
        typer.Option(
            "--happened/--known",
            help="What had happened by that day, by all that is known now; or what was known then (sket, kendt).",
        ),
    ] = False,
) -> None:
    """The trajectory as it stood at a position of the log, or when a day ended (genspil)."""
    _see(trajectory, _look_back(as_of, happened), show_state)


Look = Callable[[Services, UUID], Awaitable[Sight]]


def _look_back(as_of: str, happened: bool) -> Look:
    if as_of.isdecimal() and len(as_of) <= LONGEST_POSITION:
        if happened:
            raise BadInputError([NEEDS_DATE])
        position = int(as_of)
        return lambda services, trajectory: known_at(services, trajectory, position)
    day = day_of(as_of, BAD_POINT)
    cut = happened_by if happened else known_on
    return lambda services, trajectory: cut(services, trajectory, day)


def _see(trajectory: str, look: Look, tell: Callable[[Sight], None]) -> None:
    stream = id_of(trajectory, BAD_ID)

    async def work(services: Services, _: Addresses) -> None:
        tell(await look(services, stream))

    do(work)
