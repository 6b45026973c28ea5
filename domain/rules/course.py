"""Pre-CTI, the start of CTI, the activity plan, CTI contacts and expectations. Source: domain section 7."""

from collections.abc import Iterable
from datetime import datetime

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.changed import changed
from domain.commands.course import (
    BeginPreCti,
    RecordCtiContact,
    RecordExpectation,
    SetActivityPlan,
    StartCti,
)
from domain.decide import Outcome, decides
from domain.events.course import (
    ActivityPlanSet,
    ContactAttempted,
    CtiContactRecorded,
    CtiStarted,
    ExpectationMet,
    PreCtiBegun,
)
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Plan
from domain.refusal import Refusal
from domain.rules.courses import newest_beginning
from domain.rules.expectations import (
    COUNTED,
    UNMET_NEEDS_REASON,
    unmet_before_cti,
)
from domain.rules.responsibility import who_answers
from domain.span import Due, due_after
from domain.trajectory.evolve import applies, latest
from domain.trajectory.state import Course, CtiContact, Phase, PreCti, Trajectory
from domain.trajectory_codes import FocusArea

MOST_FOCUS_AREAS = 3

CTI_RUNS = Refusal(
    "cti-runs",
    "Forløbet har allerede et CTI-forløb. Et nyt kræver, at forløbet er afsluttet og genåbnet.",
    "The trajectory has a CTI course already. A new one needs the trajectory closed and reopened.",
)
PRE_CTI_RUNS = Refusal(
    "pre-cti-runs",
    "Kontaktskabelsesperioden er allerede begyndt.",
    "Pre-CTI has begun already.",
)
CTI_NOT_BEGUN = Refusal(
    "cti-not-begun",
    "CTI er ikke begyndt i dette forløb. Start CTI først.",
    "CTI has not begun in this trajectory. Start CTI first.",
)
FOCUS_AREAS_1_TO_3 = Refusal(
    "focus-areas-1-to-3",
    "En aktivitetsplan har et til tre forskellige fokusområder. Vælg de vigtigste.",
    "An activity plan has one to three different focus areas. Choose the most important ones.",
)
UNKNOWN_FOCUS_AREA = Refusal(
    "unknown-focus-area",
    "Planen bruger ikke dette fokusområde.",
    "The plan does not use this focus area.",
)
NOT_EXPECTED = Refusal(
    "not-expected",
    "Det forventes ikke i denne fase. Se fasens tjekliste.",
    "That is not expected in this phase. See the phase's checklist.",
)
IS_COUNTED = Refusal(
    "expectation-is-counted",
    "Dette tælles af det, der registreres (kontakter, aktivitetsplan), og kan ikke sættes med et flueben.",
    "This is counted from what is recorded (contacts, activity plan) and cannot be ticked.",
)


def plan_of(trajectory: Trajectory, code: str, catalogue: Catalogue) -> Plan | None:
    """Return a plan that the trajectory's programme uses."""
    programme = catalogue.programmes.get(trajectory.programme)
    return catalogue.plans.get(code) if programme is not None and code in programme.plans else None


@decides(BeginPreCti)
def begin_pre_cti(trajectory: Trajectory, command: BeginPreCti, now: datetime, catalogue: Catalogue) -> Outcome:
    if trajectory.course is not None:
        return CTI_RUNS
    if trajectory.pre_cti is not None:
        return PRE_CTI_RUNS
    if _before_what_it_builds_on(trajectory, command.occurred):
        return refusals.BEFORE_OPENING
    plan = plan_of(trajectory, command.plan, catalogue)
    return refusals.UNKNOWN_PLAN if plan is None else [PreCtiBegun(plan=plan)]


@decides(StartCti)
def start_cti(trajectory: Trajectory, command: StartCti, now: datetime, catalogue: Catalogue) -> Outcome:
    plan = plan_of(trajectory, command.plan, catalogue)
    if plan is None:
        return refusals.UNKNOWN_PLAN
    if trajectory.course is not None:
        return CTI_RUNS
    if _before_what_it_builds_on(trajectory, command.occurred):
        return refusals.BEFORE_OPENING
    unmet = unmet_before_cti(trajectory, plan)
    if unmet and command.reason is None:
        return UNMET_NEEDS_REASON
    reason = command.reason if unmet else None
    return [CtiStarted(run=trajectory.runs + 1, plan=plan, unmet=unmet, reason=reason)]


def _before_what_it_builds_on(trajectory: Trajectory, occurred: Occurred) -> bool:
    begun = trajectory.pre_cti.begun if trajectory.pre_cti is not None else newest_beginning(trajectory)
    return begun is not None and occurred.on < begun.on


@decides(SetActivityPlan)
def set_activity_plan(
    trajectory: Trajectory, command: SetActivityPlan, now: datetime, catalogue: Catalogue
) -> Outcome:
    course = trajectory.course
    if course is None or course.phase is None or not phase_at(course, command.occurred):
        return CTI_NOT_BEGUN
    refusal = focus_areas_refusal(command.focus_areas, course.plan)
    return refusal or [ActivityPlanSet(phase=phase_at(course, command.occurred), focus_areas=command.focus_areas)]


def focus_areas_refusal(areas: tuple[FocusArea, ...], plan: Plan) -> Refusal | None:
    """One to three different focus areas, of those that the plan uses."""
    if not 1 <= len(set(areas)) == len(areas) <= MOST_FOCUS_AREAS:
        return FOCUS_AREAS_1_TO_3
    return None if set(areas) <= set(plan.focus_areas) else UNKNOWN_FOCUS_AREA


