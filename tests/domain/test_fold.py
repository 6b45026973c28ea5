"""A stream is the same however it is folded: at once, in pages, event by event, and by the definition."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import domain.rules  # noqa: F401
from domain.base import CLOCK, Occurred
from domain.commands.course import EndPhase, RecordCtiContact, SetActivityPlan
from domain.contact_codes import FormOfContact
from domain.events import Event
from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.fact import Fact
from domain.span import instant_of
from domain.trajectory.evolve import _APPLY, evolve, facts_that_hold, fold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import DeviationReason, FocusArea, Party, Place, WithdrawReason
from tests.domain.given import given as story_of
from tests.domain.samples import TRAJECTORY, a_trajectory_in_transition, command

days = st.builds(Occurred, on=st.dates(date(2025, 12, 1), date(2026, 4, 30)))


def meeting(day: str, place: Place, party: Party) -> RecordCtiContact:
    return command(RecordCtiContact, day, place=place, party=party, form=FormOfContact.MEETING, minutes=30)


FACTS = story_of(
    *a_trajectory_in_transition("2026-01-05"),
    meeting("2026-01-08", Place.COMMUNITY, Party.PERSON),
    command(SetActivityPlan, "2026-01-10", focus_areas=(FocusArea.HOUSING,)),
    meeting("2026-01-20", Place.OFFICE, Party.NETWORK),
    command(EndPhase, "2026-04-07", phase=1, reason=DeviationReason.PERSON_NOT_READY),
    meeting("2026-04-20", Place.OFFICE, Party.PERSON),
).state(TRAJECTORY).facts  # fmt: skip


def plainly_folded(facts: tuple[Fact, ...]) -> Trajectory:
    """Fold by the definition: what holds is applied in order, and the newest fact stamps the whole."""
    trajectory, active = Trajectory(TRAJECTORY), None
    for fact in facts_that_hold(facts):
        apply = _APPLY.get(type(fact.event))  # type: ignore[arg-type]
        trajectory = trajectory if apply is None or fact.event is None else apply(trajectory, fact, fact.event)
        later = active is None or instant_of(fact.occurred) >= instant_of(active)
        active = fact.occurred if later and fact.actor != CLOCK else active
    last = facts[-1]
    return replace(trajectory, facts=facts, version=last.version, position=last.position, last_activity=active)


def corrections_of(target: Fact, day: Occurred) -> tuple[Event | None, ...]:
    """Return what may be told of a fact; None is an event whose payload was blanked."""
    event = target.event
    found = (
        Withdrawn(event=target.id, reason=WithdrawReason.VOIDED),
        DateCorrected(event=target.id, occurred=day),
        None,
    )
    if event is None:
        return found
    version = event.schema_version
    return (*found, Corrected(event=target.id, type=event.type_name, content_version=version, content=event))


@st.composite
def told(draw: st.DrawFn) -> tuple[Fact, ...]:
    """The story, with some corrections, withdrawals and blanked events after it."""
    facts = list(FACTS)
    for _ in range(draw(st.integers(0, 4))):
        event = draw(st.sampled_from(corrections_of(draw(st.sampled_from(facts)), draw(days))))
        number = facts[-1].version + 1
        added = facts[-1]._replace(id=draw(st.uuids()), event=event, occurred=draw(days))
        facts.append(added._replace(position=number, version=number))
    return tuple(facts)


@given(told(), st.lists(st.integers(1, 5), max_size=6))
def test_a_stream_folded_at_once_in_pages_or_one_by_one_is_the_same(
    facts: tuple[Fact, ...], pages: list[int]
) -> None:
    paged, rest = Trajectory(TRAJECTORY), facts
    for size in (*pages, len(facts)):
        paged, rest = evolve(paged, *rest[:size]), rest[size:]
    one_by_one = Trajectory(TRAJECTORY)
    for fact in facts:
        one_by_one = evolve(one_by_one, fact)
    assert plainly_folded(facts) == fold(TRAJECTORY, facts) == paged == one_by_one
