"""What a municipality defines as data: programmes, plans, kinds, offers, centres, staff, periods, totals.

Every definition is public and concerns no citizen. Its texts are names of public things; a text that holds
a CPR number is refused by its type.
"""

import re
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveInt, StringConstraints, model_validator

from domain.agenda_item import ItemKind
from domain.base import Code, Day, Frozen, LocalTime, StaffCode
from domain.contact_codes import Community, HandledBy
from domain.duties import Duty
from domain.notices.codes import MailDays
from domain.span import Span
from domain.trajectory_codes import Expectation, FocusArea, PhaseName, Role, TargetGroup

_CPR = re.compile(r"\d{6}[ -]?\d{4}")


def _no_cpr(text: str) -> str:
    if _CPR.search(text):
        raise ValueError("a public name holds no CPR number")
    return text


PublicName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n\r\t]+$"),
    AfterValidator(_no_cpr),
]
"""The name of a public thing, such as a programme or a provider; never anything about a citizen."""


class Programme(Frozen):
    """A programme of the municipality; figures of two programmes are never added. Source: domain section 1."""

    code: Code
    da: PublicName
    en: PublicName
    adopted: Day | None = None
    begun: Day | None = None
    plans: tuple[Code, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    inactivity: Span = Span(days=180)
    inactivity_answer: Span = Span(days=14)
    retention: Span = Span(months=60)
    caseload_cap: PositiveInt = Field(default=10, le=999)


class PlanPhase(Frozen):
    """One time-limited phase: its length, its contact rhythm and what is expected before it ends."""

    name: PhaseName
    length: Span
    rhythm: Span
    expected: tuple[Expectation, ...]


class Plan(Frozen):
    """A CTI plan in one version, pinned when CTI starts. Source: domain section 7."""

    code: Code
    version: PositiveInt = Field(le=9_999)
    da: PublicName
    en: PublicName
    pre_cti_reminder: Span = Span(days=28)
    pre_cti_expected: tuple[Expectation, ...] = (Expectation.AGREEMENT, Expectation.INTAKE)
    phases: tuple[PlanPhase, ...] = Field(min_length=1, max_length=9)
    reminders: tuple[Span, ...] = (Span(days=14), Span(days=7))
    escalate_after: Span = Span(working_days=5)
    focus_areas: tuple[FocusArea, ...] = tuple(FocusArea)
    community_meetings: NonNegativeInt = Field(default=4, le=999)
    network_meetings: NonNegativeInt = Field(default=2, le=999)
    follow_up: Span = Span(months=9)


class MeasureKind(Frozen):
    """A kind of measure (tiltag). `answer` is the default time to answer. Source: domain section 6."""

    code: Code
    da: PublicName
    en: PublicName
    answer: Span = Span(working_days=10)
    needs_identity: bool = False
    yearly_check: bool = False
    providers: tuple[Code, ...] = ()


class Provider(Frozen):
    """Who can give an offer: an NGO, KC or a municipal unit."""

    code: Code
    da: PublicName
    en: PublicName
    municipal: bool = False


class Administration(Frozen):
    """An administration (forvaltning) of the municipality."""

    code: Code
    da: PublicName
    en: PublicName


class Centre(Frozen):
    """A unit of an administration (socialcenter, rådgivningscenter, jobcenter ...)."""

    code: Code
    da: PublicName
    en: PublicName
    administration: Code


class Staff(Frozen):
    """A worker, known by a code only. `full_time` is the part of a full-time post, in per cent.

    A `provider` is whose worker a partner (KC, an NGO) is: such a one sees what a consent shares with it.
    """

    code: StaffCode
    roles: tuple[Role, ...] = Field(min_length=1)
    centre: Code
    community: Community | None = None
    full_time: PositiveInt = Field(default=100, le=100)
    active: bool = True
    deputy: StaffCode | None = None
    provider: Code | None = None


class Period(Frozen):
    """A reporting period; a bound that is unknown is absent (ikke oplyst). Source: domain section 8."""

    code: Code
    programme: Code
    name: PublicName
    first: Day | None = None
    last: Day | None = None
    footnote_da: PublicName | None = None
    footnote_en: PublicName | None = None
    order: PositiveInt = Field(le=9_999)

    @model_validator(mode="after")
    def _first_before_last(self) -> "Period":
        if self.first and self.last and self.first > self.last:
            raise ValueError("a period's first day is not after its last day")
        return self


class PublishedTotal(Frozen):
    """A figure that was published, with its source; there are no events behind it. Source: seeds 002 and 004."""

    code: Code
    programme: Code
    period: Code
    handled_by: HandledBy
    community: Community | None = None
    contacts: NonNegativeInt = Field(le=1_000_000)
    source: PublicName


class Timing(Frozen):
    """How one kind of agenda item is timed. What is absent is not set apart by the municipality: the default holds.

    `due` is how long after its start it is due, `remind` how long ahead it is reminded of, `escalate` how long after
    the due date the leader is told (an answer is taken back), `second` how long after that without an
    acknowledgement the second level is told. Source: `domain/timing.py` has the defaults and where they come from.
    """

    code: ItemKind
    due: Span | None = None
    remind: tuple[Span, ...] | None = Field(default=None, max_length=9)
    escalate: Span | None = None
    second: Span | None = None


class Recurring(Frozen):
    """A duty that recurs: a team's supervision, a programme's status report, a committee's meeting, retention.

    It falls due on `first` and then every `every` (counted from `first` in one step), or on the `dates` as set.
    `prepare` is how long ahead its paper is made ready. `unit` is a centre or a programme; None is the municipality.
    `role` is whose it is. Once it is no longer `active`, nothing falls due any more.
    """

    code: Code
    duty: Duty
    unit: Code | None = None
    da: PublicName
    en: PublicName
    first: Day | None = None
    every: Span | None = None
    dates: tuple[Day, ...] = Field(default=(), max_length=100)
    prepare: Span | None = None
    role: Role
    active: bool = True

    @model_validator(mode="after")
    def _recurs_or_has_dates(self) -> "Recurring":
        if (self.first is None) != (self.every is None) or (self.first is None) == (not self.dates):
            raise ValueError("a duty has either a first day and a length between, or dates")
        if any(one >= other for one, other in pairwise(self.dates)):
            raise ValueError("dates stand in order, each once")
        if self.every is not None and not (self.every.months or self.every.days):
            raise ValueError("a duty recurs after months or days")
        return self


class NoticePreference(Frozen):
    """When a worker is sent mail about notices; the inbox shows them at once. What is urgent is mailed at any hour.

    No mail leaves in the quiet hours, which may go over midnight, nor outside the `days`. With a `digest` there is
    one mail a day, at that time. Times are those of the wall clock in Copenhagen.
    """

    code: StaffCode
    mail: bool = True
    quiet_from: LocalTime = "16:00"
    quiet_until: LocalTime = "08:00"
    days: MailDays = MailDays.WORKING_DAYS
    digest: LocalTime | None = None

    @model_validator(mode="after")
    def _digest_comes_outside_quiet_hours(self) -> "NoticePreference":
        begins, ends, at = self.quiet_from, self.quiet_until, self.digest
        if at is not None and (begins <= at < ends if begins <= ends else at >= begins or at < ends):
            raise ValueError("a digest does not come in the quiet hours")
        return self


Definition = (
    Administration
    | Programme
    | Plan
    | MeasureKind
    | Provider
    | Centre
    | Staff
    | Period
    | PublishedTotal
    | Timing
    | Recurring
    | NoticePreference
)
"""Administration comes first: its fields are those that others begin with, and what fits two kinds is the first."""
