"""Events stored in older versions or under older names are read as events of today, also when they are corrected."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.base import Occurred
from domain.commands.corrections import CorrectField
from domain.events import Event
from domain.events.contacts import ActionCardFollowed
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.course import ActivityPlanSet, ObservationRecorded, TargetGroupSet
from domain.evolution import Content, Stored, UnknownEventTypeError, Upcasters
from domain.fact import Fact, facts_in, facts_of
from domain.log import RecordedEvent
from domain.trajectory.evolve import evolve, facts_that_hold, fold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import FocusArea, Observation, TargetGroup, WithdrawReason
from tests.domain.given import given
from tests.domain.samples import TRAJECTORY, a_trajectory_in_transition, command
from tests.golden.samples import EVENT_FILES

STREAM = UUID(int=1)
CURRENT = {"Told": 3, "Plan": 1, "Seen": 1}


@pytest.fixture
def upcasters() -> Upcasters:
    """A register of the tests' own: two versions of a name, a name that was given up, and one that became two."""
    register = Upcasters()

    @register.upcasts("Told", 1)
    def told_2(content: Content) -> Iterable[Stored]:
        yield Stored("Told", 2, {**content, "by": "somebody"})

    @register.upcasts("Told", 2)
    def told_3(content: Content) -> Iterable[Stored]:
        yield Stored("Told", 3, {key: value for key, value in content.items() if key != "old"})

    @register.upcasts("AreasChosen", 1)
    def areas_chosen(content: Content) -> Iterable[Stored]:
        yield Stored("ActivityPlanSet", 1, {"phase": 1, "focus_areas": content["areas"]})

    @register.upcasts("SeenAndPlanned", 1)
    def seen_and_planned(content: Content) -> Iterable[Stored]:
        yield Stored("ObservationRecorded", 1, {"observation": content["seen"]})
        yield Stored("AreasChosen", 1, {"areas": content["areas"]})

    @register.upcasts("Circle", 1)
    def there(content: Content) -> Iterable[Stored]:
        yield Stored("Circle", 2, content)

    @register.upcasts("Circle", 2)
    def and_back(content: Content) -> Iterable[Stored]:
        yield Stored("Circle", 1, content)

    @register.upcasts("Vanished", 1)
    def vanished(content: Content) -> Iterable[Stored]:
        return ()

    @register.upcasts("Corrected", 1)
    def corrected(content: Content) -> Iterable[Stored]:
        yield Stored("Corrected", 2, {**content, "content_version": 1})

    return register


def row(name: str, version: int, content: Any, *, number: int = 1, identity: UUID | None = None) -> RecordedEvent:
    """An event as the log hands it out, the `number`-th of its stream."""
    return RecordedEvent(
        position=number,
        stream=STREAM,
        kind="trajectory",
        version=number,
        id=identity or uuid4(),
        type=name,
        schema_version=version,
        command_id=uuid4(),
        causation=None,
        actor="CTI1",
        municipality="101",
        occurred_on=date(2026, 3, 2),
        occurred_at=None,
        recorded=datetime(2026, 3, 2, 12, tzinfo=UTC),
        payload=None if content is None else json.dumps(content).encode(),
    )


SPLIT = {"seen": "left", "areas": ["housing"]}
OTHER_SPLIT = {"seen": "housed", "areas": ["finances"]}


def split_facts(upcasters: Upcasters) -> tuple[Fact, ...]:
    return facts_of(row("SeenAndPlanned", 1, SPLIT), upcasters)


def said(facts: Iterable[Fact]) -> list[Event | None]:
    return [fact.event for fact in facts]


def correction(of: UUID, name: str, version: int, content: Any, *, number: int = 2) -> RecordedEvent:
    told = {"event": str(of), "type": name, "content_version": version, "content": content}
    return row("Corrected", 2, told, number=number)


def test_a_version_goes_through_every_version_after_it(upcasters: Upcasters) -> None:
    assert upcasters.upcast(Stored("Told", 1, {"old": 1, "new": 2}), CURRENT) == (
        Stored("Told", 3, {"new": 2, "by": "somebody"}),
    )


