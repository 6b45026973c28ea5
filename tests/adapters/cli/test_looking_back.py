"""Boards and reports as they stood earlier, at the command line."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.adapters.cli.conftest import Run
from tests.adapters.cli.test_end_to_end import OPEN, a_course, days_ago, done, position_of

CONTACT = (
    *("--programme", "exit-pakke", "--centre", "socialcenter", "--handled-by", "bridge-builder"),
    *("--way-in", "kc", "--form", "meeting"),
)
REPORT = ("report", "status", "--programme", "exit-pakke", "--from", "2008", "--to", days_ago(0)[:4])


def test_a_board_shows_what_was_known_at_a_position(run: Run) -> None:
    opened = done(run(*OPEN))
    trajectory = opened.value("Forløb")
    position = str(position_of(opened))
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1"))
    (then,) = rows(done(run("board", "caseload", "--known", position)).out, trajectory)
    (now,) = rows(done(run("board", "caseload")).out, trajectory)
    assert "ikke tildelt" in then
    assert "CTI1" in now
    said = done(run("board", "deadlines", "--known", position)).out
    assert f"Vist, som det var kendt ved plads {position} i loggen." in said


def rows(out: str, trajectory: str) -> list[str]:
    return [line for line in out.splitlines() if trajectory in line]


def test_a_board_shows_what_had_happened_by_a_day_by_all_that_is_known_now(run: Run) -> None:
    trajectory = done(run(*OPEN, "--on", days_ago(40))).value("Forløb")
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1", "--on", days_ago(40)))
    done(
        run(
            *("trajectory", "start-cti", trajectory, "--plan", "cti-9m", "--reason", "person-not-ready"),
            *("--on", days_ago(35)),
        )
    )
    seen = {
        day: rows(done(run("board", "caseload", "--happened", days_ago(day))).out, trajectory) for day in (50, 38, 30)
    }
    assert seen[50] == []
    assert "overgang" not in seen[38][0]
    assert "overgang, dag 6 af" in seen[30][0]
    assert "OVERSKREDET" not in seen[30][0]
    assert "OVERSKREDET" in rows(done(run("board", "caseload")).out, trajectory)[0]
    said = done(run("board", "caseload", "--known", days_ago(0), "--happened", days_ago(30))).out
    assert re.search(r"Vist, som sagerne stod, da .* var gået, efter det, der var kendt, da .* var gået", said)


def test_cards_and_histories_are_windows_too(run: Run) -> None:
    before = done(run("board", "cards")).out
    handed = done(
        run(
            "cards",
            "handed-out",
            "--programme",
            "exit-pakke",
            "--distributor",
            "kc",
            "--cards",
            "437",
            "--batch",
            "Z9",
        )
    )
    assert "Z9" not in before
    assert "437" in done(run("board", "cards", "--programme", "exit-pakke")).out
    assert "Z9" not in done(run("board", "cards", "--known", str(position_of(handed) - 1))).out
    course = a_course(run)
    history = done(run("board", "history", course)).out
    assert "CTI-forløb begyndt" in history
    first = done(run("board", "history", course, "--happened", days_ago(1))).out
    assert "intet" in first


def test_a_report_says_what_was_known_when_it_was_made(run: Run, tmp_path: Path) -> None:
    def counted(*cut: str) -> str:
        out = done(run(*REPORT, *cut)).out
        return next(line for line in out.splitlines() if "i alt" in line)

    position = str(position_of(done(run("contact", "register", *CONTACT))))
    then = counted("--known", position)
    done(run("contact", "register", *CONTACT))
    assert counted("--known", position) == then
    assert counted() != then
    assert done(run(*REPORT, "--known", position, "--html", str(tmp_path / "then.html"))).code == 0
    assert "<html" in (tmp_path / "then.html").read_text()


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        (("--known", "yesterday"), 2),
        (("--happened", "12"), 2),
        (("--known", "999999999"), 3),
        (("--known", "0"), 3),
        (("--happened", "2999-01-01"), 3),
        (("--known", "1999-01-01"), 3),
    ],
)
def test_a_time_that_there_is_not_is_refused(run: Run, cut: tuple[str, str], code: int) -> None:
    for window in (("caseload",), ("deadlines",), ("contacts",), ("cards",), ("history", str(uuid4()))):
        said = run("board", *window, *cut)
        assert said.code == code
        assert "yesterday" not in said.all
        assert len(said.err.splitlines()) == 2
