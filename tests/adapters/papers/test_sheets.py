"""What a meeting of a team gets to see of its trajectories, and in which order."""

from datetime import datetime
from uuid import UUID

from adapters.papers.cases import Case, Deviation, DeviationKind, case_of
from adapters.papers.sheets import Urgency, review_of, sheet_of
from domain.agenda_item import Act, ItemKind
from domain.calendar import start_of_day
from domain.commands import Command
from domain.commands.course import (
    AcknowledgeEscalation,
    CloseTrajectory,
    EndPhase,
    Pause,
    RecordCtiContact,
    RequestEarlyDischarge,
    Resume,
)
from domain.contact_codes import FormOfContact
from domain.trajectory_codes import CloseReason, DeviationReason, Party, PauseReason, Place
from domain.vault_codes import ErasureScope
from projections.engine.board import Folded
from tests.domain.given import Story
from tests.domain.passing import Passing
from tests.domain.samples import CATALOGUE, TRAJECTORY, a_trajectory_in_transition, command

START = "2023-01-31"
"""Phase 1 is due three months later, on 30 April 2023, a Sunday."""

CONTACT = {"place": Place.OFFICE, "party": Party.PERSON, "form": FormOfContact.MEETING, "minutes": 30}


def case(day: str, *steps: Command) -> Case | None:
    """The sample trajectory as a day begins: steps were taken, and the clock did what was to be done."""
    story, now = Story(), start_of_day(datetime.fromisoformat(day).date())
    passing = Passing(story)
    for step in (*a_trajectory_in_transition(START), *steps):
        passing.does(step)
    passing.until(now)
    return case_of(Folded(story.state(TRAJECTORY), CATALOGUE, story.position), now)


def known(found: Case | None) -> Case:
    assert found is not None
    return found


def contact(day: str) -> Command:
    return command(RecordCtiContact, day, **CONTACT)


def test_the_days_left_of_a_phase_are_counted_to_its_last_day_and_below_zero_after_it() -> None:
    assert [known(case(day)).days_left for day in ("2023-04-29", "2023-04-30", "2023-05-03")] == [1, 0, -3]


def test_what_is_overdue_says_for_how_many_days_from_the_day_after_it_was_due() -> None:
    quiet = known(case("2023-02-09", contact("2023-02-01")))
    assert [(item.obligation.kind, item.days) for item in quiet.late] == [(ItemKind.CONTACT, 1)]
    assert known(case("2023-02-08", contact("2023-02-01"))).late == ()


def test_an_escalation_is_open_until_it_is_acknowledged_and_is_no_deadline_of_its_own() -> None:
    escalated = known(case("2023-05-10"))
    assert [item.item.act for item in escalated.escalations] == [Act.ESCALATE]
    assert ItemKind.ESCALATION not in [item.obligation.kind for item in escalated.late]
    acknowledged = known(case("2023-05-11", command(AcknowledgeEscalation, "2023-05-10", actor="LED1")))
    assert acknowledged.escalations == ()


def test_a_closed_trajectory_is_no_case() -> None:
    assert case("2023-03-01", command(CloseTrajectory, "2023-02-20", reason=CloseReason.OWN_WISH)) is None


def test_what_differs_from_the_plan_stands_in_the_order_of_its_days() -> None:
    reason = DeviationReason.PERSON_NOT_READY
    steps = (
        command(Pause, "2023-02-10", reason=PauseReason.HOSPITAL),
        command(Resume, "2023-02-20"),
        command(EndPhase, "2023-05-01", phase=1, reason=reason),
        command(
            RequestEarlyDischarge,
            "2023-05-02",
            discharge=UUID(int=9),
            close_reason=CloseReason.COMPLETED,
            reason=DeviationReason.GOAL_REACHED,
        ),
        command(Pause, "2023-05-04", reason=PauseReason.AWAY),
    )
    found = known(case("2023-05-05", *steps)).deviations
    assert [(item.kind, str(item.on), item.days, item.reason) for item in found] == [
        (DeviationKind.PAUSED, "2023-02-10", 10, PauseReason.HOSPITAL),
        (DeviationKind.ENDED_UNMET, "2023-05-01", None, reason),
        (DeviationKind.DISCHARGE, "2023-05-02", None, DeviationReason.GOAL_REACHED),
        (DeviationKind.PAUSED, "2023-05-04", None, PauseReason.AWAY),
    ]
    assert all(isinstance(item, Deviation) for item in found)


