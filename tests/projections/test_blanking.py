"""What a lawful order blanks leaves every board, also where the order names another stream than those that moved."""

from uuid import UUID, uuid4

import asyncpg

from adapters.postgres.blank import blank
from domain.base import SYSTEM
from domain.commands.contacts import RegisterContact, RegisterFollowUp
from domain.events.corrections import PayloadsBlanked
from domain.fact import new_event
from domain.log import CommandAppend, StreamAppend
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.runner import Runner
from projections.engine.tables.store import TableBoards
from projections.history.fold import HISTORY
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened
from tests.postgres_server import TestDatabase
from tests.projections.office import A_DAY, Office, boards_anew, rows


def an_order(event: UUID) -> CommandAppend:
    command_id = uuid4()
    blanked = new_event(PayloadsBlanked(events=(event,), order="0" * 64), A_DAY, command=command_id, ordinal=0)
    part = StreamAppend(uuid4(), "order", 0, (blanked,))
    return CommandAppend(command_id, b"\0" * 32, SYSTEM, "101", (part,))


async def test_blanked_contacts_leave_the_boards(
    pg_office: Office, pg_pool: asyncpg.Pool, database: TestDatabase
) -> None:
    projector = Projector(pg_office.log, TableBoards(pg_pool), BOARDS)
    lone = uuid4()
    await pg_office.do(*a_trajectory_in_transition("2026-03-02"))
    await pg_office.do(command(RegisterContact, "2026-03-02", stream=lone, contact=a_form()))
    await pg_office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    await projector.catch_up()
    migrator = await asyncpg.connect(database.migrator_dsn)
    for stream in (lone, TRAJECTORY):
        event = (await pg_office.log.load(stream))[-1].id
        await blank(migrator, [event], an_order(event))
    await migrator.close()
    await projector.catch_up()
    live = await rows(pg_pool)
    assert [row[0] for row in live["contacts"]] == [TRAJECTORY]
    assert [row[4] for row in live["history"] if row[11] is None] == [None]
    await boards_anew(pg_pool)
    await projector.catch_up()
    assert await rows(pg_pool) == live


async def test_a_projector_that_remembers_a_stream_forgets_what_was_blanked(
    pg_office: Office, pg_pool: asyncpg.Pool, database: TestDatabase
) -> None:
    await pg_office.do(opened("2026-03-02"))
    await Projector(pg_office.log, TableBoards(pg_pool), (HISTORY,)).catch_up()
    migrator = await asyncpg.connect(database.migrator_dsn)
    store = TableBoards(pg_pool)
    async with store.session() as session:
        runner = Runner(pg_office.log, session, 500)
        await runner.take((HISTORY,), await store.builds())
        for blanked in (False, True, False):
            await pg_office.do(command(RegisterFollowUp, "2026-03-09", contact=a_form()))
            await runner.step(await pg_office.log.head())
            if blanked:
                event = (await pg_office.log.load(TRAJECTORY))[-1].id
                await blank(migrator, [event], an_order(event))
                await runner.step(await pg_office.log.head())
    await migrator.close()
    found = sorted((await rows(pg_pool, (HISTORY,)))["history"], key=lambda row: row[1])  # type: ignore[arg-type,return-value]
    assert [row[11] is None for row in found] == [False, False, False, True, False]
