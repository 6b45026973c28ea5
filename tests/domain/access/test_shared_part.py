"""What a partner is shown of a trajectory: the facts that a consent's kinds cover, and no others."""

from collections.abc import Iterable
from functools import cache
from itertools import chain, combinations
from uuid import UUID, uuid5

import pytest

from domain.access.codes import Action
from domain.access.policy import judge
from domain.access.shared_part import (
    CONSENTS,
    CORRECTIONS,
    EVENTS_OF,
    NEVER_SHARED,
    Part,
    part_for,
    shared_part,
)
from domain.events import EVENT_TYPES, Event
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.course import (
    ExtensionApproved,
    ExtensionRequested,
    ObservationRecorded,
    PhaseEnded,
    TrajectoryOpened,
    WorkerAssigned,
)
from domain.events.help import MeasurementRecorded, Rating
from domain.events.identity import ConsentGiven
from domain.help_codes import Information, Occasion, PaidSex, Questionnaire
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import DeviationReason, FocusArea, Observation, Role, WithdrawReason
from tests.domain.access.records import DAY, NOW, RECORDS, id_of, somebody
from tests.domain.access.shared_story import HEALTH_TELLS, NEVER_TOLD, consent_to, everything
from tests.domain.access.test_matrix import records
from tests.domain.given import given, on
from tests.domain.help_story import folded
from tests.domain.samples import CATALOGUE, TRAJECTORY

COURSE, HEALTH, CONTACT_DETAILS = Information.COURSE, Information.HEALTH, Information.CONTACT_DETAILS
ONLY_COURSE = frozenset({COURSE})
NAME = "course-shared"
ELSEWHERE = UUID("0a7e8c52-6b0f-4c39-8a7d-5d5b8c6e2f11")


@cache
def told_of() -> Trajectory:
    """A trajectory whose course is shared with KC, in which everything has happened."""
    id = id_of(NAME)
    story = given(*RECORDS[NAME](id), *everything(id))
    return story.state(id)


def types(trajectory: Trajectory) -> set[type[Event]]:
    return {type(fact.event) for fact in trajectory.facts if fact.event is not None}


def text(trajectory: Trajectory) -> str:
    """Return everything that the facts of a trajectory say."""
    return "\n".join(
        f"{fact.event.type_name} {fact.event.model_dump_json()}" for fact in trajectory.facts if fact.event
    )


def part_of(events: Iterable[Event], *kinds: Information) -> list[Event | None]:
    return [fact.event for fact in shared_part(folded(events), frozenset(kinds), "kc").facts]


def test_every_type_of_event_is_shared_under_one_kind_or_never() -> None:
    sets = [*EVENTS_OF.values(), CONSENTS, CORRECTIONS, NEVER_SHARED]
    named = list(chain.from_iterable(sets))
    assert sorted(one.type_name for one in named) == sorted(EVENT_TYPES)


def test_without_a_kind_that_covers_it_nothing_but_the_own_consent_is_shown() -> None:
    part = shared_part(told_of(), frozenset({Information.HOUSING, Information.FAMILY}), "kc")
    assert types(part) == {ConsentGiven}
    assert part.opened is None


def test_the_course_is_shown_as_it_is_and_nothing_of_the_person() -> None:
    whole, part = told_of(), shared_part(told_of(), ONLY_COURSE, "kc")
    assert types(part) <= EVENTS_OF[COURSE] | {ConsentGiven}
    assert part.opened == whole.opened
    assert part.worker == whole.worker
    assert part.measures == whole.measures
    assert part.course is not None
    assert whole.course is not None
    assert part.course.started == whole.course.started
    assert [phase.ended for phase in part.course.phases] == [phase.ended for phase in whole.course.phases]
    assert part.course.pauses == ()
    assert [told for told in (*NEVER_TOLD, *HEALTH_TELLS) if told in text(part)] == []


def test_everything_that_is_held_back_stands_in_the_whole_trajectory() -> None:
    assert [told for told in (*NEVER_TOLD, *HEALTH_TELLS) if told not in text(told_of())] == []


def test_health_adds_measurements_focus_areas_and_why_the_course_stands_still() -> None:
    whole, part = told_of(), shared_part(told_of(), frozenset({COURSE, HEALTH}), "kc")
    assert types(part) <= EVENTS_OF[COURSE] | EVENTS_OF[HEALTH] | {ConsentGiven}
    assert part.measurements == whole.measurements
    assert part.course is not None
    assert whole.course is not None
    assert part.course.phases == whole.course.phases
    assert part.course.phases[-1].focus_areas == (FocusArea.MISUSE,)
    assert part.course.pauses == whole.course.pauses
    still = [told for told in NEVER_TOLD if told in text(part)]
    assert still == ["illness"]


def test_only_an_extension_that_was_approved_is_shown_and_not_why_it_was_wanted() -> None:
    part = shared_part(told_of(), ONLY_COURSE, "kc")
    requested = [fact.event for fact in part.facts if isinstance(fact.event, ExtensionRequested | ExtensionApproved)]
    extension = uuid5(id_of(NAME), "extension")
    assert requested == [
        ExtensionRequested(extension=extension, phase=2, days=14, reason=DeviationReason.OTHER),
        ExtensionApproved(extension=extension),
    ]


