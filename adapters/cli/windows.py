"""`exitspor board ...`: the boards as tables, each with what it lacks, if it lacks anything."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.common import id_of
from adapters.cli.duties import show_duties
from adapters.cli.looking_back import Happened, Known, earlier_of, looking
from adapters.cli.printing import say, show_table
from adapters.cli.sent import who
from adapters.cli.session import do
from adapters.cli.state import marks
from adapters.cli.table_one import show_table_one
from adapters.cli.trouble import BadInputError, Words
from adapters.duties import duties_at
from adapters.earlier import View
from adapters.report.danish import danish_date, danish_number
from adapters.report.periods import periods_of
from adapters.services import Services
from adapters.web.explain import what
from adapters.web.history.event_names import BLANKED, EVENT_NAMES
from adapters.web.language import DANISH
from domain.base import Occurred
from domain.calendar import civil_date
from domain.trajectory_codes import FocusArea, PhaseName
from projections.cards.fold import CARDS
from projections.cards.queries import BatchCount, batch_counts, cards_handed_out
from projections.caseload.fold import CASELOAD
from projections.caseload.queries import caseload, worker_loads
from projections.caseload.row import CaseloadRow
from projections.contacts.fold import CONTACTS
from projections.contacts.queries import table_one
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadline_counts, deadlines
from projections.deadlines.row import Deadline
from projections.engine.codes import code_of
from projections.history.fold import HISTORY
from projections.history.queries import history
from projections.history.row import HistoryRow

app = typer.Typer(help="Boards (tavler): who carries what, and what is due.")

Centre = Annotated[str | None, typer.Option("--centre", metavar="CODE", help="Only this centre (center).")]
Worker = Annotated[str | None, typer.Option("--worker", metavar="STAFF", help="Only this worker (medarbejder).")]
Programme = Annotated[str | None, typer.Option("--programme", metavar="CODE", help="Only this programme (program).")]

BAD_TRAJECTORY = Words(
    "TRAJECTORY: angiv et nummer, som Exitspor har givet.", "TRAJECTORY: give an id that Exitspor gave."
)
STATUS: Mapping[str, str] = {"open": "åbent", "paused": "sat på pause", "closed": "afsluttet"}
NOBODY = "ikke tildelt"
FATES = ("Lavet", "Uddelt", "Vist")
"""What becomes of a VIP card."""


@app.command("caseload", help="Trajectories that are not closed, the nearest deadline first (sagsstammen).")
def show_caseload(
    centre: Centre = None,
    worker: Worker = None,
    programme: Programme = None,
    known: Known = None,
    happened: Happened = None,
) -> None:
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        await _check(services, centre, worker, programme)
        async with looking(services, earlier, CASELOAD) as view:
            rows = await caseload(view.connection, centre=centre, worker=worker, programme=programme)
            columns = ("Forløb", "Program", "Center", "Medarbejder", "Status", "Fase", "Fokusområder", "Næste frist")
            show_table("Sagsstamme", columns, [_case(row, view.now) for row in rows])
            for code in _programmes(view, programme):
                await _show_loads(view, code, centre)

    do(work)


@app.command("deadlines", help="What is due: the overdue first, then the soonest (frister).")
def show_deadlines(
    centre: Centre = None,
    worker: Worker = None,
    programme: Programme = None,
    known: Known = None,
    happened: Happened = None,
) -> None:
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        await _check(services, centre, worker, programme)
        async with looking(services, earlier, DEADLINES) as view:
            if worker is None:
                show_duties(await duties_at(services.log, view, centre=centre, programme=programme), view)
            counts = await deadline_counts(
                view.connection, view.now, centre=centre, worker=worker, programme=programme
            )
            found = await deadlines(view.connection, centre=centre, worker=worker, programme=programme)
            columns = ("", "Frist", "Hvad", "Forløb", "Hvem", "Center")
            show_table("Frister", columns, [_due(item, view.now) for item in found])
            say(f"{counts.overdue} overskredet, {counts.soon} inden for syv dage.")

    do(work)


@app.command("contacts", help="Enquiries by who handled them and by period, one table a programme (henvendelser).")
def show_contacts(programme: Programme = None, known: Known = None, happened: Happened = None) -> None:
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        await _check(services, None, None, programme)
        async with looking(services, earlier, CONTACTS) as view:
            for code in _programmes(view, programme):
                periods = periods_of(view.catalogue, code, today=civil_date(view.now))
                table = await table_one(view.connection, view.catalogue, code, periods)
                show_table_one(table, view.catalogue.programmes[code].da)

    do(work)


@app.command("cards", help="VIP cards made, handed out (by whom) and shown, by programme and batch (VIP-kort).")
def show_cards(programme: Programme = None, known: Known = None, happened: Happened = None) -> None:
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        await _check(services, None, None, programme)
        async with looking(services, earlier, CARDS, CONTACTS) as view:
            rows = [
                (code, item.distributor.da, item.batch or "", danish_number(item.cards))
                for code in _programmes(view, programme)
                for item in await cards_handed_out(view.connection, code, date.min, date.max)
            ]
            show_table("VIP-kort", ("Program", "Uddelt af", "Batch", "Kort"), rows, numbers=("Kort",))
            batches = [
                _batch(code, item)
                for code in _programmes(view, programme)
                for item in await batch_counts(view.connection, code)
            ]
            show_table("Batch", ("Program", "Batch", "Sprog", *FATES, ""), batches, numbers=FATES)

    do(work)


@app.command("history", help="A trajectory's events, as the board of histories has them (historik).")
def show_history(
    trajectory: Annotated[str, typer.Argument(metavar="TRAJECTORY", help="The trajectory's id (forløbets nummer).")],
    known: Known = None,
    happened: Happened = None,
) -> None:
    stream, earlier = id_of(trajectory, BAD_TRAJECTORY), earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        async with looking(services, earlier, HISTORY) as view:
            rows = [_event(row) for row in await history(view.connection, stream)]
            columns = ("Plads", "Skete", "Hændelse", "Mærke", "Af", "Registreret", "Hændelsens nummer")
            show_table(f"Historik for forløb {stream}", columns, rows, numbers=("Plads",))

    do(work)


def _batch(programme: str, item: BatchCount) -> tuple[str, ...]:
    return (
        programme,
        item.batch or "uden mærke",
        item.language.da if item.language else "",
        danish_number(item.made) if item.made_on else "ikke oplyst",
        danish_number(item.handed_out),
        danish_number(item.shown),
        "flere uddelt end lavet" if item.is_overdrawn else "",
    )


def _programmes(view: View, programme: str | None) -> Iterable[str]:
    """Return the programme that was asked for if it was defined then, else every one."""
    return [code for code in view.catalogue.programmes if programme in (None, code)]


async def _check(services: Services, centre: str | None, worker: str | None, programme: str | None) -> None:
    """Raise BadInputError where the catalogue does not know what was asked for."""
    catalogue = await services.catalogue()
    asked = (
        ("--centre", centre, catalogue.centres, "exitspor reference list centres"),
        ("--worker", worker, catalogue.staff, "exitspor staff list"),
        ("--programme", programme, catalogue.programmes, "exitspor reference list programmes"),
    )
    unknown = [
        Words(f"{option}: koden kendes ikke. Se »{see}«.", f'{option}: the code is unknown. See "{see}".')
        for option, code, shelf, see in asked
        if code is not None and code not in shelf
    ]
    if unknown:
        raise BadInputError(unknown)


def _case(row: CaseloadRow, now: datetime) -> tuple[str, ...]:
    return (
        str(row.trajectory),
        row.programme,
        row.centre,
        row.worker or NOBODY,
        STATUS[row.status] + (", anonym" if row.anonymous else ""),
        _phase(row, now),
        ", ".join(code_of(FocusArea, area).da for area in row.focus_areas),
        _next(row, now),
    )


def _phase(row: CaseloadRow, now: datetime) -> str:
    if row.phase_name is None:
        return ""
    day = row.day_of_phase(civil_date(now))
    return code_of(PhaseName, row.phase_name).da + (f", dag {day[0]} af {day[1]}" if day else "")


def _next(row: CaseloadRow, now: datetime) -> str:
    if row.next_due_on is None or row.next_due_at is None:
        return ""
    return ("OVERSKREDET " if row.next_due_at <= now else "") + danish_date(row.next_due_on)


def _due(item: Deadline, now: datetime) -> tuple[str, ...]:
    obligation = item.obligation
    return (
        "OVERSKREDET" if item.is_overdue(now) else "",
        danish_date(obligation.due.on),
        what(obligation, DANISH),
        str(item.trajectory),
        who(obligation),
        obligation.centre,
    )


def _event(row: HistoryRow) -> tuple[str, ...]:
    occurred = Occurred(on=row.occurred_on, at=row.occurred_at)
    return (
        str(row.position),
        DANISH.occurred(occurred),
        BLANKED[0] if row.type is None else EVENT_NAMES[row.type][0],
        " ".join(marks(withdrawn=row.withdrawn, corrected=row.corrected)),
        row.actor,
        DANISH.instant(row.recorded),
        str(row.event),
    )


async def _show_loads(view: View, programme: str, centre: str | None) -> None:
    loads = await worker_loads(view.connection, view.catalogue, programme, centre=centre)
    rows: Iterable[tuple[str, ...]] = [
        (
            load.worker or NOBODY,
            str(load.trajectories),
            "" if load.cap is None else str(load.cap),
            "OVER LOFTET" if load.is_over else "",
        )
        for load in loads
        if load.trajectories
    ]
    title = f"Forløb pr. medarbejder, {view.catalogue.programmes[programme].da}"
    show_table(title, ("Medarbejder", "Forløb", "Loft", ""), rows, numbers=("Forløb", "Loft"))
