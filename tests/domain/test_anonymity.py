"""Lifting anonymity and de-identifying again. Source: domain sections 4 and 5."""

from hypothesis import given as examples
from hypothesis import strategies as st

from domain.commands import Command
from domain.commands.course import CloseTrajectory
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordAnswer, StartMeasure
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.events import Event
from domain.events.identity import AccessRestricted, AnonymityLifted, AnonymityRestored
from domain.help_codes import IdentifiedBy
from domain.rules.anonymity import is_lifted_towards
from domain.trajectory_codes import CloseReason
from tests.domain.given import given, new_id
from tests.domain.help_story import folded
from tests.domain.samples import TRAJECTORY, command, opened

OPENED = opened("2026-03-02")
RESTORED = command(RestoreAnonymity, "2026-03-20")


def lifted(administration: str = "sof", day: str = "2026-03-03") -> LiftAnonymity:
    return command(
        LiftAnonymity,
        day,
        administration=administration,
        identified_by=IdentifiedBy.NAME_AND_CPR,
        earlier_follow=False,
    )


def a_measure(kind: str, *, applied: bool = True) -> tuple[Command, ...]:
    measure = new_id()
    proposal = command(ProposeMeasure, "2026-03-04", measure=measure, kind=kind)
    return (proposal, command(ApplyForMeasure, "2026-03-05", measure=measure)) if applied else (proposal,)


def test_anonymity_is_lifted_towards_one_administration() -> None:
    story = given(OPENED).when(lifted())
    story.then(AnonymityLifted(administration="sof", identified_by=IdentifiedBy.NAME_AND_CPR, earlier_follow=False))
    state = story.state(TRAJECTORY)
    assert not state.is_anonymous
    assert is_lifted_towards(state, "sof")
    assert not is_lifted_towards(state, "bif")


def test_anonymity_is_not_lifted_towards_an_unknown_administration() -> None:
    given(OPENED).when(lifted("police")).refuses("no-such-administration")


def test_anonymity_is_lifted_once_towards_each_administration() -> None:
    story = given(OPENED, lifted())
    story.when(lifted()).refuses("lifted-already")
    story.when(lifted("bif")).then_types(AnonymityLifted)


def test_anonymity_is_not_lifted_in_a_closed_trajectory() -> None:
    closed = command(CloseTrajectory, "2026-03-10", reason=CloseReason.OWN_WISH)
    given(OPENED, closed).when(lifted(day="2026-03-11")).refuses("trajectory-closed")


def test_a_person_can_become_anonymous_again_towards_everybody() -> None:
    story = given(OPENED, lifted(), lifted("bif")).when(RESTORED)
    story.then(AnonymityRestored())
    assert story.state(TRAJECTORY).is_anonymous


def test_an_anonymous_person_has_nothing_to_restore() -> None:
    given(OPENED).when(RESTORED).refuses("nothing-to-restore")


def test_anonymity_can_be_lifted_after_it_was_restored() -> None:
    given(OPENED, lifted(), RESTORED).when(lifted(day="2026-03-21")).then_types(AnonymityLifted)


def test_access_is_restricted_once_an_identified_measure_was_applied_for() -> None:
    story = given(OPENED, lifted(), *a_measure("cash-benefit")).when(RESTORED)
    story.then(AccessRestricted())
    assert story.state(TRAJECTORY).restricted
    assert not story.state(TRAJECTORY).is_anonymous


def test_access_is_restricted_also_when_the_identified_measure_was_refused() -> None:
    application = a_measure("cash-benefit")
    assert isinstance(application[0], ProposeMeasure)
    refused = command(RecordAnswer, "2026-03-06", measure=application[0].measure, granted=False)
    given(OPENED, lifted(), *application, refused).when(RESTORED).then(AccessRestricted())


def test_access_is_restricted_once_an_identified_measure_began() -> None:
    (proposal,) = a_measure("cash-benefit", applied=False)
    assert isinstance(proposal, ProposeMeasure)
    started = command(StartMeasure, "2026-03-06", measure=proposal.measure)
    given(OPENED, lifted(), proposal, started).when(RESTORED).then(AccessRestricted())


def test_an_identified_measure_that_was_only_proposed_bars_nothing() -> None:
    given(OPENED, lifted(), *a_measure("cash-benefit", applied=False)).when(RESTORED).then(AnonymityRestored())


def test_a_measure_that_needs_no_name_bars_nothing() -> None:
    given(OPENED, lifted(), *a_measure("referral-kc")).when(RESTORED).then(AnonymityRestored())


def test_restricting_access_twice_changes_nothing() -> None:
    story = given(OPENED, lifted(), *a_measure("cash-benefit"), RESTORED)
    story.when(command(RestoreAnonymity, "2026-03-21")).then()


def test_a_person_can_become_anonymous_again_after_the_trajectory_was_closed() -> None:
    closed = command(CloseTrajectory, "2026-03-10", reason=CloseReason.OWN_WISH)
    given(OPENED, lifted(), closed).when(RESTORED).then(AnonymityRestored())


STEPS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        AnonymityLifted,
        administration=st.sampled_from(["sof", "bif", "elsewhere"]),
        identified_by=st.sampled_from(IdentifiedBy),
        earlier_follow=st.booleans(),
    ),
    st.just(AnonymityRestored()),
    st.just(AccessRestricted()),
)


@examples(st.lists(STEPS, max_size=10))
def test_in_any_order_each_administration_is_known_at_most_once_until_restored(steps: list[Event]) -> None:
    last_restored = max((n for n, step in enumerate(steps) if isinstance(step, AnonymityRestored)), default=-1)
    known = {step.administration for step in steps[last_restored + 1 :] if isinstance(step, AnonymityLifted)}
    administrations = [lifting.administration for lifting in folded(steps).liftings]
    assert sorted(administrations) == sorted(known)