def test_the_version_of_today_is_left_as_it_is(upcasters: Upcasters) -> None:
    stored = Stored("Told", 3, {"old": 1})
    assert upcasters.upcast(stored, CURRENT) == (stored,)


def test_a_type_that_was_renamed_is_read_under_its_name_of_today(upcasters: Upcasters) -> None:
    (fact,) = facts_of(row("AreasChosen", 1, {"areas": ["housing"]}), upcasters)
    assert fact.event == ActivityPlanSet(phase=1, focus_areas=(FocusArea.HOUSING,))
    assert (fact.part, fact.stored_as) == (0, ("AreasChosen", 1))


def test_one_stored_event_becomes_several_facts_of_one_place_in_the_log(upcasters: Upcasters) -> None:
    facts = split_facts(upcasters)
    assert said(facts) == [
        ObservationRecorded(observation=Observation.LEFT),
        ActivityPlanSet(phase=1, focus_areas=(FocusArea.HOUSING,)),
    ]
    assert [fact.part for fact in facts] == [0, 1]
    assert len({(fact.id, fact.position, fact.version) for fact in facts}) == 1


@pytest.mark.parametrize(
    ("name", "version"),
    [("Told", 4), ("ActivityPlanSet", 99), ("NeverDefined", 1), ("Circle", 1), ("Circle", 2), ("Vanished", 1)],
)
def test_what_leads_to_no_event_of_today_is_said_to_be_unknown(upcasters: Upcasters, name: str, version: int) -> None:
    with pytest.raises(UnknownEventTypeError, match=f"{name} version {version} at position 7"):
        facts_of(row(name, version, {}, number=7), upcasters)


def test_a_version_between_that_has_no_upcaster_is_named() -> None:
    register = Upcasters()
    register.upcasts("Told", 1)(lambda content: [Stored("Told", 2, content)])
    with pytest.raises(UnknownEventTypeError, match="no upcaster leads on from Told version 2"):
        register.upcast(Stored("Told", 1, {}), CURRENT)


def test_a_version_has_one_upcaster(upcasters: Upcasters) -> None:
    with pytest.raises(ValueError, match="Told version 1 has an upcaster already"):
        upcasters.upcasts("Told", 1)(lambda content: ())


def test_a_blanked_event_is_one_fact_whatever_its_version(upcasters: Upcasters) -> None:
    (fact,) = facts_of(row("SeenAndPlanned", 1, None), upcasters)
    assert (fact.event, fact.part) == (None, 0)


def test_a_correction_stored_in_the_first_version_is_read() -> None:
    (fact,) = facts_of(row("Corrected", 1, json.loads(EVENT_FILES["Corrected", 1].read_bytes())))
    assert isinstance(fact.event, Corrected)
    assert fact.event.content_version == fact.event.content.schema_version
    assert fact.stored_as is None


def test_what_a_correction_says_is_upcast_by_its_own_name_and_version(upcasters: Upcasters) -> None:
    facts = facts_of(correction(uuid4(), "SeenAndPlanned", 1, SPLIT), upcasters)
    contents = [fact.event.content for fact in facts if isinstance(fact.event, Corrected)]
    assert contents == said(split_facts(upcasters))


def test_a_correction_of_the_first_version_is_upcast_with_what_it_says(upcasters: Upcasters) -> None:
    told = {"event": str(uuid4()), "type": "AreasChosen", "content": {"areas": ["housing"]}}
    (fact,) = facts_of(row("Corrected", 1, told), upcasters)
    assert isinstance(fact.event, Corrected)
    assert fact.event.content == ActivityPlanSet(phase=1, focus_areas=(FocusArea.HOUSING,))


def test_a_correction_of_what_this_program_does_not_know_is_said_to_be_unknown(upcasters: Upcasters) -> None:
    with pytest.raises(UnknownEventTypeError, match="Corrected version 2 at position 2"):
        facts_of(correction(uuid4(), "ActivityPlanSet", 2, {}), upcasters)


