"""The mail that leaves names no person, programme, measure, centre, kind, deadline or trajectory (issue 4, 6)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from uuid import uuid4

import asyncpg
import pytest

from adapters.notify.addresses import set_address
from adapters.notify.inbox import find
from adapters.notify.notifier import PostgresNotifier
from adapters.notify.outbox import Outbox
from adapters.notify.sender import MailSender
from adapters.notify.text import MOST_REFERENCES, mail_of
from adapters.postgres.log import PostgresEventLog
from adapters.reference.load import not_defined_yet, shipped
from domain.agenda_item import ItemKind
from domain.base import CLOCK, Occurred
from domain.breach_codes import BreachCause
from domain.commands.breach import ReportPossibleBreach
from domain.commands.clock import ActOnItem
from domain.commands.course import OfferHandOver
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.duties import Duty
from domain.notices.codes import NoticeKind
from domain.notices.reference import reference_of
from domain.reference.catalogue import Catalogue
from domain.trajectory_codes import PhaseName, Role
from tests.adapters.notify.servers import PostOffice, open_office
from tests.workflows.office import Office, afternoon_of, contact_to_start, to_do, trajectory
from workflows.telling import Teller

START = date(2026, 3, 2)
SENDER = "besked@mail.example"
ADDRESSES = {"CTI1": "k7@mail.example", "CTI2": "k8@mail.example", "LED1": "k9@mail.example"}
GIVES_THE_WORK_AWAY = ("exit", "exitspor", "prostitution", "cti", "socialforvaltning", "cpr", "brud", "breach")


async def a_year_of_a_trajectory(office: Office, name: str) -> None:
    """Tell of reminders, passed deadlines, escalations, an unanswered measure, a hand-over and a breach."""
    about, measure = trajectory(name), uuid4()
    await office.do_all(contact_to_start(about, START, START))
    proposed = ProposeMeasure(
        command_id=uuid4(), actor="CTI1", municipality="101", occurred=Occurred(on=START), trajectory=about,
        measure=measure, kind="referral-kc", provider="kc",
    )  # fmt: skip
    await office.does(proposed)
    await office.does(to_do(ApplyForMeasure, about, START, measure=measure))
    await office.does(to_do(OfferHandOver, about, START, to="CTI2", hand_over=uuid4()))
    await office.does(to_do(ReportPossibleBreach, about, START, breach=uuid4(), cause=next(iter(BreachCause))))
    until = afternoon_of(START) + timedelta(days=365)
    while due := [item for item in (await office.agendas.newest(about)).timers if item.at <= until]:
        act = to_do(ActOnItem, about, due[0].occurred, actor=CLOCK, item=due[0])
        await office.does(act, max(due[0].at, afternoon_of(START)))


def canaries(catalogue: Catalogue) -> Iterator[str]:
    """Yield every word that could tell what the mail is about, or about whom."""
    for shelf in (
        catalogue.programmes, catalogue.measure_kinds, catalogue.providers, catalogue.centres,
        catalogue.administrations, catalogue.plans,
    ):  # fmt: skip
        for definition in shelf.values():
            yield from (definition.code, definition.da, definition.en)
    yield from catalogue.staff
    for codes in (ItemKind, NoticeKind, Role, PhaseName, Duty):
        for code in codes:
            yield from (code.value, code.da, code.en)
    yield from GIVES_THE_WORK_AWAY


def said(mail: EmailMessage) -> str:
    """Return everything that a mail says, headers and body, but for whom it goes to and when it was sent."""
    headers = [f"{name}: {value}" for name, value in mail.items() if name not in ("To", "Date")]
    return "\n".join([*headers, mail.get_content(), str(mail.get_body())])


def traces(text: str, words: Iterator[str]) -> list[str]:
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]


@pytest.fixture
async def office(pg_log: PostgresEventLog) -> Office:
    office = Office(pg_log)
    await office.define()
    await office.define(*not_defined_yet(shipped(), await office.handler.catalogue()))
    return office


async def test_of_a_year_of_a_trajectory_the_mail_that_leaves_says_nothing_but_references(
    office: Office, pool: asyncpg.Pool
) -> None:
    for worker, address in ADDRESSES.items():
        await set_address(pool, worker, address)
    await a_year_of_a_trajectory(office, "a")
    now = datetime.now(UTC)
    await Teller(office.log, PostgresNotifier(pool), lambda: now).catch_up()
    mails = await sent(pool, office)
    assert {mail["To"] for mail in mails} == set(ADDRESSES.values())
    catalogue, about = await office.handler.catalogue(), trajectory("a")
    days = {row["due"] for row in await pool.fetch("SELECT due FROM notify.notice WHERE due IS NOT NULL")}
    assert len(days) > 5
    for mail in mails:
        assert traces(said(mail), canaries(catalogue)) == []
        assert str(about)[:8] not in said(mail)
        assert not [day for day in days if day.isoformat() in said(mail) or f"{day.day}." in said(mail)]
    listed = {word for mail in mails for word in re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", mail.get_content())}
    for reference in listed:
        assert (found := await find(pool, reference.lower())) is not None
        assert found.stream == about
    assert len(listed) > 10


async def sent(pool: asyncpg.Pool, office: Office) -> list[EmailMessage]:
    """Have all letters sent to a real server; return the mails that it took."""
    last = await pool.fetchval("SELECT max(at) FROM notify.letter")
    taken = PostOffice()
    async with open_office(taken) as post:
        outbox = Outbox(pool)
        assert await MailSender(outbox, post, SENDER, office.handler.catalogue, lambda: last).send_all()
        assert (await outbox.counts()).waiting == 0
    assert taken.greetings == ["mail.example"] * len(taken.taken)
    return taken.mails


@pytest.mark.parametrize("count", [1, 2, MOST_REFERENCES + 1])
async def test_however_many_notices_a_mail_is_about_it_says_nothing_of_them(office: Office, count: int) -> None:
    listed = [reference_of(uuid4()) for _ in range(count)]
    mail = mail_of(uuid4(), listed, sender=SENDER, to="k7@mail.example", now=datetime.now(UTC))
    assert traces(said(mail), canaries(await office.handler.catalogue())) == []


def test_a_word_that_gives_something_away_would_be_found() -> None:
    mail = mail_of(uuid4(), [reference_of(uuid4())], sender=SENDER, to="k7@mail.example", now=datetime.now(UTC))
    assert traces(said(mail), iter(["besked", "New notice", "inbox"])) == ["besked", "New notice", "inbox"]


def test_a_mail_is_danish_and_then_english_and_lists_no_more_than_fifty() -> None:
    listed = [reference_of(uuid4()) for _ in range(MOST_REFERENCES + 2)]
    mail = mail_of(uuid4(), listed, sender=SENDER, to="k7@mail.example", now=datetime.now(UTC))
    assert mail["Subject"] == "52 nye beskeder / 52 new notices"
    danish, english = mail.get_content().split("--\n")
    for half, more in ((danish, "og 2 til"), (english, "and 2 more")):
        assert half.count("-") == 3 * MOST_REFERENCES
        assert more in half
    assert danish.startswith("Der er 52 nye beskeder i din indbakke")
    assert "There are 52 new notices in your inbox" in english


def test_no_mail_has_a_header_that_nobody_asked_for() -> None:
    mail = mail_of(uuid4(), ["M6S4-XPA6-5AQY-G9DJ"], sender=SENDER, to="k7@mail.example", now=datetime.now(UTC))
    assert [name for name in mail.keys() if not name.startswith(("MIME", "Content"))] == [  # noqa: SIM118
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    ]  # fmt: skip
