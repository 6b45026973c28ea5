"""The weekly supervision sheet and the monthly caseload review: open trajectories, put in order for a meeting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adapters.papers.cases import Case
from domain.labelled import Labelled
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Programme
from domain.rules.caseload import cap_of

SOON_DAYS = 14
"""A phase that ends within so many days is talked about before the others: the plan's first reminder."""


class Urgency(Labelled):
    """In which order a meeting takes the trajectories."""

    FIRST = "first", "Drøftes først: noget er overskredet eller eskaleret", "First: something is overdue or escalated"
    SOON = "soon", "Fasen slutter inden for 14 dage", "The phase ends within 14 days"
    OTHERS = "others", "Øvrige", "The others"
    PAUSED = "paused", "Sat på pause", "Paused"


class Part(NamedTuple):
    """The trajectories of a sheet that are talked about together, those of one worker beside each other."""

    urgency: Urgency
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """The open trajectories of a worker (None: nobody's) in a programme. `cap` is None where there is none."""

    worker: str | None
    cases: tuple[Case, ...]
    cap: int | None

    @property
    def paused(self) -> int:
        return sum(case.row.status == "paused" for case in self.cases)

    @property
    def is_over(self) -> bool:
        return self.cap is not None and len(self.cases) > self.cap


class Review(NamedTuple):
    """The trajectories of one programme by worker; two programmes are never added."""

    programme: Programme
    loads: tuple[Load, ...]


def sheet_of(cases: Iterable[Case]) -> tuple[Part, ...]:
    """Return the parts of a supervision sheet that hold any, in the order in which a meeting takes them."""
    ordered = sorted(cases, key=_in_order)
    parts = (Part(one, tuple(case for case in ordered if urgency_of(case) is one)) for one in Urgency)
    return tuple(part for part in parts if part.cases)


def urgency_of(case: Case) -> Urgency:
    if case.is_urgent:
        return Urgency.FIRST
    if case.row.status == "paused":
        return Urgency.PAUSED
    return Urgency.SOON if case.days_left is not None and case.days_left <= SOON_DAYS else Urgency.OTHERS


def review_of(cases: Sequence[Case], catalogue: Catalogue) -> tuple[Review, ...]:
    """Return the trajectories of each programme that has any, by worker, those that nobody carries first."""
    reviews = (Review(one, tuple(_loads(code, cases, catalogue))) for code, one in catalogue.programmes.items())
    return tuple(review for review in reviews if review.loads)


def _loads(programme: str, cases: Iterable[Case], catalogue: Catalogue) -> Iterator[Load]:
    found = [case for case in sorted(cases, key=_in_order) if case.row.programme == programme]
    for worker in dict.fromkeys(case.row.worker for case in found):
        own = tuple(case for case in found if case.row.worker == worker)
        yield Load(worker, own, cap_of(worker, programme, catalogue))


def _in_order(case: Case) -> tuple[object, ...]:
    """By worker; of one worker the longest overdue first, then the phase that ends soonest."""
    late = max((item.days for item in case.late), default=-1)
    left = case.days_left
    return case.row.worker or "", -len(case.escalations), -late, left is None, left or 0, str(case.row.trajectory)
