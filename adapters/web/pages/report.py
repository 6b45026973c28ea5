"""The status report, chosen by programme and periods, in a page from which it prints as it should."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from adapters.report.gather import gather
from adapters.report.render import status_report_body
from adapters.web.asking import TheLanguage, TheServices, address
from adapters.web.guarding import only_with
from adapters.web.selection import TheSelection
from adapters.web.templates import page
from domain.access.codes import Action

router = APIRouter(dependencies=[only_with(Action.SEE_AGGREGATES)])


@router.get("/reports/status", response_class=HTMLResponse)
async def show_status_report(services: TheServices, language: TheLanguage, selection: TheSelection) -> HTMLResponse:
    data = await gather(services.pool, selection.catalogue, selection.programme, selection.periods, services.clock())
    return page(
        "report.html",
        language,
        here=address("/reports/status", selection.query),
        selection=selection,
        report=Markup(status_report_body(data)),  # noqa: S704  (escaped when it was rendered)
    )
