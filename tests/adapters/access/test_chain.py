"""What was written down cannot be changed, removed or put in between without being seen."""

from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.access_log.layout import BEFORE_THE_FIRST, hash_of
from adapters.access_log.postgres import PostgresAccessLog
from adapters.access_log.segments import drop_segments, segments, sign_closed
from adapters.access_log.verify import PAGE, WALK, Verified, verify
from adapters.checkpoints.keys import Keys, id_of
from adapters.postgres.log import PostgresEventLog
from domain.access.codes import Action
from domain.access.log import Asked, Place
from tests.adapters.access.months import accesses_in, tamper
from tests.conformance.access_log import a_reading
from tests.postgres_server import TestDatabase

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS: Keys = {id_of(KEY.public_key()): KEY.public_key()}

FORGED = """
INSERT INTO access.entry
SELECT
    municipality, segment, 4, recorded, at, actor, action, purpose, outcome, trajectory, fields, criterion, hash, hash
FROM access.entry WHERE segment = '2026-02-01' AND number = 3
"""

REWRITTEN = """
UPDATE access.segment SET entries = 2, hash = e.hash FROM access.entry AS e
WHERE month = '2026-02-01' AND e.segment = '2026-02-01' AND e.number = 2;
UPDATE access.segment SET previous = e.hash FROM access.entry AS e
WHERE month = '2026-03-01' AND e.segment = '2026-02-01' AND e.number = 2
"""

COPIED = """
CREATE TEMPORARY TABLE kept_entry AS SELECT * FROM access.entry;
CREATE TEMPORARY TABLE kept_segment AS SELECT * FROM access.segment
"""
PUT_BACK = """
DELETE FROM access.entry; INSERT INTO access.entry SELECT * FROM kept_entry;
DELETE FROM access.segment; INSERT INTO access.segment SELECT * FROM kept_segment
"""

CHANGES: list[tuple[str, Place]] = [
    ("UPDATE access.entry SET actor = 'BB08' WHERE segment = '2026-02-01' AND number = 2", Place(FEBRUARY, 2)),
    (
        "UPDATE access.entry SET at = at - interval '1 day' WHERE segment = '2026-01-01' AND number = 1",
        Place(JANUARY, 1),
    ),
    ("UPDATE access.entry SET trajectory = NULL WHERE segment = '2026-01-01' AND number = 3", Place(JANUARY, 3)),
    ("UPDATE access.entry SET fields = '{}' WHERE segment = '2026-01-01' AND number = 3", Place(JANUARY, 3)),
    ("DELETE FROM access.entry WHERE segment = '2026-02-01' AND number = 2", Place(FEBRUARY, 2)),
    ("DELETE FROM access.entry WHERE segment = '2026-02-01' AND number = 3", Place(FEBRUARY, 3)),
    ("DELETE FROM access.entry WHERE segment = '2026-01-01'", Place(JANUARY, 1)),
    (
        "UPDATE access.entry SET number = number + 10 WHERE segment = '2026-02-01' AND number = 3",
        Place(FEBRUARY, 3),
    ),
    (FORGED, Place(FEBRUARY, 4)),
    ("DELETE FROM access.segment WHERE month = '2026-01-01'", Place(FEBRUARY, 0)),
    ("DELETE FROM access.segment WHERE month = '2026-02-01'", Place(MARCH, 0)),
    ("UPDATE access.segment SET entries = 2 WHERE month = '2026-02-01'", Place(FEBRUARY, 4)),
    ("UPDATE access.segment SET dropped = now() WHERE month = '2026-02-01'", Place(JANUARY, 0)),
    ("UPDATE access.segment SET dropped = now() WHERE month = '2026-01-01'", Place(JANUARY, 1)),
]
REFUSED = [
    "UPDATE access.entry SET actor = 'BB08'",
    "DELETE FROM access.entry",
    "TRUNCATE access.entry",
    "UPDATE access.segment SET entries = 1",
    "UPDATE access.segment SET previous = '\\x00'",
    "UPDATE access.segment SET dropped = now() WHERE hash IS NULL",
    "UPDATE access.segment SET dropped = now(), entries = 0",
    "DELETE FROM access.segment",
    "TRUNCATE access.segment",
]


@pytest.fixture
async def three_months(owner: asyncpg.Connection) -> None:
    await accesses_in(owner, JANUARY, FEBRUARY, MARCH)


