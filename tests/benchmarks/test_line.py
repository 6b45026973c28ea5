"""What a figure's line says, and what the run says in the end."""

from tests.benchmarks.line import Figure, Goal, exit_code

TEN_TIMES = Figure("appends", ours=5_000, theirs=400, goal=Goal(10), unit="events/s")
TOO_SLOW = Figure("commands", ours=800, theirs=200, goal=Goal(5), unit="commands/s")
ALONE = Figure("verify", ours=50_000, theirs=None, goal=Goal(50_000), unit="events/s")
TOO_MUCH = Figure("memory", ours=30, theirs=20, goal=Goal(1.25, at_most=True), unit="MB")


def test_a_figure_is_judged_by_its_ratio_to_theirs() -> None:
    assert TEN_TIMES.is_ok
    assert not TOO_SLOW.is_ok


def test_without_theirs_a_figure_is_judged_by_itself() -> None:
    assert ALONE.is_ok
    assert not Figure("verify", 49_999, None, Goal(50_000), "events/s").is_ok


def test_what_must_not_be_exceeded_is_short_when_it_is() -> None:
    assert not TOO_MUCH.is_ok
    assert Figure("memory", 25, 20, Goal(1.25, at_most=True), "MB").is_ok


def test_a_line_names_both_sides_the_ratio_the_goal_and_the_verdict() -> None:
    assert TEN_TIMES.line().split() == ["appends", "(events/s)", "5,000", "400", "12.50", ">=", "10", "ok"]
    assert TOO_MUCH.line().split() == ["memory", "(MB)", "30", "20", "1.50", "<=", "1.25", "short"]
    assert ALONE.line().split()[-5:] == ["-", "-", ">=", "50,000", "ok"]


def test_a_run_fails_if_one_figure_is_short() -> None:
    assert exit_code([TEN_TIMES, ALONE]) == 0
    assert exit_code([TEN_TIMES, TOO_SLOW, ALONE]) == 1
