"""Commands about a trajectory's life and its CTI course. Source: domain sections 3 and 7."""

from uuid import UUID

from pydantic import Field, PositiveInt

from domain.base import Code, Day, Occurred, StaffCode
from domain.commands.base import TrajectoryCommand
from domain.contact_codes import FormOfContact
from domain.events.contacts import ContactForm
from domain.help_codes import IdentifiedBy
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


class OpenTrajectory(TrajectoryCommand):
    """Open a trajectory. It begins with a new contact, with a lone contact registered before, or with a name.

    `from_stream` and `from_contact` (an event id) name the lone contact; `administration` and `identified_by`
    are given when the person is known by name from the start.
    """

    programme: Code
    centre: Code
    contact: ContactForm | None = None
    from_stream: UUID | None = None
    from_contact: UUID | None = None
    target_group: TargetGroup | None = None
    administration: Code | None = None
    identified_by: IdentifiedBy | None = None


class SetTargetGroup(TrajectoryCommand):
    group: TargetGroup


class AssignWorker(TrajectoryCommand):
    worker: StaffCode


class OfferHandOver(TrajectoryCommand):
    """Offer the trajectory to another worker. Between administrations it needs a consent in force."""

    hand_over: UUID
    to: StaffCode
    consent: UUID | None = None


class AcceptHandOver(TrajectoryCommand):
    hand_over: UUID


class ReturnHandOver(TrajectoryCommand):
    hand_over: UUID
    reason: HandOverReturn


class PlanAppointment(TrajectoryCommand):
    appointment: UUID
    planned: Occurred


class MoveAppointment(TrajectoryCommand):
    appointment: UUID
    planned: Occurred


class CancelAppointment(TrajectoryCommand):
    appointment: UUID


class KeepAppointment(TrajectoryCommand):
    """Record that the appointment was kept."""

    appointment: UUID


class RecordNoShow(TrajectoryCommand):
    appointment: UUID


class RecordAttempt(TrajectoryCommand):
    """Record an attempt to reach the person."""

    form: FormOfContact


class RecordObservation(TrajectoryCommand):
    observation: Observation


class BeginPreCti(TrajectoryCommand):
    """Begin the contact-making period, with the plan meant to follow."""

    plan: Code


class RecordExpectation(TrajectoryCommand):
    """Record that something expected in the running phase (or pre-CTI) was done."""

    expectation: Expectation


class StartCti(TrajectoryCommand):
    """Start the course: phase 1 begins and the plan is pinned. Unmet pre-CTI expectations need a reason."""

    plan: Code
    reason: DeviationReason | None = None


class SetActivityPlan(TrajectoryCommand):
    """Set the running phase's focus areas: one to three. More are refused by a rule that says why."""

    focus_areas: tuple[FocusArea, ...] = Field(max_length=8)


class RecordCtiContact(TrajectoryCommand):
    place: Place
    party: Party
    form: FormOfContact
    minutes: PositiveInt = Field(le=24 * 60)


class EndPhase(TrajectoryCommand):
    """End a phase; the next starts the same day. Unmet expectations need a coded reason."""

    phase: PositiveInt = Field(le=9)
    reason: DeviationReason | None = None


class RequestExtension(TrajectoryCommand):
    """Ask the leader for more days in the running phase."""

    extension: UUID
    days: PositiveInt = Field(le=366)
    reason: DeviationReason


class DecideExtension(TrajectoryCommand):
    """A leader approves or declines an extension."""

    extension: UUID
    approved: bool


class RequestEarlyDischarge(TrajectoryCommand):
    """Ask the leader to end the course before its time."""

    discharge: UUID
    close_reason: CloseReason
    reason: DeviationReason


class DecideEarlyDischarge(TrajectoryCommand):
    """A leader approves an early discharge, which closes the trajectory, or declines it."""

    discharge: UUID
    approved: bool


class Pause(TrajectoryCommand):
    reason: PauseReason
    expected_until: Day | None = None


class Resume(TrajectoryCommand):
    """Let the course go on; its deadlines move by the length of the pause."""


class CloseTrajectory(TrajectoryCommand):
    """Close a trajectory. `duplicate_of` is given with the reason duplicate, and only then."""

    reason: CloseReason
    duplicate_of: UUID | None = None


class ReopenTrajectory(TrajectoryCommand):
    """Reopen a closed trajectory; a course that starts again is the next run."""


class PlaceHold(TrajectoryCommand):
    """Place a legal hold."""


class LiftHold(TrajectoryCommand):
    """Lift the legal hold."""


class AcknowledgeEscalation(TrajectoryCommand):
    """A leader has seen every escalation of the trajectory up to now."""
