"""Mail leaves in workers' hours, is never lost, and is tried again, or given up and shown, as the server answers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from adapters.notify.addresses import remove_address, set_address
from adapters.notify.notifier import PostgresNotifier
from adapters.notify.outbox import LEASE, MailCounts, Outbox
from adapters.notify.sender import EXPIRED, GIVEN_UP_AFTER, LONGEST_PAUSE, MailSender, pause_after
from adapters.notify.smtp import Post
from domain.agenda_item import ItemKind
from domain.events.reference import NoticePreferenceDefined
from domain.notices.codes import MailDays
from domain.notices.notice import Notice, Person
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import NoticePreference
from tests.adapters.notify.servers import DyingAfterData, DyingInData, PostOffice, open_office, serving
from tests.conformance.notifier import a_notice
from tests.domain.samples import DEFINITIONS, catalogue_of
from workflows.notifier import Letter, Told

NINE = datetime(2026, 6, 2, 7, tzinfo=UTC)
"""Nine o'clock on a Tuesday in Copenhagen."""

NIGHT = datetime(2026, 6, 2, 20, tzinfo=UTC)
SENDER = "besked@mail.example"
ADDRESSES = {"CTI1": "karla@kommune.example", "LED1": "leder@kommune.example"}
MINUTE = timedelta(minutes=1)


class Desk:
    """Notices to be mailed, and a sender whose clock stands where a test sets it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool, self.outbox, self.notifier = pool, Outbox(pool), PostgresNotifier(pool)
        self.now, self.looks = NINE, 0
        self.preferences: tuple[NoticePreference, ...] = ()

    async def tells(self, *workers: str, at: datetime = NINE, kind: ItemKind = ItemKind.PHASE_END) -> list[Notice]:
        """Tell each of some workers something, of which a mail is to leave at an instant."""
        notices = [a_notice(Person(worker), kind=kind) for worker in workers]
        told = [Told(one, (Letter(worker, at),)) for one, worker in zip(notices, workers, strict=True)]
        position = await self.notifier.position()
        await self.notifier.tell(position, position + 1, told)
        return notices

    async def sends(self, post: Any) -> bool:
        sender = MailSender(self.outbox, post, SENDER, self._catalogue, self._going_on)
        return await sender.send_all()

    def prefers(self, **fields: Any) -> None:
        self.preferences = (NoticePreference(**fields),)

    async def counts(self) -> MailCounts:
        return await self.outbox.counts()

    async def letters(self) -> int:
        count: int = await self.pool.fetchval("SELECT count(*) FROM notify.letter")
        return count

    def _going_on(self) -> datetime:
        """A clock that goes on whenever it is looked at, as real ones do."""
        self.looks += 1
        return self.now + timedelta(microseconds=self.looks)

    async def _catalogue(self) -> Catalogue:
        return catalogue_of(*DEFINITIONS, *(NoticePreferenceDefined(definition=one) for one in self.preferences))


@pytest.fixture
async def desk(pool: asyncpg.Pool) -> Desk:
    for worker, address in ADDRESSES.items():
        await set_address(pool, worker, address)
    return Desk(pool)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
async def post(office: PostOffice) -> AsyncIterator[Post]:
    async with open_office(office) as post:
        yield post


def references(mails: Sequence[EmailMessage]) -> list[list[str]]:
    """Return the references that each mail's Danish half lists, sorted."""
    halves = (mail.get_content().split("--")[0] for mail in mails)
    return [sorted(line.strip() for line in half.splitlines() if line.startswith("  ")) for half in halves]


