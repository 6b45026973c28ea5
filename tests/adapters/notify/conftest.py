"""The tables of notices in a real database."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.notify.notifier import PostgresNotifier
from adapters.notify.outbox import Outbox
from adapters.postgres.pool import open_pool
from tests.postgres_server import TestDatabase


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[asyncpg.Pool]:
    async with await open_pool(database.app_dsn) as opened:
        yield opened


@pytest.fixture
def notifier(pool: asyncpg.Pool) -> PostgresNotifier:
    return PostgresNotifier(pool)


@pytest.fixture
def outbox(pool: asyncpg.Pool) -> Outbox:
    return Outbox(pool)
