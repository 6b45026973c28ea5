"""A trajectory in which everything happens that a consent may not cover, told on one day by accepted commands."""

from datetime import date
from uuid import UUID, uuid5

from domain.base import Occurred
from domain.breach_codes import BreachCause
from domain.calendar import start_of_day
from domain.commands import Command
from domain.commands.breach import ReportPossibleBreach
from domain.commands.contacts import GiveReturnCode, RegisterFollowUp
from domain.commands.course import (
    BeginPreCti,
    DecideExtension,
    EndPhase,
    Pause,
    PlanAppointment,
    RecordExpectation,
    RecordObservation,
    RequestExtension,
    Resume,
    SetActivityPlan,
    SetTargetGroup,
    StartCti,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordMeasurement
from domain.commands.identity import DiscloseWithoutConsent, GiveConsent
from domain.contact_codes import Topic
from domain.help_codes import (
    ConsentForm,
    Information,
    LegalBasis,
    Occasion,
    PaidSex,
    Purpose,
    Questionnaire,
    Recipient,
)
from domain.trajectory_codes import (
    DeviationReason,
    Expectation,
    FocusArea,
    Observation,
    PauseReason,
    TargetGroup,
)
from tests.domain.access.records import DAY
from tests.domain.samples import a_form, command

PLANNED = date(2026, 4, 14)

NEVER_TOLD = ("went-back", "wants-out", "debt", "wrong-recipient", "acute-danger", "reden", "illness", "2026-04-14")
"""Codes that stand in facts which no consent to the course covers."""

HEALTH_TELLS = ('["misuse"]', "hospital", "who_5", "paid_sex", "MeasurementRecorded")
"""What stands in facts of health, as the interface tells them."""


def consent_to(id: UUID, name: str, receiver: str, *kinds: Information) -> Command:
    """Return a consent from the administration of the trajectory."""
    return command(
        GiveConsent,
        DAY,
        trajectory=id,
        consent=uuid5(id, name),
        information=frozenset(kinds),
        sender="sof",
        receiver=receiver,
        purpose=Purpose.COORDINATED_HELP,
        form=ConsentForm.WRITTEN,
        consequences_told=True,
    )


def everything(id: UUID) -> tuple[Command, ...]:
    """Return what is told of an open trajectory of the unit `hjemloeseenheden`, of every kind."""
    return (*_course(id), *_measures(id), *_health(id), *_other(id))


def _course(id: UUID) -> tuple[Command, ...]:
    extension = uuid5(id, "extension")
    return (
        command(BeginPreCti, DAY, trajectory=id, plan="cti-9m"),
        command(RecordExpectation, DAY, trajectory=id, expectation=Expectation.AGREEMENT),
        command(RecordExpectation, DAY, trajectory=id, expectation=Expectation.INTAKE),
        command(StartCti, DAY, trajectory=id, plan="cti-9m"),
        command(EndPhase, DAY, trajectory=id, phase=1, reason=DeviationReason.ILLNESS),
        command(RequestExtension, DAY, trajectory=id, extension=extension, days=14, reason=DeviationReason.ILLNESS),
        command(DecideExtension, DAY, trajectory=id, actor="LED1", extension=extension, approved=True),
        command(
            RequestExtension,
            DAY,
            trajectory=id,
            extension=uuid5(id, "undecided"),
            days=28,
            reason=DeviationReason.ILLNESS,
        ),
    )


def _measures(id: UUID) -> tuple[Command, ...]:
    measure = uuid5(id, "referral")
    return (
        command(ProposeMeasure, DAY, trajectory=id, measure=measure, kind="referral-kc", provider="kc"),
        command(ApplyForMeasure, DAY, trajectory=id, measure=measure),
    )


def _health(id: UUID) -> tuple[Command, ...]:
    return (
        command(SetActivityPlan, DAY, trajectory=id, focus_areas=(FocusArea.MISUSE,)),
        command(
            RecordMeasurement,
            DAY,
            trajectory=id,
            occasion=Occasion.START,
            questionnaire=Questionnaire.CITIZEN,
            who_5=(1, 0, 1, 0, 1),
            paid_sex=PaidSex.YES,
        ),
        command(Pause, DAY, trajectory=id, reason=PauseReason.HOSPITAL),
        command(Resume, DAY, trajectory=id),
        command(Pause, DAY, trajectory=id, reason=PauseReason.HOSPITAL),
    )


def _other(id: UUID) -> tuple[Command, ...]:
    planned = Occurred.at_instant(start_of_day(PLANNED))
    return (
        command(SetTargetGroup, DAY, trajectory=id, group=TargetGroup.WANTS_OUT),
        command(RecordObservation, DAY, trajectory=id, observation=Observation.WENT_BACK),
        command(PlanAppointment, DAY, trajectory=id, appointment=uuid5(id, "appointment"), planned=planned),
        command(RegisterFollowUp, DAY, trajectory=id, contact=a_form(topics=frozenset({Topic.DEBT}))),
        command(
            ReportPossibleBreach,
            DAY,
            trajectory=id,
            breach=uuid5(id, "breach"),
            cause=BreachCause.WRONG_RECIPIENT,
        ),
        command(
            DiscloseWithoutConsent,
            DAY,
            trajectory=id,
            information=frozenset({Information.FAMILY}),
            basis=LegalBasis.ACUTE_DANGER,
            recipient=Recipient.SOCIAL_AUTHORITY,
        ),
        command(GiveReturnCode, DAY, trajectory=id),
        consent_to(id, "another", "reden", Information.COURSE),
    )
