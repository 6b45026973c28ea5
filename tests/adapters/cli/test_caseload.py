"""Caseloads and leave from the command line: previewed, done in one step, and sent again."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.adapters.cli.command_line import Said
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import appended
from tests.adapters.process.running import Up

PLACE = ("--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")


class Team:
    """Two workers that no other test has, one of whom carries trajectories; the leader does what is done."""

    def __init__(self, run: Run, number: int, folder: Path) -> None:
        self.run = run
        self.old, self.new = f"GAM{number}", f"NYE{number}"
        file = folder / "team.toml"
        file.write_text("".join(self.staff(code) for code in (self.old, self.new)))
        self.does("reference", "import", str(file))

    def staff(self, code: str, more: str = "") -> str:
        return f'[[staff]]\ncode = "{code}"\nroles = ["cti-worker"]\ncentre = "hjemloeseenheden"\n{more}\n'

    def course(self) -> str:
        opened = self.does("trajectory", "open", *PLACE, *CONTACT).value("Forløb")
        self.does("trajectory", "assign", opened, "--worker", self.old)
        self.does("trajectory", "start-cti", opened, "--plan", "cti-9m", "--reason", "person-not-ready")
        return opened

    def does(self, *typed: str) -> Said:
        said = self.run(*typed, actor="LED1")
        assert said.code == 0, said
        return said

    def due(self, worker: str) -> Said:
        return self.run("board", "deadlines", "--worker", worker)


numbers = iter(range(1, 99))


@pytest.fixture
def team(run: Run, tmp_path: Path) -> Team:
    return Team(run, next(numbers), tmp_path)


def test_a_caseload_is_previewed_moved_and_the_same_step_sent_again(up: Up, team: Team) -> None:
    courses, command = [team.course(), team.course()], uuid4()
    step = ("caseload", "move", team.old, "--to", team.new, "--command-id", str(command))
    shown = team.does(*step, "--preview")
    assert "intet er gemt" in shown.out
    assert f"{team.old} → {team.new}" in shown.out
    assert all(course in shown.out for course in courses)
    assert appended(up, command) == 0
    done = team.does(*step)
    assert f"2 forløb flyttet til {team.new}." in done.out
    assert appended(up, command) == 2
    assert team.does(*step) == done
    assert appended(up, command) == 2
    assert all(course in team.due(team.new).out for course in courses)
    again = team.run("caseload", "move", team.old, "--to", team.new, actor="LED1")
    assert (again.code, "intet at flytte" in again.err) == (3, True)


def test_what_is_not_the_workers_any_more_is_left_out_and_said(team: Team) -> None:
    first, second = team.course(), team.course()
    team.does("trajectory", "assign", first, "--worker", team.new)
    moved = team.does(
        *("caseload", "move", team.old, "--to", team.new, "--trajectory", first, "--trajectory", second)
    )
    assert f"1 forløb flyttet til {team.new}." in moved.out
    assert f"1 sprunget over: de er ikke længere {team.old}s." in moved.out


def test_a_worker_goes_on_leave_and_comes_back(team: Team) -> None:
    course = team.course()
    assert "--deputy: mangler" in team.run("staff", "leave", team.old).err
    assert f"{team.old} → {team.new}" in team.does("staff", "leave", team.old, "--deputy", team.new, "--preview").out
    assert course in team.due(team.old).out
    team.does("staff", "leave", team.old, "--deputy", team.new)
    assert course in team.due(team.new).out
    team.does("staff", "back", team.old)
    assert course in team.due(team.old).out


def test_a_worker_leaves_and_what_was_carried_lies_in_the_queue(team: Team) -> None:
    course, command = team.course(), str(uuid4())
    asked = team.course()
    team.does("trajectory", "assign", asked, "--worker", team.new)
    team.does("trajectory", "offer-hand-over", asked, "--to", team.old)
    leaves = ("staff", "leaves", team.old, "--queue", "--command-id", command)
    shown = team.does(*leaves, "--preview")
    assert f"{team.old} → kø (hjemloeseenheden)" in shown.out
    assert "bortfalder (lapses)" in shown.out
    left = team.does(*leaves)
    assert "1 forløb flyttet til centrets kø." in left.out
    assert "1 tilbudte overleveringer sendt tilbage." in left.out
    assert f"{team.old} er ikke længere i tjeneste." in left.out
    assert team.does(*leaves) == left
    assert course not in team.due(team.old).out
    assert team.run("trajectory", "observe", course, "--observation", "left", actor=team.old).code == 3


@pytest.mark.parametrize("typed", [(), ("--to", "CTI2", "--queue")])
def test_one_says_either_who_takes_over_or_that_it_is_the_queue(run: Run, typed: tuple[str, ...]) -> None:
    said = run("caseload", "move", "CTI1", *typed, actor="LED1")
    assert (said.code, "--queue" in said.err) == (2, True)


def test_what_lacks_consent_is_named(team: Team, tmp_path: Path) -> None:
    course = team.course()
    file = tmp_path / "elsewhere.toml"
    file.write_text(team.staff(team.new).replace("hjemloeseenheden", "jobcenter"))
    team.does("reference", "import", str(file))
    for preview in ((), ("--preview",)):
        said = team.run("caseload", "move", team.old, "--to", team.new, *preview, actor="LED1")
        assert (said.code, f"Mangler samtykke: {course}" in said.out) == (3, True)
