"""How fresh a board is: said on every page that shows one."""

from dataclasses import dataclass

from adapters.services import Services
from projections.engine.board import Board
from projections.engine.freshness import Freshness, freshness
from projections.engine.wait import wait_until


@dataclass(frozen=True, slots=True)
class BoardState:
    """Up to where a board shows the log, and by how many events it is behind.

    `lacks_own` is True where it does not show yet what the reader has just done.
    """

    name: str
    freshness: Freshness
    behind: int
    lacks_own: bool


async def board_state(services: Services, board: Board, after: int | None = None) -> BoardState:
    """Wait up to two seconds for a board to come to a position, and tell how fresh it then is.

    Asked before the rows are, so that these are never older than it says. Raises BoardNotSetUpError.
    """
    shown = after is None or await wait_until(services.pool, board, after)
    fresh = await freshness(services.pool, board)
    behind = max(await services.log.head() - fresh.position, 0)
    return BoardState(board.name, fresh, behind, lacks_own=not shown)
