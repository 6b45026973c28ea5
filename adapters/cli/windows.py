"""`exitspor board ...`: the boards as tables, each with what it lacks, if it lacks anything."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.printing import say, show_table
from adapters.cli.sent import who
from adapters.cli.session import do
from adapters.cli.table_one import show_table_one
from adapters.cli.trouble import BadInputError, Words
from adapters.report.danish import danish_date
from adapters.report.periods import periods_of
from adapters.services import Services
from adapters.web.boards import board_state
from adapters.web.explain import what
from adapters.web.language import DANISH
from domain.calendar import civil_date
from domain.reference.catalogue import Catalogue
from domain.trajectory_codes import FocusArea, PhaseName
from projections.caseload.fold import CASELOAD
from projections.caseload.queries import caseload, worker_loads
from projections.caseload.row import CaseloadRow
from projections.contacts.fold import CONTACTS
from projections.contacts.queries import table_one
from projections.deadlines.fold import DEADLINES
from projections.deadlines.queries import deadline_counts, deadlines
from projections.deadlines.row import Deadline
from projections.engine.board import Board
from projections.engine.codes import code_of

app = typer.Typer(help="Boards (tavler): who carries what, and what is due.")

Centre = Annotated[str | None, typer.Option("--centre", metavar="CODE", help="Only this centre (center).")]
Worker = Annotated[str | None, typer.Option("--worker", metavar="STAFF", help="Only this worker (medarbejder).")]
Programme = Annotated[str | None, typer.Option("--programme", metavar="CODE", help="Only this programme (program).")]

STATUS: Mapping[str, str] = {"open": "åbent", "paused": "sat på pause", "closed": "afsluttet"}
NOBODY = "ikke tildelt"


@app.command("caseload", help="Trajectories that are not closed, the nearest deadline first (sagsstammen).")
def show_caseload(centre: Centre = None, worker: Worker = None, programme: Programme = None) -> None:
    async def work(services: Services, _: Addresses) -> None:
        catalogue = await _known(services, centre, worker, programme)
        await _tell_state(services, CASELOAD)
        now = services.clock()
        rows = await caseload(services.pool, centre=centre, worker=worker, programme=programme)
        columns = ("Forløb", "Program", "Center", "Medarbejder", "Status", "Fase", "Fokusområder", "Næste frist")
        show_table("Sagsstamme", columns, [_case(row, now) for row in rows])
        for code in [programme] if programme else catalogue.programmes:
            await _show_loads(services, catalogue, code, centre)

    do(work)


@app.command("deadlines", help="What is due: the overdue first, then the soonest (frister).")
def show_deadlines(centre: Centre = None, worker: Worker = None, programme: Programme = None) -> None:
    async def work(services: Services, _: Addresses) -> None:
        await _known(services, centre, worker, programme)
        await _tell_state(services, DEADLINES)
        now = services.clock()
        counts = await deadline_counts(services.pool, now, centre=centre, worker=worker, programme=programme)
        found = await deadlines(services.pool, centre=centre, worker=worker, programme=programme)
        rows = [_due(item, now) for item in found]
        show_table("Frister", ("", "Frist", "Hvad", "Forløb", "Hvem", "Center"), rows)
        say(f"{counts.overdue} overskredet, {counts.soon} inden for syv dage.")

    do(work)


@app.command("contacts", help="Enquiries by who handled them and by period, one table a programme (henvendelser).")
def show_contacts(programme: Programme = None) -> None:
    async def work(services: Services, _: Addresses) -> None:
        catalogue = await _known(services, None, None, programme)
        await _tell_state(services, CONTACTS)
        for code in [programme] if programme else catalogue.programmes:
            periods = periods_of(catalogue, code, today=civil_date(services.clock()))
            table = await table_one(services.pool, catalogue, code, periods)
            show_table_one(table, catalogue.programmes[code].da)

    do(work)


async def _known(services: Services, centre: str | None, worker: str | None, programme: str | None) -> Catalogue:
    """Return the catalogue, which knows what was asked for. Raises BadInputError."""
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
    return catalogue


async def _tell_state(services: Services, board: Board) -> None:
    """Wait up to two seconds for a board to hold all that is in the log, and tell what it then lacks."""
    state = await board_state(services, board, await services.log.head())
    if state.behind:
        say(f"Tavlen er {state.behind} hændelser bagud.")
    if not state.freshness.is_complete:
        say(f"Tavlen er ikke fuldstændig: {len(state.freshness.parked)} forløb kan ikke læses af dette program.")


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


async def _show_loads(services: Services, catalogue: Catalogue, programme: str, centre: str | None) -> None:
    loads = await worker_loads(services.pool, catalogue, programme, centre=centre)
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
    title = f"Forløb pr. medarbejder, {catalogue.programmes[programme].da}"
    show_table(title, ("Medarbejder", "Forløb", "Loft", ""), rows, numbers=("Forløb", "Loft"))
