"""An evaluator sees courses, not people: pseudonyms of one's own, moved days, and no way to anything else."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from adapters.access_log.postgres import PostgresAccessLog
from adapters.study.logins import LoginTaken, add_evaluator, evaluators, login_of, remove_evaluator
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import Asked, Entry
from tests.adapters.study.conftest import BEGUN, CONTACT, DAYS, ONE, OTHER, Study, events_in

TELLING = re.compile(
    r'"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d{2}-\d{2}[^"]*|[A-Z]{2,5}\d{1,3}|[0-9a-f]{64})"'
)
"""Ids, days, instants, codes of workers and digests."""

FORBIDDEN = [
    "SELECT * FROM log.event",
    "SELECT * FROM log.command",
    "SELECT * FROM log.installation",
    "SELECT * FROM vault.return_code",
    "SELECT * FROM access.entry",
    "SELECT * FROM access.segments()",
    "SELECT access.record(now(), 'BB07', 'read-notes', 'casework', 'allowed', NULL, '{}', NULL)",
    "SELECT * FROM study.entitlement",
    "SELECT * FROM study.export",
    "SELECT study.tell_access_log()",
    "SELECT study.pseudonym('\\x00', gen_random_uuid())",
    "UPDATE study.entitlement SET last_day = '2999-12-31'",
    "CREATE OR REPLACE VIEW study.event AS SELECT 1",
    "CREATE TABLE study.other (a int)",
    "CREATE TABLE public.other (a int)",
    "CREATE TEMPORARY TABLE other (a int)",
    "CREATE SCHEMA other",
    "SET ROLE exitspor_owner",
    "SET ROLE exitspor_app",
    "SET SESSION AUTHORIZATION exitspor_eva2",
    "SET log_statement = 'none'",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1)",
    "SELECT pg_advisory_xact_lock(hashtextextended('access.record', 0))",
    "SELECT * FROM pg_authid",
    "SELECT pg_read_file('postgresql.conf')",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "CREATE EXTENSION dblink SCHEMA study",
    "CREATE FUNCTION pg_temp.leak(jsonb) RETURNS boolean LANGUAGE sql COST 0.0001 RETURN true",
]

OF_ANOTHER = """
INSERT INTO log.event
SELECT
    position + 1000, gen_random_uuid(), kind, version, gen_random_uuid(), type, schema_version, command_id, causation,
    actor, '751', occurred_on, occurred_at, recorded, payload, salt, digest, hash
