"""The throttles keep their contract; that of PostgreSQL holds no name, and lets nobody read or empty it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from secrets import token_bytes

import asyncpg
import pytest

from adapters.memory.throttle import InMemoryThrottle
from adapters.postgres.pool import open_pool
from adapters.throttle.limits import FORGOTTEN_AFTER, TryKind
from adapters.throttle.subjects import Subjects
from adapters.throttle.throttle import PostgresThrottle, throttle_key
from domain.log import LogUnavailable
from tests.conformance.throttle import BRIDGE, CODE, NOON, ThrottleContract, tries_let_through
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase, until

KEY = throttle_key(bytes(32))
LATER, MUCH_LATER = NOON + timedelta(days=400), NOON + timedelta(days=800)


class TestInMemory(ThrottleContract):
    @pytest.fixture
    def throttle(self) -> InMemoryThrottle:
        return InMemoryThrottle(KEY)


@pytest.fixture(scope="module")
async def shared(postgres_server: PostgresServer) -> AsyncIterator[TestDatabase]:
    """One database for all tests here: under a key of its own none meets the subjects of another."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE throttled TEMPLATE {TEMPLATE}")
    database = database_on(postgres_server, "throttled")
    await make_roles(database)
    yield database
    await run_as_superuser(postgres_server, "DROP DATABASE throttled WITH (FORCE)")


@pytest.fixture(scope="module")
async def pool(shared: TestDatabase) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(shared.app_dsn) as pool:
        yield pool


class TestInPostgres(ThrottleContract):
    @pytest.fixture
    def throttle(self, pool: asyncpg.Pool) -> PostgresThrottle:
        return PostgresThrottle(pool, token_bytes(32))

    async def test_the_table_holds_digests_and_neither_user_nor_address(
        self, throttle: PostgresThrottle, shared: TestDatabase
    ) -> None:
        await throttle.check(CODE, BRIDGE, NOON)
        rows = await rows_of(shared)
        assert len(rows) >= 2
        assert not any(secret in row for row in rows for secret in (BRIDGE.user, BRIDGE.address))

    async def test_what_is_older_than_a_week_is_swept(self, throttle: PostgresThrottle, shared: TestDatabase) -> None:
        for number in range(9):
            await throttle.check(TryKind.SET_UP, Subjects(f"192.0.2.{number}"), LATER + timedelta(hours=number))
        last = LATER + FORGOTTEN_AFTER + timedelta(hours=5)
        for _ in range(3):  # a hundred at most are swept at a time
            await throttle.check(TryKind.SET_UP, Subjects("192.0.2.99"), last)
        assert len(await rows_of(shared)) == 4

    async def test_who_waits_for_a_try_holds_no_row_of_another(
        self, throttle: PostgresThrottle, shared: TestDatabase
    ) -> None:
        old, new, now = MUCH_LATER, MUCH_LATER + timedelta(hours=1), MUCH_LATER + FORGOTTEN_AFTER
        await throttle.check(TryKind.SET_UP, Subjects("192.0.2.1"), old)
        await throttle.check(TryKind.SET_UP, Subjects("192.0.2.2"), new)
        other = await asyncpg.connect(shared.superuser_dsn)
        async with other.transaction():
            await other.execute("SELECT FROM throttle.subject WHERE latest = $1 FOR UPDATE", new)
            waiting = asyncio.create_task(throttle.check(TryKind.SET_UP, Subjects("192.0.2.2"), now))
            await until(lambda: somebody_waits(other))
            await other.execute("SELECT FROM throttle.subject WHERE latest = $1 FOR UPDATE NOWAIT", old)
        assert await waiting is None
        await other.close()

    @pytest.mark.parametrize(
        "statement",
        ["TABLE throttle.subject", "DELETE FROM throttle.subject", "UPDATE throttle.subject SET tries = 0"],
    )
    async def test_the_application_cannot_read_or_empty_the_table(self, pool: asyncpg.Pool, statement: str) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)

    async def test_a_new_process_knows_who_is_locked(self, pool: asyncpg.Pool, shared: TestDatabase) -> None:
        await tries_let_through(PostgresThrottle(pool, KEY), CODE, BRIDGE, NOON)
        async with await open_pool(shared.app_dsn) as other:
            assert await PostgresThrottle(other, KEY).check(CODE, BRIDGE, NOON) is not None

    async def test_without_a_database_nothing_is_let_through(self, shared: TestDatabase) -> None:
        gone = await open_pool(shared.app_dsn)
        await gone.close()
        with pytest.raises(LogUnavailable):
            await PostgresThrottle(gone, KEY).check(CODE, BRIDGE, NOON)


async def somebody_waits(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))


async def rows_of(database: TestDatabase) -> list[str]:
    owner = await asyncpg.connect(database.superuser_dsn)
    rows = await owner.fetch("TABLE throttle.subject")
    await owner.close()
    return [f"{dict(row)} {bytes(row['digest'])!r}" for row in rows]
