"""`exitspor agenda ...`: why what is due is due when it is, and how each kind is timed."""

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.common import id_of
from adapters.cli.past import BAD_ID, Id
from adapters.cli.printing import Row, say, show_table
from adapters.cli.session import do
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.services import Services
from adapters.web.explain import span_text
from adapters.web.explanation import SetBy, parts, source_of, to_come
from adapters.web.history.describe import Describer
from adapters.web.language import DANISH, ENGLISH
from domain import refusals
from domain.agenda_item import ItemKind
from domain.explanation import Explained, apart_from_obligations, explained
from domain.fact import facts_in
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Timing
from domain.rules.reference import stream_for
from domain.span import Span
from domain.timing import DEFAULTS, timing_of
from domain.trajectory.state import Trajectory

app = typer.Typer(help="What is due and why, and how each kind is timed (frister og deres begrundelse).")

BAD_KIND = Words(
    f"KIND: ukendt art. Angiv en af {', '.join(ItemKind)}.",
    f"KIND: an unknown kind. Give one of {', '.join(ItemKind)}.",
)
BESIDE = ("", "Dansk", "English")
TIMED = ("Art", "Hvad", "What", "Frist", "Påmindes", "Eskaleres", "Andet niveau", "Kilde", "Source")
ELSEWHERE = "-"


@app.command("explain", help="Why each thing is due when it is, what moved it, and what the clock does (forklar).")
def explain(
    trajectory: Id,
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Only this kind (art).")] = None,
) -> None:
    stream, only = id_of(trajectory, BAD_ID), None if kind is None else _kind_of(kind)

    async def work(services: Services, _: Addresses) -> None:
        state = await services.handler.trajectory(stream)
        if state.opened is None:
            raise RefusedError(refusals.NO_SUCH_TRAJECTORY)
        catalogue = await services.catalogue()
        _show(state, catalogue, only, await _set_by(services, catalogue))

    do(work)


@app.command("kinds", help="Each kind: when it is due, reminded of and escalated, and who says so (arter).")
def kinds() -> None:
    async def work(services: Services, _: Addresses) -> None:
        catalogue = await services.catalogue()
        set_by = await _set_by(services, catalogue)
        show_table("Arter af frister", TIMED, [_timed(kind, catalogue, set_by) for kind in DEFAULTS])

    do(work)


def _kind_of(text: str) -> ItemKind:
    found = next((kind for kind in ItemKind if kind == text), None)
    if found is None:
        raise BadInputError([BAD_KIND])
    return found


async def _set_by(services: Services, catalogue: Catalogue) -> SetBy:
    """Return the newest definition of each timing that the municipality has set."""
    found = {}
    for timing in catalogue.timings.values():
        *_, newest = facts_in(await services.log.load(stream_for(timing)))
        found[timing.code] = newest
    return found


def _show(state: Trajectory, catalogue: Catalogue, kind: ItemKind | None, set_by: SetBy) -> None:
    items = explained(state, catalogue, kind)
    for item in items:
        due = item.obligation.kind
        show_table(f"{due.da} / {due.en}", BESIDE, list(_beside(item, state, catalogue, set_by)))
    if not items:
        say("Intet forfalder. Nothing is due.")
    for key in apart_from_obligations(state, catalogue):
        if kind in (None, key.kind):
            say(f"Uret, {key.kind.da}: {to_come(key, DANISH)}. The clock, {key.kind.en}: {to_come(key, ENGLISH)}.")


def _beside(item: Explained, state: Trajectory, catalogue: Catalogue, set_by: SetBy) -> Iterator[Row]:
    told = [
        parts(item, Describer(language, catalogue, state), language, catalogue, set_by)
        for language in (DANISH, ENGLISH)
    ]
    for da, en in zip(*told, strict=True):
        yield f"{da.heading} / {en.heading}" if da.heading != en.heading else da.heading, da.text, en.text


def _timed(kind: ItemKind, catalogue: Catalogue, set_by: SetBy) -> Row:
    timing: Timing = timing_of(kind, catalogue.timings)
    reminders = DANISH.list([_length(span) for span in timing.remind or ()]) or ELSEWHERE
    lengths = (_length(timing.due), reminders, _length(timing.escalate), _length(timing.second))
    return kind, kind.da, kind.en, *lengths, source_of(kind, DANISH, set_by), source_of(kind, ENGLISH, set_by)


def _length(span: Span | None) -> str:
    return ELSEWHERE if span is None else span_text(span, DANISH)
