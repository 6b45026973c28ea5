"""`exitspor report status`: Table 1 of a programme, and the whole status report as HTML."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.looking_back import Happened, Known, earlier_of, looking
from adapters.cli.printing import say
from adapters.cli.session import do
from adapters.cli.table_one import show_table_one
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.earlier import View
from adapters.report.boards import REPORTED
from adapters.report.data import StatusReportData
from adapters.report.gather import gather
from adapters.report.periods import choose_periods, periods_of
from adapters.report.render import status_report
from adapters.services import Services
from domain import refusals
from domain.calendar import civil_date
from domain.refusal import Refusal

app = typer.Typer(help="Reports (notater).")

NOT_WRITTEN = Words(
    "--html: filen kan ikke skrives. Angiv en fil i en mappe, du må skrive i.",
    "--html: the file cannot be written. Give a file in a directory that you may write to.",
)


@app.callback()
def reports() -> None:
    """Reports (notater)."""


@app.command("status", help="The status report on one programme (statusnotat): Table 1, or all of it as HTML.")
def show_status_report(
    programme: Annotated[str, typer.Option("--programme", metavar="CODE", help="Programme (program).")],
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="First year or period (fra).")],
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="Last year or period (til).")],
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the whole report here.")] = None,
    *,
    known: Known = None,
    happened: Happened = None,
) -> None:
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        async with looking(services, earlier, *REPORTED) as view:
            data = await _gather(view, programme, first, last)
        show_table_one(data.table, data.programme.da)
        if html is not None:
            _write(html, data)
            say("Statusnotatet er skrevet.")

    do(work)


async def _gather(view: View, programme: str, first: str, last: str) -> StatusReportData:
    if programme not in view.catalogue.programmes:
        raise RefusedError(refusals.UNKNOWN_PROGRAMME)
    today = civil_date(view.now)
    periods = choose_periods(periods_of(view.catalogue, programme, today=today), first, last)
    if isinstance(periods, Refusal):
        raise RefusedError(periods)
    return await gather(view.connection, view.catalogue, programme, periods, view.now)


def _write(path: Path, data: StatusReportData) -> None:
    try:
        path.write_text(status_report(data), encoding="utf-8")
    except OSError:
        raise BadInputError([NOT_WRITTEN]) from None
