"""Random lawful histories of one trajectory: steps that the rules accept, while staff come and go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

from domain.breach_codes import BreachCause, BreachOutcome
from domain.calendar import start_of_day
from domain.commands import Command
from domain.commands.breach import AssessBreach, ReportPossibleBreach
from domain.commands.contacts import FollowActionCard, RegisterFollowUp
from domain.commands.course import (
    AcceptHandOver,
    AcknowledgeEscalation,
    AssignWorker,
    BeginPreCti,
    CloseTrajectory,
    DecideExtension,
    EndPhase,
    OfferHandOver,
    Pause,
    PlanAppointment,
    ReopenTrajectory,
    RequestExtension,
    Resume,
    ReturnHandOver,
    StartCti,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordAnswer, StartMeasure
from domain.commands.identity import DiscloseWithoutConsent, GiveConsent, SeeDisclosures
from domain.contact_codes import Topic
from domain.help_codes import ConsentForm, Information, LegalBasis, Purpose, Recipient
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.trajectory_codes import CloseReason, DeviationReason, HandOverReturn, PauseReason, Role
from tests.domain.given import Story, on
from tests.domain.passing import Passing
from tests.domain.samples import CATALOGUE, a_form, command, opened

STAFF = ("CTI1", "CTI2", "BB1", "BB2", "LED1", "MET1", "OLD1")
CASEWORKERS = ("CTI1", "CTI2", "BB1", "BB2")
BEGINNING = date(2024, 1, 31)
THING = UUID(int=11)
READY = DeviationReason.PERSON_NOT_READY

Given = Callable[[str, str], Command]
"""A step on a day by or about a worker."""

STEPS: tuple[Given, ...] = (
    lambda day, who: command(AssignWorker, day, actor="LED1", worker=who),
    lambda day, who: command(OfferHandOver, day, actor="LED1", hand_over=THING, to=who),
    lambda day, who: command(AcceptHandOver, day, actor=who, hand_over=THING),
    lambda day, who: command(ReturnHandOver, day, actor=who, hand_over=THING, reason=next(iter(HandOverReturn))),
    lambda day, who: command(BeginPreCti, day, actor=who, plan="cti-9m"),
    lambda day, who: command(StartCti, day, actor=who, plan="cti-9m", reason=READY),
    lambda day, who: command(EndPhase, day, actor=who, phase=1, reason=READY),
    lambda day, who: command(Pause, day, actor=who, reason=PauseReason.AWAY),
    lambda day, who: command(Resume, day, actor=who),
    lambda day, who: command(RequestExtension, day, actor=who, extension=THING, days=7, reason=READY),
    lambda day, who: command(DecideExtension, day, actor="LED1", extension=THING, approved=True),
    lambda day, who: command(PlanAppointment, day, actor=who, appointment=THING, planned=on("2025-01-01")),
    lambda day, who: command(ProposeMeasure, day, actor=who, measure=THING, kind="referral-kc"),
    lambda day, who: command(ApplyForMeasure, day, actor=who, measure=THING),
    lambda day, who: command(RecordAnswer, day, actor=who, measure=THING, granted=True),
    lambda day, who: command(StartMeasure, day, actor=who, measure=THING, until="2025-06-01"),
    lambda day, who: command(
        DiscloseWithoutConsent, day, actor=who, information=frozenset({Information.FAMILY}),
        basis=next(iter(LegalBasis)), recipient=next(iter(Recipient)),
    ),
    lambda day, who: command(SeeDisclosures, day, actor="LED1"),
    lambda day, who: command(
        GiveConsent, day, actor=who, consent=THING, information=frozenset({Information.COURSE}), sender="sof",
        receiver="bif", purpose=Purpose.HAND_OVER, form=ConsentForm.ORAL, consequences_told=True,
    ),
    lambda day, who: command(OfferHandOver, day, actor="LED1", hand_over=THING, to=who, consent=THING),
    lambda day, who: command(
        RegisterFollowUp, day, actor=who, contact=a_form(topics=frozenset({Topic.ACUTE_DANGER}))
    ),
    lambda day, who: command(FollowActionCard, day, actor=who),
    lambda day, who: command(ReportPossibleBreach, day, actor=who, breach=THING, cause=BreachCause.LOST),
    lambda day, who: command(AssessBreach, day, actor="LED1", breach=THING, outcome=BreachOutcome.NO_BREACH),
    lambda day, who: command(AcknowledgeEscalation, day, actor="LED1"),
    lambda day, who: command(CloseTrajectory, day, actor=who, reason=CloseReason.OWN_WISH),
    lambda day, who: command(ReopenTrajectory, day, actor=who),
)  # fmt: skip

STEP = st.tuples(st.sampled_from(STEPS), st.sampled_from(CASEWORKERS), st.integers(0, 40))
"""A step, by or about whom, and how many days after the former."""

STAFFING = st.fixed_dictionaries({
    code: st.tuples(st.booleans(), st.none() | st.sampled_from([other for other in STAFF if other != code]))
    for code in STAFF
})  # fmt: skip
"""Who is in service, and who stands in for whom: also in circles, and for somebody who has left."""


def staffed(staffing: dict[str, tuple[bool, str | None]]) -> Catalogue:
    """Return the catalogue of the tests with other staff."""
    known = {code: staff for code, staff in CATALOGUE.staff.items() if code not in staffing}
    changed = {code: _as(CATALOGUE.staff[code], *service) for code, service in staffing.items()}
    return replace(CATALOGUE, staff={**known, **changed})


def _as(staff: Staff, active: bool, deputy: str | None) -> Staff:
    return staff.model_copy(update={"active": active, "deputy": deputy})


def told(steps: list[tuple[Given, str, int]]) -> Story:
    """Tell steps that the rules accept, all others being left out, and let time pass between them."""
    story = Story()
    passing, day = Passing(story), BEGINNING
    passing.does(opened(BEGINNING.isoformat()))
    for step, who, days in steps:
        day += timedelta(days=days)
        passing.until(start_of_day(day + timedelta(days=1)) - timedelta(hours=1))
        story.when(step(day.isoformat(), who), now=passing.now)
    return story


LEADS = frozenset({Role.LEADER, Role.HEAD_OF_OFFICE})
"""Whose queue something can lie in, beside that of all who carry trajectories at a centre."""
