"""The access log in PostgreSQL keeps the contract, and reads nothing that it cannot write down."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from adapters.access_log.postgres import PostgresAccessLog
from domain.access.log import Asked
from domain.vault import AccessNotLogged
from tests.conformance.access_log import LEADER, AccessLogContract, a_reading
from tests.postgres_server import TestDatabase


class TestPostgresAccessLog(AccessLogContract):
    @pytest.fixture
    def access_log(self, access_log: PostgresAccessLog) -> PostgresAccessLog:
        return access_log


async def test_what_cannot_be_written_down_is_not_read_either(
    access_log: PostgresAccessLog, superuser: asyncpg.Connection
) -> None:
    await access_log.record(a_reading(), trajectory=uuid4())
    await superuser.execute("ALTER TABLE access.entry ADD CONSTRAINT full_disk CHECK (actor = 'BB07') NOT VALID")
    now, month = datetime.now(UTC), datetime.now(UTC).date().replace(day=1)
    for reading in (
        access_log.record(a_reading("BB08")),
        access_log.entries(Asked(), reader="AUD1", at=now),
        access_log.extract(uuid4(), who=LEADER, at=now),
        access_log.sample(month, 3, reader="LED1", at=now),
    ):
        with pytest.raises(AccessNotLogged) as refusal:
            await reading
        assert "BB0" not in str(refusal.value)


async def test_a_page_that_is_taken_back_was_never_given(
    database: TestDatabase, access_log: PostgresAccessLog
) -> None:
    program = await asyncpg.connect(database.app_dsn)
    transaction = program.transaction()
    await transaction.start()
    nothing = ", ".join(["NULL"] * 6)
    assert await program.fetch(f"SELECT * FROM access.entries(now(), 'AUD1', {nothing}, 9)")
    await transaction.rollback()
    await program.close()
    assert await access_log.record(a_reading()) == 1


async def test_many_at_once_are_numbered_without_a_gap(access_log: PostgresAccessLog) -> None:
    numbers = await asyncio.gather(*(access_log.record(a_reading()) for _ in range(40)))
    assert sorted(numbers) == list(range(1, 41))


async def test_an_older_snapshot_than_the_lock_is_refused(program: asyncpg.Connection) -> None:
    async with program.transaction(isolation="repeatable_read"):
        with pytest.raises(asyncpg.PostgresError, match="isolation level read committed"):
            await program.fetchval(
                "SELECT access.record(now(), 'BB07', 'read-notes', 'casework', 'allowed', NULL, '{}', NULL)"
            )