def test_a_correction_does_not_hold_a_content_of_another_version_than_it_tells() -> None:
    content = ActionCardFollowed()
    with pytest.raises(ValueError, match="not of the version"):
        Corrected(event=uuid4(), type="ActionCardFollowed", content_version=2, content=content)


def test_a_correction_of_the_whole_stored_event_says_all_its_parts_anew(upcasters: Upcasters) -> None:
    facts = split_facts(upcasters)
    corrected = facts_of(correction(facts[0].id, "SeenAndPlanned", 1, OTHER_SPLIT), upcasters)
    held = facts_that_hold((*facts, *corrected))
    assert said(held) == said(facts_of(row("SeenAndPlanned", 1, OTHER_SPLIT), upcasters))
    assert [fact.part for fact in held] == [0, 1]


def test_a_correction_of_one_part_leaves_the_others(upcasters: Upcasters) -> None:
    facts = split_facts(upcasters)
    plan = ActivityPlanSet(phase=1, focus_areas=(FocusArea.FINANCES,))
    corrected = facts_of(correction(facts[0].id, "ActivityPlanSet", 1, plan.model_dump(mode="json")), upcasters)
    assert said(facts_that_hold((*facts, *corrected))) == [facts[0].event, plan]


def test_a_withdrawal_concerns_all_parts(upcasters: Upcasters) -> None:
    facts = split_facts(upcasters)
    withdrawn = Withdrawn(event=facts[0].id, reason=WithdrawReason.VOIDED)
    (gone,) = facts_of(row("Withdrawn", 1, withdrawn.model_dump(mode="json"), number=2))
    assert facts_that_hold((*facts, gone)) == ()


def test_a_corrected_date_moves_all_parts(upcasters: Upcasters) -> None:
    facts = split_facts(upcasters)
    day = Occurred(on=date(2026, 2, 1))
    moved = DateCorrected(event=facts[0].id, occurred=day)
    (fact,) = facts_of(row("DateCorrected", 1, moved.model_dump(mode="json"), number=2))
    assert [held.occurred for held in facts_that_hold((*facts, fact))] == [day, day]


def test_a_stream_with_parts_folds_alike_at_once_and_event_by_event(upcasters: Upcasters) -> None:
    group = TargetGroupSet(group=TargetGroup.WANTS_OUT).model_dump(mode="json")
    rows = [row("SeenAndPlanned", 1, SPLIT), row("TargetGroupSet", 1, group, number=2)]
    rows.append(correction(rows[0].id, "SeenAndPlanned", 1, OTHER_SPLIT, number=3))
    step_by_step = Trajectory(STREAM)
    for recorded in rows:
        step_by_step = evolve(step_by_step, *facts_of(recorded, upcasters))
    facts = [fact for recorded in rows for fact in facts_of(recorded, upcasters)]
    assert step_by_step == fold(STREAM, facts) == evolve(Trajectory(STREAM), *facts)
    assert step_by_step.version == 3


def test_events_are_read_in_their_order() -> None:
    group = TargetGroupSet(group=TargetGroup.WANTS_OUT).model_dump(mode="json")
    rows = [row("TargetGroupSet", 1, group, number=number) for number in (1, 2, 3)]
    assert [fact.position for fact in facts_in(rows)] == [1, 2, 3]


def test_a_part_of_a_stored_event_is_corrected_by_its_own_field(upcasters: Upcasters) -> None:
    story = given(*a_trajectory_in_transition("2026-01-05"))
    state = story.state(TRAJECTORY)
    number = state.version + 1
    parts = facts_of(row("SeenAndPlanned", 1, SPLIT, number=number)._replace(stream=TRAJECTORY), upcasters)
    story.streams[TRAJECTORY] = evolve(state, *parts)
    areas = command(
        CorrectField, "2026-03-05", stream=TRAJECTORY, event=parts[0].id, field="focus_areas", value=["finances"]
    )
    story.when(areas).then_types(Corrected)
    held = [fact.event for fact in facts_that_hold(story.state(TRAJECTORY).facts) if fact.id == parts[0].id]
    assert held == [parts[0].event, ActivityPlanSet(phase=1, focus_areas=(FocusArea.FINANCES,))]