def calm(found: Case | None) -> Case:
    """A case of which nothing is late."""
    return known(found)._replace(late=(), escalations=())


def named(found: Case, number: int, worker: str | None) -> Case:
    return found._replace(row=found.row._replace(trajectory=UUID(int=number), worker=worker))


def test_a_meeting_takes_what_is_late_first_then_what_ends_soon_then_the_others_and_paused_last() -> None:
    late, soon, quiet = known(case("2023-05-10")), calm(case("2023-04-20")), calm(case("2023-03-01"))
    paused = calm(case("2023-03-01", command(Pause, "2023-02-27", reason=PauseReason.AWAY)))
    parts = sheet_of([paused, quiet, soon, late])
    assert [part.urgency for part in parts] == [Urgency.FIRST, Urgency.SOON, Urgency.OTHERS, Urgency.PAUSED]
    assert [part.cases for part in parts] == [(late,), (soon,), (quiet,), (paused,)]
    assert sheet_of([]) == ()


def test_a_worker_s_trajectories_stand_together_the_escalated_before_the_longest_overdue() -> None:
    escalated, overdue = known(case("2023-05-10"))._replace(late=()), known(case("2023-03-20"))
    barely = known(case("2023-02-09", contact("2023-02-01")))
    cases = [
        named(barely, 1, "CTI2"), named(barely, 2, "CTI1"), named(escalated, 3, "CTI1"), named(overdue, 4, "CTI1"),
        named(barely, 5, None),
    ]  # fmt: skip
    (part,) = sheet_of(cases)
    assert [int(item.row.trajectory) for item in part.cases] == [5, 3, 4, 2, 1]


def test_a_review_counts_each_programme_and_worker_apart_and_says_who_is_over_the_cap() -> None:
    one = known(case("2023-03-01", contact("2023-02-28")))
    other = one._replace(row=one.row._replace(programme="exit-pakke", trajectory=UUID(int=99)))
    cases = [
        *(named(one, number, "CTI1") for number in range(11)),
        named(one, 50, "CTI2"),
        named(one, 51, None),
        other,
    ]
    package, national = review_of(cases, CATALOGUE)
    assert (package.programme.code, national.programme.code) == ("exit-pakke", "exit-prostitution")
    assert [(load.worker, len(load.cases), load.cap, load.is_over) for load in national.loads] == [
        (None, 1, None, False), ("CTI1", 11, 10, True), ("CTI2", 1, 10, False),
    ]  # fmt: skip
    assert [len(load.cases) for load in package.loads] == [1]


def test_paused_trajectories_count_in_a_load_and_are_told_apart() -> None:
    paused = known(case("2023-03-01", command(Pause, "2023-02-27", reason=PauseReason.AWAY)))
    ((_, (load,)),) = review_of([paused], CATALOGUE)
    assert (len(load.cases), load.paused) == (1, 1)


def test_a_sheet_warns_a_month_ahead_that_notes_of_the_anonymous_are_erased() -> None:
    """The first contact was on 31 January 2023; notes go six months after the last one."""
    assert known(case("2023-06-30")).to_erase == ()
    (kept,) = known(case("2023-07-01")).to_erase
    assert known(case("2023-08-01")).to_erase == (), "they are gone, or there were none"
    assert (kept.scope, kept.due.on.isoformat()) == (ErasureScope.NOTES, "2023-07-31")
