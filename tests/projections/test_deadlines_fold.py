"""What the board of deadlines says of a trajectory. Source: design section 4."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda import Obligation, Why
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day, start_of_day
from domain.commands.course import (
    CloseTrajectory,
    DecideExtension,
    Pause,
    PlanAppointment,
    RequestExtension,
    Resume,
)
from domain.span import Due, Span
from domain.trajectory_codes import CloseReason, DeviationReason, PauseReason, Role
from projections.deadlines.fold import rows
from projections.deadlines.row import Deadline, deadline_of, row_of
from tests.domain.given import Story, given, on
from tests.domain.samples import TRAJECTORY, a_trajectory_in_transition, command, opened
from tests.projections.folding import folded


def deadlines_of(story: Story) -> list[Deadline]:
    return [deadline_of(row) for row in rows(folded(story))]


def the(kind: ItemKind, story: Story) -> Deadline:
    (found,) = [item for item in deadlines_of(story) if item.obligation.kind is kind]
    return found


def test_each_obligation_of_the_agenda_is_a_row_and_comes_back_as_it_was() -> None:
    story = given(*a_trajectory_in_transition("2026-01-31"))
    obligations = story.agenda(TRAJECTORY).obligations
    assert tuple(item.obligation for item in deadlines_of(story)) == obligations
    assert {item.programme for item in deadlines_of(story)} == {"exit-prostitution"}
    assert ItemKind.PHASE_END in {item.kind for item in obligations}


def test_a_moved_deadline_says_what_moved_it() -> None:
    extension = uuid4()
    story = given(
        *a_trajectory_in_transition("2026-01-05"),
        command(Pause, "2026-02-01", reason=PauseReason.PRISON),
        command(Resume, "2026-02-22"),
        command(RequestExtension, "2026-03-01", extension=extension, days=10, reason=DeviationReason.ILLNESS),
        command(DecideExtension, "2026-03-02", actor="LED1", extension=extension, approved=True),
    )
    deadline = the(ItemKind.PHASE_END, story).obligation
    assert deadline.due.on == date(2026, 4, 5) + timedelta(days=21 + 10)
    assert deadline.why == Why(
        rule="phase-deadline",
        start=on("2026-01-05"),
        span=Span(months=3),
        plan="cti-9m",
        plan_version=1,
        phase=1,
        paused=timedelta(days=21),
        extended_days=10,
        approved_by=("LED1",),
    )


def test_a_deadline_is_overdue_from_the_start_of_the_next_day_in_copenhagen() -> None:
    story = given(
        opened("2026-03-02"), command(PlanAppointment, "2026-03-02", appointment=uuid4(), planned=on("2026-03-11"))
    )
    deadline = the(ItemKind.APPOINTMENT, story)
    assert not deadline.is_overdue(datetime(2026, 3, 11, 22, 59, 59, tzinfo=UTC))
    assert deadline.is_overdue(datetime(2026, 3, 11, 23, 0, tzinfo=UTC))


def test_what_is_measured_after_closing_stays_on_the_board_and_the_rest_goes() -> None:
    story = given(
        *a_trajectory_in_transition("2026-01-05"),
        command(PlanAppointment, "2026-01-05", appointment=uuid4(), planned=on("2026-03-11")),
        command(CloseTrajectory, "2026-02-03", reason=CloseReason.OWN_WISH),
    )
    assert not story.state(TRAJECTORY).is_open
    assert {item.obligation.kind for item in deadlines_of(story)} == {ItemKind.MEASUREMENT}


OBLIGATIONS = st.builds(
    Obligation,
    kind=st.sampled_from(ItemKind),
    subject=st.uuids() | st.integers(0, 9),
    due=st.dates(date(2008, 1, 1), date(2040, 1, 1)).map(lambda day: Due(day, end_of_day(day))),
    worker=st.none() | st.just("CTI1"),
    role=st.none() | st.sampled_from(Role),
    centre=st.just("socialcenter"),
    why=st.builds(
        Why,
        rule=st.just("some-rule"),
        start=st.dates(date(2008, 1, 1), date(2040, 1, 1)).map(lambda day: Occurred(on=day)),
        since=st.none() | st.dates(date(2008, 1, 1), date(2040, 1, 1)).map(on),
        span=st.none() | st.builds(Span, months=st.integers(1, 12)) | st.builds(Span, seconds=st.integers(1, 90)),
        paused=st.timedeltas(timedelta(), timedelta(days=400)),
        approved_by=st.tuples(st.just("LED1")) | st.just(()),
    ),
)


@examples(OBLIGATIONS, st.dates(date(2008, 1, 1), date(2040, 1, 1)).map(start_of_day))
def test_any_obligation_survives_the_table_and_is_overdue_when_the_domain_says_so(
    obligation: Obligation, now: datetime
) -> None:
    deadline = deadline_of(row_of(UUID(int=1), "exit-pakke", obligation))
    assert deadline == Deadline(UUID(int=1), "exit-pakke", obligation)
    assert deadline.is_overdue(now) == obligation.is_overdue(now)