async def verified(pg_log: PostgresEventLog, **asked: Any) -> Verified:
    return await verify(pg_log.pool, reader="AUD1", at=datetime.now(UTC), **asked)


@pytest.mark.usefixtures("three_months")
async def test_months_that_were_let_alone_are_whole(pg_log: PostgresEventLog) -> None:
    assert (await verified(pg_log)).entries == 9
    found = await verified(pg_log)
    assert (found.fault, found.unsigned) == (None, ())
    assert found.entries > 9
    assert found.reached is not None
    assert found.reached.month == datetime.now(UTC).date().replace(day=1)


async def test_an_empty_log_is_whole_and_who_verifies_it_is_in_it_afterwards(
    pg_log: PostgresEventLog, access_log: PostgresAccessLog
) -> None:
    assert await verified(pg_log) == Verified(0, None, BEFORE_THE_FIRST)
    await access_log.record(a_reading())
    await verified(pg_log)
    assert await access_log.record(a_reading()) == 3


@pytest.mark.usefixtures("three_months")
async def test_a_change_is_found_where_it_was_made(pg_log: PostgresEventLog, superuser: asyncpg.Connection) -> None:
    await superuser.execute(COPIED)
    for change, place in CHANGES:
        await tamper(superuser, change)
        found = await verified(pg_log)
        assert found.fault is not None, change
        assert found.fault.place == place, change
        await tamper(superuser, PUT_BACK)


@pytest.mark.usefixtures("three_months")
async def test_a_month_rewritten_with_all_its_hashes_no_longer_has_its_signature(
    pg_log: PostgresEventLog, superuser: asyncpg.Connection, owner: asyncpg.Connection
) -> None:
    assert await sign_closed(pg_log.pool, KEY, NOW) == (JANUARY, FEBRUARY)
    await tamper(
        superuser, "DELETE FROM access.entry WHERE segment = '2026-03-01' OR (segment = '2026-02-01' AND number = 3)"
    )
    await tamper(superuser, REWRITTEN)
    await accesses_in(owner, MARCH)
    assert (await verified(pg_log)).fault is None
    found = await verified(pg_log, keys=KEYS)
    assert found.fault is not None
    assert found.fault.place == (FEBRUARY, 0)


@pytest.mark.usefixtures("three_months")
async def test_a_month_without_a_signature_is_named_to_whoever_can_check_signatures(pg_log: PostgresEventLog) -> None:
    await sign_closed(pg_log.pool, KEY, NOW)
    await verified(pg_log)
    assert (await verified(pg_log, keys=KEYS)).unsigned == (MARCH,)
    assert await sign_closed(pg_log.pool, KEY, NOW) == (MARCH,)
    assert (await verified(pg_log, keys=KEYS)).unsigned == ()


@pytest.mark.usefixtures("three_months")
async def test_a_signature_of_a_key_that_nobody_trusts_does_not_count(pg_log: PostgresEventLog) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"x")
    await sign_closed(pg_log.pool, other, NOW)
    found = await verified(pg_log, keys=KEYS)
    assert found.fault is not None
    assert found.fault.place == (JANUARY, 0)


async def test_what_is_cut_off_the_month_that_goes_on_is_found_by_an_anchor(
    pg_log: PostgresEventLog, access_log: PostgresAccessLog, superuser: asyncpg.Connection
) -> None:
    for _ in range(5):
        await access_log.record(a_reading())
    found = await verified(pg_log)
    assert found.reached is not None
    anchors = {found.reached: found.hash}
    assert (await verified(pg_log, anchors=anchors)).fault is None
    await tamper(superuser, "DELETE FROM access.entry WHERE number > 3")
    assert (await verified(pg_log)).fault is None
    cut = await verified(pg_log, anchors=anchors)
    assert cut.fault is not None
    assert cut.fault.place == found.reached


async def test_who_verifies_and_stops_halfway_keeps_nobody_from_reading(
    access_log: PostgresAccessLog, owner: asyncpg.Connection, database: TestDatabase
) -> None:
    await accesses_in(owner, JANUARY)
    told = await access_log.record(a_reading("AUD1", action=Action.READ_ACCESS_LOG))
    auditor = await asyncpg.connect(database.app_dsn)
    async with auditor.transaction():
        assert len(await auditor.fetch(WALK, told, "AUD1", JANUARY, 0, 200)) == 3
        await owner.execute("SET lock_timeout = '2s'")
        await accesses_in(owner, MARCH, each=1)
    await auditor.close()


