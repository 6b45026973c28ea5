"""What each role may do, and may not."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from adapters.postgres.log import PostgresEventLog, open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_roles
from adapters.postgres.rows import command_row
from adapters.postgres.scram import scram_verifier
from adapters.postgres.statements import roles, with_prefix
from tests.conformance.commands import a_command, appended
from tests.conftest import PASSWORDS, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase

ROOT = Path(__file__).parents[3]

FORBIDDEN_TO_THE_PROGRAM = [
    "INSERT INTO log.event SELECT * FROM log.event",
    "UPDATE log.event SET actor = 'BB08'",
    "DELETE FROM log.event",
    "TRUNCATE log.event",
    "INSERT INTO log.command VALUES (gen_random_uuid(), NULL, 1, '{}', '{}')",
    "DELETE FROM log.command",
    "UPDATE log.installation SET municipality = '751'",
    "ALTER TABLE log.event ADD COLUMN note text",
    "ALTER TABLE log.event DISABLE TRIGGER ALL",
    "DROP TRIGGER event_is_kept ON log.event",
    "DROP TABLE log.event",
    "CREATE TABLE log.other (a int)",
    "CREATE FUNCTION log.follows(a text) RETURNS boolean LANGUAGE sql RETURN true",
    "CREATE OR REPLACE FUNCTION log.follows(actual bigint, expected bigint) RETURNS boolean LANGUAGE sql RETURN true",
    "ALTER FUNCTION log.append(log.new_command[]) SECURITY INVOKER",
    "SELECT log.store(NULL)",
    "SELECT log.blank(NULL, NULL)",
    "SELECT log.outcomes_of(NULL, 0)",
    "SET ROLE exitspor_owner",
    "SET ROLE exitspor_migrator",
    "SET session_replication_role = replica",
    "SELECT * FROM log.migration",
    "UPDATE vault.return_code SET fingerprint = '\\x00'",
    "TABLE vault.return_code",
    "SELECT trajectory FROM vault.return_code WHERE fingerprint = '\\x00'",
    "INSERT INTO vault.return_code (fingerprint, trajectory) VALUES ('\\x00', gen_random_uuid())",
    "DELETE FROM vault.return_code",
    "CREATE TABLE vault.other (a int)",
    "CREATE TABLE public.other (a int)",
    "CREATE SCHEMA other",
]


@pytest.fixture
async def program(database: TestDatabase, pg_log: PostgresEventLog) -> AsyncIterator[asyncpg.Connection]:
    """The program's own role, on a log with an event in it."""
    await pg_log.append([a_command()])
    connection = await asyncpg.connect(database.app_dsn)
    yield connection
    await connection.close()


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_PROGRAM)
async def test_the_program_may_not(program: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await program.execute(statement)


async def test_the_program_owns_the_boards(program: asyncpg.Connection) -> None:
    await program.execute("CREATE TABLE board.caseload (stream uuid); DROP TABLE board.caseload")
    assert await program.fetchval("SELECT count(*) FROM log.event") == 1


async def test_a_table_of_its_own_making_does_not_lead_the_append_astray(program: asyncpg.Connection) -> None:
    await program.execute(
        "CREATE TABLE board.event AS SELECT * FROM log.event WHERE false;"
        "CREATE FUNCTION board.sha256(bytea) RETURNS bytea LANGUAGE sql RETURN '\\x00'::bytea;"
        "SET search_path = board, pg_catalog"
    )
    await program.fetch("SELECT * FROM log.append($1)", [command_row(a_command())])
    assert await program.fetchval("SELECT count(*) FROM board.event") == 0
    assert await program.fetchval("SELECT min(length(hash)) FROM log.event") == 32


async def test_the_migrator_becomes_the_owner_only_on_purpose(database: TestDatabase) -> None:
    connection = await asyncpg.connect(database.migrator_dsn)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("SELECT * FROM log.event")
    await connection.execute("SET ROLE exitspor_owner")
    assert await connection.fetch("SELECT * FROM log.event") == []
    await connection.close()


async def test_the_owner_cannot_log_in(database: TestDatabase) -> None:
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(database.superuser_dsn.replace("postgres:@", "exitspor_owner:@"))


async def test_a_wrong_password_is_refused(database: TestDatabase) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.app_dsn.replace(PASSWORDS["app"], "guess"))


async def test_roles_may_be_made_again_and_passwords_changed(database: TestDatabase) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)
    await create_roles(superuser, database.name, "exitspor", PASSWORDS)
    await create_roles(superuser, database.name, "exitspor", PASSWORDS)
    await superuser.close()
    async with open_log(database.app_dsn) as log:
        appended(await log.append([a_command()]))


async def test_no_role_is_made_in_another_database_than_meant(database: TestDatabase) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)
    with pytest.raises(ValueError, match="connect to the database elsewhere"):
        await create_roles(superuser, "elsewhere", "exitspor", PASSWORDS)
    await superuser.close()


async def test_two_installations_on_one_server_have_roles_of_their_own(postgres_server: PostgresServer) -> None:
    passwords = {"migrator": "m", "app": "a"}
    await run_as_superuser(postgres_server, "CREATE DATABASE frederiksberg")
    superuser = await asyncpg.connect(postgres_server.dsn("frederiksberg"))
    await create_roles(superuser, "frederiksberg", "frb", passwords)
    await superuser.close()
    migrator = await asyncpg.connect(postgres_server.dsn("frederiksberg", "frb_migrator", "m"))
    await migrate(migrator, municipality="147", prefix="frb")
    await migrator.close()
    async with open_log(postgres_server.dsn("frederiksberg", "frb_app", "a")) as log:
        assert await log.head() == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres_server.dsn("frederiksberg", "exitspor_app", PASSWORDS["app"]))
    await run_as_superuser(postgres_server, "DROP DATABASE frederiksberg WITH (FORCE)")


@pytest.mark.parametrize("prefix", ["", "Frb", "frb; DROP", "1frb", "f" * 32])
def test_a_prefix_is_a_plain_identifier(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        with_prefix(roles(), prefix)


def test_the_file_of_roles_is_the_one_in_deploy_and_holds_no_password() -> None:
    text = (ROOT / "deploy" / "roles.sql").read_text()
    assert roles() == text
    assert "PASSWORD '" not in text


def test_only_printable_ascii_is_a_password() -> None:
    for password in ("kodeord på dansk", "line\nbreak"):
        with pytest.raises(ValueError, match="ASCII"):
            scram_verifier(password)
