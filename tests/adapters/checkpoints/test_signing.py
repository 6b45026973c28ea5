"""Not even an administrator, who can compute the whole chain again, rewrites history unseen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from adapters.checkpoints.checkpoint import instant_of, sign
from adapters.checkpoints.folder import Read, anchors_of, read_checkpoints
from adapters.checkpoints.signing import Signing, sign_head
from adapters.postgres.log import PostgresEventLog
from adapters.postgres.verify import verify
from tests.adapters.checkpoints.conftest import SIGNS, TRUSTED, a_checkpoint, put
from tests.adapters.postgres.rewriting import rewrite
from tests.conformance.commands import a_command
from tests.postgres_server import TestDatabase

EVENING = datetime(2026, 11, 22, 22, tzinfo=UTC)
STREAM = UUID(int=1)


@pytest.fixture
async def log(pg_log: PostgresEventLog) -> PostgresEventLog:
    """Six events in two streams."""
    await pg_log.append([a_command(STREAM, count=3), a_command(count=3)])
    return pg_log


@pytest.fixture
async def administrator(database: TestDatabase) -> AsyncIterator[asyncpg.Connection]:
    """A superuser whom no trigger stops."""
    connection = await asyncpg.connect(database.superuser_dsn)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


def signed_in(folder: Path) -> Read:
    return read_checkpoints(folder, TRUSTED, "101")


async def signing(log: PostgresEventLog, folder: Path, *, days: int = 0) -> Signing:
    now = EVENING + timedelta(days=days)
    return await sign_head(log.pool, folder, signed_in(folder), SIGNS, now=now)


async def test_the_first_signing_verifies_from_the_beginning(log: PostgresEventLog, tmp_path: Path) -> None:
    done = await signing(log, tmp_path)
    head = await log.pool.fetchrow("SELECT position, hash, recorded FROM log.event ORDER BY position DESC LIMIT 1")
    assert head is not None
    assert (done.after, done.walked, done.fault, done.is_new) == (0, 6, None, True)
    (written,) = signed_in(tmp_path)
    assert written == done.checkpoint
    assert (written.position, written.hash, written.municipality) == (6, head["hash"].hex(), "101")
    assert (instant_of(written.recorded), instant_of(written.signed)) == (head["recorded"], EVENING)


async def test_the_next_signing_verifies_what_came_since(log: PostgresEventLog, tmp_path: Path) -> None:
    await signing(log, tmp_path)
    await log.append([a_command(STREAM, 3, count=2)])
    done = await signing(log, tmp_path, days=1)
    assert (done.after, done.walked, done.fault, done.is_new) == (6, 2, None, True)
    anchors = anchors_of(signed_in(tmp_path))
    assert list(anchors) == [6, 8]
    assert (await verify(log.pool, anchors=anchors)).sound


async def test_signing_twice_on_a_day_leaves_one_file(log: PostgresEventLog, tmp_path: Path) -> None:
    first = await signing(log, tmp_path)
    again = await signing(log, tmp_path)
    assert (again.is_new, again.walked, again.fault) == (False, 0, None)
    assert [one.file for one in signed_in(tmp_path)] == [first.checkpoint.file if first.checkpoint else None]
    assert (await signing(log, tmp_path, days=1)).is_new, "another day says that nothing happened since"


async def test_an_empty_log_is_not_signed(pg_log: PostgresEventLog, tmp_path: Path) -> None:
    assert await signing(pg_log, tmp_path) == Signing(0, 0)
    assert signed_in(tmp_path) == ()


async def test_a_broken_log_is_not_signed(
    log: PostgresEventLog, administrator: asyncpg.Connection, tmp_path: Path
) -> None:
    await administrator.execute("UPDATE log.event SET payload = '\\x7b7d' WHERE position = 3")
    done = await signing(log, tmp_path)
    assert done.fault is not None
    assert (done.fault.position, done.checkpoint) == (3, None)
    assert signed_in(tmp_path) == ()


async def test_history_that_an_administrator_wrote_anew_is_whole_but_not_what_was_signed(
    log: PostgresEventLog, administrator: asyncpg.Connection, tmp_path: Path
) -> None:
    await signing(log, tmp_path)
    await log.append([a_command(STREAM, 3)])
    await rewrite(administrator, 4)
    assert (await verify(log.pool)).sound, "every hash is right again"
    result = await verify(log.pool, anchors=anchors_of(signed_in(tmp_path)))
    assert result.fault is not None
    assert (result.fault.position, result.fault.danish) == (6, "kæden er regnet om")
    refused = await signing(log, tmp_path, days=1)
    assert refused.fault == result.fault
    assert len(signed_in(tmp_path)) == 1


async def test_history_that_an_administrator_cut_off_is_not_what_was_signed(
    log: PostgresEventLog, administrator: asyncpg.Connection, tmp_path: Path
) -> None:
    await signing(log, tmp_path)
    await administrator.execute(
        "DELETE FROM log.event WHERE position > 3; DELETE FROM log.command WHERE position > 3"
    )
    assert (await verify(log.pool)).sound
    result = await verify(log.pool, anchors=anchors_of(signed_in(tmp_path)))
    assert result.fault is not None
    assert result.fault.position == 4
    assert (await signing(log, tmp_path, days=1)).fault is not None


async def test_the_newest_of_several_checkpoints_does_not_hide_what_an_older_one_says(
    log: PostgresEventLog, tmp_path: Path
) -> None:
    put(tmp_path, sign(a_checkpoint(2, 1), SIGNS))
    head = await verify(log.pool)
    put(tmp_path, sign(a_checkpoint(6, 2, hash=head.hash.hex()), SIGNS))
    done = await signing(log, tmp_path)
    assert done.fault is not None
    assert done.fault.position == 2
