"""`exitspor agenda explain` and `exitspor agenda kinds`, against a running installation."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.calendar import civil_date
from tests.adapters.cli.conftest import Run

PLACE = ("--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
TODAY = civil_date(datetime.now(UTC))
YESTERDAY = str(TODAY - timedelta(days=1))
NOBODY = "00000000-0000-4000-8000-000000000000"


def a_course(run: Run) -> tuple[str, str]:
    """Return a trajectory whose CTI started yesterday, and the event that started it."""
    on = ("--on", YESTERDAY)
    trajectory = run("trajectory", "open", *PLACE, *CONTACT, *on).value("Forløb")
    run("trajectory", "assign", trajectory, "--worker", "CTI1", *on)
    begun = ("--plan", "cti-9m", "--reason", "person-not-ready")
    started = run("trajectory", "start-cti", trajectory, *begun, *on)
    assert started.code == 0, started.err
    return trajectory, next(line.split()[1] for line in started.out.splitlines() if line.startswith("Hændelse: "))


def test_what_is_due_is_explained_in_danish_with_english_beside(run: Run) -> None:
    trajectory, started = a_course(run)
    assert run("trajectory", "correct-date", trajectory, started, "--happened", str(TODAY)).code == 0
    told = run("agenda", "explain", trajectory, "phase-end")
    assert told.code == 0, told.err
    assert "fasen slutter / phase ends" in told.out
    assert "Fasens længde" in told.out
    assert "The phase's length" in told.out
    assert "påminder 14 dage og 7 dage før" in told.out
    assert "escalates 5 working days after" in told.out
    assert "af CTI1" in told.out, "who corrected the start"
    assert "eskalér videre" in told.out
    assert "plan ends" not in told.out


def test_everything_that_is_due_is_explained_where_no_kind_is_named(run: Run) -> None:
    told = run("agenda", "explain", a_course(run)[0])
    assert told.code == 0, told.err
    for heading in ("fasen slutter", "planen slutter", "kontakt efter rytmen", "måling", "fasens aktivitetsplan"):
        assert f"{heading} / " in told.out


def test_a_kind_that_the_municipality_times_names_who_set_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "timing.toml"
    file.write_text('[[timings]]\ncode = "phase-plan"\ndue = { days = 21 }\n')
    assert run("reference", "import", str(file), "--actor", "LED1").code == 0
    kinds = run("agenda", "kinds")
    assert kinds.code == 0, kinds.err
    line = next(line for line in kinds.out.splitlines() if "phase-plan" in line)
    assert "21 dage" in line
    assert "kommunen: sat af LED1" in line
    assert "the municipality: set by LED1" in line
    breach = next(line for line in kinds.out.splitlines() if "breach" in line)
    assert "72 timer" in breach
    assert "standard: databeskyttelsesforordningen" in breach
    assert "sat af LED1" in run("agenda", "explain", a_course(run)[0], "phase-plan").out


def test_a_timing_that_stands_in_the_plan_is_not_set_apart(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "timing.toml"
    file.write_text('[[timings]]\ncode = "phase-end"\nescalate = { days = 1 }\n')
    refused = run("reference", "import", str(file), "--actor", "LED1")
    assert refused.code != 0
    assert "det står i planen" in refused.err


def test_an_unknown_kind_and_an_unknown_trajectory_are_refused_in_words(run: Run) -> None:
    unknown = run("agenda", "explain", NOBODY, "no-such-kind")
    assert unknown.code != 0
    assert "KIND: ukendt art" in unknown.err
    assert "Forløbet findes ikke" in run("agenda", "explain", NOBODY).err
