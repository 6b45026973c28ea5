"""Papers: what is ready for meetings and reports, and each as the log stood when it was made ready."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.requests import Request

from adapters.papers.gather import Contents, contents_of
from adapters.papers.names import NAMES, unit_name
from adapters.papers.prepared import Paper, paper_called, papers_prepared
from adapters.report.render import status_report_body
from adapters.report.table_one import caption, footnotes, heading, row_text
from adapters.services import Services
from adapters.web.asking import TheDesk, TheLanguage, TheServices
from adapters.web.earlier import LONGEST_SECONDS, ONE_AT_A_TIME
from adapters.web.errors import NotNowError, UnusableError
from adapters.web.explain import what
from adapters.web.guarding import only_with, shows_unit
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.templates import page
from domain.access.codes import Action
from domain.agenda_item import Act
from domain.calendar import civil_date
from domain.duties import Duty
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.trajectory_codes import PhaseName
from projections.engine.codes import code_of

HERE = "/papirer"
MOST_ROWS = 200

NO_SUCH_PAPER = Refusal(
    "no-such-paper",
    "Der findes ikke et papir med det nummer. Vælg et fra listen over papirer.",
    "There is no paper with that number. Choose one from the list of papers.",
)
TOO_LONG = Refusal(
    "too-long",
    "Loggen er for lang til at vise papiret her. Brug »exitspor paper show«.",
    'The log is too long to show the paper here. Use "exitspor paper show".',
)

HOLDS_CASES = frozenset({Duty.SUPERVISION, Duty.CASELOAD_REVIEW})
"""Papers that tell of single trajectories; the others hold figures only."""

router = APIRouter(dependencies=[only_with(Action.SEE_AGGREGATES)])


@router.get(HERE, response_class=HTMLResponse)
async def list_papers(services: TheServices, language: TheLanguage, desk: TheDesk) -> HTMLResponse:
    catalogue = await services.catalogue()
    shown = await _shown_to(desk, catalogue)
    papers = [paper for paper in await papers_prepared(services.log, catalogue) if shown(paper)]
    return page(
        "papers.html",
        language,
        here=HERE,
        papers=papers[:MOST_ROWS],
        more=len(papers) > MOST_ROWS,
        most=MOST_ROWS,
        called=lambda paper: language.label(NAMES[paper.duty]),
        unit=lambda paper: language.label(unit_name(paper.unit, catalogue)),
    )


@router.get(f"{HERE}/{{event}}", response_class=HTMLResponse)
async def show_paper(
    request: Request, services: TheServices, language: TheLanguage, desk: TheDesk, event: UUID
) -> HTMLResponse:
    catalogue = await services.catalogue()
    paper = await paper_called(services.log, catalogue, event)
    if paper is None or not (await _shown_to(desk, catalogue))(paper):
        await desk.refused(Action.SEE_AGGREGATES)
        raise UnusableError(NO_SUCH_PAPER)
    contents = await _contents(services, paper, request.app.state.replay)
    return _shown(contents, language)


async def _shown_to(desk: TheDesk, catalogue: Catalogue) -> Callable[[Paper], bool]:
    """Return whether a paper is shown to who is signed in: one with cases, if all of them are."""
    scope, sees_figures = await desk.scope(), await desk.may(Action.SEE_AGGREGATES)

    def shown(paper: Paper) -> bool:
        if paper.duty not in HOLDS_CASES:
            return sees_figures
        everything = scope.centres is None and scope.trajectories is None
        return everything or (paper.unit in catalogue.centres and shows_unit(scope, paper.unit, catalogue))

    return shown


async def _contents(services: Services, paper: Paper, replay: asyncio.Lock) -> Contents:
    """Return what a paper shows. Raises NotNowError where the log is long, or another is looking back."""
    if replay.locked():
        raise NotNowError(ONE_AT_A_TIME)
    try:
        async with replay, asyncio.timeout(LONGEST_SECONDS):
            return await contents_of(services, paper)
    except TimeoutError:
        raise NotNowError(TOO_LONG) from None


def _shown(contents: Contents, language: Language) -> HTMLResponse:
    paper, draft = contents.paper, contents.draft
    return page(
        "paper.html",
        language,
        here=f"{HERE}/{paper.event}",
        paper=paper,
        contents=contents,
        draft=None if draft is None else Markup(status_report_body(draft)),  # noqa: S704  (escaped already)
        called=language.label(NAMES[paper.duty]),
        unit=language.label(unit_name(paper.unit, contents.catalogue)),
        today=civil_date(contents.cut.now),
        what=lambda obligation: what(obligation, language),
        further=Act.ESCALATE_FURTHER,
        phase=lambda code: language.label(code_of(PhaseName, code)),
        short_id=short_id,
        caption=lambda table: language.label(caption(table.programme)),
        heading=lambda table: lambda period: heading(period, footnotes(table.periods)),
        notes=lambda table: list(footnotes(table.periods).values()),
        row_text=lambda row: language.label(row_text(row.who)),
    )
