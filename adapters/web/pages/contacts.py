"""Enquiries of one programme by reporting period: Table 1, its chart, and what was ticked on the forms."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from adapters.report.table_one import caption, footnotes, heading, names_of, periods_by_source, row_text
from adapters.report.ticks import ticks
from adapters.web.asking import TheLanguage, TheServices, address
from adapters.web.charts.bars import bar_chart
from adapters.web.guarding import only_with
from adapters.web.selection import TheSelection
from adapters.web.templates import page
from domain.access.codes import Action
from projections.contacts.table_one import is_counted, published_totals

router = APIRouter(dependencies=[only_with(Action.SEE_AGGREGATES)])


@router.get("/boards/contacts", response_class=HTMLResponse)
async def show_contacts(services: TheServices, language: TheLanguage, selection: TheSelection) -> HTMLResponse:
    table, notes = selection.table, footnotes(selection.periods)
    published = published_totals(selection.catalogue, selection.programme)
    counted = [period for period in selection.periods if is_counted(period, published)]
    return page(
        "contacts.html",
        language,
        here=address("/boards/contacts", selection.query),
        selection=selection,
        table=table,
        caption=language.label(caption(selection.programme)),
        names=lambda periods: language.label(names_of(periods)),
        chart=bar_chart(table),
        notes=list(notes.values()),
        heading=lambda period: heading(period, notes),
        row_text=lambda who: language.label(row_text(who)),
        published=periods_by_source(table, "published"),
        from_events=periods_by_source(table, "events"),
        counted=counted,
        ticks=await ticks(services.pool, selection.programme, counted),
    )
