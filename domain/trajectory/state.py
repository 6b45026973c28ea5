"""A trajectory as its facts tell it: what rules, agenda and boards read. It is derived, never stored.

No value here has slots, so that `changed` can copy it. Nothing computed may be kept in one: it would be copied too.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.agenda_item import ItemKey
from domain.base import Occurred
from domain.breach_codes import BreachCause, BreachOutcome
from domain.fact import Fact
from domain.help_codes import (
    ActionCardTrigger,
    ConsentForm,
    IdentifiedBy,
    Information,
    LegalBasis,
    Occasion,
    Purpose,
    Questionnaire,
)
from domain.reference.definitions import Plan, PlanPhase
from domain.span import Span, instant_of
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    Expectation,
    FocusArea,
    Party,
    PauseReason,
    Place,
    TargetGroup,
)
from domain.vault_codes import ErasureBasis, ErasureScope


@dataclass(frozen=True)
class Pause:
    """A time in which the course stood still; it lasts while `resumed` is None. `event` is what began it."""

    event: UUID
    begun: Occurred
    reason: PauseReason
    expected_until: date | None = None
    resumed: Occurred | None = None

    def length(self, *, exact: bool) -> timedelta:
        """Return what a finished pause moves a deadline by: whole days, or exact time for a plan of seconds."""
        if self.resumed is None:
            return timedelta()
        if exact:
            return instant_of(self.resumed) - instant_of(self.begun)
        return self.resumed.on - self.begun.on


@dataclass(frozen=True)
class Extension:
    """A leader's approval moves the phase's deadline by `days`; undecided while `approved` is None."""

    id: UUID
    phase: int
    days: int
    reason: DeviationReason
    requested: Occurred
    approved: bool | None = None
    decided_by: str | None = None
    decided: Occurred | None = None


@dataclass(frozen=True)
class Discharge:
    """A wish to end the course before its time; undecided while `approved` is None."""

    id: UUID
    close_reason: CloseReason
    reason: DeviationReason
    requested: Occurred
    approved: bool | None = None


class CtiContact(NamedTuple):
    """A meeting or call of the course."""

    occurred: Occurred
    phase: int
    place: Place
    party: Party


@dataclass(frozen=True)
class Phase:
    """A phase of a run, number 1 upwards. Its deadline is a rule (`domain/rules/deadlines.py`)."""

    number: int
    plan: PlanPhase
    started: Occurred
    ended: Occurred | None = None
    unmet: tuple[Expectation, ...] = ()
    reason: DeviationReason | None = None
    focus_areas: tuple[FocusArea, ...] = ()


@dataclass(frozen=True)
class Course:
    """One run of CTI: its pinned plan and its phases so far."""

    run: int
    plan: Plan
    started: Occurred
    phases: tuple[Phase, ...]
    met: frozenset[tuple[int, Expectation]] = frozenset()
    contacts: tuple[CtiContact, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    closed: Occurred | None = None
    """When the trajectory was closed, where it was reopened since."""

    @property
    def phase(self) -> Phase | None:
        """The phase that runs now; None once the last has ended."""
        return self.phases[-1] if self.phases and self.phases[-1].ended is None else None

    @property
    def paused(self) -> Pause | None:
        return self.pauses[-1] if self.pauses and self.pauses[-1].resumed is None else None


@dataclass(frozen=True)
class PreCti:
    """The contact-making period before a run."""

    plan: Plan
    begun: Occurred
    met: frozenset[Expectation] = frozenset()


@dataclass(frozen=True)
class Measure:
    """A measure and how far it has come; each date is None until the step was taken.

    After having been taken back it can be applied for anew: `applied` is the newest application.
    """

    id: UUID
    kind: str
    provider: str | None
    proposed: Occurred
    answer: Span | None = None
    first_applied: Occurred | None = None
    applied: Occurred | None = None
    granted: Occurred | None = None
    refused: Occurred | None = None
    taken_back: Occurred | None = None
    started: Occurred | None = None
    until: date | None = None
    completed: Occurred | None = None
    stopped: Occurred | None = None
    yearly_check: bool = False
    checked: Occurred | None = None
    """When it was looked into last, while it waits to run."""

    @property
    def awaits_answer(self) -> bool:
        return self.applied is not None and self.granted is None and self.refused is None and self.is_open

    @property
    def is_open(self) -> bool:
        return self.refused is None and self.completed is None and self.stopped is None

    @property
    def status(self) -> str:
        """One of proposed, applied, taken-back, granted, refused, running, completed, stopped."""
        steps = (
            ("stopped", self.stopped), ("completed", self.completed), ("running", self.started),
            ("refused", self.refused), ("granted", self.granted), ("taken-back", self.taken_back),
            ("applied", self.applied),
        )  # fmt: skip
        return next((name for name, taken in steps if taken is not None), "proposed")


@dataclass(frozen=True)
class Appointment:
    """An appointment; `arranged` is when it was made, or moved last."""

    id: UUID
    planned: Occurred
    arranged: Occurred
    outcome: str | None = None
    """None while open; else kept, cancelled or not-kept."""


@dataclass(frozen=True)
class HandOver:
    """A hand-over that awaits an answer."""

    id: UUID
    to: str
    centre: str
    offered: Occurred
    answer: Span
    consent: UUID | None = None


@dataclass(frozen=True)
class Consent:
    """A consent to share; `until` is its last day, `renewed` the newest renewal."""

    id: UUID
    information: frozenset[Information]
    sender: str
    receiver: str
    purpose: Purpose
    form: ConsentForm
    given: Occurred
    until: date
    renewed: Occurred | None = None
    withdrawn: Occurred | None = None


@dataclass(frozen=True)
class Disclosure:
    """A disclosure without consent; `seen` once the leader has seen it."""

    event: UUID
    occurred: Occurred
    basis: LegalBasis
    seen: bool = False


@dataclass(frozen=True)
class Breach:
    """A possible personal data breach; `assessed` is when the leader assessed it."""

    id: UUID
    cause: BreachCause
    reported: Occurred
    assessed: Occurred | None = None
    outcome: BreachOutcome | None = None


@dataclass(frozen=True)
class Lifting:
    """Anonymity lifted towards one administration."""

    administration: str
    identified_by: IdentifiedBy
    earlier_follow: bool
    occurred: Occurred


class Broken(NamedTuple):
    """The glass was broken by an actor, who may look until an instant."""

    actor: str
    until: datetime


@dataclass(frozen=True)
class MeasurementTaken:
    """A measurement, or its being declined, at one occasion of one run."""

    run: int
    occasion: Occasion
    phase: int
    questionnaire: Questionnaire
    occurred: Occurred
    declined: bool
    who_5: int | None = None


@dataclass(frozen=True)
class Closing:
    reason: CloseReason
    occurred: Occurred
    duplicate_of: UUID | None = None


@dataclass(frozen=True)
class Erasing:
    """Something of the vault that is gone. From `final` on no backup is to open it any more.

    Since `made_final` none does; it stays None until the keys are destroyed that backups need.
    """

    id: UUID
    scope: ErasureScope
    basis: ErasureBasis
    occurred: Occurred
    final: date
    made_final: date | None = None

    @property
    def is_final(self) -> bool:
        return self.made_final is not None


@dataclass(frozen=True)
class Escalation:
    """A passed deadline that the leader was told of."""

    item: ItemKey
    deadline: date
    occurred: Occurred
    acknowledged: bool = False


@dataclass(frozen=True)
class Trajectory:
    """What all facts of one stream say together. An empty one has `opened` None."""

    id: UUID
    facts: tuple[Fact, ...] = ()
    version: int = 0
    position: int = 0
    opened: Occurred | None = None
    programme: str = ""
    centre: str = ""
    target_group: TargetGroup | None = None
    worker: str | None = None
    hand_over: HandOver | None = None
    appointments: tuple[Appointment, ...] = ()
    pre_cti: PreCti | None = None
    course: Course | None = None
    earlier_courses: tuple[Course, ...] = ()
    discharge: Discharge | None = None
    measures: tuple[Measure, ...] = ()
    measurements: tuple[MeasurementTaken, ...] = ()
    liftings: tuple[Lifting, ...] = ()
    restricted: bool = False
    broken: tuple[Broken, ...] = ()
    consents: tuple[Consent, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    breaches: tuple[Breach, ...] = ()
    action_card: frozenset[ActionCardTrigger] = frozenset()
    action_card_opened: Occurred | None = None
    escalations: tuple[Escalation, ...] = ()
    done: frozenset[ItemKey] = frozenset()
    asked_inactive: Occurred | None = None
    contacts: int = 0
    last_activity: Occurred | None = None
    last_contact: Occurred | None = None
    code_given: bool = False
    hold: bool = False
    closing: Closing | None = None
    erasures: tuple[Erasing, ...] = ()
    archived: str | None = None
    """The SHA-256 of what was delivered to the archive after the closing."""
    deleted: bool = False
    """All of the vault was erased because the retention after the closing has passed."""
    observations: tuple[tuple[date, str], ...] = field(default=())

    @property
    def is_open(self) -> bool:
        return self.opened is not None and self.closing is None

    @property
    def is_anonymous(self) -> bool:
        return not self.liftings

    @property
    def runs(self) -> int:
        """How many runs of CTI have begun."""
        return len(self.earlier_courses) + (self.course is not None)
