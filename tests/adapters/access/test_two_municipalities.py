"""Two municipalities on one PostgreSQL: a database and roles each, and nothing of one reaches the other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest

from adapters.access_log.postgres import PostgresAccessLog
from adapters.addresses import Addresses
from adapters.bootstrap import open_services, prepare_database
from adapters.embedded.secret_file import RolePasswords, make_secrets
from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_roles
from adapters.settings import SettingsError, settings
from adapters.study.logins import add_evaluator
from adapters.vault.keys.key_file import make_key_file
from domain.access.log import Asked
from tests.adapters.access.test_sql_matrix import RELATIONS
from tests.conformance.access_log import a_reading, all_of
from tests.conftest import run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

PREFIXES = {"brh": "151", "frb": "147"}
CONSTRAINTS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
WHERE conrelid = $1::text::regclass AND contype IN ('c', 'f', 'p', 'u')
"""
COLUMNS = """
SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', attrelid::regclass, attname) FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND attnotnull AND attidentity = '' AND NOT attisdropped
"""


@dataclass(frozen=True)
class Municipality:
    """One of them: how each of its logins reaches a database."""

    prefix: str
    server: PostgresServer
    logins: dict[str, str]

    def dsn(self, login: str, database: str) -> str:
        return self.server.dsn(database, login, self.logins[login])


@pytest.fixture(scope="module")
async def municipalities(postgres_server: PostgresServer) -> AsyncIterator[tuple[Municipality, Municipality]]:
    made = [await _make(postgres_server, prefix, code) for prefix, code in PREFIXES.items()]
    yield made[0], made[1]
    await run_as_superuser(postgres_server, *(f"DROP DATABASE of_{one.prefix} WITH (FORCE)" for one in made))
    owners = [f"{one.prefix}_owner" for one in made]
    await run_as_superuser(
        postgres_server, *(f"DROP ROLE {role}" for role in (*owners, *(name for one in made for name in one.logins)))
    )


async def _make(server: PostgresServer, prefix: str, code: str) -> Municipality:
    passwords = {"migrator": f"{prefix}-m", "app": f"{prefix}-a"}
    database = f"of_{prefix}"
    await run_as_superuser(server, f"CREATE DATABASE {database}")
    superuser = await asyncpg.connect(server.dsn(database))
    await create_roles(superuser, database, prefix, passwords)
    migrator = await asyncpg.connect(server.dsn(database, f"{prefix}_migrator", passwords["migrator"]))
    await migrate(migrator, municipality=code, prefix=prefix)
    await migrator.close()
    made = await add_evaluator(
        superuser, prefix, "EVA1", programme=None, first_day=date(2026, 1, 1), last_day=date(2999, 1, 1)
    )
    await superuser.close()
    logins = {f"{prefix}_{role}": password for role, password in passwords.items()}
    return Municipality(prefix, server, {**logins, made.name: made.password})


async def test_no_login_of_one_gets_into_the_database_of_the_other(
    municipalities: tuple[Municipality, Municipality],
) -> None:
    for one, other in (municipalities, municipalities[::-1]):
        for login in one.logins:
            connection = await asyncpg.connect(one.dsn(login, f"of_{one.prefix}"))
            await connection.close()
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
                await asyncpg.connect(one.dsn(login, f"of_{other.prefix}"))


