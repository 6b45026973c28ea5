"""The history has words for every event that a trajectory can hold."""

import json
from pathlib import Path

import pytest

from adapters.web.history.describe import Describer
from adapters.web.history.event_names import EVENT_NAMES
from adapters.web.history.field_names import FIELD_NAMES, LEFT_OUT
from adapters.web.history.timeline import timeline
from adapters.web.language import DANISH, ENGLISH
from domain.base import CLOCK, SYSTEM
from domain.contact_codes import Topic
from domain.events import EVENT_TYPES
from domain.events.contacts import ContactRegistered
from domain.events.course import ActivityPlanSet, CtiContactRecorded, CtiStarted
from domain.events.help import MeasurementRecorded, MeasureProposed
from domain.trajectory.evolve import fold
from domain.trajectory.state import Measure, Trajectory
from projections.engine.board import Folded
from tests.domain.given import given, new_id, on
from tests.domain.samples import CATALOGUE, CTI_9M, TRAJECTORY, a_form, a_trajectory_in_transition

GOLDEN = Path(__file__).parents[2] / "golden" / "events"
OTHER_STREAMS = {"SupervisionHeld", "VisitRegistered", "CardBatchMade", "VipCardsHandedOut", "ContactContinued"}
OF_TRAJECTORIES = sorted(
    name for name in EVENT_TYPES if not name.endswith(("Defined", "Imported")) and name not in OTHER_STREAMS
)
EMPTY = Trajectory(TRAJECTORY)


def describer(trajectory: Trajectory = EMPTY) -> Describer:
    return Describer(DANISH, CATALOGUE, trajectory)


@pytest.mark.parametrize("name", OF_TRAJECTORIES)
def test_every_event_of_a_trajectory_has_a_name_and_words_for_its_fields(name: str) -> None:
    assert name in EVENT_NAMES
    assert set(EVENT_TYPES[name].model_fields) <= FIELD_NAMES.keys() | LEFT_OUT


def test_every_event_that_a_person_causes_has_a_name() -> None:
    defined = {name for name in EVENT_TYPES if name.endswith(("Defined", "Imported"))}
    assert EVENT_NAMES.keys() == EVENT_TYPES.keys() - defined


@pytest.mark.parametrize("name", OF_TRAJECTORIES)
def test_every_event_of_a_trajectory_can_be_described(name: str) -> None:
    stored = json.loads((GOLDEN / f"{name}.v1.json").read_text(encoding="utf-8"))
    event = EVENT_TYPES[name].model_validate_json(json.dumps(stored))
    for language in (DANISH, ENGLISH):
        for field, text in Describer(language, CATALOGUE, EMPTY).fields(event):
            assert field
            assert text


def test_codes_are_shown_by_their_names() -> None:
    event = CtiStarted(run=1, plan=CTI_9M)
    assert describer().fields(event) == (("gennemløb", "1"), ("plan", "CTI 9 måneder, version 1"))


def test_a_contact_form_is_shown_field_by_field() -> None:
    event = ContactRegistered(contact=a_form(topics={Topic.HOUSING, Topic.DEBT}), follow_up=True)
    fields = dict(describer().fields(event))
    assert fields["emner"] == "gæld og bolig"
    assert fields["center"] == "Socialcenter"
    assert fields["opfølgende"] == "ja"
    assert "VIP-kort vist" not in fields


def test_focus_areas_keep_their_order() -> None:
    event = ActivityPlanSet.model_validate({"phase": 1, "focus_areas": ["network", "housing"]})
    assert dict(describer().fields(event))["fokusområder"] == "netværk og sociale relationer og bolig"


def test_a_measure_is_named_by_its_kind_in_every_step() -> None:
    measure = Measure(new_id(), "cash-benefit", None, on("2014-01-01"))
    known = describer(Trajectory(TRAJECTORY, measures=(measure,)))
    proposed = MeasureProposed(measure=measure.id, kind="cash-benefit")
    assert known.fields(proposed) == (("tiltag", "Kontanthjælp"),)
    granted = EVENT_TYPES["MeasureGranted"].model_validate({"measure": measure.id})
    assert known.fields(granted) == (("tiltag", "Kontanthjælp"),)


def test_the_answers_of_a_measurement_are_not_shown() -> None:
    event = MeasurementRecorded.model_validate(
        {"occasion": "start", "questionnaire": "citizen", "who_5": [1, 1, 1, 1, 1], "paid_sex": "yes"}
    )
    assert dict(describer().fields(event)).keys() == {"ved", "skema", "sprog"}


def test_a_length_in_minutes_is_a_danish_number() -> None:
    event = CtiContactRecorded.model_validate(
        {"phase": 1, "place": "community", "party": "person", "form": "meeting", "minutes": 1200}
    )
    assert dict(describer().fields(event))["minutter"] == "1.200"


def test_a_blanked_event_keeps_its_place_without_its_contents() -> None:
    story = given(*a_trajectory_in_transition("2014-01-01"))
    facts = story.state(TRAJECTORY).facts
    blanked = fold(TRAJECTORY, [*facts[:-1], facts[-1]._replace(event=None)])
    newest, *others = timeline(Folded(blanked, CATALOGUE, story.position), DANISH, describer(blanked))
    assert (newest.name, newest.fields, newest.withdrawn) == ("Slettet efter lovlig ordre", (), False)
    assert len(others) == len(facts) - 1


def test_the_clock_and_the_system_are_named_in_words() -> None:
    facts = given(*a_trajectory_in_transition("2014-01-01")).state(TRAJECTORY).facts
    trajectory = fold(TRAJECTORY, [facts[0]._replace(actor=SYSTEM), facts[1]._replace(actor=CLOCK), facts[2]])
    entries = timeline(Folded(trajectory, CATALOGUE, 3), DANISH, describer(trajectory))
    assert [entry.actor for entry in entries] == ["CTI1", "uret", "systemet"]
