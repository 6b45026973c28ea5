"""A trajectory's opening, its worker, and its CTI course. Source: domain sections 3 and 7."""

from uuid import UUID

from pydantic import Field, PositiveInt

from domain.base import Code, Day, Occurred, StaffCode
from domain.contact_codes import FormOfContact
from domain.events.base import Event
from domain.reference.definitions import Plan
from domain.span import Span
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    Expectation,
    FocusArea,
    HandOverReturn,
    Observation,
    Party,
    PauseReason,
    Place,
    TargetGroup,
)


class TrajectoryOpened(Event):
    """Somebody means to continue. `from_contact` is the lone contact that it began with."""

    programme: Code
    centre: Code
    from_contact: UUID | None = None


class TargetGroupSet(Event):
    group: TargetGroup


class WorkerAssigned(Event):
    """The worker is responsible from now on."""

    worker: StaffCode
    centre: Code


class WorkerReleased(Event):
    """Nobody carries the trajectory: it lies in the queue of the centre that has it."""


class HandOverOffered(Event):
    """The sender stays responsible until it is accepted. `consent` covers another administration."""

    hand_over: UUID
    to: StaffCode
    centre: Code
    answer: Span
    consent: UUID | None = None


class HandOverAccepted(Event):
    hand_over: UUID


class HandOverReturned(Event):
    hand_over: UUID
    reason: HandOverReturn


class AppointmentPlanned(Event):
    appointment: UUID
    planned: Occurred


class AppointmentMoved(Event):
    appointment: UUID
    planned: Occurred


class AppointmentCancelled(Event):
    appointment: UUID


class AppointmentKept(Event):
    appointment: UUID


class AppointmentNotKept(Event):
    """No-show (udeblevet): it is no enquiry."""

    appointment: UUID


class ContactAttempted(Event):
    """An attempt to reach the person; it quiets the rhythm reminder."""

    form: FormOfContact


class ObservationRecorded(Event):
    observation: Observation


class PreCtiBegun(Event):
    """The contact-making period (kontaktskabelsesperiode) began; `plan` is the plan meant to follow."""

    plan: Plan


class ExpectationMet(Event):
    """Something that is expected before a phase ends was done. `phase` 0 is pre-CTI."""

    phase: int = Field(ge=0, le=9)
    expectation: Expectation


class CtiStarted(Event):
    """The clock starts: phase 1 begins. The plan's content is pinned here. `unmet` of pre-CTI are deviations."""

    run: PositiveInt = Field(le=99)
    plan: Plan
    unmet: tuple[Expectation, ...] = ()
    reason: DeviationReason | None = None


class ActivityPlanSet(Event):
    """The activity plan (aktivitetsplan) of a phase: one to three focus areas."""

    phase: PositiveInt = Field(le=9)
    focus_areas: tuple[FocusArea, ...] = Field(min_length=1, max_length=3)


class CtiContactRecorded(Event):
    """A meeting or call of the course (kontakt); it is no enquiry. `minutes` is its length."""

    phase: int = Field(ge=0, le=9)
    place: Place
    party: Party
    form: FormOfContact
    minutes: PositiveInt = Field(le=24 * 60)


class PhaseEnded(Event):
    """A worker ended a phase; the next one starts the same day. `unmet` expectations are a deviation."""

    phase: PositiveInt = Field(le=9)
    unmet: tuple[Expectation, ...] = ()
    reason: DeviationReason | None = None


class ExtensionRequested(Event):
    extension: UUID
    phase: PositiveInt = Field(le=9)
    days: PositiveInt = Field(le=366)
    reason: DeviationReason


class ExtensionApproved(Event):
    extension: UUID


class ExtensionDeclined(Event):
    extension: UUID


class EarlyDischargeRequested(Event):
    discharge: UUID
    close_reason: CloseReason
    reason: DeviationReason


class EarlyDischargeApproved(Event):
    """The leader agrees that the course ends before its time."""

    discharge: UUID


class EarlyDischargeDeclined(Event):
    discharge: UUID


class Paused(Event):
    """The course stands still; its deadlines move by the length of the pause when it is resumed."""

    reason: PauseReason
    expected_until: Day | None = None


class Resumed(Event):
    """The course goes on."""


class TrajectoryClosed(Event):
    """`duplicate_of` is the trajectory that goes on, where this one is a duplicate of it."""

    reason: CloseReason
    duplicate_of: UUID | None = None


class TrajectoryReopened(Event):
    """A closed trajectory goes on: a course that starts again is the next run."""


class DuplicateLinked(Event):
    """Another trajectory was closed as a duplicate of this one."""

    duplicate: UUID


class HoldPlaced(Event):
    """A legal hold: nothing is closed by itself or deleted while it stands."""


class HoldLifted(Event):
    """The legal hold no longer stands."""