async def test_no_login_of_one_can_become_a_role_of_the_other(
    municipalities: tuple[Municipality, Municipality],
) -> None:
    for one, other in (municipalities, municipalities[::-1]):
        for login in one.logins:
            connection = await asyncpg.connect(one.dsn(login, f"of_{one.prefix}"))
            for role in ("owner", "migrator", "app"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(f"SET ROLE {other.prefix}_{role}")
            await connection.close()


async def test_a_right_that_was_given_by_mistake_still_opens_nothing(
    municipalities: tuple[Municipality, Municipality],
) -> None:
    one, other = municipalities
    await run_as_superuser(one.server, f"GRANT CONNECT ON DATABASE of_{other.prefix} TO {one.prefix}_app")
    connection = await asyncpg.connect(one.dsn(f"{one.prefix}_app", f"of_{other.prefix}"))
    for statement in (
        "SELECT * FROM log.event",
        "SELECT * FROM access.segments()",
        "SELECT * FROM study.event",
        "SELECT vault.holds(NULL)",
        "SELECT * FROM login.session",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()
    await run_as_superuser(one.server, f"REVOKE CONNECT ON DATABASE of_{other.prefix} FROM {one.prefix}_app")


async def test_what_is_written_down_in_one_is_not_in_the_other(
    municipalities: tuple[Municipality, Municipality],
) -> None:
    one, other = municipalities
    async with (
        open_log(one.dsn(f"{one.prefix}_app", f"of_{one.prefix}")) as ours,
        open_log(other.dsn(f"{other.prefix}_app", f"of_{other.prefix}")) as theirs,
    ):
        await PostgresAccessLog(ours.pool).record(a_reading())
        assert len(await all_of(PostgresAccessLog(ours.pool))) == 1
        assert await all_of(PostgresAccessLog(theirs.pool)) == []


async def test_the_program_prepares_and_opens_its_own_by_its_settings_alone(
    municipalities: tuple[Municipality, Municipality], tmp_path: Path
) -> None:
    one, _ = municipalities
    make_key_file(tmp_path / "keys.json")
    given = settings(
        {
            "EXITSPOR_STATE": str(tmp_path),
            "EXITSPOR_POSTGRES": "postgresql://db/exitspor",
            "EXITSPOR_MUNICIPALITY": PREFIXES[one.prefix],
            "EXITSPOR_ROLE_PREFIX": one.prefix,
            "EXITSPOR_ACCESS_LOG_MONTHS": "3",
        }
    )
    passwords = RolePasswords(superuser="", migrator=f"{one.prefix}-m", app=f"{one.prefix}-a")
    secrets = make_secrets().model_copy(update={"passwords": passwords})
    addresses = Addresses(one.server.dsn(f"of_{one.prefix}"), "", secrets, given.role_prefix)
    await prepare_database(given, addresses, superuser=None)
    async with open_services(given, addresses) as services:
        assert await services.pool.fetchval("SELECT current_user") == f"{one.prefix}_app"
        assert (await services.catalogue()).programmes
    superuser = await asyncpg.connect(one.server.dsn(f"of_{one.prefix}"))
    assert await superuser.fetchval("SELECT months FROM access.keeping") == 3
    await superuser.close()


async def test_rows_of_another_municipality_are_there_for_nobody_but_a_superuser(
    superuser: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    relations = await superuser.fetch(RELATIONS, ["vault", "access", "login", "study"])
    tables = [row["name"] for row in relations if "municipality" in row["columns"] and row["name"] != "study.event"]
    assert len(tables) > 10
    for table in tables:
        for query in (CONSTRAINTS, COLUMNS):
            for row in await superuser.fetch(query, table):
                await superuser.execute(row[0])
        await superuser.execute(f"INSERT INTO {table} (municipality) VALUES ('751')")
    for table in tables:
        # Only the policies of log-in believe what a session says of itself, and sessions say what the settings say.
        said = "101" if table.startswith("login.") else "751"
        await owner.execute(f"SET exitspor.municipality = '{said}'")
        assert await superuser.fetchval(f"SELECT count(*) FROM {table}") == 1
        assert (table, await owner.fetchval(f"SELECT count(*) FROM {table}")) == (table, 0)
        assert (table, await owner.execute(f"DELETE FROM {table}")) == (table, "DELETE 0")


async def test_an_access_of_another_municipality_is_in_no_page_no_extract_and_no_chain(
    database: TestDatabase, superuser: asyncpg.Connection, pg_log: PostgresEventLog
) -> None:
    log = PostgresAccessLog(pg_log.pool)
    await log.record(a_reading())
    await superuser.execute(
        "CREATE TEMPORARY TABLE other AS SELECT * FROM access.entry;"
        "UPDATE other SET municipality = '751', number = 7; INSERT INTO access.entry SELECT * FROM other"
    )
    assert [entry.place.number for entry in await all_of(log)] == [1]
    assert await log.record(a_reading()) == 3
    found = await log.entries(Asked(), reader="AUD1", at=datetime.now(UTC))
    assert 7 not in [entry.place.number for entry in found]


def test_the_prefix_is_a_setting_of_the_installation() -> None:
    chosen = settings({"EXITSPOR_ROLE_PREFIX": "frb"})
    secrets = make_secrets().model_copy(update={"passwords": RolePasswords(superuser="s", migrator="m", app="a")})
    addresses = Addresses("postgresql://db/exitspor", "t:1", secrets, chosen.role_prefix)
    assert addresses.app_dsn == "postgresql://frb_app:a@db/exitspor"
    assert addresses.migrator_dsn == "postgresql://frb_migrator:m@db/exitspor"
    assert settings({}).role_prefix == "exitspor"


@pytest.mark.parametrize("prefix", ["Frb", "frb-1", "1frb", "frb; DROP", "f" * 32])
def test_a_prefix_that_is_no_plain_name_is_refused_before_any_database_is_asked(prefix: str) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_ROLE_PREFIX"):
        settings({"EXITSPOR_ROLE_PREFIX": prefix})
