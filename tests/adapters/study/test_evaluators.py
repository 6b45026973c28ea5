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
    r'"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d{2}-\d{2}[^"]*|[A-Z]{1,5}\d{1,3}|[0-9a-f]{64})"'
)
"""Ids, days, instants, codes of workers, marks of batches and digests."""

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
AGAIN_AND_AGAIN = "DO $$ BEGIN FOR again IN 1..50 LOOP PERFORM FROM study.events(); END LOOP; END $$"
MANY_EXPORTS = """
INSERT INTO study.export (municipality, at, worker)
SELECT '101', date_trunc('minute', now()) - make_interval(mins => n), 'EVA1' FROM generate_series(1, $1::integer) AS n
"""
RECORDED_LATER = """
INSERT INTO log.event
SELECT
    (SELECT max(position) FROM log.event) + 1, gen_random_uuid(), kind, version, gen_random_uuid(), type,
    schema_version, command_id, causation, actor, municipality, occurred_on, occurred_at, '2100-01-01', payload, salt,
    digest, hash
FROM log.event WHERE stream = $1 AND version = 1
"""
KNOWN_UNTIL = "UPDATE study.entitlement SET known_until = $1 WHERE worker = 'EVA2'"
OLD_ROLES = "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC"
SHOW_PLANS = """
SET client_min_messages = log; SET debug_pretty_print = off; SET plan_cache_mode = force_custom_plan;
SET debug_print_parse = on; SET debug_print_rewritten = on; SET debug_print_plan = on
"""
CONSTANT = re.compile(r":constvalue \d+ \[ ([-0-9 ]+) \]")
PLANS_HIDDEN = {
    "debug_print_parse=off",
    "debug_print_rewritten=off",
    "debug_print_plan=off",
    "plan_cache_mode=force_generic_plan",
}
REACHED = """
SELECT p.pronamespace::regnamespace || '.' || p.proname AS name, coalesce(p.proconfig, '{}') AS settings
FROM pg_proc AS p
WHERE p.prosecdef
    AND has_schema_privilege($1, p.pronamespace, 'USAGE') AND has_function_privilege($1, p.oid, 'EXECUTE')
"""
LAST_DAY = "UPDATE study.entitlement SET last_day = $2 WHERE worker = $1"


def bytes_of(constant: str) -> bytes:
    """Return the bytes of a constant as a plan shows them: signed numbers."""
    return bytes(int(number) % 256 for number in constant.replace("- ", "-").split())


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
    assert {"BB07", "A12"} <= told
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


async def test_an_evaluator_who_exports_again_and_again_leaves_a_row_a_minute(study: Study) -> None:
    await study.pool.execute(TELL)
    connection = await study.connect("EVA1")
    began = await study.superuser.fetchval("SELECT date_trunc('minute', clock_timestamp())")
    await connection.execute(AGAIN_AND_AGAIN)
    await connection.close()
    minutes = await study.superuser.fetchval(
        "SELECT extract(EPOCH FROM date_trunc('minute', clock_timestamp()) - $1::timestamptz) / 60 + 1", began
    )
    assert 1 <= await study.superuser.fetchval("SELECT count(*) FROM study.export") <= minutes


async def test_outside_their_days_an_evaluator_sees_nothing_and_can_leave_nothing(study: Study) -> None:
    await study.pool.execute(TELL)
    await study.superuser.execute(LAST_DAY, "EVA2", date(2026, 1, 2))
    assert await study.export("EVA2") == []
    assert await study.pool.fetchval(TELL) == 0
    await study.superuser.execute(LAST_DAY, "EVA2", date(2999, 1, 1))
    assert await study.export("EVA2") != []
    assert await study.pool.fetchval(TELL) == 1


async def test_what_was_exported_is_told_in_parts_and_past_what_an_evaluator_holds(study: Study) -> None:
    await study.pool.execute(TELL)
    await study.superuser.execute(MANY_EXPORTS, 700)
    async with study.superuser.transaction():
        await study.superuser.execute("SELECT FROM study.export ORDER BY at LIMIT 1 FOR UPDATE")
        assert [await study.pool.fetchval(TELL) for _ in range(3)] == [500, 199, 0]
    assert await study.pool.fetchval(TELL) == 1


async def test_an_evaluator_does_not_see_what_was_recorded_after_the_login_was_made(study: Study) -> None:
    before = await study.export("EVA2")
    await study.superuser.execute(RECORDED_LATER, ONE)
    assert await study.export("EVA2") == before
    known = await study.superuser.fetchval("SELECT known_until FROM study.entitlement WHERE worker = 'EVA2'")
    await study.superuser.execute(KNOWN_UNTIL, datetime(2101, 1, 1, tzinfo=UTC))
    assert len(await study.export("EVA2")) == len(before) + 1
    await study.superuser.execute(KNOWN_UNTIL, known)


async def test_no_plan_that_an_evaluator_can_have_shown_holds_the_salt_or_a_payload(study: Study) -> None:
    salt = await study.superuser.fetchval("SELECT salt FROM study.entitlement WHERE worker = 'EVA1'")
    shown: list[str] = []
    connection = await study.connect("EVA1")
    connection.add_log_listener(lambda _, message: shown.append(message.as_dict().get("detail") or ""))
    await connection.execute(SHOW_PLANS)
    assert await connection.fetchval("SELECT count(*) FROM study.event") > 0
    assert await connection.fetchval("SELECT 4711") == 4711
    await connection.close()
    values = b"".join(map(bytes_of, CONSTANT.findall(re.sub(r"\s+", " ", "".join(shown)))))
    assert (4711).to_bytes(4, "little") in values, "an evaluator's own plans are shown"
    assert [known for known in (salt, ONE.bytes, str(CONTACT).encode(), b"exit-pakke") if known in values] == []
    assert not any(str(one) in "".join(shown) for one in (ONE, OTHER, CONTACT))


async def test_every_function_with_the_owners_rights_that_an_evaluator_reaches_shows_no_plan(study: Study) -> None:
    reached = await study.superuser.fetch(REACHED, study.logins["EVA1"].name)
    assert [row["name"] for row in reached] == ["study.events"]
    assert all(PLANS_HIDDEN.issubset(row["settings"]) for row in reached)


async def test_with_roles_of_an_older_version_a_new_login_still_cannot_take_the_programs_locks(study: Study) -> None:
    await study.superuser.execute(OLD_ROLES)
    study.logins["EVA4"] = await add_evaluator(study.superuser, "exitspor", "EVA4", programme=None, **DAYS)
    connection = await study.connect("EVA4")
    assert await is_refused(connection, "SELECT pg_advisory_lock(1)")
    await connection.close()
    assert await remove_evaluator(study.superuser, "exitspor", "EVA4")


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
