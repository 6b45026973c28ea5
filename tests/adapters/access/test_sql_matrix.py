"""Straight in SQL: every login tries everything with every table and function, and may exactly what the rule says."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from datetime import date

import asyncpg
import pytest

from adapters.study.logins import add_evaluator
from tests.adapters.access.matrix import CALLS, EMPTY, EVALUATOR, LOGINS, OWNERS, READ, SCHEMAS, STRANGER, TABLES
from tests.postgres_server import TestDatabase

# Tries a statement as whoever calls it, and takes it back: null if its rights sufficed, whatever else befell it (as
# a policy's refusal of a row, which has the same code).
TRYING = """
CREATE SCHEMA trying;
GRANT USAGE ON SCHEMA trying TO PUBLIC;
CREATE FUNCTION trying.refused(statement text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    message text;
BEGIN
    EXECUTE statement;
    RAISE EXCEPTION 'taken back';
EXCEPTION
    WHEN insufficient_privilege THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
        RETURN substring(message FROM '^permission denied.*');
    WHEN object_not_in_prerequisite_state OR wrong_object_type THEN
        RETURN 'nobody can do that with a view or a sequence';
    WHEN OTHERS THEN
        RETURN NULL;
END
$body$
"""
RELATIONS = """
SELECT n.nspname || '.' || c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') GROUP BY 1
"""
FUNCTIONS = """
SELECT
    n.nspname || '.' || p.proname AS name, p.prokind::text AS kind,
    array(
        SELECT format('NULL::%s', format_type(t.type, NULL)) FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, n)
        ORDER BY t.n
    ) AS arguments
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = ANY($1)
"""
OTHER_SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> ALL($1) AND nspname NOT IN ('information_schema', 'public', 'board', 'trying')
"""
UNGUARDED = """
SELECT n.nspname || '.' || c.relname
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'municipality' AND NOT a.attisdropped
WHERE n.nspname = ANY($1) AND n.nspname <> 'log' AND c.relkind IN ('r', 'p')
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
"""
WITHOUT_A_MUNICIPALITY = {"access.keeping", "study.event"}


@pytest.fixture
async def tried(superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection on a database where every login of the matrix is there."""
    await superuser.execute(TRYING)
    await add_evaluator(
        superuser, "exitspor", "EVA9", programme=None, first_day=date(2026, 1, 1), last_day=date(2999, 1, 1)
    )
    await superuser.execute(f"CREATE ROLE {STRANGER} LOGIN")
    yield superuser
    await superuser.execute("RESET SESSION AUTHORIZATION")
    await superuser.execute(f"DROP OWNED BY {EVALUATOR}; DROP ROLE {EVALUATOR}; DROP ROLE {STRANGER}")


async def may(connection: asyncpg.Connection, statement: str) -> bool:
    return await connection.fetchval("SELECT trying.refused($1)", statement) is None


def attempts(table: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    """Return a right, and a statement that needs it."""
    yield READ, f"SELECT 1 FROM {table} LIMIT 1"
    yield "insert", f"INSERT INTO {table} DEFAULT VALUES"
    yield "delete", f"DELETE FROM {table} WHERE false"
    yield EMPTY, f"TRUNCATE {table}"
    for column in columns:
        yield f"update({column})", f"UPDATE {table} SET {column} = DEFAULT"


def written_out(rights: frozenset[str], columns: list[str]) -> frozenset[str]:
    """Return rights with a right to update meaning every column."""
    if "update" not in rights:
        return rights
    return rights - {"update"} | {f"update({column})" for column in columns}


async def test_every_login_may_exactly_what_the_rule_says_with_every_table(tried: asyncpg.Connection) -> None:
    relations = {row["name"]: row["columns"] for row in await tried.fetch(RELATIONS, SCHEMAS)}
    assert relations.keys() == TABLES.keys()
    for login in LOGINS:
        await tried.execute(f"SET SESSION AUTHORIZATION {login}")
        for table, columns in relations.items():
            tries = attempts(table, columns)
            found = frozenset([right for right, statement in tries if await may(tried, statement)])
            expected = written_out(TABLES[table].get(login, frozenset()), columns)
            assert (login, table, found) == (login, table, expected)
        await tried.execute("RESET SESSION AUTHORIZATION")


async def test_every_login_may_call_exactly_the_functions_that_the_rule_says(tried: asyncpg.Connection) -> None:
    overloads: defaultdict[str, list[str]] = defaultdict(list)
    for row in await tried.fetch(FUNCTIONS, SCHEMAS):
        verb = "CALL" if row["kind"] == "p" else "SELECT"
        overloads[row["name"]].append(f"{verb} {row['name']}({', '.join(row['arguments'])})")
    assert overloads.keys() == OWNERS.union(*CALLS.values())
    for login in LOGINS:
        await tried.execute(f"SET SESSION AUTHORIZATION {login}")
        for function, calls in overloads.items():
            found = [await may(tried, call) for call in calls]
            assert (login, function, found) == (login, function, [function in CALLS[login]] * len(calls))
        await tried.execute("RESET SESSION AUTHORIZATION")


async def test_no_schema_is_left_out(tried: asyncpg.Connection) -> None:
    assert await tried.fetch(OTHER_SCHEMAS, SCHEMAS) == []


async def test_a_login_that_nobody_made_an_evaluator_of_does_not_even_get_in(
    tried: asyncpg.Connection, database: TestDatabase
) -> None:
    await tried.execute(f"ALTER ROLE {STRANGER} PASSWORD 'known'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(database.superuser_dsn.replace("postgres:@", f"{STRANGER}:known@"))


async def test_no_row_with_a_municipality_is_without_forced_row_level_security(tried: asyncpg.Connection) -> None:
    assert await tried.fetch(UNGUARDED, SCHEMAS) == []
    relations = {row["name"]: row["columns"] for row in await tried.fetch(RELATIONS, SCHEMAS)}
    personal = {table for table in relations if table.startswith(("vault.", "access.", "login.", "study."))}
    assert {table for table in personal if "municipality" not in relations[table]} == WITHOUT_A_MUNICIPALITY


async def test_the_boards_are_the_programs_alone(tried: asyncpg.Connection) -> None:
    for login in LOGINS[1:]:
        await tried.execute(f"SET SESSION AUTHORIZATION {login}")
        assert not await may(tried, "SELECT FROM board.caseload")
        await tried.execute("RESET SESSION AUTHORIZATION")
