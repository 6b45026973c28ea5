"""Without a yes, what happened before a lifting is counted and not told to the administration that knows the name."""

from datetime import date
from uuid import uuid4

import pytest

from domain.access.sealed_part import CONTACTS, sealed_part
from domain.access.shared_part import Part, part_for
from domain.commands import Command
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import RecordObservation
from domain.commands.vault import LetEarlierFollow
from domain.contact_codes import Topic
from domain.events import Event
from domain.events.contacts import ContactRegistered
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.events.course import ObservationRecorded
from domain.fact import Fact
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Observation, Role, WithdrawReason
from tests.domain.access.records import NOW, OWN_CENTRE, id_of, lifted, of, somebody
from tests.domain.given import given, on
from tests.domain.help_story import folded
from tests.domain.samples import CATALOGUE, TRAJECTORY, a_form, command

BEFORE, LIFTED, AFTER = "2026-03-01", "2026-03-02", "2026-03-03"
DAY = date.fromisoformat(LIFTED)
ID = id_of("own-lifted")


def story(administration: str, *further: Command) -> Trajectory:
    """A trajectory with a follow-up and an observation, both earlier than its lifting, and one observation later."""
    opened, *rest = of("CTI1", OWN_CENTRE, lifted(administration))(ID)
    return given(
        opened.model_copy(update={"occurred": on("2026-02-01")}),
        command(RegisterFollowUp, BEFORE, trajectory=ID, contact=a_form(topics=frozenset({Topic.DEBT}))),
        command(RecordObservation, BEFORE, trajectory=ID, observation=Observation.WENT_BACK),
        *rest,
        command(RecordObservation, LIFTED, trajectory=ID, observation=Observation.WENT_BACK),
        *further,
    ).state(ID)


def seen(trajectory: Trajectory, role: Role = Role.CTI_WORKER) -> Trajectory:
    return part_for(somebody(role), trajectory, NOW, CATALOGUE).of(trajectory)


def told(trajectory: Trajectory, *types: type[Event]) -> list[Fact]:
    return [fact for fact in trajectory.facts if isinstance(fact.event, types)]


@pytest.mark.parametrize("role", [Role.CTI_WORKER, Role.LEADER, Role.BRIDGE_BUILDER])
def test_given_a_lifting_without_a_yes_when_it_is_looked_at_then_no_earlier_contact_is_told(role: Role) -> None:
    whole = story("sof")
    part = seen(whole, role)
    assert told(part, ContactRegistered) == []
    assert [fact.occurred.on for fact in told(part, ObservationRecorded)] == [DAY]
    assert {fact.id for fact in whole.facts} - {fact.id for fact in part.facts} == {
        fact.id for fact in whole.facts if type(fact.event) in CONTACTS and fact.occurred.on < DAY
    }


def test_given_earlier_contacts_are_sealed_when_they_are_counted_then_none_is_missing() -> None:
    whole = story("sof")
    assert whole.contacts == 2
    assert seen(whole).contacts == 2
    assert seen(whole).last_contact == whole.last_contact


def test_given_the_person_lets_them_follow_when_it_is_looked_at_then_earlier_contacts_are_told() -> None:
    whole = story("sof", command(LetEarlierFollow, LIFTED, trajectory=ID, administration="sof"))
    assert seen(whole) is whole


def test_given_a_lifting_towards_another_administration_when_it_is_looked_at_then_the_pseudonym_has_a_past() -> None:
    whole = story("bif")
    assert seen(whole) is whole


SEEN = ObservationRecorded(observation=Observation.WENT_BACK)


def test_given_a_sealed_fact_was_corrected_when_it_is_looked_at_then_no_correction_tells_it() -> None:
    (fact,) = folded([SEEN]).facts
    sealed = fact._replace(occurred=on(BEFORE))
    corrections = folded(
        [
            DateCorrected(event=fact.id, occurred=on(AFTER)),
            Corrected(event=fact.id, type=SEEN.type_name, content=SEEN),
            Withdrawn(event=fact.id, reason=WithdrawReason.VOIDED),
        ]
    ).facts
    assert sealed_part(Trajectory(TRAJECTORY, facts=(sealed, *corrections)), DAY).facts == ()


def test_given_a_date_is_corrected_to_before_the_lifting_when_it_is_looked_at_then_the_fact_is_sealed() -> None:
    (fact,) = folded([SEEN]).facts
    later = fact._replace(occurred=on(AFTER))
    assert sealed_part(Trajectory(TRAJECTORY, facts=(later,)), DAY).facts == (later,)
    (correction,) = folded([DateCorrected(event=fact.id, occurred=on(BEFORE))]).facts
    correction = correction._replace(id=uuid4(), version=2, position=2)
    assert sealed_part(Trajectory(TRAJECTORY, facts=(later, correction)), DAY).facts == ()


def test_a_sealed_part_is_the_municipality_s_own_to_see() -> None:
    assert not Part(sealed=DAY).is_shared
