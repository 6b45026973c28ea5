"""A board's rows follow from its stream and from what it says it reads of the catalogue; from nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from adapters.memory.log import InMemoryEventLog
from domain.log import EventLog
from domain.reference.catalogue import SHELVES, Catalogue
from projections.boards import BOARDS
from projections.engine.board import Board, Folded, Row
from projections.engine.bulk import batches
from projections.engine.catalogue import CatalogueAt
from tests.projections.histories import Action, actions, begin, play
from tests.projections.office import an_office

EMPTY = Catalogue()


def cut_down(catalogue: Catalogue, board: Board) -> Catalogue:
    """Return what a board reads of a catalogue."""
    kept = {SHELVES[event_type] for event_type in board.reads}
    return replace(EMPTY, **{shelf: getattr(catalogue, shelf) for shelf in kept})


async def told(log: EventLog, board: Board, catalogue: Catalogue, position: int) -> list[Row]:
    rows: list[Row] = []
    async for batch in batches(log, board.kinds, after=0, last=position, up_to=position):
        for stream in batch.streams:
            rows += map(tuple, board.rows(Folded(stream.trajectory, catalogue, position)))
    return rows


@settings(max_examples=60, deadline=None)
@given(history=actions(40))
async def test_the_rest_of_the_catalogue_changes_no_row(history: list[Action]) -> None:
    office = await an_office(InMemoryEventLog())
    await begin(office)
    for action in history:
        await play(office, action)
    head = await office.log.head()
    catalogue = await CatalogueAt(office.log).at(head)
    for board in BOARDS:
        whole = await told(office.log, board, catalogue, head)
        assert await told(office.log, board, cut_down(catalogue, board), head) == whole
        assert await told(office.log, board, catalogue, head + 1_000) == whole


@pytest.mark.parametrize("board", [board for board in BOARDS if board.reads], ids=lambda board: board.name)
async def test_what_a_board_reads_does_change_rows(board: Board) -> None:
    office = await an_office(InMemoryEventLog())
    await begin(office)
    assert await play(office, Action("clock", 0, 0, 0))
    head = await office.log.head()
    catalogue = await CatalogueAt(office.log).at(head)
    assert await told(office.log, board, EMPTY, head) != await told(office.log, board, catalogue, head)
