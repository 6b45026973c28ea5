"""Whole months go when they have been kept long enough, and never earlier."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest
from dateutil.relativedelta import relativedelta

from adapters.access_log.keeping import Kept, keep_access_log, keep_for
from adapters.access_log.segments import drop_segments, segments
from adapters.access_log.verify import verify
from adapters.addresses import Addresses
from adapters.bootstrap import open_services
from adapters.checkpoints.keys import SIGNING_FILE, make_keys, trusted_keys
from adapters.embedded.secret_file import RolePasswords, make_secrets
from adapters.postgres.log import PostgresEventLog
from adapters.services import Services
from adapters.settings import settings
from domain.access.codes import Action
from domain.access.log import Asked
from tests.adapters.access.months import accesses_in
from tests.conftest import PASSWORDS
from tests.postgres_server import TestDatabase

THIS_MONTH = datetime.now(UTC).date().replace(day=1)
COUNT = "SELECT segment, count(*) FROM access.entry GROUP BY 1 ORDER BY 1"


def months_ago(months: int) -> date:
    return THIS_MONTH - relativedelta(months=months)


@asynccontextmanager
async def services_on(
    database: TestDatabase, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Services]:
    passwords = RolePasswords(superuser="", migrator=PASSWORDS["migrator"], app=PASSWORDS["app"])
    secrets = make_secrets().model_copy(update={"passwords": passwords})
    async with open_services(settings(environment or {}), Addresses(database.app_dsn, "", secrets)) as services:
        yield services


async def test_a_month_is_kept_for_six_months_after_it_is_over_and_not_for_a_seventh(
    owner: asyncpg.Connection, database: TestDatabase
) -> None:
    await accesses_in(owner, months_ago(8), months_ago(7), months_ago(6), months_ago(1))
    async with services_on(database) as services:
        kept = await keep_access_log(services, datetime.now(UTC))
    assert kept == Kept(signed=(), dropped=(months_ago(8), months_ago(7)))
    left = [row["segment"] for row in await owner.fetch(COUNT)]
    assert left == [months_ago(6), months_ago(1), THIS_MONTH]


async def test_a_clock_of_the_database_that_is_ahead_drops_nothing_that_the_programs_own_keeps(
    owner: asyncpg.Connection, database: TestDatabase
) -> None:
    await accesses_in(owner, months_ago(9), months_ago(7), months_ago(1))
    two_months_behind = datetime.now(UTC) - relativedelta(months=2)
    async with services_on(database) as services:
        assert (await keep_access_log(services, two_months_behind)).dropped == (months_ago(9),)


async def test_retention_is_run_again_without_doing_anything_and_is_itself_written_down(
    owner: asyncpg.Connection, database: TestDatabase
) -> None:
    await accesses_in(owner, months_ago(9), months_ago(1))
    async with services_on(database) as services:
        await keep_access_log(services, datetime.now(UTC))
        assert await keep_access_log(services, datetime.now(UTC)) == Kept((), ())
        [told] = await services.access_log.entries(Asked(actor="SYS0"), reader="AUD1", at=datetime.now(UTC))
    assert (told.action, told.fields) == (Action.ERASE, ("access-log",))


async def test_the_month_that_goes_on_stays_however_old_it_is(
    owner: asyncpg.Connection, pg_log: PostgresEventLog
) -> None:
    await accesses_in(owner, months_ago(20))
    assert await drop_segments(pg_log.pool, date(2999, 1, 1)) == ()
    assert len(await owner.fetch("SELECT FROM access.entry")) == 3


async def test_the_program_cannot_have_more_dropped_than_the_owner_allows(
    owner: asyncpg.Connection, program: asyncpg.Connection, pg_log: PostgresEventLog
) -> None:
    await accesses_in(owner, months_ago(3), months_ago(1))
    assert await drop_segments(pg_log.pool, date(2999, 1, 1)) == ()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await program.execute("UPDATE access.keeping SET months = 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await program.execute("DELETE FROM access.entry")


async def test_how_long_is_a_setting_that_the_owner_is_told_of(
    database: TestDatabase, owner: asyncpg.Connection, pg_log: PostgresEventLog
) -> None:
    await accesses_in(owner, months_ago(3), months_ago(1))
    migrator = await asyncpg.connect(database.migrator_dsn)
    await keep_for(migrator, settings({"EXITSPOR_ACCESS_LOG_MONTHS": "2"}).access_log_months, prefix="exitspor")
    assert await migrator.fetchval("SELECT current_user") == "exitspor_migrator"
    await migrator.close()
    assert await drop_segments(pg_log.pool, THIS_MONTH) == (months_ago(3),)


async def test_what_is_over_is_signed_where_there_is_a_key_and_before_it_is_dropped(
    owner: asyncpg.Connection, database: TestDatabase, tmp_path: Path
) -> None:
    await accesses_in(owner, months_ago(9), months_ago(1))
    make_keys(tmp_path)
    now = datetime.now(UTC)
    async with services_on(database, {"EXITSPOR_SIGNING_KEY_FILE": str(tmp_path / SIGNING_FILE)}) as services:
        assert await keep_access_log(services, now) == Kept((months_ago(9), months_ago(1)), (months_ago(9),))
        keys = trusted_keys(services.settings)
        assert [one.is_signed_by(keys) for one in await segments(services.pool)] == [True, True, False]
        found = await verify(services.pool, reader="AUD1", at=now, keys=keys)
    assert (found.fault, found.unsigned) == (None, ())
