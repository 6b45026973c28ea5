"""`exitspor access ...`: the access log, an extract for the person, a sample for control, and whether it is whole."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

import typer

from adapters.access_log.verify import Fault, Verified, verify
from adapters.access_log.words import fields_of, sheet_of
from adapters.addresses import Addresses
from adapters.checkpoints.errors import CheckpointError
from adapters.checkpoints.keys import Keys, trusted_keys
from adapters.cli.common import ACTOR, NO_ACTOR, day_of, id_of
from adapters.cli.printing import say, show_table
from adapters.cli.session import chosen, do
from adapters.cli.trouble import BadInputError, EndedError, RefusedError, Words
from adapters.desk.base import Counter
from adapters.services import Services
from adapters.settings import Settings
from adapters.web.language import DANISH
from domain.access.codes import AccessPurpose, Action
from domain.access.log import Asked, Entry, Place
from domain.access.who import Who, who_is
from domain.refusal import Refusal

app = typer.Typer(help="The access log (adgangsloggen): who did what with what is personal, and to what end.")

MOST = 1000
ACTIONS = {str(action): action for action in Action}

BAD_DAY = Words("--day: angiv en dato som 2026-01-31.", "--day: give a date such as 2026-01-31.")
BAD_ID = Words("Angiv et forløbs nummer, som Exitspor har givet.", "Give a trajectory's id that Exitspor gave.")
BAD_ACTION = Words(
    f"--action: angiv en af {', '.join(ACTIONS)}.",
    f"--action: give one of {', '.join(ACTIONS)}.",
)
BAD_MONTH = Words("--month: angiv en måned som 2026-01.", "--month: give a month such as 2026-01.")
BAD_ANCHOR = Words(
    "--anchor: angiv en måned, et nummer og en kædesum, som verify skrev dem: 2026-01:12:0a1b...",
    "--anchor: give a month, a number and a hash as verify printed them: 2026-01:12:0a1b...",
)
NO_WORKER = Words(
    "--actor: ingen i tjeneste har den kode. Se »exitspor staff list«.",
    '--actor: nobody in service has that code. See "exitspor staff list".',
)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
ANCHOR = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])):(\d{1,15}):([0-9a-f]{64})")

ROWS = typer.Option("--rows", min=1, max=MOST, help="So many, at most (rækker).")


@app.callback()
def access_group() -> None:
    """The access log (adgangsloggen)."""


@app.command("log", help="What was written down, the newest first (adgangslog). Reading it is written down too.")
def show_log(
    *,
    actor: ACTOR = None,
    day: Annotated[str | None, typer.Option("--day", metavar="DATE", help="Of one day (dag).")] = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="STAFF", help="Of one (medarbejder).")] = None,
    trajectory: Annotated[str | None, typer.Option("--trajectory", metavar="ID", help="About one (forløb).")] = None,
    action: Annotated[str | None, typer.Option("--action", metavar="CODE", help="Of one kind (handling).")] = None,
    rows: Annotated[int, ROWS] = 50,
) -> None:
    if action is not None and action not in ACTIONS:
        raise BadInputError([BAD_ACTION])
    asked = Asked(
        day=day_of(day, BAD_DAY) if day else None,
        actor=worker,
        trajectory=id_of(trajectory, BAD_ID) if trajectory else None,
        action=ACTIONS.get(action or ""),
    )

    async def work(services: Services, _: Addresses) -> None:
        who = await permitted(services, actor, Action.READ_ACCESS_LOG, AccessPurpose.CONTROL, asked.trajectory)
        found = await services.access_log.entries(asked, reader=who.code, at=services.clock(), limit=rows)
        show_entries("Adgangslog", found)

    do(work)


@app.command("extract", help="What was done with one trajectory's contents: for the person (udtræk til borgeren).")
def extract(
    trajectory: Annotated[str, typer.Argument(metavar="TRAJECTORY", help="The trajectory's id.")],
    actor: ACTOR = None,
) -> None:
    about = id_of(trajectory, BAD_ID)

    async def work(services: Services, _: Addresses) -> None:
        who = await permitted(services, actor, Action.EXTRACT_ACCESS, AccessPurpose.SUBJECT_ACCESS, about)
        told = await services.access_log.extract(about, who=who, at=services.clock())
        rows = [(DANISH.instant(one.at), one.action.da, fields_of(one.fields), one.purpose.da) for one in told]
        show_table("Adgange til oplysninger om dig", ("Tidspunkt", "Hvad", "Oplysninger", "Formål"), rows)

    do(work)


@app.command("sample", help="Accesses of a month that nobody chose, to be looked into (stikprøve).")
def sample(
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="Of which month (måned).")],
    actor: ACTOR = None,
    size: Annotated[int, typer.Option("--size", min=1, max=MOST, help="So many (antal).")] = 10,
) -> None:
    of_month = _month(month, BAD_MONTH)

    async def work(services: Services, _: Addresses) -> None:
        who = await permitted(services, actor, Action.SAMPLE_ACCESS, AccessPurpose.CONTROL)
        drawn = await services.access_log.sample(of_month, size, reader=who.code, at=services.clock())
        for line in sheet_of(drawn):
            say(line)
        show_entries("Adgange, der skal begrundes", drawn.entries, "Begrundet (ja/nej)", "Initialer")

    do(work)


@app.command("verify", help="Compute every hash of the access log anew, and check the signatures (kontrollér).")
def verify_log(
    actor: ACTOR = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option("--anchor", metavar="MONTH:NUMBER:HASH", help="What an earlier run printed (anker); several."),
    ] = None,
) -> None:
    anchors = dict(map(_anchor, anchor or []))
    keys = _keys(chosen())

    async def work(services: Services, _: Addresses) -> None:
        who = await permitted(services, actor, Action.READ_ACCESS_LOG, AccessPurpose.CONTROL)
        found = await verify(services.pool, reader=who.code, at=services.clock(), keys=keys, anchors=anchors)
        _tell_verified(found)

    do(work)


async def permitted(
    services: Services, actor: str | None, action: Action, purpose: AccessPurpose, trajectory: UUID | None = None
) -> Who:
    """Return who asks, if the policy allows it; a refused attempt is written down. Raises EndedError."""
    if not actor:
        raise BadInputError([NO_ACTOR])
    who = who_is(actor, await services.catalogue(), services.municipality)
    if who is None:
        raise BadInputError([NO_WORKER])
    about = trajectory if action is Action.EXTRACT_ACCESS else None
    verdict = await Counter(services, who).allowed(action, about, purpose=purpose)
    if isinstance(verdict, Refusal):
        raise RefusedError(verdict)
    return who


def show_entries(title: str, entries: Iterable[Entry], *to_fill_in: str) -> None:
    """Print entries as a table, with empty columns for what is filled in by hand."""
    columns = ("Måned", "Nr.", "Tidspunkt", "Medarbejder", "Handling", "Oplysninger", "Formål", "Udfald", "Forløb")
    rows = [(*_row(entry), *("" for _ in to_fill_in)) for entry in entries]
    show_table(title, (*columns, *to_fill_in), rows, numbers=("Nr.",))


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        f"{entry.place.month:%Y-%m}",
        str(entry.place.number),
        DANISH.instant(entry.at),
        entry.actor,
        entry.action.da,
        fields_of(entry.fields),
        entry.purpose.da,
        entry.outcome.da,
        str(entry.trajectory or ""),
    )


def _tell_verified(found: Verified) -> None:
    if found.fault is not None:
        raise _broken(found.fault)
    say(f"Adgangsloggen er hel: {found.entries} adgange uden huller, kæden er ubrudt.")
    if found.unsigned:
        say(f"Måneder uden underskrift: {', '.join(f'{month:%Y-%m}' for month in found.unsigned)}")
    if found.reached is not None:
        say(f"Anker: {found.reached.month:%Y-%m}:{found.reached.number}:{found.hash.hex()}")


def _broken(fault: Fault) -> EndedError:
    month, number = f"{fault.place.month:%Y-%m}", fault.place.number
    return EndedError(
        [
            Words(
                f"Adgangsloggen er brudt i {month} ved nr. {number}: {fault.danish}. Hent en sikkerhedskopi frem.",
                f"The access log is broken in {month} at no. {number}: {fault.english}. Turn to a backup.",
            )
        ]
    )


def _keys(settings: Settings) -> Keys:
    """Return the keys that are trusted, none where none is set. Raises EndedError for one that cannot be used."""
    if not any((settings.signing_key, settings.signing_key_file, settings.verify_key, settings.verify_key_file)):
        return {}
    try:
        return trusted_keys(settings)
    except CheckpointError as error:
        raise EndedError([Words(error.danish, error.english)]) from None


def _month(text: str, otherwise: Words) -> date:
    if not MONTH.fullmatch(text):
        raise BadInputError([otherwise])
    return day_of(f"{text}-01", otherwise)


def _anchor(text: str) -> tuple[Place, bytes]:
    found = ANCHOR.fullmatch(text)
    if found is None:
        raise BadInputError([BAD_ANCHOR])
    return Place(_month(found[1], BAD_ANCHOR), int(found[2])), bytes.fromhex(found[3])
