"""`--preview`: what a step would move, from what to what, in Danish with English beside; nothing is saved."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from adapters.cli.bars import share_bar
from adapters.cli.printing import say, show_table
from adapters.cli.trouble import RefusedError
from adapters.report.danish import danish_number
from adapters.report.english import english_number
from adapters.services import Services
from adapters.web.explain import what
from adapters.web.language import DANISH, ENGLISH, Language
from domain.agenda import Obligation
from domain.agenda_item import ItemKey
from domain.commands.base import Command
from domain.preview import ObligationMoved, Preview, TimerMoved
from domain.recurring.streams import duty_of
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.supposing import Progress, Supposing

MOST_ROWS = 200
"""How many rows of a table are shown: the soonest due."""

NEW, GONE, SAME = "ny (new)", "bortfalder (lapses)", "uændret (same)"
COLUMNS = ("Forløb/opgave (trajectory/duty)", "Hvad (what)", "Fra (from)", "Til (to)")


class Sums(NamedTuple):
    """How many obligations change in each of four ways; one that changes day and hands counts in both."""

    moved: int
    new: int
    gone: int
    hands: int


async def show_preview(command: Command, services: Services) -> None:
    """Tell what a command would move. Raises RefusedError."""
    with comparing() as progress:
        preview = await services.handler.preview(command, services.clock(), progress=progress)
    if isinstance(preview, Refusal):
        raise RefusedError(preview)
    tell_preview(preview, await services.catalogue())


async def show_supposed(supposing: Supposing) -> None:
    """Tell what all that was supposed would move."""
    with comparing() as progress:
        preview = await supposing.preview(progress)
    tell_preview(preview, supposing.catalogue)


@contextmanager
def comparing() -> Iterator[Progress]:
    """Show during a block how many trajectories have been compared."""
    bar, tell = share_bar("Sammenligner forløb / Comparing trajectories")
    try:
        yield lambda done, of: tell(done / of if of else 1.0)
    finally:
        bar.stop()


def tell_preview(preview: Preview, catalogue: Catalogue) -> None:
    """Tell a preview; the catalogue names kinds of measure."""
    say("Forhåndsvisning: intet er gemt. / Preview: nothing is saved.")
    rows = [_obligation_row(moved, catalogue) for moved in preview.obligations[:MOST_ROWS]]
    show_table("Frister / Due dates", (*COLUMNS, "Hvem (who)"), rows)
    _tell_more(len(preview.obligations))
    if preview.timers:
        show_table(
            "Uret / The clock", COLUMNS, [_timer_row(moved, catalogue) for moved in preview.timers[:MOST_ROWS]]
        )
        _tell_more(len(preview.timers))
    for line in _beside(preview):
        say(line)


def sums_of(moves: Iterable[ObligationMoved]) -> Sums:
    """Return how many obligations change day, appear, disappear, and change hands."""
    moves = tuple(moves)
    return Sums(
        moved=sum(one.changes_day for one in moves),
        new=sum(one.before is None for one in moves),
        gone=sum(one.after is None for one in moves),
        hands=sum(one.changes_hands for one in moves),
    )


def _tell_more(number: int) -> None:
    if number > MOST_ROWS:
        rest = number - MOST_ROWS
        say(f"Og {danish_number(rest)} mere. / And {english_number(rest)} more.")


def _obligation_row(moved: ObligationMoved, catalogue: Catalogue) -> tuple[str, ...]:
    shown = moved.after or moved.before
    assert shown is not None
    return (
        _where(moved.stream, catalogue),
        f"{_what(shown, moved, DANISH, catalogue)} ({_what(shown, moved, ENGLISH, catalogue)})",
        _day(moved.before, moved.after) if moved.before else NEW,
        _later_day(moved),
        " → ".join(dict.fromkeys(_who(one) for one in (moved.before, moved.after) if one is not None)),
    )


def _what(shown: Obligation, moved: ObligationMoved, language: Language, catalogue: Catalogue) -> str:
    named: Mapping[UUID, str] = {}
    if isinstance(shown.subject, UUID) and moved.measure is not None:
        kind = catalogue.measure_kinds.get(moved.measure)
        named = {shown.subject: language.label(kind) if kind else moved.measure}
    return what(shown, language, named)


def _later_day(moved: ObligationMoved) -> str:
    if moved.after is None:
        return GONE
    return SAME if moved.before and not moved.changes_day else _day(moved.after, moved.before)


def _day(shown: Obligation, other: Obligation | None) -> str:
    """Return a day, with the time of day where that alone tells it from the other."""
    if other is not None and other.due.on == shown.due.on and other.due.at != shown.due.at:
        return DANISH.instant(shown.due.at)
    return DANISH.date(shown.due.on)


def _where(stream: UUID, catalogue: Catalogue) -> str:
    """Return a recurring duty's code, and of a trajectory the id."""
    duty = duty_of(stream, catalogue)
    return str(stream) if duty is None else duty.code


def _who(obligation: Obligation) -> str:
    role, place = obligation.role.da if obligation.role else "kø", obligation.centre or "kommunen"
    return obligation.worker or f"{role} ({place})"


def _timer_row(moved: TimerMoved, catalogue: Catalogue) -> tuple[str, ...]:
    shown = moved.after or moved.before
    assert shown is not None
    return (
        _where(moved.stream, catalogue),
        f"{shown.act.da}: {shown.kind.da} ({shown.act.en}: {shown.kind.en})",
        _instant(moved.before, NEW),
        _instant(moved.after, GONE),
    )


def _instant(item: ItemKey | None, otherwise: str) -> str:
    return DANISH.instant(item.at) if item is not None else otherwise


def _beside(preview: Preview) -> Iterator[str]:
    """Yield the sums and what else there is to know."""
    sums, compared = sums_of(preview.obligations), preview.compared
    yield (
        f"{danish_number(sums.moved)} frister flytter, {danish_number(sums.new)} kommer til, "
        f"{danish_number(sums.gone)} bortfalder, {danish_number(sums.hands)} skifter ansvarlig; "
        f"{danish_number(compared)} forløb sammenlignet."
    )
    yield (
        f"{english_number(sums.moved)} due dates move, {english_number(sums.new)} appear, "
        f"{english_number(sums.gone)} lapse, {english_number(sums.hands)} change hands; "
        f"{english_number(compared)} trajectories compared."
    )
    yield from _warnings(preview)


def _warnings(preview: Preview) -> Iterator[str]:
    for pinned in preview.pinned:
        plan = f"{pinned.plan} version {pinned.version}"
        yield f"{danish_number(pinned.courses)} forløb i gang bliver på {plan}, som de begyndte med."
        yield f"{english_number(pinned.courses)} running courses stay on {plan}, which they began with."
    for over in preview.overloads:
        worker, number, programme = over.worker, over.trajectories, over.programme
        yield f"OVER LOFTET: {worker} får {number} forløb i {programme}; loftet er {over.cap}."
        yield f"OVER THE CAP: {worker} gets {number} trajectories of {programme}; the cap is {over.cap}."
    if preview.unreadable:
        yield f"{preview.unreadable} forløb kan dette program ikke læse; de er ikke med."
        yield f"This program cannot read {preview.unreadable} trajectories; they are left out."
