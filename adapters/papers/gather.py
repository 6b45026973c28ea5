"""Gathers what a paper shows from the log up to the paper's own position, judged as of the instant it was made."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from adapters.earlier import View, view_at
from adapters.papers.cases import Case, case_of
from adapters.papers.prepared import Paper
from adapters.papers.sheets import Part, Review, review_of, sheet_of
from adapters.report.boards import REPORTED
from adapters.report.data import StatusReportData
from adapters.report.gather import gather
from adapters.report.periods import periods_of
from adapters.services import Services
from domain.calendar import civil_date
from domain.duties import Duty
from domain.log import EventLog
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from projections.engine.board import Folded
from projections.engine.bulk import batches
from projections.engine.catalogue import CatalogueAt
from projections.engine.cut import Cut, cut_at


@dataclass(frozen=True, slots=True)
class Contents:
    """What a paper shows; a supervision sheet has `parts`, a review `reviews`, the others one report a programme.

    `unread` streams could not be folded to their ends: they are shown as before the event that cannot be read.
    """

    paper: Paper
    cut: Cut
    catalogue: Catalogue
    parts: tuple[Part, ...] = ()
    reviews: tuple[Review, ...] = ()
    reports: tuple[StatusReportData, ...] = ()
    unread: int = 0

    @property
    def draft(self) -> StatusReportData | None:
        """The report that is shown whole: that of a programme whose duty it is."""
        is_draft = self.paper.duty is Duty.STATUS_REPORT and self.paper.unit in self.catalogue.programmes
        return self.reports[0] if is_draft else None


Progress = Callable[[float], None]
"""Told how much of the log is folded, from 0 to 1."""


async def contents_of(services: Services, paper: Paper, progress: Progress = lambda done: None) -> Contents:
    """Return what a paper shows: the same whenever it is asked for, but for events blanked by a lawful order."""
    cut = await cut_at(services.log, services.clock(), known=paper.position)
    if paper.duty in (Duty.SUPERVISION, Duty.CASELOAD_REVIEW):
        return await _of_cases(services, paper, cut, progress)
    async with view_at(services, REPORTED, cut, progress) as view:
        programmes = [code for code in view.catalogue.programmes if paper.unit in (None, code)]
        reports = [await _report(view, code) for code in programmes or view.catalogue.programmes]
        return Contents(paper, cut, view.catalogue, reports=tuple(reports))


async def _of_cases(services: Services, paper: Paper, cut: Cut, progress: Progress) -> Contents:
    catalogue = await CatalogueAt(services.log).at(cut.position)
    cases: list[Case] = []
    unread = 0
    async for case, is_whole in _cases(services.log, catalogue, cut, progress):
        if paper.unit in (None, case.row.centre, case.row.programme):
            cases.append(case)
            unread += not is_whole
    if paper.duty is Duty.SUPERVISION:
        return Contents(paper, cut, catalogue, parts=sheet_of(cases), unread=unread)
    return Contents(paper, cut, catalogue, reviews=review_of(cases, catalogue), unread=unread)


async def _cases(
    log: EventLog, catalogue: Catalogue, cut: Cut, progress: Progress
) -> AsyncIterator[tuple[Case, bool]]:
    """Yield every open trajectory's case at a cut, and whether all of it could be read."""
    async for batch in batches(log, ("trajectory",), after=0, last=cut.position, up_to=cut.position):
        for stream in batch.streams:
            case = case_of(Folded(stream.trajectory, catalogue, cut.position), cut.now)
            if case is not None:
                yield case, stream.parked is None
        progress(batch.end / max(cut.position, 1))


async def _report(view: View, programme: str) -> StatusReportData:
    """Return a report on all periods of a programme that have begun."""
    today = civil_date(view.now)
    every = periods_of(view.catalogue, programme, today=today)
    begun: list[Period] = [period for period in every if period.first is None or period.first <= today]
    return await gather(view.connection, view.catalogue, programme, begun, view.now)
