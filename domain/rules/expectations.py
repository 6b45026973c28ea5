"""What is expected before a phase ends. Expectations warn, they do not bar. Source: domain section 7."""

from domain.reference.definitions import Plan
from domain.refusal import Refusal
from domain.trajectory.state import Course, Phase, Trajectory
from domain.trajectory_codes import Expectation, Party, Place

COUNTED = frozenset({Expectation.ACTIVITY_PLAN, Expectation.COMMUNITY_MEETINGS, Expectation.NETWORK_MEETINGS})
"""Expectations that follow from what is recorded; nobody ticks them."""

UNMET_NEEDS_REASON = Refusal(
    "unmet-needs-reason",
    "Ikke alt, hvad der forventes i fasen, er nået. Angiv en årsag, så afslutter fasen som en afvigelse.",
    "Not everything expected in the phase is met. Give a reason, and the phase ends as a deviation.",
)


def community_meetings(course: Course, phase: Phase) -> int:
    """Count meetings with the person in the community in a phase."""
    return sum(
        contact.phase == phase.number and contact.place is Place.COMMUNITY and contact.party is Party.PERSON
        for contact in course.contacts
    )


def network_meetings(course: Course, phase: Phase) -> int:
    """Count meetings with professionals or the network in a phase."""
    return sum(contact.phase == phase.number and contact.party is not Party.PERSON for contact in course.contacts)


def is_met(course: Course, phase: Phase, expectation: Expectation) -> bool:
    match expectation:
        case Expectation.ACTIVITY_PLAN:
            return bool(phase.focus_areas)
        case Expectation.COMMUNITY_MEETINGS:
            return community_meetings(course, phase) >= course.plan.community_meetings
        case Expectation.NETWORK_MEETINGS:
            return network_meetings(course, phase) >= course.plan.network_meetings
        case _:
            return (phase.number, expectation) in course.met


def unmet(course: Course, phase: Phase) -> tuple[Expectation, ...]:
    """Return what a phase's manual line expects and the facts do not show."""
    return tuple(item for item in phase.plan.expected if not is_met(course, phase, item))


def unmet_before_cti(trajectory: Trajectory, plan: Plan) -> tuple[Expectation, ...]:
    """Return what is missing before CTI starts: agreement to take part, intake."""
    met = trajectory.pre_cti.met if trajectory.pre_cti is not None else frozenset()
    return tuple(item for item in plan.pre_cti_expected if item not in met)
