"""How far a board has come, in one row that moves in the transaction that writes the board's rows."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from projections.engine.board import Board

LOAD = "SELECT position FROM board.checkpoint WHERE board = $1 AND version = $2"
MOVE = """
UPDATE board.checkpoint
SET position = $4, recorded = coalesce($5, recorded), updated = clock_timestamp()
WHERE board = $1 AND version = $2 AND position = $3
"""


class BoardNotSetUpError(LookupError):
    """The board has no checkpoint in this version."""

    def __init__(self, board: Board) -> None:
        super().__init__(
            f"tavlen {board.name} version {board.version} er ikke oprettet; kør opsætningen af tavlerne / "
            f"board {board.name} version {board.version} is not set up; run the set-up of the boards"
        )


class BoardMovedElsewhereError(RuntimeError):
    """Another process has moved the board meanwhile, or set it up in another version; nothing was written."""


@dataclass(frozen=True, slots=True)
class Step:
    """From which position a board goes to which, and when the event there was recorded, if there is one."""

    start: int
    end: int
    recorded: datetime | None


async def load_position(connection: Connection, board: Board) -> int:
    """Return the position that a board has come to. Raises BoardNotSetUpError."""
    position = await connection.fetchval(LOAD, board.name, board.version)
    if position is None:
        raise BoardNotSetUpError(board)
    return int(position)


async def move(connection: Connection, board: Board, step: Step) -> None:
    """Move a board's checkpoint, if it stands where the step starts. Raises BoardMovedElsewhereError.

    The lock keeps a second runner away; this condition holds even for one that has lost its lock unknowingly.
    """
    done = await connection.execute(MOVE, board.name, board.version, step.start, step.end, step.recorded)
    if done != "UPDATE 1":
        raise BoardMovedElsewhereError(
            f"tavlen {board.name} er flyttet af en anden proces / board {board.name} was moved by another process"
        )
