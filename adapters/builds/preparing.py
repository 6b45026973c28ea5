"""Making the boards ready for this version of the program, before any page asks for them.

A board that pages read in another version (this program is newer, or older and started again) gets a build of this
version beside it, which is brought level and shown. Until then pages read what they did.
"""

from collections.abc import Callable

from adapters.builds.making import make_build
from adapters.builds.moving import show
from adapters.builds.place import Place, Progress, live_of, newest
from adapters.embedded.errors import ServerError
from projections.boards import BOARDS
from projections.engine.board import Board
from projections.engine.build import Build, BuildState, CannotSwitchError

Tell = Callable[[str], Progress]
"""Told the name of a board that is made; returns what is told how much of it is done."""


class BoardNotShownError(ServerError):
    """This version's build of a board lacks something that the one of another version has."""

    def __init__(self, board: Board, live: Build, error: CannotSwitchError) -> None:
        super().__init__(
            f"Tavlen {board.name} vises i version {live.version} og kan ikke skiftes til dette programs version "
            f"{board.version}: {error.danish}. Intet er ændret: start programmet med version {live.version} igen.",
            f"Board {board.name} is shown in version {live.version} and cannot be switched to this program's version "
            f"{board.version}: {error.english}. Nothing was changed: start the program of version {live.version}.",
        )


async def prepare_boards(place: Place, tell: Tell) -> None:
    """Have every board shown in this program's version. It may be run at any time, by several processes at once.

    Raises BoardNotShownError, and what the store raises.
    """
    await place.store.set_up(BOARDS)
    for board in BOARDS:
        await _prepare(place, board, tell)


async def _prepare(place: Place, board: Board, tell: Tell) -> None:
    builds = await place.builds_of(board)
    live = live_of(builds)
    if live is not None and live.is_of(board):
        return
    kept = newest(builds, board, BuildState.READY, BuildState.FORMER)
    number = await make_build(place, board, tell(board.name), known=builds) if kept is None else kept.number
    if live is None:
        return
    try:
        await show(place, board, number)
    except CannotSwitchError as error:
        raise BoardNotShownError(board, live, error) from None