async def test_what_is_due_to_a_worker_is_one_mail_with_all_references(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    notices = await desk.tells("CTI1", "CTI1", "LED1")
    assert await desk.sends(post)
    assert sorted(office.recipients) == sorted(ADDRESSES.values())
    mine = sorted(notice.reference for notice in notices[:2])
    assert sorted(references(office.mails)) == sorted([mine, [notices[2].reference]])
    assert await desk.counts() == MailCounts(waiting=0, in_trouble=0, sent=2, parked=0)
    assert await desk.sends(post)
    assert len(office.taken) == 2


async def test_nothing_leaves_before_it_is_due(desk: Desk, post: Post, office: PostOffice) -> None:
    await desk.tells("CTI1", at=NINE + MINUTE)
    await desk.sends(post)
    assert office.taken == []
    desk.now += MINUTE
    await desk.sends(post)
    assert len(office.taken) == 1


async def test_what_was_held_up_until_the_night_leaves_in_the_morning_unless_it_is_urgent(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1")
    (urgent,) = await desk.tells("LED1", kind=ItemKind.BREACH)
    desk.now = NIGHT
    await desk.sends(post)
    assert references(office.mails) == [[urgent.reference]]
    desk.now = datetime(2026, 6, 3, 6, tzinfo=UTC)
    await desk.sends(post)
    assert len(office.taken) == 2


async def test_a_mail_that_waits_for_the_server_into_the_night_waits_for_the_morning_and_loses_no_attempt(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1")
    office.on_data = "452 no room"
    await desk.sends(post)
    office.on_data = "250 OK"
    desk.now = NIGHT
    await desk.sends(post)
    assert (office.taken, (await desk.counts()).waiting) == ([], 1)
    assert await desk.pool.fetchval("SELECT attempts FROM notify.mail") == 1
    desk.now = datetime(2026, 6, 3, 6, tzinfo=UTC)
    await desk.sends(post)
    assert len(office.taken) == 1


async def test_who_wants_no_mail_any_more_or_has_no_address_gets_none(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1", "LED1")
    desk.prefers(code="CTI1", mail=False)
    await remove_address(desk.pool, "LED1")
    assert await desk.sends(post)
    assert (office.taken, await desk.letters()) == ([], 0)
    assert await desk.counts() == MailCounts(waiting=0, in_trouble=0, sent=0, parked=0)


async def test_a_digest_that_is_due_leaves_though_the_sender_is_late(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    desk.prefers(code="CTI1", digest="08:30", days=MailDays.EVERY_DAY)
    await desk.tells("CTI1", "CTI1", at=NINE - 30 * MINUTE)
    await desk.sends(post)
    assert [len(listed) for listed in references(office.mails)] == [2]


async def test_where_no_mail_was_sent_for_a_week_nobody_is_mailed_about_what_is_older(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1", at=NINE - timedelta(days=7, seconds=1))
    await desk.sends(post)
    assert (office.taken, await desk.letters()) == ([], 0)


async def test_a_mail_that_is_refused_for_good_is_parked_shown_and_tried_again_when_somebody_says_so(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1", "LED1")
    office.on_recipient = "550 no such user"
    assert await desk.sends(post)
    parked = await desk.outbox.parked()
    assert {(one.worker, one.trouble, one.attempts) for one in parked} == {("CTI1", "550", 1), ("LED1", "550", 1)}
    desk.now += timedelta(days=1)
    await desk.sends(post)
    assert (await desk.counts()).parked == 2
    office.on_recipient = "250 OK"
    assert await desk.outbox.try_parked_again(desk.now) == 2
    await desk.sends(post)
    assert await desk.counts() == MailCounts(waiting=0, in_trouble=0, sent=2, parked=0)


async def test_a_mail_that_is_put_off_is_tried_after_longer_and_longer_pauses_with_one_message_id(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1")
    office.on_data = "452 no room"
    for attempt in range(1, 5):
        await desk.sends(post)
        assert await desk.pool.fetchval("SELECT attempts FROM notify.mail") == attempt
        desk.now += pause_after(attempt) - timedelta(seconds=1)
        await desk.sends(post)
        assert await desk.pool.fetchval("SELECT attempts FROM notify.mail") == attempt
        desk.now += timedelta(seconds=1)
    office.on_data = "250 OK"
    await desk.sends(post)
    assert len(office.taken) == 1


def test_pauses_double_from_a_minute_to_an_hour() -> None:
    minutes = [pause_after(attempts) / MINUTE for attempts in (1, 2, 3, 6, 7, 500)]
    assert minutes == [1, 2, 4, 32, 60, 60]
    assert pause_after(500) == LONGEST_PAUSE


async def test_one_recipient_that_is_put_off_holds_no_other_up(desk: Desk) -> None:
    class PutsOffOne(PostOffice):
        async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
            self.on_recipient = "450 greylisted" if address == ADDRESSES["CTI1"] else "250 OK"
            return await super().handle_RCPT(server, session, envelope, address, options)

    picky = PutsOffOne()
    await desk.tells("CTI1", "LED1")
    async with open_office(picky) as reached:
        assert await desk.sends(reached)
    assert picky.recipients == [ADDRESSES["LED1"]]
    assert await desk.counts() == MailCounts(waiting=1, in_trouble=1, sent=1, parked=0)


async def test_a_server_that_is_away_or_dies_in_the_middle_loses_nothing(desk: Desk, office: PostOffice) -> None:
    await desk.tells("CTI1")
    async with serving(DyingInData) as dying:
        assert not await desk.sends(dying)
    desk.now += MINUTE
    assert not await desk.sends(dying)
    assert await desk.counts() == MailCounts(waiting=1, in_trouble=1, sent=0, parked=0)
    desk.now += 2 * MINUTE
    async with open_office(office) as post:
        assert await desk.sends(post)
    assert (await desk.counts()).sent == 1


async def test_a_mail_tried_in_vain_for_a_week_is_given_up(desk: Desk) -> None:
    await desk.tells("CTI1")
    async with serving(DyingInData) as dying:
        await desk.sends(dying)
        desk.now += GIVEN_UP_AFTER + MINUTE
        await desk.sends(dying)
    assert [one.trouble for one in await desk.outbox.parked()] == [EXPIRED]


async def test_a_server_that_dies_after_it_took_the_mail_gets_it_again_and_can_tell(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1")
    before = DyingAfterData.taken
    async with serving(DyingAfterData) as dying:
        await desk.sends(dying)
    assert DyingAfterData.taken == before + 1
    desk.now += MINUTE
    await desk.sends(post)
    (mail,) = office.mails
    assert mail["Message-ID"] == f"<{await desk.pool.fetchval('SELECT id FROM notify.mail')}@mail.example>"


async def test_a_sender_killed_after_the_server_took_the_mail_sends_it_again_with_the_same_message_id(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    class DiesWhenSent(Outbox):
        async def sent(self, *_: Any) -> None:
            raise Killed

    await desk.tells("CTI1", "CTI1")
    desk.outbox = DiesWhenSent(desk.pool)
    with pytest.raises(Killed):
        await desk.sends(post)
    desk.outbox = Outbox(desk.pool)
    await desk.sends(post)
    assert len(office.taken) == 1
    desk.now += LEASE
    await desk.sends(post)
    assert office.taken[0] == office.taken[1]
    assert (await desk.counts()).sent == 1


async def test_no_address_and_no_answer_of_the_server_stands_in_the_logs_or_in_what_is_kept(
    desk: Desk, post: Post, office: PostOffice
) -> None:
    await desk.tells("CTI1", "LED1")
    with capture_logs() as lines:
        office.on_sender = f"553 {ADDRESSES['CTI1']} may not"
        await desk.sends(post)
        desk.now += MINUTE
        office.on_sender, office.on_recipient = "250 OK", f"550 no such user {ADDRESSES['CTI1']}"
        await desk.sends(post)
        async with serving(DyingInData) as dying:
            await desk.sends(dying)
    assert len(lines) > 1
    kept = [*lines, *map(dict, await desk.pool.fetch("SELECT * FROM notify.mail")), *await desk.outbox.parked()]
    assert "kommune.example" not in str(kept)
    assert "no such user" not in str(kept)


async def test_of_five_senders_at_once_each_mail_is_sent_by_one(desk: Desk, post: Post, office: PostOffice) -> None:
    for number in range(20):
        await set_address(desk.pool, f"AB{number}", f"ab{number}@kommune.example")
    await desk.tells(*(f"AB{number}" for number in range(20)))
    await asyncio.gather(*(desk.sends(post) for _ in range(5)))
    assert sorted(office.recipients) == sorted(f"ab{number}@kommune.example" for number in range(20))


async def test_a_mail_is_leased_to_one_of_ten_who_ask_at_once_until_the_lease_runs_out(
    desk: Desk, pool: asyncpg.Pool
) -> None:
    await desk.tells("CTI1")
    await desk.outbox.gather(NINE, lambda due: NINE)
    await asyncio.gather(*(pool.execute("SELECT pg_sleep(0.02)") for _ in range(10)))
    leased = await asyncio.gather(*(desk.outbox.lease(NINE) for _ in range(10)))
    assert [mail.attempts for mail in leased if mail] == [1]
    assert await desk.outbox.lease(NINE + LEASE - timedelta(seconds=1)) is None
    again = await desk.outbox.lease(NINE + LEASE)
    assert again is not None
    assert again.attempts == 2


async def test_it_sends_until_it_is_told_to_stop(desk: Desk, post: Post, office: PostOffice) -> None:
    stop = asyncio.Event()
    await desk.tells("CTI1")

    class StopsWhenSent(Outbox):
        async def sent(self, *arguments: Any) -> None:
            await super().sent(*arguments)
            stop.set()

    sender = MailSender(StopsWhenSent(desk.pool), post, SENDER, desk._catalogue, lambda: desk.now)
    async with asyncio.timeout(30):
        await sender.run(stop)
    assert len(office.taken) == 1
