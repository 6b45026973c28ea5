"""Carrying out a lawful order: the payloads of some events become null for ever, and the log says so."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from adapters.postgres.faults import translated
from adapters.postgres.rows import command_row, outcome_of
from adapters.postgres.statements import query, with_prefix
from domain.log import AppendOutcome, CommandAppend

BLANK = query("blank")


async def blank(
    connection: asyncpg.Connection, events: Sequence[UUID], order: CommandAppend, *, prefix: str = "exitspor"
) -> AppendOutcome:
    """Append an order and blank the events that it names, in one transaction, as the migrator.

    `order` appends one event `PayloadsBlanked` to a stream of kind ``order``; its payload names every event by
    id. It may be sent again. Raises InvalidAppend; a refusal is the outcome, and blanks nothing. Afterwards the
    table is vacuumed, so that no dead row keeps the bytes; backups and the write-ahead log keep them until they
    run out.
    """
    with translated():
        async with connection.transaction(isolation="read_committed"):
            await connection.execute(with_prefix("SET LOCAL ROLE exitspor_owner", prefix))
            outcome = outcome_of(await connection.fetchrow(BLANK, list(events), command_row(order)))
    await _vacuum(connection, prefix)
    return outcome


async def _vacuum(connection: asyncpg.Connection, prefix: str) -> None:
    await connection.execute(with_prefix("SET ROLE exitspor_owner", prefix))
    try:
        await connection.execute("VACUUM log.event")
        await connection.execute("VACUUM log.command")
    finally:
        await connection.execute("RESET ROLE")
