"""What goes on in an office while builds are made, and boards of other versions."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

import pytest

from adapters.builds import preparing
from adapters.builds.making import untold
from adapters.builds.place import Place, live_of
from adapters.builds.preparing import prepare_boards
from domain.commands.contacts import RegisterContact
from domain.log import NewEvent
from projections.boards import BOARDS
from projections.caseload.fold import CASELOAD
from projections.engine.board import Board, Folded, Row
from projections.engine.build import Build
from projections.engine.projector import Projector
from tests.domain.given import on
from tests.domain.samples import a_form, command, opened
from tests.projections.office import Office

NEXT = replace(CASELOAD, version=CASELOAD.version + 1)
"""The caseload as the next version of the program keeps it."""


async def prepare(place: Place, monkeypatch: pytest.MonkeyPatch, board: Board = CASELOAD) -> None:
    """Prepare the boards as a program does whose caseload is `board`."""
    boards = tuple(board if item.name == board.name else item for item in BOARDS)
    monkeypatch.setattr(preparing, "BOARDS", boards)
    await prepare_boards(place, lambda name: untold)


async def some_contacts(office: Office, number: int) -> None:
    for _ in range(number):
        await office.do(command(RegisterContact, "2026-03-02", stream=uuid4(), contact=a_form()))


async def unreadable(office: Office) -> None:
    """Append an event to a trajectory that no program of today can read."""
    (stream, *_) = await office.log.streams("trajectory")
    await office.append_raw(stream, "trajectory", NewEvent(uuid4(), "TypeOfTomorrow", 1, on("2026-03-09"), b"{}"))


async def two_trajectories(office: Office) -> None:
    for trajectory in (uuid4(), uuid4()):
        await office.do(opened("2026-03-02", trajectory=trajectory))


async def live(place: Place, board: Board = CASELOAD) -> Build:
    found = live_of(await place.builds_of(board))
    assert found is not None
    return found


def that_cannot_fold(board: Board) -> Board:
    """Return a board that can fold nothing."""

    def rows(_: Folded) -> Iterable[Row]:
        raise ValueError("no")

    return replace(board, rows=rows)


@asynccontextmanager
async def projecting(place: Place) -> AsyncIterator[None]:
    """Run a projector beside a block."""
    stop = asyncio.Event()
    running = asyncio.create_task(Projector(place.log, place.store, BOARDS).run(stop))
    try:
        yield
    finally:
        stop.set()
        await running
