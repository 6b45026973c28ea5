"""`--preview` on steps and on imports: what would move is told, from what to what, and nothing is saved."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.cli.previewing import MOST_ROWS, sums_of, tell_preview
from adapters.report.danish import danish_date
from domain.agenda import Obligation, Why
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import add_months, civil_date, end_of_day
from domain.preview import ObligationMoved, Overload, Pinned, Preview, TimerMoved
from domain.reference.catalogue import Catalogue
from domain.span import Due
from domain.trajectory_codes import Role
from tests.adapters.cli.command_line import Said
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import appended
from tests.adapters.process.running import Up

PLACE = ("--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
TODAY = civil_date(datetime.now(UTC))
START = TODAY - timedelta(days=20)
STREAM = UUID(int=7, version=4)
WHY = Why("phase-deadline", Occurred(on=date(2026, 1, 1)))


def a_course(run: Run, plan: str = "cti-9m") -> tuple[str, str]:
    """Return a trajectory whose course began 20 days ago, and the event of its beginning."""
    day = ("--on", str(START))
    opened = run("trajectory", "open", *PLACE, *CONTACT, *day).value("Forløb")
    run("trajectory", "assign", opened, "--worker", "CTI1", *day)
    started = run("trajectory", "start-cti", opened, "--plan", plan, "--reason", "person-not-ready", *day)
    return opened, next(line.split()[1] for line in started.out.splitlines() if line.startswith("Hændelse: "))


def row(said: Said, *parts: str) -> str:
    (found,) = [line for line in said.out.splitlines() if all(part in line for part in parts)]
    return found


def test_a_date_is_corrected(up: Up, run: Run) -> None:
    course, started = a_course(run)
    happened, command = START + timedelta(days=5), uuid4()
    step = ("trajectory", "correct-date", course, started, "--happened", str(happened), "--command-id", str(command))
    said = run(*step, "--preview")
    assert said.code == 0
    line = row(said, "fasen slutter (phase ends)", "CTI1")
    before, after = danish_date(add_months(START, 3)), danish_date(add_months(happened, 3))
    assert line.index(before) < line.index(after)
    assert "Uret / The clock" in said.out
    assert appended(up, command) == 0
    assert run(*step).code == 0
    assert danish_date(add_months(happened, 3)) in run("trajectory", "show", course).out


def test_a_pause_is_ended(run: Run) -> None:
    course, _ = a_course(run)
    run("trajectory", "pause", course, "--reason", "hospital", "--on", str(START + timedelta(days=2)))
    said = run("trajectory", "resume", course, "--on", str(START + timedelta(days=9)), "--preview")
    assert danish_date(add_months(START, 3) + timedelta(days=7)) in row(said, "fasen slutter (phase ends)", "CTI1")
    assert "sat på pause" in run("board", "caseload").out


def test_a_plan_is_changed(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    text = (
        '[[plans]]\ncode = "cti-egen"\nversion = {}\nda = "Egen"\nen = "Own"\n[[plans.phases]]\nname = "transition"\n'
    )
    text += 'length = {{ months = {} }}\nrhythm = {{ days = 7 }}\nexpected = ["activity-plan"]\n'
    plan.write_text(text.format(1, 3))
    assert run("reference", "import", str(plan), actor="LED1").code == 0
    plan.write_text(text.format(2, 4))
    said = run("reference", "import", str(plan), "--preview", actor="LED1")
    assert said.code == 0
    assert "intet er gemt" in said.out
    assert "1 definitioner ville træde i kraft, 0 gælder allerede." in said.out
    assert run("reference", "import", str(plan), actor="LED1").out.startswith("1 definitioner er trådt i kraft")
    assert (
        "0 definitioner ville træde i kraft, 1 gælder allerede."
        in run("reference", "import", str(plan), "--preview", actor="LED1").out
    )


def test_what_would_be_refused_ends_as_a_refusal(run: Run, tmp_path: Path) -> None:
    course, _ = a_course(run)
    said = run("trajectory", "resume", course, "--preview")
    assert (said.code, said.out) == (3, "")
    assert "Afvist" in said.err
    centre = tmp_path / "centre.toml"
    centre.write_text('[[centres]]\ncode = "nyt"\nda = "Nyt"\nen = "New"\nadministration = "findes-ikke"\n')
    refused = run("reference", "import", str(centre), "--preview", actor="LED1")
    assert (refused.code, "0 definitioner ville træde i kraft" in refused.out) == (3, True)


def test_a_return_code_is_previewed_without_being_given(run: Run) -> None:
    course, _ = a_course(run)
    said = run("trajectory", "code", "give", course, "--preview")
    assert (said.code, "VIP-kode" in said.out) == (0, False)
    assert run("trajectory", "code", "revoke", course, "--preview").code == 3


def test_a_step_that_moves_nothing_says_so(run: Run) -> None:
    course, _ = a_course(run)
    said = run("trajectory", "target-group", course, "--group", "wants-out", "--preview")
    assert "Frister / Due dates: intet" in said.out
    assert "0 frister flytter, 0 kommer til, 0 bortfalder, 0 skifter ansvarlig; 1 forløb sammenlignet." in said.out
    assert "0 due dates move, 0 appear, 0 lapse, 0 change hands; 1 trajectories compared." in said.out


def due(day: int, worker: str | None = "CTI1", role: Role | None = None) -> Obligation:
    on = date(2026, 3, day)
    return Obligation(ItemKind.PHASE_END, 1, Due(on, end_of_day(on)), worker, role, "jobcenter", WHY)


def told(preview: Preview, capsys: pytest.CaptureFixture[str]) -> str:
    tell_preview(preview, Catalogue())
    return capsys.readouterr().out


def test_new_lapsed_and_handed_over_obligations_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    moves = (
        ObligationMoved(STREAM, None, due(1)),
        ObligationMoved(STREAM, due(2), None),
        ObligationMoved(STREAM, due(3), due(3, None, Role.LEADER)),
        ObligationMoved(STREAM, due(4), due(5, None)),
    )
    lines = [line for line in told(Preview(moves), capsys).splitlines() if str(STREAM) in line]
    assert [line.count("2026") for line in lines] == [1, 1, 1, 2]
    assert "uændret (same)" in lines[2]
    assert "ny (new)" in lines[0]
    assert "bortfalder (lapses)" in lines[1]
    assert "CTI1 → leder (jobcenter)" in lines[2]
    assert "CTI1 → kø (jobcenter)" in lines[3]
    assert sums_of(moves) == (1, 1, 1, 2)


def test_two_instants_of_one_day_are_told_by_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    one = due(1)
    earlier = one._replace(due=Due(one.due.on, datetime(2026, 3, 1, 9, tzinfo=UTC)))
    later = one._replace(due=Due(one.due.on, datetime(2026, 3, 1, 10, 30, tzinfo=UTC)))
    text = told(Preview((ObligationMoved(STREAM, earlier, later),)), capsys)
    assert "1. marts 2026 kl. 10.00" in text
    assert "1. marts 2026 kl. 11.30" in text


def test_what_the_clock_does_is_told_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 3, 1, 23, tzinfo=UTC)
    item = ItemKey(kind=ItemKind.PHASE_END, act=Act.REMIND, subject=1, due=date(2026, 3, 2), at=at)
    text = told(Preview(timers=(TimerMoved(STREAM, None, item),)), capsys)
    assert "påmind: fasen slutter (remind: phase ends)" in text
    assert "2. marts 2026 kl. 0.00" in text


def test_of_very_many_the_soonest_are_shown_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    moves = tuple(ObligationMoved(STREAM, None, due(1)) for _ in range(MOST_ROWS + 1_500))
    text = told(Preview(moves), capsys)
    assert text.count(str(STREAM)) == MOST_ROWS
    assert "Og 1.500 mere. / And 1,500 more." in text


def test_what_else_there_is_to_know_is_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    preview = Preview(
        overloads=(Overload("CTI2", "exit-prostitution", 12, 10),), pinned=(Pinned("cti-9m", 1, 3),), unreadable=2
    )
    text = told(preview, capsys)
    for words in (
        "3 forløb i gang bliver på cti-9m version 1", "3 running courses stay on cti-9m version 1",
        "OVER LOFTET: CTI2 får 12 forløb i exit-prostitution; loftet er 10.",
        "OVER THE CAP: CTI2 gets 12 trajectories of exit-prostitution; the cap is 10.",
        "2 forløb kan dette program ikke læse", "cannot read 2 trajectories",
    ):  # fmt: skip
        assert words in text
