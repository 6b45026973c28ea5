"""Two evaluators on a database with two trajectories, into whose payloads every golden event has gone."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.study.logins import Login, add_evaluator
from domain.base import Occurred
from domain.log import CommandAppend, NewEvent, StreamAppend, StreamKind
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

GOLDEN = Path(__file__).parents[2] / "golden" / "events"
ONE, OTHER, CONTACT = UUID(int=0xA1 << 100), UUID(int=0xA2 << 100), UUID(int=0xA3 << 100)
DAYS = {"first_day": date(2026, 1, 1), "last_day": date(2999, 12, 31)}
BEGUN = date(2026, 3, 2)


@dataclass(frozen=True)
class Study:
    """Evaluators' logins, and how each reaches the database; the program's pool, and a superuser."""

    logins: dict[str, Login]
    database: TestDatabase
    pool: asyncpg.Pool
    superuser: asyncpg.Connection

    async def connect(self, worker: str) -> asyncpg.Connection:
        login = self.logins[worker]
        dsn = self.database.superuser_dsn.replace("postgres:@", f"{login.name}:{login.password}@")
        return await asyncpg.connect(dsn)

    async def export(self, worker: str) -> list[dict[str, Any]]:
        """Return what an evaluator sees, payloads decoded."""
        connection = await self.connect(worker)
        try:
            rows = await connection.fetch("SELECT * FROM study.event")
        finally:
            await connection.close()
        return [{**row, "payload": json.loads(row["payload"])} for row in rows]


def events_in(stream: UUID, programme: str) -> tuple[NewEvent, ...]:
    opening: dict[str, object] = {"programme": programme, "centre": "reden", "from_contact": str(CONTACT)}
    payloads = [opening, *(json.loads(path.read_text()) for path in sorted(GOLDEN.glob("*.json")))]
    return tuple(
        NewEvent(
            id=UUID(int=stream.int + ordinal + 1),
            type="TrajectoryOpened" if ordinal == 0 else "ThingHappened",
            schema_version=1,
            occurred=Occurred(on=BEGUN + timedelta(days=ordinal)),
            payload=json.dumps(payload).encode(),
        )
        for ordinal, payload in enumerate(payloads)
    )


@pytest.fixture(scope="module")
async def study(postgres_server: PostgresServer) -> AsyncIterator[Study]:
    """One database for all tests of a module: what they see does not change."""
    await run_as_superuser(postgres_server, f"CREATE DATABASE study TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    database = database_on(postgres_server, "study")
    await make_roles(database)
    async with open_log(database.app_dsn) as log:
        await fill(log)
        superuser = await asyncpg.connect(database.superuser_dsn)
        logins = {
            worker: await add_evaluator(superuser, "exitspor", worker, programme=programme, **DAYS)
            for worker, programme in (("EVA1", None), ("EVA2", None), ("EVA3", "cti"))
        }
        yield Study(logins, database, log.pool, superuser)
        await superuser.close()
    await run_as_superuser(
        postgres_server,
        "DROP DATABASE study WITH (FORCE)",
        *(f"DROP ROLE IF EXISTS {login.name}" for login in logins.values()),
    )


async def fill(log: PostgresEventLog) -> None:
    kinds: tuple[tuple[UUID, str, StreamKind], ...] = (
        (ONE, "exit-pakke", "trajectory"),
        (OTHER, "cti", "trajectory"),
        (CONTACT, "cti", "contact"),
    )
    for stream, programme, kind in kinds:
        part = StreamAppend(stream, kind, 0, events_in(stream, programme))
        await log.append([CommandAppend(stream, bytes(32), "BB07", "101", (part,))])
