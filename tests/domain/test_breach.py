"""A possible breach: reported by anybody, assessed by the leader, in an open trajectory and in a closed one."""

from datetime import UTC, datetime
from uuid import UUID

from domain.agenda_item import Act, ItemKind
from domain.base import Occurred
from domain.breach_codes import BreachCause, BreachOutcome
from domain.commands.breach import AssessBreach, ReportPossibleBreach
from domain.commands.corrections import WithdrawFact
from domain.commands.course import AcknowledgeEscalation, CloseTrajectory
from domain.events.breach import BreachAssessed, PossibleBreachReported
from domain.events.clock import Escalated, EscalationAcknowledged
from domain.trajectory_codes import CloseReason, Role, WithdrawReason
from tests.domain.given import Story, given, new_id, on
from tests.domain.help_story import due, fire
from tests.domain.samples import TRAJECTORY, command, opened

BREACH = UUID(int=5)
OPENED = opened("2026-03-02")
CLOSED = command(CloseTrajectory, "2026-03-03", reason=CloseReason.DEATH)
AFTERNOON = datetime(2026, 3, 6, 14, tzinfo=UTC)


def reported(occurred: str | Occurred = "2026-03-06", breach: UUID = BREACH) -> ReportPossibleBreach:
    return command(ReportPossibleBreach, occurred, breach=breach, cause=BreachCause.WRONG_RECIPIENT)


def assessed(day: str = "2026-03-07", actor: str = "LED1", breach: UUID = BREACH) -> AssessBreach:
    return command(AssessBreach, day, actor=actor, breach=breach, outcome=BreachOutcome.NO_BREACH)


def passes(story: Story) -> datetime:
    (found,) = due(story, ItemKind.BREACH)
    return found.due.at


def test_a_possible_breach_is_the_leaders_to_assess_within_72_hours_of_the_report() -> None:
    story = given(OPENED).when(reported(), now=AFTERNOON)
    story.then(PossibleBreachReported(breach=BREACH, cause=BreachCause.WRONG_RECIPIENT))
    assert passes(story) == datetime(2026, 3, 9, 14, tzinfo=UTC)
    (found,) = due(story, ItemKind.BREACH)
    assert (found.worker, found.role, found.centre) == (None, Role.LEADER, "hjemloeseenheden")


def test_one_that_somebody_was_aware_of_on_an_earlier_day_runs_from_the_beginning_of_that_day() -> None:
    story = given(OPENED).when(reported("2026-03-04"), now=AFTERNOON)
    assert passes(story) == datetime(2026, 3, 6, 23, tzinfo=UTC)
    (found,) = due(story, ItemKind.BREACH)
    assert found.due.on == on("2026-03-06").on


def test_the_leaders_assessment_ends_it_and_is_made_once() -> None:
    story = given(OPENED, reported()).when(assessed())
    story.then(BreachAssessed(breach=BREACH, outcome=BreachOutcome.NO_BREACH))
    assert due(story, ItemKind.BREACH) == []
    story.when(assessed()).refuses("breach-assessed")


def test_only_a_leader_assesses_only_what_was_reported_and_not_before_it_was() -> None:
    given(OPENED, reported()).when(assessed(actor="CTI1")).refuses("not-a-leader")
    given(OPENED).when(assessed()).refuses("no-such-breach")
    given(OPENED, reported()).when(assessed(breach=new_id())).refuses("no-such-breach")
    given(OPENED, reported()).when(assessed("2026-03-05")).refuses("assessed-before-reported")


def test_a_breach_is_reported_once_and_in_a_trajectory_that_exists() -> None:
    given(OPENED, reported()).when(reported()).refuses("breach-exists")
    Story().when(reported()).refuses("no-such-trajectory")


def test_two_breaches_run_side_by_side() -> None:
    other = new_id()
    story = given(OPENED, reported(), reported("2026-03-07", other)).when(assessed())
    assert [item.subject for item in due(story, ItemKind.BREACH)] == [other]


def test_a_breach_in_a_closed_trajectory_keeps_its_clock_until_it_is_assessed() -> None:
    story = given(OPENED, CLOSED)
    assert not story.agenda(TRAJECTORY).is_open
    story.when(reported())
    assert story.agenda(TRAJECTORY).is_open
    assert not story.state(TRAJECTORY).is_open
    story.when(assessed())
    assert not story.agenda(TRAJECTORY).is_open


def test_an_unassessed_breach_goes_straight_to_the_head_of_office_who_acknowledges_it() -> None:
    story = given(OPENED, CLOSED).when(reported(), now=AFTERNOON)
    fire(story, ItemKind.BREACH)
    fire(story, ItemKind.BREACH)
    fire(story, ItemKind.BREACH).then_types(Escalated)
    (escalation,) = due(story, ItemKind.ESCALATION)
    assert (escalation.role, escalation.subject) == (Role.HEAD_OF_OFFICE, BREACH)
    (told,) = story.state(TRAJECTORY).escalations
    assert told.item.act is Act.ESCALATE_FURTHER
    story.when(command(AcknowledgeEscalation, "2026-03-11", actor="LED1")).then_types(EscalationAcknowledged)
    assert due(story, ItemKind.ESCALATION) == []
    assert len(due(story, ItemKind.BREACH)) == 1, "an acknowledgement is no assessment"


def test_a_report_that_was_assessed_is_not_withdrawn_from_under_its_assessment() -> None:
    story = given(OPENED, reported(), assessed())
    fact = story.last_fact(TRAJECTORY, PossibleBreachReported)
    withdrawal = command(WithdrawFact, "2026-03-08", stream=TRAJECTORY, event=fact.id, reason=WithdrawReason.VOIDED)
    story.when(withdrawal).refuses("makes-no-sense")