FROM log.event WHERE version = 1
"""
TELL = "SELECT study.tell_access_log()"
LAST_DAY = "UPDATE study.entitlement SET last_day = $2 WHERE worker = $1"


def tokens(rows: list[dict[str, Any]]) -> set[str]:
    """Return everything in an export that could tell the same thing in another."""
    text = json.dumps(rows, default=str)
    return set(TELLING.findall(text))


async def test_an_evaluator_sees_the_events_of_all_trajectories_and_of_nothing_else(study: Study) -> None:
    rows = await study.export("EVA1")
    assert len(rows) == len(events_in(ONE, "exit-pakke")) * 2
    assert len({row["trajectory"] for row in rows}) == 2
    assert not {ONE, OTHER, CONTACT} & {row["trajectory"] for row in rows}


async def test_one_who_evaluates_a_programme_sees_only_that(study: Study) -> None:
    rows = await study.export("EVA3")
    assert len({row["trajectory"] for row in rows}) == 1
    assert {row["payload"]["programme"] for row in rows if row["version"] == 1} == {"cti"}


async def test_nothing_in_the_export_is_an_id_a_worker_or_a_digest_of_the_log(study: Study) -> None:
    rows = await study.export("EVA1")
    text = json.dumps(rows, default=str)
    source = "".join(event.payload.decode() for event in events_in(ONE, "x"))
    told = {token for token in TELLING.findall(source) if not token[:4].isdigit() or len(token) > 30}
    assert len(told) > 20
    assert [token for token in told if f'"{token}"' in text] == []
    assert "BB07" not in text
    assert not re.search(r"\d{2}:\d{2}:\d{2}", text)


async def test_nothing_links_the_exports_of_two_evaluators(study: Study) -> None:
    one, other = await study.export("EVA1"), await study.export("EVA2")
    in_both = {token for token in tokens(one) & tokens(other) if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", token)}
    assert in_both == set()
    opened = [{row["trajectory"]: row["occurred_on"] for row in rows if row["version"] == 1} for rows in (one, other)]
    assert not opened[0].keys() & opened[1].keys()


async def test_order_weekdays_and_lengths_stay_as_they_were(study: Study) -> None:
    rows = await study.export("EVA1")
    for trajectory in {row["trajectory"] for row in rows}:
        course = [row for row in rows if row["trajectory"] == trajectory]
        assert [row["version"] for row in course] == list(range(1, len(course) + 1))
        moved = course[0]["occurred_on"] - BEGUN
        assert moved.days % 7 == 0
        assert abs(moved.days) <= 26 * 7
        events = events_in(ONE, "x")
        assert [row["occurred_on"] - moved for row in course] == [event.occurred.on for event in events]


async def test_days_inside_a_payload_move_with_those_of_their_trajectory(study: Study) -> None:
    rows = await study.export("EVA1")
    source = {event.occurred.on: json.loads(event.payload) for event in events_in(ONE, "x")}
    checked = 0
    for row in rows:
        moved = {one["trajectory"]: one["occurred_on"] - BEGUN for one in rows if one["version"] == 1}[
            row["trajectory"]
        ]
        before = source[row["occurred_on"] - moved]
        if "deadline" in before:
            assert date.fromisoformat(row["payload"]["deadline"]) - moved == date.fromisoformat(before["deadline"])
            checked += 1
    assert checked > 0


async def test_the_same_evaluator_sees_the_same_pseudonyms_every_time_and_can_follow_references(study: Study) -> None:
    first, again = await study.export("EVA1"), await study.export("EVA1")
    assert first == again
    ids = {str(row["trajectory"]): row for row in first}
    assert all(UUID(one).int for one in ids)


async def test_an_evaluator_may_nothing_else(study: Study) -> None:
    connection = await study.connect("EVA1")
    allowed = [statement for statement in FORBIDDEN if not await is_refused(connection, statement)]
    await connection.close()
    assert allowed == []


async def is_refused(connection: asyncpg.Connection, statement: str) -> bool:
    """Tell whether a statement ends for want of a right, and for no other reason."""
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def test_each_export_is_told_to_the_access_log_once(study: Study) -> None:
    await study.pool.execute(TELL)
    await study.export("EVA1")
    assert await study.pool.fetchval(TELL) == 1
    assert await study.pool.fetchval(TELL) == 0
    told = await newest_export(study)
    assert (told.actor, told.purpose, told.outcome) == ("EVA1", AccessPurpose.EVALUATION, AccessOutcome.ALLOWED)


async def test_outside_their_days_an_evaluator_sees_nothing_and_the_attempt_is_kept(study: Study) -> None:
    await study.superuser.execute(LAST_DAY, "EVA2", date(2026, 1, 2))
    assert await study.export("EVA2") == []
    await study.superuser.execute(LAST_DAY, "EVA2", date(2999, 1, 1))
    assert await study.export("EVA2") != []
    await study.pool.execute(TELL)
    exports = await PostgresAccessLog(study.pool).entries(Asked(actor="EVA2"), reader="AUD1", at=datetime.now(UTC))
    assert [one.outcome for one in exports[:2]] == [AccessOutcome.ALLOWED, AccessOutcome.REFUSED]


async def test_neither_events_nor_an_entitlement_of_another_municipality_open_anything(study: Study) -> None:
    before = await study.export("EVA2")
    await study.superuser.execute(OF_ANOTHER)
    assert await study.export("EVA2") == before
    await study.superuser.execute("UPDATE study.entitlement SET municipality = '751' WHERE worker = 'EVA2'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="exitspor evaluator add"):
        await study.export("EVA2")
    await study.superuser.execute("UPDATE study.entitlement SET municipality = '101' WHERE worker = 'EVA2'")


async def newest_export(study: Study) -> Entry:
    log = PostgresAccessLog(study.pool)
    return (await log.entries(Asked(action=Action.EXPORT), reader="AUD1", at=datetime.now(UTC)))[0]


async def test_an_evaluator_in_a_transaction_keeps_nobody_from_recording(study: Study) -> None:
    evaluator = await study.connect("EVA1")
    program = await asyncpg.connect(study.database.app_dsn, server_settings={"lock_timeout": "2s"})
    async with evaluator.transaction():
        await evaluator.fetch("SELECT * FROM study.event")
        assert await program.fetchval(
            "SELECT access.record(now(), 'BB07', 'read-notes', 'casework', 'allowed', NULL, '{}', NULL)"
        )
    await program.close()
    await evaluator.close()


async def test_a_removed_login_is_gone_with_its_sessions_and_a_new_one_has_other_pseudonyms(study: Study) -> None:
    before = {row["trajectory"] for row in await study.export("EVA1")}
    session = await study.connect("EVA1")
    assert await remove_evaluator(study.superuser, "exitspor", "EVA1")
    assert not await remove_evaluator(study.superuser, "exitspor", "EVA1")
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await session.fetch("SELECT * FROM study.event")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await study.connect("EVA1")
    study.logins["EVA1"] = await add_evaluator(study.superuser, "exitspor", "EVA1", programme=None, **DAYS)
    assert not before & {row["trajectory"] for row in await study.export("EVA1")}


async def test_a_login_that_is_there_is_not_made_again_nor_is_its_password_shown(study: Study) -> None:
    with pytest.raises(LoginTaken):
        await add_evaluator(study.superuser, "exitspor", "EVA2", programme=None, **DAYS)
    assert [one.worker for one in await evaluators(study.superuser)] == ["EVA1", "EVA2", "EVA3"]
    assert study.logins["EVA1"].name == login_of("exitspor", "EVA1")
    assert study.logins["EVA1"].password not in repr(study.logins)
