"""`exitspor inbox ...`: what a worker is told, what a mail's reference means, and what has been seen."""

from collections.abc import Iterable
from typing import Annotated

import typer
from typer.core import TyperGroup

from adapters.addresses import Addresses
from adapters.cli.printing import say, show_table
from adapters.cli.session import do
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.notify.inbox import Entry, find, inbox, mark_seen, unseen
from adapters.notify.words import about_of, recipient_of, what_of
from adapters.services import Services
from adapters.web.language import DANISH
from adapters.web.pages.inbox import NO_SUCH_NOTICE
from domain.notices.queues import sight_of
from domain.reference.catalogue import Catalogue

SHOW = "show"
MOST_ROWS = 200

UNKNOWN_WORKER = Words(
    "STAFF: koden kendes ikke. Se »exitspor staff list«.", 'STAFF: the code is unknown. See "exitspor staff list".'
)
NOTHING_NAMED = Words(
    "Angiv referencer, eller --all for alt, hvad der vises.", "Give references, or --all for all that is shown."
)

Worker = Annotated[str, typer.Argument(metavar="STAFF", help="Whose inbox (medarbejderkode).")]


class ShowsByDefault(TyperGroup):
    """`exitspor inbox BB07` is short for `exitspor inbox show BB07`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = [SHOW, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(help="Notices (beskeder): who was told what.", cls=ShowsByDefault)


@app.command(SHOW, help="What a worker is told, in person and in the queues (indbakke).")
def show(
    worker: Worker,
    everything: Annotated[bool, typer.Option("--all", help="What was seen too (også det, der er set).")] = False,
) -> None:
    async def work(services: Services, _: Addresses) -> None:
        catalogue = await catalogue_with(services, worker)
        sight = sight_of(worker, catalogue)
        entries = await inbox(services.pool, worker, sight, seen_too=everything, limit=MOST_ROWS)
        _show(f"Indbakke for {worker}", entries, catalogue)
        say(f"{await unseen(services.pool, worker, sight)} nye beskeder.")

    do(work)


@app.command("find", help="The notice that a mail's reference means (find besked).")
def find_one(reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="As the mail has it.")]) -> None:
    async def work(services: Services, _: Addresses) -> None:
        entry = await find(services.pool, reference)
        if entry is None:
            raise RefusedError(NO_SUCH_NOTICE)
        _show("Fundet besked", [entry], await services.catalogue())

    do(work)


@app.command("seen", help="Note that a worker has seen notices (markér som set).")
def seen(
    worker: Worker,
    references: Annotated[list[str] | None, typer.Argument(metavar="REFERENCE", help="As shown.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that is new (alt nyt).")] = False,
) -> None:
    if bool(references) == everything:
        raise BadInputError([NOTHING_NAMED])

    async def work(services: Services, _: Addresses) -> None:
        sight = sight_of(worker, await catalogue_with(services, worker))
        entries = (
            await inbox(services.pool, worker, sight, limit=MOST_ROWS)
            if everything
            else [await _named(services, reference) for reference in references or ()]
        )
        marked = await mark_seen(services.pool, worker, sight, [entry.id for entry in entries], services.clock())
        say(f"{marked} beskeder er markeret som set.")

    do(work)


async def _named(services: Services, reference: str) -> Entry:
    entry = await find(services.pool, reference)
    if entry is None:
        raise RefusedError(NO_SUCH_NOTICE)
    return entry


async def catalogue_with(services: Services, worker: str) -> Catalogue:
    """Return the catalogue, which knows a worker. Raises BadInputError."""
    catalogue = await services.catalogue()
    if worker not in catalogue.staff:
        raise BadInputError([UNKNOWN_WORKER])
    return catalogue


def _show(title: str, entries: Iterable[Entry], catalogue: Catalogue) -> None:
    columns = ("Besked", "Forløb", "Frist", "Til", "Registreret", "Set", "Reference")
    show_table(title, columns, [_row(entry, catalogue) for entry in entries])


def _row(entry: Entry, catalogue: Catalogue) -> tuple[str, ...]:
    return (
        what_of(entry, DANISH),
        str(entry.stream) if entry.stream_kind == "trajectory" else about_of(entry, DANISH, catalogue),
        DANISH.date(entry.due) if entry.due else "",
        recipient_of(entry.to, DANISH, catalogue),
        DANISH.instant(entry.made),
        DANISH.date(entry.seen) if entry.seen else "",
        entry.reference,
    )
