"""`exitspor paper ...`: the papers that are ready for meetings and reports, each as the log stood then."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.bars import share_bar
from adapters.cli.common import id_of
from adapters.cli.printing import say, show_table
from adapters.cli.session import do
from adapters.cli.table_one import show_table_one
from adapters.cli.trouble import BadInputError, Words
from adapters.papers.cases import Case, Deviation
from adapters.papers.gather import Contents, contents_of
from adapters.papers.names import NAMES, unit_name
from adapters.papers.prepared import paper_called, papers_prepared
from adapters.papers.sheets import Load
from adapters.report.danish import danish_date
from adapters.report.render import status_report
from adapters.services import Services
from adapters.web.explain import what
from adapters.web.language import DANISH
from domain.agenda_item import Act
from domain.calendar import civil_date
from domain.trajectory.state import Escalation
from domain.trajectory_codes import PhaseName
from projections.engine.codes import code_of

app = typer.Typer(help="Papers for meetings and reports (papirer).")

NOBODY = "ikke tildelt"
COLUMNS = ("Forløb", "Medarbejder", "Fase", "Dage tilbage", "Seneste kontakt", "Overskredet", "Eskaleret")

BAD_PAPER = Words(
    "PAPER: angiv et papirs nummer, som »exitspor paper list« viser det.",
    'PAPER: give the number of a paper as "exitspor paper list" shows it.',
)
NOT_WRITTEN = Words(
    "--html: filen kan ikke skrives. Angiv en fil i en mappe, du må skrive i.",
    "--html: the file cannot be written. Give a file in a directory that you may write to.",
)
NOT_A_REPORT = Words(
    "--html: kun et udkast til statusnotat kan skrives som fil. Papirerne kan også udskrives fra siden /papirer.",
    "--html: only the draft of a status report can be written to a file. Papers also print from the page /papirer.",
)


@app.command("list", help="Which papers are ready, the newest first (hvilke papirer er klar).")
def list_papers() -> None:
    async def work(services: Services, _: Addresses) -> None:
        catalogue = await services.catalogue()
        rows = [
            (
                NAMES[paper.duty].da,
                unit_name(paper.unit, catalogue).da,
                danish_date(paper.occasion),
                DANISH.instant(paper.recorded),
                str(paper.position),
                str(paper.event),
            )
            for paper in await papers_prepared(services.log, catalogue)
        ]
        columns = ("Papir", "Enhed", "Til", "Gjort klar", "Plads", "Nummer")
        show_table("Papirer", columns, rows, numbers=("Plads",))

    do(work)


@app.command("show", help="A paper, as the log stood when it was made ready (vis papir).")
def show_paper(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="The paper's number (papirets nummer).")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the draft of a report here.")
    ] = None,
) -> None:
    event = id_of(paper, BAD_PAPER)

    async def work(services: Services, _: Addresses) -> None:
        found = await paper_called(services.log, await services.catalogue(), event)
        if found is None:
            raise BadInputError([BAD_PAPER])
        bar, tell = share_bar("Loggen foldes")
        try:
            contents = await contents_of(services, found, tell)
        finally:
            bar.stop()
        _show(contents)
        if html is not None:
            _write(html, contents)

    do(work)


def _show(contents: Contents) -> None:
    paper, today = contents.paper, civil_date(contents.cut.now)
    say(f"{NAMES[paper.duty].da}: {unit_name(paper.unit, contents.catalogue).da}, {danish_date(paper.occasion)}")
    say(f"Viser, hvad der var kendt {DANISH.instant(paper.recorded)} (plads {paper.position} i loggen).")
    if contents.unread:
        say(f"{contents.unread} forløb kan ikke læses til ende af dette program.")
    for part in contents.parts:
        say()
        show_table(part.urgency.da, COLUMNS, [_case(case, today) for case in part.cases], numbers=("Dage tilbage",))
    for review in contents.reviews:
        for load in review.loads:
            say()
            _show_load(review.programme.da, load, today)
    for report in contents.reports:
        say()
        show_table_one(report.table, report.programme.da)


def _show_load(programme: str, load: Load, today: date) -> None:
    cap = "" if load.cap is None else f", loft {load.cap}"
    over = " OVER LOFTET" if load.is_over else ""
    title = f"{programme}, {load.worker or NOBODY}: {len(load.cases)} forløb, {load.paused} på pause{cap}{over}"
    rows = [(*_case(case, today), "; ".join(_deviations(case))) for case in load.cases]
    show_table(title, (*COLUMNS, "Afvigelser"), rows, numbers=("Dage tilbage",))


def _case(case: Case, today: date) -> tuple[str, ...]:
    row = case.row
    phase = "" if row.phase_name is None else code_of(PhaseName, row.phase_name).da
    return (
        str(row.trajectory),
        row.worker or NOBODY,
        f"{phase} (på pause)" if row.status == "paused" else phase,
        "" if case.days_left is None else str(case.days_left),
        "" if row.last_contact is None else f"{danish_date(row.last_contact)} ({(today - row.last_contact).days} d.)",
        "; ".join(f"{what(item.obligation, DANISH)} {item.days} d." for item in case.late),
        "; ".join(_escalated(item) for item in case.escalations),
    )


def _escalated(escalation: Escalation) -> str:
    to = "kontorchefen" if escalation.item.act is Act.ESCALATE_FURTHER else "lederen"
    return f"{escalation.item.kind.da}, til {to} {danish_date(escalation.occurred.on)}"


def _deviations(case: Case) -> Iterator[str]:
    for item in case.deviations:
        yield f"{item.kind.da} {danish_date(item.on)}{_detail(item)}"


def _detail(deviation: Deviation) -> str:
    days = "" if deviation.days is None else f", {deviation.days} d."
    return days + (f" ({deviation.reason.da})" if deviation.reason else "")


def _write(path: Path, contents: Contents) -> None:
    if contents.draft is None:
        raise BadInputError([NOT_A_REPORT])
    try:
        path.write_text(status_report(contents.draft), encoding="utf-8")
    except OSError:
        raise BadInputError([NOT_WRITTEN]) from None
    say("Udkastet er skrevet.")
