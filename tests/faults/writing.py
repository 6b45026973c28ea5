"""A writer that may be killed: lanes of commands, each sent until it is accepted, and all again by the next one.

`python -m tests.faults.writing DSN HOW_MANY` ends with 0 when every command was accepted.
"""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from adapters.postgres.log import open_log
from domain.base import NAMES
from domain.commands import Command
from domain.commands.contacts import HandOutCards, RegisterContact, RegisterFollowUp
from domain.commands.course import AssignWorker, OpenTrajectory, StartCti
from domain.contact_codes import CardDistributor
from domain.handler import Accepted, CommandHandler
from domain.log import LogUnavailable
from domain.trajectory_codes import DeviationReason
from tests.domain.samples import a_form, command

LANES = 4
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 5)


def commands(lane: int, how_many: int) -> Iterator[Command]:
    """Yield a lane's commands, the same each time: trajectories with follow-ups, lone contacts and cards."""
    for number in range(how_many):
        trajectory = id_of("trajectory", lane, number // 12)
        yield _command(number % 12, trajectory, command_id=id_of("command", lane, number))


def id_of(kind: str, lane: int, number: int) -> UUID:
    return uuid5(NAMES, f"{kind}-{lane}-{number}")


def _command(step: int, trajectory: UUID, command_id: UUID) -> Command:
    day = (FIRST_DAY + timedelta(days=step)).isoformat()
    match step:
        case 0:
            return command(
                OpenTrajectory,
                day,
                command_id=command_id,
                trajectory=trajectory,
                programme="exit-prostitution",
                centre="hjemloeseenheden",
                contact=a_form(),
            )
        case 1:
            return command(
                AssignWorker, day, actor="LED1", command_id=command_id, trajectory=trajectory, worker="CTI1"
            )
        case 2:
            why = DeviationReason.OTHER
            return command(StartCti, day, command_id=command_id, trajectory=trajectory, plan="cti-9m", reason=why)
        case 3:
            return command(RegisterContact, day, command_id=command_id, stream=command_id, contact=a_form())
        case 4:
            return command(
                HandOutCards,
                day,
                command_id=command_id,
                stream=command_id,
                programme="exit-pakke",
                distributor=CardDistributor.KC,
                cards=10,
            )
    return command(RegisterFollowUp, day, command_id=command_id, trajectory=trajectory, contact=a_form())


async def write(handler: CommandHandler, lane: int, how_many: int) -> None:
    """Send a lane's commands in order, each until it is accepted."""
    for made in commands(lane, how_many):
        while not await _accepted(handler, made):
            continue


async def _accepted(handler: CommandHandler, made: Command) -> bool:
    try:
        answer = await handler.handle(made, NOW)
    except LogUnavailable:
        return False
    if not isinstance(answer, Accepted):
        raise SystemExit(f"refused: {answer}")
    return True


async def main(dsn: str, how_many: int) -> None:
    async with open_log(dsn) as log:
        handler = CommandHandler(log)
        await asyncio.gather(*(write(handler, lane, how_many) for lane in range(LANES)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
