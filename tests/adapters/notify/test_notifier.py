"""The notifiers, in memory and in PostgreSQL, keep the same promises; and what only PostgreSQL has to."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.notify.addresses import set_address
from adapters.notify.inbox import inbox
from adapters.notify.notifier import PostgresNotifier
from adapters.postgres.log import open_log
from adapters.postgres.migrate import carry_out
from adapters.postgres.statements import migrations
from domain.notices.notice import Notice, Person, Queue
from domain.notices.queues import Sight
from domain.trajectory_codes import Role
from tests.conformance.commands import a_command
from tests.conformance.notifier import MADE, NotifierContract, a_notice
from tests.conftest import database_on, make_roles, run_as_superuser
from tests.postgres_server import PostgresServer, TestDatabase
from workflows.notifier import InMemoryNotifier, Letter, Notifier, OvertakenError, Told

EVERYTHING = Sight(frozenset({"CTI1", "CTI2"}), frozenset({Queue("socialcenter", Role.LEADER), Queue(None, None)}))


class TestNotifierInMemory(NotifierContract):
    @pytest.fixture
    def notifier(self) -> InMemoryNotifier:
        return InMemoryNotifier()

    async def laid_down(self, notifier: Notifier) -> list[Notice]:
        assert isinstance(notifier, InMemoryNotifier)
        return [one.notice for one in notifier.told.values()]


class TestNotifierInPostgres(NotifierContract):
    @pytest.fixture
    def notifier(self, pool: asyncpg.Pool) -> PostgresNotifier:
        return PostgresNotifier(pool)

    async def laid_down(self, notifier: Notifier) -> list[Notice]:
        assert isinstance(notifier, PostgresNotifier)
        events = {
            row["id"]: row for row in await notifier._pool.fetch("SELECT id, event, position FROM notify.notice")
        }
        return [
            Notice(
                entry.id, events[entry.id]["event"], events[entry.id]["position"], entry.to, entry.what, entry.kind,
                entry.stream, "trajectory", entry.due, entry.made,
            )
            for entry in await inbox(notifier._pool, "CTI1", EVERYTHING)
        ]  # fmt: skip

    async def test_of_ten_at_once_one_tells(self, notifier: PostgresNotifier) -> None:
        notice = a_notice()
        tells = [notifier.tell(0, 7, [Told(notice)]) for _ in range(10)]
        outcomes = await asyncio.gather(*tells, return_exceptions=True)
        assert sorted(map(repr, outcomes)) == sorted([repr(None), *[repr(OvertakenError())] * 9])
        assert await self.laid_down(notifier) == [notice]

    async def test_when_the_connection_breaks_half_way_nothing_is_laid_down(
        self, notifier: PostgresNotifier, pool: asyncpg.Pool, database: TestDatabase
    ) -> None:
        superuser = await asyncpg.connect(database.superuser_dsn)
        await superuser.execute(
            "CREATE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;"
            "CREATE TRIGGER cut BEFORE INSERT ON notify.letter EXECUTE FUNCTION public.cut()"
        )
        await set_address(pool, "CTI1", "cti1@mail.example")
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await notifier.tell(0, 7, [Told(a_notice(), (Letter("CTI1", MADE),))])
        assert (await notifier.position(), await self.laid_down(notifier)) == (0, [])
        await superuser.execute("DROP TRIGGER cut ON notify.letter")
        await superuser.close()

    async def test_only_who_has_an_address_is_sent_a_letter_and_only_about_what_is_new(
        self, notifier: PostgresNotifier, pool: asyncpg.Pool
    ) -> None:
        await set_address(pool, "CTI1", "cti1@mail.example")
        notice = a_notice()
        told = Told(notice, (Letter("CTI1", MADE), Letter("CTI2", MADE)))
        await notifier.tell(0, 7, [told])
        await pool.execute("DELETE FROM notify.letter")
        await notifier.tell(7, 9, [told, Told(a_notice(Person("CTI2")), (Letter("CTI2", MADE),))])
        assert await pool.fetchval("SELECT count(*) FROM notify.letter") == 0

    async def test_what_is_forgotten_takes_its_letters_and_marks_along(
        self, notifier: PostgresNotifier, pool: asyncpg.Pool
    ) -> None:
        await set_address(pool, "CTI1", "cti1@mail.example")
        await notifier.tell(0, 7, [Told(a_notice(), (Letter("CTI1", MADE),))])
        await pool.execute("INSERT INTO notify.seen SELECT id, 'CTI1', made FROM notify.notice")
        await notifier.forget(MADE + timedelta(seconds=1))
        counts = "SELECT (SELECT count(*) FROM notify.seen) + (SELECT count(*) FROM notify.letter)"
        assert await pool.fetchval(counts) == 0


async def test_on_a_log_that_is_there_already_nothing_is_told_of_what_happened_before(
    postgres_server: PostgresServer,
) -> None:
    await run_as_superuser(postgres_server, "CREATE DATABASE before_notices")
    database = database_on(postgres_server, "before_notices")
    await make_roles(database)
    owner = await asyncpg.connect(database.migrator_dsn)
    await owner.execute("SET ROLE exitspor_owner")
    before = [migration for migration in migrations() if migration.name < "0012_notices.sql"]
    await carry_out(owner, before, prefix="exitspor")
    await owner.execute("INSERT INTO log.installation (municipality) VALUES ('101')")
    async with open_log(database.app_dsn) as log:
        await log.append([a_command(), a_command()])
        await carry_out(owner, migrations(), prefix="exitspor")
        assert await PostgresNotifier(log.pool).position() == await log.head() > 0
    await owner.close()
    await run_as_superuser(postgres_server, "DROP DATABASE before_notices WITH (FORCE)")


async def test_the_past_of_a_demo_is_told_to_nobody_and_the_position_never_goes_back(
    notifier: PostgresNotifier,
) -> None:
    await notifier.begin_at(40)
    await notifier.begin_at(7)
    assert await notifier.position() == 40
    with pytest.raises(OvertakenError):
        await notifier.tell(0, 9, [Told(a_notice())])