@decides(RecordExpectation)
def record_expectation(
    trajectory: Trajectory, command: RecordExpectation, now: datetime, catalogue: Catalogue
) -> Outcome:
    if command.expectation in COUNTED:
        return IS_COUNTED
    if trajectory.pre_cti is not None and trajectory.course is None:
        return _tick_before_cti(trajectory.pre_cti, command)
    course = trajectory.course
    if course is None or course.phase is None:
        return CTI_NOT_BEGUN
    if command.expectation not in course.phase.plan.expected:
        return NOT_EXPECTED
    met = (course.phase.number, command.expectation) in course.met
    return [] if met else [ExpectationMet(phase=course.phase.number, expectation=command.expectation)]


def _tick_before_cti(pre_cti: PreCti, command: RecordExpectation) -> Outcome:
    if command.expectation not in pre_cti.plan.pre_cti_expected:
        return NOT_EXPECTED
    met = command.expectation in pre_cti.met
    return [] if met else [ExpectationMet(phase=0, expectation=command.expectation)]


@decides(RecordCtiContact, closed_too=True)
def record_cti_contact(
    trajectory: Trajectory, command: RecordCtiContact, now: datetime, catalogue: Catalogue
) -> Outcome:
    """A contact up to the day of the closing can be entered late."""
    if trajectory.closing is not None and command.occurred.on > trajectory.closing.occurred.on:
        return refusals.TRAJECTORY_CLOSED
    course = trajectory.course
    if course is None and trajectory.pre_cti is None:
        return CTI_NOT_BEGUN
    return [
        CtiContactRecorded(
            phase=0 if course is None else phase_at(course, command.occurred),
            place=command.place,
            party=command.party,
            form=command.form,
            minutes=command.minutes,
        )
    ]


def phase_at(course: Course, occurred: Occurred) -> int:
    """Return the phase that ran at a time, so that a contact entered late counts where it belongs."""
    begun = [phase.number for phase in course.phases if phase.started.on <= occurred.on]
    return begun[-1] if begun else 0


def in_its_phase(course: Course, contact: CtiContact) -> CtiContact:
    """Return a contact in the phase that its day lies in; on the day of a change the one told of stays."""
    told, day = course.phases[contact.phase - 1 : contact.phase], contact.occurred.on
    if told and told[0].started.on <= day and (told[0].ended is None or day <= told[0].ended.on):
        return contact
    return contact._replace(phase=phase_at(course, contact.occurred))


@obliges
def pre_cti_is_followed_up(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """Pre-CTI is open-ended, with a reminder at four weeks."""
    due = pre_cti_due(trajectory)
    if due is not None and trajectory.pre_cti is not None:
        pre_cti = trajectory.pre_cti
        yield Obligation(
            kind=ItemKind.PRE_CTI,
            subject=0,
            due=due,
            worker=who_answers(trajectory, catalogue),
            role=None,
            centre=trajectory.centre,
            why=Why("pre-cti", pre_cti.begun, pre_cti.plan.pre_cti_reminder, pre_cti.plan.code, pre_cti.plan.version),
        )


def pre_cti_due(trajectory: Trajectory) -> Due | None:
    if not trajectory.is_open or trajectory.pre_cti is None or trajectory.course is not None:
        return None
    return due_after(trajectory.pre_cti.begun, trajectory.pre_cti.plan.pre_cti_reminder)


@applies(PreCtiBegun)
def pre_cti_begun(trajectory: Trajectory, fact: Fact, event: PreCtiBegun) -> Trajectory:
    return changed(trajectory, pre_cti=PreCti(event.plan, fact.occurred))


@applies(CtiStarted)
def cti_started(trajectory: Trajectory, fact: Fact, event: CtiStarted) -> Trajectory:
    first = Phase(1, event.plan.phases[0], fact.occurred)
    return changed(trajectory, course=Course(event.run, event.plan, fact.occurred, (first,)))


@applies(ExpectationMet)
def expectation_met(trajectory: Trajectory, fact: Fact, event: ExpectationMet) -> Trajectory:
    if event.phase == 0 and trajectory.pre_cti is not None:
        met = trajectory.pre_cti.met | {event.expectation}
        return changed(trajectory, pre_cti=changed(trajectory.pre_cti, met=met))
    course = trajectory.course
    if course is None:
        return trajectory
    return changed(trajectory, course=changed(course, met=course.met | {(event.phase, event.expectation)}))


@applies(ActivityPlanSet)
def activity_plan_set(trajectory: Trajectory, fact: Fact, event: ActivityPlanSet) -> Trajectory:
    course = trajectory.course
    if course is None:
        return trajectory
    phases = tuple(
        changed(phase, focus_areas=event.focus_areas) if phase.number == event.phase else phase
        for phase in course.phases
    )
    return changed(trajectory, course=changed(course, phases=phases))


@applies(CtiContactRecorded)
def cti_contact_recorded(trajectory: Trajectory, fact: Fact, event: CtiContactRecorded) -> Trajectory:
    course, last = trajectory.course, latest(trajectory.last_contact, fact.occurred)
    if course is None:
        return changed(trajectory, last_contact=last)
    contact = in_its_phase(course, CtiContact(fact.occurred, event.phase, event.place, event.party))
    contacts = (*course.contacts, contact)
    return changed(trajectory, last_contact=last, course=changed(course, contacts=contacts))


@applies(ContactAttempted)
def contact_attempted(trajectory: Trajectory, fact: Fact, event: ContactAttempted) -> Trajectory:
    return changed(trajectory, last_contact=latest(trajectory.last_contact, fact.occurred))
