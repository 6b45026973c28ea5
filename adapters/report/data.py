"""What a status report is made from: figures and definitions only, no prose."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.contact_codes import CardDistributor, Community, HelpBegun, Topic, WayIn
from domain.reference.definitions import Period, Programme
from domain.trajectory_codes import CloseReason, Observation, PhaseName, TargetGroup
from projections.cards.queries import BatchCount
from projections.contacts.table_one import TableOne


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the note; what is None a person fills in."""

    date: date
    case_number: str | None = None
    document_number: str | None = None
    case_handler: str | None = None
    office: str | None = None


class Placement(NamedTuple):
    """How many bridge builders are placed in a centre."""

    centre: str
    bridge_builders: int


class CardsByDistributor(NamedTuple):
    """VIP cards handed out by a distributor, in all batches."""

    distributor: CardDistributor
    cards: int


@dataclass(frozen=True, slots=True)
class Ticks:
    """Contacts counted from events, and how many of them by code, the most frequent first.

    A contact has one way in, but several topics and kinds of help: these do not add up to the contacts.
    """

    contacts: int
    first_contacts: int
    ways_in: tuple[tuple[WayIn, int], ...] = ()
    topics: tuple[tuple[Topic, int], ...] = ()
    help_begun: tuple[tuple[HelpBegun, int], ...] = ()
    cards_shown: int = 0


class MeasureCount(NamedTuple):
    """Measures of a kind that came so far in the periods; `kind` is its Danish name."""

    kind: str
    proposed: int
    applied: int
    granted: int
    refused: int
    completed: int


@dataclass(frozen=True, slots=True)
class GroupCourses:
    """Trajectories of one target group (None: not stated), as they stand on the day of the report."""

    group: TargetGroup | None
    open: int
    paused: int
    closed: int
    phases: tuple[tuple[PhaseName | None, int], ...]
    """Those not closed, by phase; None is without a running phase."""
    outcomes: tuple[tuple[CloseReason, int], ...]
    observations: tuple[tuple[Observation, int], ...]
    """Trajectories in which something was observed; one may have several."""


@dataclass(frozen=True, slots=True)
class StatusReportData:
    """Everything that the report on one programme shows. Figures of two programmes never meet in one.

    `batches` are the batches of VIP cards made so far, whatever the period.
    `earlier` are the periods that were reported before. `counted` are those counted from events: `ticks` (None if
    there is no such period), `cards` and `measures` are theirs. Courses are shown as they stand.
    """

    programme: Programme
    others: tuple[str, ...]
    head: Head
    earlier: tuple[Period, ...]
    table: TableOne
    sources: tuple[str, ...]
    counted: tuple[Period, ...]
    ticks: Ticks | None
    cards: tuple[CardsByDistributor, ...]
    placements: tuple[Placement, ...]
    communities: tuple[Community, ...]
    measures: tuple[MeasureCount, ...]
    courses: tuple[GroupCourses, ...]
    batches: tuple[BatchCount, ...] = ()
