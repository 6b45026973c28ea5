"""Sessions: their limits, their rotation, their end, and what of them is kept."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from adapters.login.rows import Rows
from adapters.login.sessions import IDLE, LONGEST, Sessions
from adapters.login.tokens import form_token, hash_of, is_form_token, new_id
from domain.trajectory_codes import Role
from tests.postgres_server import TestDatabase

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_session_is_found_by_its_id_and_by_nothing_else(sessions: Sessions) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    found = await sessions.look(id, NOW)
    assert found is not None
    assert (found.staff, found.claimed, found.means, found.stepped_up) == ("BB1", None, "local", None)
    assert await sessions.look(new_id(), NOW) is None
    assert await sessions.look(str(found.handle), NOW) is None
    assert await sessions.look("", NOW) is None


async def test_only_the_hash_of_an_id_is_kept(sessions: Sessions, database: TestDatabase) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    connection = await asyncpg.connect(database.superuser_dsn)
    [row] = await connection.fetch("SELECT * FROM login.session")
    await connection.close()
    assert row["id_hash"] == hash_of(id)
    assert id not in str(dict(row))
    assert len(id) >= 43


async def test_a_session_ends_when_it_is_not_used_for_half_an_hour(sessions: Sessions) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    assert await sessions.look(id, NOW + IDLE - MINUTE) is not None
    assert await sessions.look(id, NOW + IDLE + 10 * MINUTE) is not None
    assert await sessions.look(id, NOW + 2 * IDLE + 10 * MINUTE) is None


async def test_a_session_that_is_used_all_the_time_ends_after_ten_hours(sessions: Sessions) -> None:
    id, at = await sessions.open("BB1", NOW, means="local"), NOW
    while at + 20 * MINUTE < NOW + LONGEST:
        at += 20 * MINUTE
        assert await sessions.look(id, at) is not None
    assert await sessions.look(id, NOW + LONGEST) is None


async def test_the_roles_that_a_log_in_named_stay_with_the_session(sessions: Sessions) -> None:
    id = await sessions.open("BB1", NOW, means="oidc", claimed={Role.BRIDGE_BUILDER})
    found = await sessions.look(id, NOW)
    assert found is not None
    assert found.claimed == {Role.BRIDGE_BUILDER}
    nothing = await sessions.look(await sessions.open("BB1", NOW, means="oidc", claimed=set()), NOW)
    assert nothing is not None
    assert nothing.claimed == set()


async def test_a_step_up_gives_the_session_a_new_id_and_the_old_one_opens_nothing(sessions: Sessions) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    new = await sessions.step_up(id, NOW + MINUTE)
    assert new is not None
    assert await sessions.look(id, NOW + MINUTE) is None
    found = await sessions.look(new, NOW + MINUTE)
    assert found is not None
    assert (found.opened, found.stepped_up) == (NOW, NOW + MINUTE)
    assert await sessions.step_up(id, NOW + MINUTE) is None


async def test_a_session_that_has_ended_is_not_stepped_up(sessions: Sessions) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    assert await sessions.step_up(id, NOW + IDLE) is None


async def test_a_worker_ends_one_or_all_of_their_own_sessions_and_no_other_s(sessions: Sessions) -> None:
    first, second, third = [await sessions.open("BB1", NOW + n * MINUTE, means="local") for n in range(3)]
    others = await sessions.open("BB2", NOW, means="local")
    own = await sessions.of("BB1", NOW + 3 * MINUTE)
    assert [one.opened for one in own] == [NOW, NOW + MINUTE, NOW + 2 * MINUTE]
    await sessions.end(first)
    await sessions.end_one("BB2", own[1].handle)
    assert await sessions.look(second, NOW + 3 * MINUTE) is not None
    await sessions.end_one("BB1", own[1].handle)
    assert await sessions.look(second, NOW + 3 * MINUTE) is None
    assert await sessions.end_all("BB1") == 1
    assert await sessions.look(third, NOW + 3 * MINUTE) is None
    assert await sessions.look(others, NOW + 3 * MINUTE) is not None


async def test_sessions_that_have_ended_are_forgotten_and_others_kept(
    sessions: Sessions, database: TestDatabase
) -> None:
    await sessions.open("BB1", NOW, means="local")
    kept = await sessions.open("BB2", NOW + IDLE, means="local")
    await sessions.forget(NOW + IDLE)
    connection = await asyncpg.connect(database.superuser_dsn)
    assert await connection.fetchval("SELECT array_agg(staff) FROM login.session") == ["BB2"]
    await connection.close()
    assert await sessions.look(kept, NOW + IDLE) is not None


async def test_another_municipality_s_session_is_none(sessions: Sessions, rows: Rows) -> None:
    id = await sessions.open("BB1", NOW, means="local")
    other = Sessions(Rows(rows.pool, "751"))
    assert await other.look(id, NOW) is None
    assert await other.of("BB1", NOW) == ()
    assert await other.end_all("BB1") == 0
    assert await sessions.look(id, NOW) is not None


@pytest.mark.parametrize("table", ["session", "account", "first_run", "pending"])
async def test_without_a_municipality_no_row_of_log_in_is_seen_or_made(
    sessions: Sessions, rows: Rows, table: str
) -> None:
    await sessions.open("BB1", NOW, means="local")
    assert await rows.pool.fetchval(f"SELECT count(*) FROM login.{table}") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows.pool.execute("INSERT INTO login.first_run (municipality) VALUES ('101')")


def test_a_form_s_token_is_of_one_session_and_tells_nothing_of_its_id() -> None:
    id, other = new_id(), new_id()
    assert is_form_token(form_token(id), id)
    assert not is_form_token(form_token(other), id)
    assert not is_form_token("", id)
    assert not is_form_token("æ", id)
    assert id not in form_token(id)
