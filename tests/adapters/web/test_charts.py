"""The charts' geometry: what is drawn lies where the figures and dates say."""

from datetime import UTC, date, datetime

from adapters.report.periods import periods_of
from adapters.web.charts.bars import GAP, LONGEST, ROW, bar_chart
from adapters.web.charts.phases import PhaseChart, phase_chart
from domain.commands.course import EndPhase, Pause, Resume
from domain.reference.definitions import Period
from domain.trajectory_codes import DeviationReason, PauseReason
from projections.contacts.table_one import make_table
from tests.adapters.report.figures import shipped_catalogue
from tests.domain.given import given, on
from tests.domain.samples import CATALOGUE, TRAJECTORY, a_trajectory_in_transition, command

START = "2014-01-01"
ENDED = command(EndPhase, "2014-04-01", trajectory=TRAJECTORY, phase=1, reason=DeviationReason.OTHER)


def chart_at(day: str, *commands: object, closed: str | None = None) -> PhaseChart:
    story = given(*a_trajectory_in_transition(START), *commands)  # type: ignore[arg-type]
    course = story.state(TRAJECTORY).course
    assert course is not None
    now = datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)
    return phase_chart(course, now, on(closed) if closed else None)


def test_the_bars_fill_the_whole_width_one_after_another() -> None:
    chart = chart_at("2014-05-01", ENDED)
    assert [bar.state for bar in chart.bars] == ["ended", "running", "planned"]
    assert chart.bars[0].left == 0
    for bar, following in zip(chart.bars, chart.bars[1:], strict=False):
        assert abs(bar.left + bar.width - following.left) < 1
    assert abs(chart.bars[-1].left + chart.bars[-1].width - 100) < 0.1


def test_today_lies_within_the_bar_of_its_day_and_nowhere_once_all_is_past() -> None:
    chart = chart_at("2014-05-01", ENDED)
    running = chart.bars[1]
    assert chart.today is not None
    assert running.left < chart.today < running.left + running.width
    assert chart_at("2019-05-01", ENDED).today is None


def test_a_pause_moves_what_comes_after_and_is_drawn_where_it_was() -> None:
    pause = command(Pause, "2014-02-01", trajectory=TRAJECTORY, reason=PauseReason.PRISON)
    resume = command(Resume, "2014-03-01", trajectory=TRAJECTORY)
    straight, moved = chart_at("2014-05-01"), chart_at("2014-05-01", pause, resume)
    assert (moved.rows[0].due.on - straight.rows[0].due.on).days == 28
    assert (moved.rows[2].due.on - straight.rows[2].due.on).days == 28
    assert moved.pauses[0].left > 0
    assert moved.pauses[0].left + moved.pauses[0].width < moved.bars[0].width


def test_a_course_that_is_paused_now_says_so() -> None:
    pause = command(Pause, "2014-02-01", trajectory=TRAJECTORY, reason=PauseReason.AWAY)
    chart = chart_at("2014-02-15", pause)
    assert chart.bars[0].state == "paused"
    assert chart.pauses[0].left + chart.pauses[0].width == chart.today


def test_a_closed_course_ends_where_it_was_closed_and_plans_nothing() -> None:
    chart = chart_at("2014-05-01", closed="2014-02-10")
    assert [bar.state for bar in chart.bars] == ["stopped"]
    assert chart.rows[0].ended is None


def test_bars_are_as_long_as_their_figures() -> None:
    catalogue = shipped_catalogue()
    chart = bar_chart(
        make_table(catalogue, "exit-pakke", periods_of(catalogue, "exit-pakke", today=date(2014, 1, 1)), {})
    )
    widths = {bar.figure: bar.width for group in chart.groups for bar in group.bars if bar.figure}
    assert widths[125] == LONGEST
    assert widths[15] == round(LONGEST * 15 / 125, 2)
    assert chart.height == chart.groups[-1].bars[-1].top + ROW + GAP


def test_a_period_without_figures_has_no_bars() -> None:
    period = Period(code="p9", programme="exit-pakke", name="2007", order=1)
    assert bar_chart(make_table(CATALOGUE, "exit-pakke", [period], {})).groups[0].bars == ()
