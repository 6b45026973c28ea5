"""What a caseworker does at the command line, against a running installation."""

import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.report.danish import danish_date
from domain.calendar import civil_date
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import appended
from tests.adapters.process.running import CHECKOUT, PROGRAM, Up

CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
OPEN = ("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden", *CONTACT)


def done(said: Said) -> Said:
    assert (said.code, said.err) == (0, "")
    return said


def position_of(said: Said) -> int:
    found = re.search(r"Gemt på plads (\d+) i loggen", said.out)
    assert found
    return int(found[1])


def days_ago(days: int) -> str:
    return (civil_date(datetime.now(UTC)) - timedelta(days=days)).isoformat()


def a_trajectory(run: Run) -> str:
    return done(run(*OPEN)).value("Forløb")


def a_course(run: Run) -> str:
    trajectory = a_trajectory(run)
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1"))
    done(run("trajectory", "start-cti", trajectory, "--plan", "cti-9m", "--reason", "person-not-ready"))
    return trajectory


def test_a_contact_becomes_a_trajectory_whose_course_the_boards_show(run: Run) -> None:
    contact = done(
        run("contact", "register", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden", *CONTACT)
    )
    event = contact.value("Hændelse").split()[0]
    opened = done(
        run(
            *("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden"),
            *("--from-stream", contact.value("Nummer"), "--from-contact", event, "--target-group", "wants-out"),
        )
    )
    trajectory = opened.value("Forløb")
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1"))
    started = done(run("trajectory", "start-cti", trajectory, "--plan", "cti-9m", "--reason", "person-not-ready"))
    assert "Næste: " in started.out
    done(run("trajectory", "activity-plan", trajectory, "--focus-area", "housing", "--focus-area", "finances"))

    (row,) = [line for line in done(run("board", "caseload")).out.splitlines() if trajectory in line]
    assert "CTI1" in row
    assert "overgang, dag 1 af" in row
    assert "bolig, økonomi" in row
    due = [
        line for line in done(run("board", "deadlines", "--worker", "CTI1")).out.splitlines() if trajectory in line
    ]
    assert any("fasen slutter" in line for line in due)
    shown = done(run("trajectory", "show", trajectory)).out
    assert "fase 1 (overgang)" in shown
    assert "Fasens længde" in shown
    assert "CTI-forløb begyndt" in done(run("history", trajectory)).out


def test_boards_show_only_what_was_asked_for(run: Run) -> None:
    trajectory = a_course(run)
    assert trajectory in done(run("board", "caseload", "--centre", "hjemloeseenheden", "--worker", "CTI1")).out
    assert trajectory not in done(run("board", "caseload", "--worker", "CTI2")).out
    assert trajectory not in done(run("board", "deadlines", "--centre", "jobcenter")).out
    unknown = run("board", "caseload", "--centre", "karla", "--worker", "KK1", "--programme", "karla")
    assert unknown.code == 2
    assert "koden kendes ikke" in unknown.err
    assert "karla" not in unknown.all


REFUSED = {
    "a phase that has not begun": ("trajectory", "end-phase", "{course}", "--phase", "2"),
    "unmet expectations without a reason": ("trajectory", "end-phase", "{course}", "--phase", "1"),
    "four focus areas": (
        *("trajectory", "activity-plan", "{course}", "--focus-area", "housing", "--focus-area", "finances"),
        *("--focus-area", "network", "--focus-area", "misuse"),
    ),
    "a measure that needs an identified person": (*("trajectory", "measure", "apply", "{course}", "{measure}"),),
    "an unknown programme": (
        *("contact", "register", "--programme", "karla", "--centre", "hjemloeseenheden", *CONTACT),
    ),
    "an unknown plan": ("trajectory", "start-cti", "{trajectory}", "--plan", "karla"),
    "a trajectory that there is not": ("trajectory", "pause", str(uuid4()), "--reason", "away"),
}
UNUSABLE = {
    "a CPR number as a code": (
        "contact",
        "register",
        "--programme",
        "010190-1234",
        "--centre",
        "jobcenter",
        *CONTACT,
    ),
    "a CPR number as a card's batch": (
        *("contact", "register", "--programme", "exit-pakke", "--centre", "jobcenter", *CONTACT),
        *("--card-batch", "0101901234"),
    ),
    "a code that there is not": ("trajectory", "pause", "{course}", "--reason", "karla"),
    "no worker": ("trajectory", "resume", "{course}", "--actor", "Karla Kanariefugl"),
    "an option that there is not": ("trajectory", "resume", "{course}", "--name", "Karla"),
    "a command that there is not": ("trajectory", "karla"),
    "too many words": ("trajectory", "resume", "{course}", "Karla"),
    "no trajectory's id": ("trajectory", "resume", "Karla"),
}


@pytest.fixture(scope="module")
def things() -> dict[str, str]:
    """What the refused commands are about, once it is made."""
    return {}


def made(run: Run, things: dict[str, str]) -> dict[str, str]:
    if not things:
        course = a_course(run)
        measure = done(run("trajectory", "measure", "propose", course, "--kind", "cash-benefit")).value("Tiltag")
        things.update(course=course, measure=measure, trajectory=a_trajectory(run))
    return things


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_why_in_both_languages_and_appends_nothing(
    up: Up, run: Run, things: dict[str, str], name: str
) -> None:
    about, sent = made(run, things), uuid4()
    said = run(*(part.format(**about) for part in REFUSED[name]), "--command-id", str(sent))
    assert said.code == 3
    assert said.err.startswith("Afvist: ")
    assert "\nRefused: " in said.err
    assert "karla" not in said.all
    assert appended(up, sent) == 0


@pytest.mark.parametrize("name", UNUSABLE)
def test_input_that_cannot_be_used_is_not_shown_and_appends_nothing(
    up: Up, run: Run, things: dict[str, str], name: str
) -> None:
    about, sent = made(run, things), uuid4()
    said = run(*(part.format(**about) for part in UNUSABLE[name]), "--command-id", str(sent))
    assert said.code == 2
    assert len(said.err.splitlines()) >= 2
    assert not [part for part in ("010190", "karla", "Karla", "--name") if part in said.all]
    assert appended(up, sent) == 0


def test_a_command_sent_again_gets_its_first_answer_and_appends_nothing(up: Up, run: Run) -> None:
    sent = uuid4()
    first = done(run(*OPEN, "--command-id", str(sent)))
    assert appended(up, sent) == 2
    assert done(run(*OPEN, "--command-id", str(sent))) == first
    assert appended(up, sent) == 2


def test_a_command_id_with_other_content_is_refused(run: Run) -> None:
    sent = str(uuid4())
    done(run(*OPEN, "--command-id", sent))
    assert run(*OPEN, "--wish", "out", "--command-id", sent).code == 3


def test_the_step_that_a_worker_takes_is_recorded_under_the_workers_code_on_its_day(run: Run) -> None:
    trajectory = done(run(*OPEN, "--on", "2026-01-05", actor="CTI2")).value("Forløb")
    history = done(run("history", trajectory)).out
    assert "5. januar 2026" in history
    assert "CTI2" in history
    assert run(*OPEN, actor="").code == 2
    assert run(*OPEN, "--on", "someday").code == 2
    assert run(*OPEN, "--on", "2999-01-01").code == 2
    assert run(*OPEN, "--on", days_ago(-2)).code == 3


def test_a_visit_counts_as_many_enquiries_as_it_had(run: Run) -> None:
    visit = done(
        run(
            *("visit", "register", "--programme", "exit-pakke", "--centre", "socialcenter", "--on", "2019-05-04"),
            *(
                "--handled-by",
                "cultural-mediator",
                "--community",
                "thai",
                "--way-in",
                "outreach",
                "--form",
                "meeting",
            ),
            *("--contacts", "3", "--contact", "language=thai,topics=health+housing"),
        )
    )
    assert visit.out.count("Henvendelse registreret") == 4
    report = done(run("report", "status", "--programme", "exit-pakke", "--from", "2012", "--to", "2019")).out
    (row,) = [line for line in report.splitlines() if "thailandske" in line]
    assert row.split()[-9:] == ["125", "0", "0", "0", "0", "0", "0", "4", "129"]


def test_the_status_report_shows_table_1_as_it_was_published(run: Run, tmp_path: Path) -> None:
    report = done(
        run(
            *("report", "status", "--programme", "exit-pakke", "--from", "2008", "--to", "2012"),
            *("--html", str(tmp_path / "note.html")),
        )
    ).out
    rows = [line.split()[-5:] for line in report.splitlines() if line.strip().startswith("Antal")]
    assert rows == [
        ["15", "21", "7", "27", "70"],
        ["16", "118", "96", "125", "355"],
        ["31", "139", "103", "152", "425"],
    ]
    assert "2011*" in report
    assert "*Ændret opgørelsesperiode, der følger kalenderåret." in report
    assert "offentliggjorte tal" in report
    assert "<html" in (tmp_path / "note.html").read_text()


def test_a_report_on_what_there_is_not_is_refused(run: Run) -> None:
    assert run("report", "status", "--programme", "karla", "--from", "2008", "--to", "2012").code == 3
    assert run("report", "status", "--programme", "exit-pakke", "--from", "1066", "--to", "2012").code == 3
    assert run("report", "status", "--programme", "exit-pakke", "--from", "2012", "--to", "2008").code == 3
    nowhere = run(
        *("report", "status", "--programme", "exit-pakke", "--from", "2008", "--to", "2012"),
        *("--html", "/no-such-folder/karla.html"),
    )
    assert nowhere.code == 2
    assert "karla" not in nowhere.all


def test_a_trajectory_is_seen_as_it_was_known_and_as_it_had_happened(run: Run) -> None:
    opened = done(run(*OPEN, "--on", days_ago(40)))
    trajectory = opened.value("Forløb")
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1", "--on", days_ago(40)))
    started = done(
        run(
            *("trajectory", "start-cti", trajectory, "--plan", "cti-9m", "--reason", "person-not-ready"),
            *("--on", days_ago(35)),
        )
    )
    event = started.value("Hændelse").split()[0]
    done(run("trajectory", "correct-date", trajectory, event, "--happened", days_ago(20)))

    def replayed(*cut: str) -> str:
        return done(run("replay", trajectory, "--as-of", *cut)).out

    first, corrected = (f"fase 1 (overgang): fra {danish_date(date.fromisoformat(days_ago(n)))}" for n in (35, 20))
    assert "fase 1" not in replayed(str(position_of(opened)))
    assert first in replayed(str(position_of(started)), "--known")
    assert corrected in done(run("trajectory", "show", trajectory)).out
    assert corrected in replayed(days_ago(0))
    assert "fase 1" not in replayed(days_ago(30), "--happened")
    assert corrected in replayed(days_ago(20), "--happened")
    assert "OVERSKREDET" not in replayed(days_ago(20), "--happened")
    assert "OVERSKREDET" in replayed(days_ago(5), "--happened")
    assert "RETTET" in done(run("history", trajectory)).out
    assert run("replay", trajectory, "--as-of", days_ago(2), "--known").code == 3, "nothing was known then"


def test_a_point_that_there_is_not_cannot_be_replayed(run: Run) -> None:
    trajectory = a_trajectory(run)
    for cut in (("999999",), ("0",), ("yesterday",), ("12", "--happened"), ("9" * 40,)):
        assert run("replay", trajectory, "--as-of", *cut).code == 2
    assert run("replay", str(uuid4()), "--as-of", "1").code == 3
    assert run("history", str(uuid4())).code == 3


def test_who_looks_back_too_far_is_told_that_the_trajectory_was_not_there_yet(run: Run) -> None:
    trajectory = a_trajectory(run)
    for cut in (("1",), (days_ago(2),)):
        assert "var ikke registreret endnu" in run("replay", trajectory, "--as-of", *cut).err
    assert "var ikke begyndt den dag" in run("replay", trajectory, "--as-of", days_ago(2), "--happened").err


def test_what_is_due_next_tells_measurements_and_measures_apart(run: Run) -> None:
    trajectory = a_course(run)
    shown = done(run("trajectory", "show", trajectory)).out
    for questionnaire in ("borgerskema", "medarbejderskema"):
        assert f"måling ved start: {questionnaire}" in shown
        assert f"måling ved start: {questionnaire}" in done(run("board", "deadlines", "--worker", "CTI1")).out
    measure = done(run("trajectory", "measure", "propose", trajectory, "--kind", "debt-counselling")).value("Tiltag")
    done(run("trajectory", "measure", "apply", trajectory, measure))
    assert "svar på tiltag: Gældsrådgivning" in done(run("trajectory", "show", trajectory)).out


def test_an_option_that_is_nearly_right_is_pointed_out_without_what_was_typed(run: Run) -> None:
    said = run("trajectory", "measurement", "record", str(uuid4()), "--who-five", "1")
    assert said.code == 2
    assert "Mente du --who-5?" in said.err
    assert "Did you mean --who-5?" in said.err
    assert "--who-five" not in said.err


def test_a_list_of_reference_data_is_named_with_a_hyphen_too(run: Run) -> None:
    hyphen, underscore = (done(run("reference", "list", name)).out for name in ("measure-kinds", "measure_kinds"))
    assert hyphen == underscore
    assert "debt-counselling" in hyphen


def test_a_return_code_is_typed_at_a_prompt_and_opens_its_trajectory(run: Run) -> None:
    trajectory = a_trajectory(run)
    given = done(run("trajectory", "code", "give", trajectory))
    code = given.value("VIP-kode")
    found = done(run("trajectory", "code", "find", typed=f"{code.lower()}\n"))
    assert found.value("Forløb") == trajectory
    mistyped = run("trajectory", "code", "find", typed=code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert mistyped.code == 2
    assert code[:-2] not in mistyped.all
    done(run("trajectory", "code", "revoke", trajectory))
    revoked = run("trajectory", "code", "find", typed=code)
    assert revoked.code == 3
    assert code not in revoked.all


def test_a_return_code_is_shown_once(run: Run) -> None:
    trajectory, sent = a_trajectory(run), str(uuid4())
    done(run("trajectory", "code", "give", trajectory, "--command-id", sent)).value("VIP-kode")
    again = done(run("trajectory", "code", "give", trajectory, "--command-id", sent))
    assert "VIP-kode: " not in again.out
    assert "kan ikke vises igen" in again.out


def test_the_leader_decides_what_a_worker_asks_for(run: Run) -> None:
    course = a_course(run)
    asked = done(run("trajectory", "request-extension", course, "--days", "14", "--reason", "illness")).value(
        "Forlængelse"
    )
    assert run("trajectory", "decide-extension", course, asked, "--approved").code == 3
    done(run("trajectory", "decide-extension", course, asked, "--approved", actor="LED1"))
    assert "forlænget 14 dage" in done(run("trajectory", "show", course)).out


def test_the_whole_log_is_verified_against_an_earlier_anchor(run: Run) -> None:
    anchor = done(run("verify")).value("Anker")
    assert "kæden er ubrudt" in done(run("verify", "--anchor", anchor)).out
    position, _, summed = anchor.partition(":")
    forged = run("verify", "--anchor", f"{position}:{summed[::-1]}")
    assert forged.code == 1
    assert "Loggen er brudt" in forged.err
    assert run("verify", "--anchor", "karla").code == 2


def test_the_clocks_are_started_again_from_the_log(run: Run) -> None:
    a_course(run)
    assert "ur igen" in done(run("temporal", "rebuild")).out


def test_the_lists_of_reference_data_are_shown(run: Run) -> None:
    lists = done(run("reference", "list")).out
    assert all(code in lists for code in ("exit-pakke", "cti-9m", "referral-kc", "jobcenter", "p1-thai-mediator"))
    assert "LED1" in done(run("staff", "list")).out
    assert run("reference", "list", "karla").code == 2


def test_reference_data_that_cannot_be_used_is_refused(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "own.toml"
    wrong.write_text('[[centres]]\ncode = "nyt"\nda = "Nyt"\nen = "New"\nadministration = "karla"\n')
    assert run("reference", "import", str(wrong), actor="").code == 3
    wrong.write_text('[[centres]]\ncode = "010190-1234"\n')
    unusable = run("reference", "import", str(wrong), actor="")
    assert unusable.code == 2
    assert "010190" not in unusable.all
    assert run("reference", "import", str(tmp_path / "Karla"), actor="").code == 2
    by_worker = tmp_path / "right.toml"
    by_worker.write_text('[[centres]]\ncode = "nyt"\nda = "Nyt"\nen = "New"\nadministration = "sof"\n')
    assert run("reference", "import", str(by_worker)).code == 3, "only a leader may define"


def test_the_status_tells_how_far_boards_and_clock_are_behind(run: Run) -> None:
    said = done(run("status"))
    assert "Temporal: svarer" in said.out
    assert all(name in said.out for name in ("sagsstamme", "henvendelser", "frister", "historik", "VIP-kort", "uret"))


def test_a_command_without_an_installation_says_how_to_start_one(run: Run, tmp_path: Path) -> None:
    environment = {"EXITSPOR_STATE": str(tmp_path / "nothing"), "EXITSPOR_ACTOR": "CTI1"}
    for arguments in (OPEN, ("status",), ("board", "caseload"), ("temporal", "rebuild"), ("verify",)):
        said = exitspor(*arguments, environment=environment)
        assert said.code == 1
        assert "exitspor up" in said.err
    assert exitspor("down", environment=environment).code == 0
    assert not (tmp_path / "nothing").exists()


def test_an_environment_that_cannot_be_used_is_named_and_not_shown(tmp_path: Path) -> None:
    said = exitspor("status", environment={"EXITSPOR_MUNICIPALITY": "Karla", "EXITSPOR_PORT": "0101901234"})
    assert said.code == 2
    assert "EXITSPOR_MUNICIPALITY" in said.err
    assert "EXITSPOR_PORT" in said.err
    assert not [part for part in ("Karla", "010190") if part in said.all]


@pytest.mark.parametrize(
    ("arguments", "code"), [(("status",), 0), (("board", "karla"), 2), (("history", "karla"), 2)]
)
def test_a_process_ends_with_the_exit_code(up: Up, arguments: tuple[str, ...], code: int) -> None:
    ended = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=CHECKOUT,
        env={"PATH": "/usr/bin:/bin", **up.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert (ended.stdout if code == 0 else ended.stderr).endswith("\n")


def test_a_reader_that_goes_away_is_no_trouble(up: Up) -> None:
    program = subprocess.Popen(
        [*PROGRAM, "reference", "list"],
        cwd=CHECKOUT,
        env={"PATH": "/usr/bin:/bin", **up.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.close()
    _, error = program.communicate(timeout=60)
    assert error == b""
