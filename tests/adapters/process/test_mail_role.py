"""The roles that tell people: from an event in the log to a notice in the inbox and a mail at a real server."""

import asyncio
from typing import Any, cast
from uuid import uuid4

import pytest

from adapters.demo.fill import DemoReport
from adapters.notify.addresses import set_address
from adapters.notify.inbox import inbox
from adapters.notify.notifier import PostgresNotifier
from adapters.postgres.log import PostgresEventLog
from adapters.process import demo
from adapters.process.demo import LOCK, NotifierBehindDemo
from adapters.process.roles import ALL_ROLES, Place, RoleName, roles_of
from adapters.process.supervise import kept_up
from adapters.settings import settings
from domain.commands.course import OfferHandOver
from domain.notices.queues import sight_of
from domain.reference.definitions import NoticePreference
from tests.adapters.notify.servers import PostOffice, open_office
from tests.postgres_server import until
from tests.services import services_on
from tests.workflows.office import Office, contact_to_start, to_do, trajectory
from tests.workflows.test_telling import START

AT_ANY_HOUR = NoticePreference(code="CTI2", quiet_from="00:00", quiet_until="00:00", days="every-day")


def a_place(log: PostgresEventLog, office: Office, **environment: str) -> Place:
    services = services_on(log, settings=settings(environment), handler=office.handler)
    return Place(services, cast(Any, None), None)


async def test_what_happens_while_it_runs_is_told_in_the_inbox_and_by_mail(pg_log: PostgresEventLog) -> None:
    office, taken = Office(pg_log), PostOffice()
    await office.define()
    await office.define(AT_ANY_HOUR)
    await set_address(pg_log.pool, "CTI2", "k8@mail.example")
    async with open_office(taken) as post:
        smtp = {"EXITSPOR_SMTP": f"127.0.0.1:{post.port}", "EXITSPOR_SMTP_FROM": "besked@mail.example"}
        place = a_place(pg_log, office, **smtp)
        roles = [role for role in roles_of(ALL_ROLES, place) if role.name in ("teller", "mail")]
        async with kept_up(roles):
            await office.do_all(contact_to_start(trajectory("a"), START, START))
            await office.does(to_do(OfferHandOver, trajectory("a"), START, to="CTI2", hand_over=uuid4()))

            async def arrived() -> bool:
                return bool(taken.taken)

            await until(arrived)
    (entry,) = await inbox(pg_log.pool, "CTI2", sight_of("CTI2", await office.handler.catalogue()))
    assert entry.reference in taken.mails[0].get_content()


def test_mail_is_sent_where_a_server_is_set_and_beside_the_boards(pg_log: PostgresEventLog) -> None:
    def names(*roles: RoleName, **environment: str) -> set[str]:
        place = a_place(pg_log, Office(pg_log), **environment)
        return {role.name for role in roles_of(set(roles), place)}

    smtp = {"EXITSPOR_SMTP": "mail.example:587", "EXITSPOR_SMTP_FROM": "besked@mail.example"}
    assert "teller" in names(RoleName.PROJECTOR)
    assert "mail" not in names(RoleName.PROJECTOR)
    assert "mail" in names(RoleName.PROJECTOR, **smtp)
    assert not {"teller", "mail"} & names(RoleName.WEB, RoleName.WORKER, **smtp)


async def test_the_past_of_a_demo_is_told_to_nobody(
    pg_log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_place(pg_log, Office(pg_log))

    async def told(*_: object, **__: object) -> DemoReport:
        await Office(pg_log).define()
        return DemoReport(1, 0)

    monkeypatch.setattr(demo, "fill", told)
    await demo.fill_demo(place.services, seed=1, progress=lambda done, total: None)
    assert await PostgresNotifier(pg_log.pool).position() == await pg_log.head() > 0


async def test_a_demo_is_filled_in_before_anybody_is_told_anything(pg_log: PostgresEventLog) -> None:
    asked = asyncio.create_task(NotifierBehindDemo(pg_log.pool).position())
    assert await asked == 0
    async with pg_log.pool.acquire() as filling:
        await filling.execute("SELECT pg_advisory_lock($1)", LOCK)
        asked = asyncio.create_task(NotifierBehindDemo(pg_log.pool).position())
        done, _ = await asyncio.wait([asked], timeout=1.2)
        assert not done
        await filling.execute("SELECT pg_advisory_unlock($1)", LOCK)
        assert await asked == 0
