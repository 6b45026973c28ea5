"""`exitspor notify ...`: where mail about notices goes, when, and how it fares."""

import sys
from collections.abc import Mapping
from getpass import getpass
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError

from adapters.addresses import Addresses
from adapters.cli.common import ACTOR, NO_ACTOR
from adapters.cli.inbox import Worker, catalogue_with
from adapters.cli.printing import say, show_table
from adapters.cli.session import do
from adapters.cli.trouble import BadInputError, EndedError, RefusedError, Words
from adapters.notify.addresses import is_address, remove_address, set_address, with_address
from adapters.notify.notifier import PostgresNotifier
from adapters.notify.outbox import Outbox
from adapters.report.danish import danish_instant
from adapters.services import Services
from domain.base import Occurred
from domain.calendar import civil_date
from domain.commands.reference import Define
from domain.notices.mail_times import preference_of
from domain.reference.definitions import NoticePreference
from domain.refusal import Refusal

app = typer.Typer(help="Mail about notices (mail om beskeder): addresses, hours, and what was not taken.")

NO_ADDRESS = Words(
    "Det er ingen e-mailadresse, der kan sendes til. Skriv den som navn@kommune.dk, uden æ, ø og å.",
    "That is no e-mail address that can be sent to. Write it as name@example.org, in plain letters.",
)
UNKNOWN_ACTOR = Words(
    "--actor: koden kendes ikke. Se »exitspor staff list«.",
    '--actor: the code is unknown. See "exitspor staff list".',
)
BAD_PREFERENCE = Words(
    "Tider skrives som 08:00, »--days« er working-days eller every-day, og samlet mail kommer ikke i stille timer.",
    'Times are written as 08:00, "--days" is working-days or every-day, and a digest does not come in quiet hours.',
)
PARKED = Words(
    "Mail er opgivet. Ret det, der er galt, og kør »exitspor notify retry«. Beskederne står i indbakken.",
    'Mail was given up. Put right what is wrong and run "exitspor notify retry". The notices are in the inbox.',
)
NO_DIGEST = "none"


@app.command("address", help="Set where mail to a worker goes; it is asked for, or read from a pipe (mailadresse).")
def address(worker: Worker) -> None:
    typed = _ask()
    if not is_address(typed):
        raise BadInputError([NO_ADDRESS])

    async def work(services: Services, _: Addresses) -> None:
        await catalogue_with(services, worker)
        await set_address(services.pool, worker, typed)
        say(f"{worker} får nu mail om nye beskeder.")

    do(work)


@app.command("forget", help="Remove a worker's address: no more mail (slet mailadresse).")
def forget(worker: Worker) -> None:
    async def work(services: Services, _: Addresses) -> None:
        await catalogue_with(services, worker)
        await remove_address(services.pool, worker)
        say(f"{worker} får ikke længere mail.")

    do(work)


@app.command("hours", help="Set when a worker is sent mail; what is left out stays (tidspunkter for mail).")
def hours(
    worker: Worker,
    *,
    mail: Annotated[bool | None, typer.Option("--mail/--no-mail", help="Whether at all (mail eller ej).")] = None,
    quiet_from: Annotated[str | None, typer.Option(metavar="HH:MM", help="Quiet from (stille fra).")] = None,
    quiet_until: Annotated[str | None, typer.Option(metavar="HH:MM", help="Quiet until (stille til).")] = None,
    days: Annotated[str | None, typer.Option(metavar="DAYS", help="working-days or every-day (dage).")] = None,
    digest: Annotated[
        str | None, typer.Option(metavar="HH:MM", help='One mail a day at a time, or "none" (samlet mail).')
    ] = None,
    actor: ACTOR = None,
) -> None:
    if not actor:
        raise BadInputError([NO_ACTOR])
    said = {"mail": mail, "quiet_from": quiet_from, "quiet_until": quiet_until, "days": days, "digest": digest}
    given = {name: None if value == NO_DIGEST else value for name, value in said.items() if value is not None}

    async def work(services: Services, _: Addresses) -> None:
        catalogue = await catalogue_with(services, worker)
        if actor not in catalogue.staff:
            raise BadInputError([UNKNOWN_ACTOR])
        await _define(services, _changed(preference_of(worker, catalogue), given), actor)
        say("Trådt i kraft.")

    do(work)


@app.command("status", help="How the mail fares, and who has an address (status for mail).")
def status() -> None:
    async def work(services: Services, _: Addresses) -> None:
        outbox = Outbox(services.pool)
        await _show_following(services)
        counts = await outbox.counts()
        say(f"Mail: {counts.waiting} venter ({counts.in_trouble} forsøgt forgæves), {counts.sent} sendt")
        say(f"Med mailadresse: {', '.join(sorted(await with_address(services.pool))) or 'ingen'}")
        rows = [
            (one.worker, danish_instant(one.made), str(one.attempts), one.trouble) for one in await outbox.parked()
        ]
        show_table("Opgivet mail", ("Medarbejder", "Lavet", "Forsøg", "Svar"), rows, numbers=("Forsøg",))
        if rows:
            raise EndedError([PARKED])

    do(work)


@app.command("retry", help="Have the mail that was given up sent again (prøv igen).")
def retry() -> None:
    async def work(services: Services, _: Addresses) -> None:
        say(f"{await Outbox(services.pool).try_parked_again(services.clock())} mail prøves igen.")

    do(work)


async def _show_following(services: Services) -> None:
    notifier = PostgresNotifier(services.pool)
    position, head = await notifier.position(), await services.log.head()
    server = "sat" if services.settings.smtp else "ikke sat (EXITSPOR_SMTP)"
    say(f"Beskeder er givet til og med plads {position}; loggen er ved {head}. Mailserver: {server}")
    unread = await notifier.unread()
    if unread:
        say(f"{len(unread)} forløb kan denne udgave ikke læse; deres beskeder venter på en nyere.")


async def _define(services: Services, preference: NoticePreference, actor: str) -> None:
    now = services.clock()
    command = Define(
        command_id=uuid4(),
        actor=actor,
        municipality=services.municipality,
        occurred=Occurred(on=civil_date(now)),
        definition=preference,
    )
    answer = await services.handler.handle(command, now)
    if isinstance(answer, Refusal):
        raise RefusedError(answer)


def _changed(former: NoticePreference, given: Mapping[str, object]) -> NoticePreference:
    try:
        return NoticePreference.model_validate({**former.model_dump(), **given})
    except ValidationError:
        raise BadInputError([BAD_PREFERENCE]) from None


def _ask() -> str:
    """Return an address that is not shown while it is typed, or the first line of what is piped in."""
    return (getpass("E-mail: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