@pytest.mark.parametrize("reason", DeviationReason)
def test_no_reason_for_a_deviation_is_told_apart_from_another_without_health(reason: DeviationReason) -> None:
    ended = PhaseEnded(phase=1, reason=reason)
    assert part_of([ended], COURSE) == [PhaseEnded(phase=1, reason=DeviationReason.OTHER)]
    assert part_of([ended], COURSE, HEALTH) == [ended]


def test_a_consent_with_somebody_else_is_not_shown_and_one_s_own_is() -> None:
    for provider, name in (("kc", "consent"), ("reden", "another")):
        given_to = [fact.event for fact in shared_part(told_of(), ONLY_COURSE, provider).facts]
        consents = [event.consent for event in given_to if isinstance(event, ConsentGiven)]
        assert consents == [uuid5(id_of(NAME), name)]


OPENED = TrajectoryOpened(programme="exit-prostitution", centre="hjemloeseenheden", from_contact=ELSEWHERE)
SEEN = ObservationRecorded(observation=Observation.WENT_BACK)


@pytest.mark.parametrize("event", [SEEN, WorkerAssigned(worker="CTI1", centre="hjemloeseenheden")])
def test_a_correction_is_shown_where_the_fact_is_that_it_concerns(event: Event) -> None:
    trajectory = folded([OPENED, event])
    target = trajectory.facts[-1].id
    corrections = [
        DateCorrected(event=target, occurred=on(DAY)),
        Corrected(event=target, type=event.type_name, content=event),
        Withdrawn(event=target, reason=WithdrawReason.VOIDED, moved_to=ELSEWHERE),
    ]
    later = folded(corrections).facts
    facts = (*trajectory.facts, *later)
    part = shared_part(Trajectory(TRAJECTORY, facts=facts), ONLY_COURSE, "kc")
    assert [fact.id for fact in part.facts] == [fact.id for fact in (facts[:1] if event is SEEN else facts)]
    assert str(ELSEWHERE) not in text(part)


def test_what_a_correction_says_is_told_as_the_fact_itself_would_be() -> None:
    trajectory = folded([PhaseEnded(phase=1)])
    said = PhaseEnded(phase=1, reason=DeviationReason.ILLNESS)
    corrected = Corrected(event=trajectory.facts[0].id, type=said.type_name, content=said)
    facts = (*trajectory.facts, *folded([corrected]).facts)
    part = shared_part(Trajectory(TRAJECTORY, facts=facts), ONLY_COURSE, "kc")
    assert "illness" in text(Trajectory(TRAJECTORY, facts=facts))
    assert "illness" not in text(part)


def test_a_fact_whose_contents_a_lawful_order_blanked_is_not_shown() -> None:
    trajectory = folded([OPENED, SEEN])
    blanked = Trajectory(TRAJECTORY, facts=(trajectory.facts[0], trajectory.facts[1]._replace(event=None)))
    assert len(shared_part(blanked, ONLY_COURSE, "kc").facts) == 1


@pytest.mark.parametrize("role", Role)
def test_all_but_partners_see_the_whole(role: Role) -> None:
    part = part_for(somebody(role), told_of(), NOW, CATALOGUE)
    assert part.is_shared is (role is Role.PARTNER)
    assert (part == Part()) is not part.is_shared
    assert (part.of(told_of()) is told_of()) is not part.is_shared


def test_given_health_is_shared_when_a_measurement_is_told_then_neither_paid_sex_nor_ratings_are() -> None:
    answers = MeasurementRecorded(
        occasion=Occasion.START,
        questionnaire=Questionnaire.CITIZEN,
        who_5=(1, 0, 1, 0, 1),
        paid_sex=PaidSex.YES,
        ratings=(Rating(area=FocusArea.MISUSE, score=2),),
    )
    (told,) = part_of([answers], HEALTH)
    assert told == answers.model_copy(update={"paid_sex": PaidSex.PREFERS_NOT, "ratings": ()})


def test_a_partner_is_shown_what_all_consents_in_force_name_together() -> None:
    id = id_of(NAME)
    more = given(
        *RECORDS[NAME](id), consent_to(id, "more", "kc", HEALTH), consent_to(id, "not", "reden", CONTACT_DETAILS)
    )
    assert part_for(somebody(Role.PARTNER), more.state(id), NOW, CATALOGUE) == Part("kc", frozenset({COURSE, HEALTH}))


@pytest.mark.parametrize("name", RECORDS)
def test_the_policy_answers_the_same_of_the_part_as_of_the_whole(name: str) -> None:
    """So that a page that has the part only offers what the whole would."""
    who, whole = somebody(Role.PARTNER), records()[name]
    part = part_for(who, whole, NOW, CATALOGUE)
    if COURSE in part.kinds:
        for action in Action:
            assert judge(who, action, part.of(whole), NOW, CATALOGUE) == judge(who, action, whole, NOW, CATALOGUE)


@pytest.mark.parametrize("kinds", [frozenset(some) for some in combinations(Information, 2)])
def test_the_part_of_a_part_is_the_part(kinds: frozenset[Information]) -> None:
    part = shared_part(told_of(), kinds, "kc")
    assert shared_part(part, kinds, "kc") == part