async def test_the_chain_is_read_in_small_pages_under_one_line_a_month(
    pg_log: PostgresEventLog, access_log: PostgresAccessLog, owner: asyncpg.Connection
) -> None:
    await accesses_in(owner, JANUARY, each=2 * PAGE + 1)
    await accesses_in(owner, FEBRUARY, each=1)
    assert (await verified(pg_log)).entries == 2 * PAGE + 2
    reads = await access_log.entries(Asked(action=Action.READ_ACCESS_LOG), reader="AUD1", at=datetime.now(UTC))
    assert len(reads) == 3
    assert len(await pg_log.pool.fetch(WALK, reads[0].place.number, "AUD1", JANUARY, 0, 10_000)) == PAGE


async def test_the_chain_is_not_read_by_whoever_has_not_written_that_down(
    pg_log: PostgresEventLog, access_log: PostgresAccessLog
) -> None:
    other_action = await access_log.record(a_reading("AUD1"))
    of_another = await access_log.record(a_reading("AUD2", action=Action.READ_ACCESS_LOG))
    for told in (0, other_action, of_another):
        with pytest.raises(asyncpg.PostgresError, match="write the access down first"):
            await pg_log.pool.fetch(WALK, told, "AUD1", JANUARY, 0, 200)


async def test_an_anchor_with_another_hash_or_of_a_month_that_never_was_does_not_fit(
    pg_log: PostgresEventLog, access_log: PostgresAccessLog
) -> None:
    await access_log.record(a_reading())
    month = datetime.now(UTC).date().replace(day=1)
    for anchor in (Place(month, 1), Place(JANUARY, 1)):
        found = await verified(pg_log, anchors={anchor: bytes(32)})
        assert found.fault is not None
        assert found.fault.place.month == anchor.month


@pytest.mark.usefixtures("three_months")
async def test_not_even_the_owner_changes_anything(owner: asyncpg.Connection) -> None:
    for statement in REFUSED:
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await owner.execute(statement)
        assert refusal.value.sqlstate == "EX003", statement


@pytest.mark.usefixtures("three_months")
async def test_a_dropped_month_leaves_a_chain_that_still_verifies(pg_log: PostgresEventLog) -> None:
    await sign_closed(pg_log.pool, KEY, NOW)
    assert await drop_segments(pg_log.pool, FEBRUARY) == (JANUARY,)
    found = await verified(pg_log, keys=KEYS)
    assert found.fault is None
    [january, *_] = await segments(pg_log.pool)
    assert (january.entries, january.dropped is not None) == (3, True)


async def test_a_clock_that_goes_back_writes_into_the_month_that_it_had_reached(
    owner: asyncpg.Connection, pg_log: PostgresEventLog
) -> None:
    await accesses_in(owner, MARCH, JANUARY, each=2)
    [march] = await segments(pg_log.pool)
    assert march.month == MARCH
    assert await owner.fetchval("SELECT count(*) FROM access.entry WHERE segment = '2026-03-01'") == 4


async def test_the_database_hashes_as_the_program_does(owner: asyncpg.Connection) -> None:
    await owner.execute(
        "SELECT access.record_in('2026-03-01', '1969-12-31T23:59:59.999999Z', 'BB07', 'search-cpr', 'casework', "
        "'refused', NULL, '{name,cpr}', sha256('x'))"
    )
    await accesses_in(owner, MARCH, each=1)
    rows = await owner.fetch("SELECT * FROM access.entry ORDER BY number")
    previous = BEFORE_THE_FIRST
    for row in rows:
        assert row["hash"] == hash_of(previous, row)
        previous = row["hash"]


def test_the_hash_is_what_it_always_was() -> None:
    row = {
        "number": 7,
        "segment": FEBRUARY,
        "recorded": NOW,
        "at": datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        "municipality": "101",
        "actor": "BB07",
        "action": "search-cpr",
        "purpose": "casework",
        "outcome": "refused",
        "trajectory": None,
        "fields": ["cpr", "name"],
        "criterion": bytes(range(32)),
    }
    assert hash_of(BEFORE_THE_FIRST, row).hex() == "a235137fb3471149da9d20ac88c9f4a70b1048d85707407c30d4e18ba563e469"
