"""A page never passes for fresher or more complete than it is."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from domain.base import SYSTEM
from domain.commands.course import RecordAttempt
from domain.contact_codes import FormOfContact
from domain.log import Appended, CommandAppend, NewEvent, StreamAppend
from tests.adapters.web.signing_in import pages_of
from tests.adapters.web.town import CLOSED, COURSE, Town, open_town
from tests.domain.given import on
from tests.postgres_server import PostgresServer


@pytest.fixture
async def lively(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    """A town in which things happen while it is looked at."""
    async with open_town(postgres_server, "town_lively") as town:
        yield town


@pytest.fixture
async def pages(lively: Town) -> AsyncIterator[httpx2.AsyncClient]:
    async with pages_of(lively.services) as client:
        yield client


async def append_unreadable(town: Town) -> None:
    """Append an event of a type that only a newer program knows."""
    version = len(await town.services.log.load(COURSE))
    event = NewEvent(uuid4(), "TypeOfTomorrow", 1, on("2014-08-30"), b"{}")
    command = CommandAppend(
        uuid4(), bytes(32), SYSTEM, "101", (StreamAppend(COURSE, "trajectory", version, (event,)),)
    )
    (outcome,) = await town.services.log.append((command,))
    assert isinstance(outcome, Appended)


async def test_a_board_says_by_how_much_it_is_behind_the_log(lively: Town, pages: httpx2.AsyncClient) -> None:
    await lively.tell(RecordAttempt, "2014-08-30", trajectory=COURSE, form=FormOfContact.TELEPHONE)
    assert "Tavlen er bagud med 1 hændelse." in (await pages.get("/boards/caseload")).text
    assert "The board is behind by 1 event." in (await pages.get("/en/boards/caseload")).text
    assert (await pages.get("/readyz")).json()["boards"][0]["events_behind"] == 1
    await lively.projector.catch_up()
    assert "Den er ajour." in (await pages.get("/boards/caseload")).text


async def test_a_page_waits_for_the_board_that_is_on_its_way(lively: Town, pages: httpx2.AsyncClient) -> None:
    told = await lively.tell(RecordAttempt, "2014-08-30", trajectory=COURSE, form=FormOfContact.TELEPHONE)
    answer, _ = await asyncio.gather(
        pages.get(f"/boards/caseload?after={told.position}"), lively.projector.catch_up()
    )
    assert "Den er ajour." in answer.text


async def test_what_cannot_be_read_makes_its_page_and_its_boards_incomplete_and_no_other(
    lively: Town, pages: httpx2.AsyncClient
) -> None:
    await append_unreadable(lively)
    await lively.projector.catch_up()
    trajectory = (await pages.get(f"/trajectories/{COURSE}")).text
    assert "Forløbet er ufuldstændigt:" in trajectory
    assert "Tiltag ansøgt eller henvist" in trajectory
    assert "ufuldstændig" not in (await pages.get(f"/trajectories/{CLOSED}")).text
    caseload = (await pages.get("/boards/caseload")).text
    assert "Tavlen er ufuldstændig:</strong> 1 strøm" in caseload
    assert f"/trajectories/{COURSE}" in caseload
    assert "Ufuldstændig: 1 strøm" in (await pages.get("/")).text
