"""Notices at the command line: told by what runs, found by a reference, marked as seen, and mailed when wanted."""

import asyncio
import re

import pytest

from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import dump
from tests.adapters.embedded.waiting import eventually
from tests.adapters.process.running import Up

OPEN = ("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
FORM = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
REFERENCE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")
ADDRESS = "karla.kanariefugl@kommune.example"


@pytest.fixture
def reference(run: Run) -> str:
    """The reference of a notice that the leader gave CTI1 a trajectory, told by the installation that runs."""
    trajectory = run(*OPEN, *FORM).value("Forløb")
    assert run("trajectory", "assign", trajectory, "--worker", "CTI1", actor="LED1").code == 0
    found: list[str] = []

    async def is_told() -> bool:
        said = await asyncio.to_thread(run, "inbox", "CTI1")
        lines = [line for line in said.out.splitlines() if trajectory in line]
        found.extend(match[0] for line in lines if (match := REFERENCE.search(line)))
        return bool(found)

    asyncio.run(eventually(is_told))
    return found[0]


def test_a_worker_finds_a_notice_and_marks_it_as_seen(run: Run, reference: str) -> None:
    shown = run("inbox", "show", "CTI1")
    assert "forløb tildelt" in shown.out
    assert reference in run("inbox", "find", reference.lower()).out
    assert "1 beskeder er markeret" in run("inbox", "seen", "CTI1", reference).out
    assert "0 beskeder er markeret" in run("inbox", "seen", "CTI1", reference).out
    assert reference not in run("inbox", "CTI1").out
    assert reference in run("inbox", "CTI1", "--all").out


def test_all_that_is_new_is_marked_at_once(run: Run, reference: str) -> None:
    assert run("inbox", "seen", "CTI1", "--all").code == 0
    assert "0 nye beskeder" in run("inbox", "CTI1").out


def test_what_cannot_be_used_is_said_and_not_shown(run: Run) -> None:
    assert run("inbox", "XX99").code == 2
    assert run("inbox", "find", "M6S4-XPA6-5AQY-G9DJ").code == 3
    assert run("inbox", "seen", "CTI1").code == 2
    assert run("inbox", "seen", "CTI1", "M6S4-XPA6-5AQY-G9DJ", "--all").code == 2
    said = run("notify", "address", "CTI1", typed="Karla Kanariefugl\n")
    assert (said.code, "Kanariefugl" in said.all) == (2, False)
    assert run("notify", "address", "XX99", typed=f"{ADDRESS}\n").code == 2
    assert run("notify", "hours", "XX99", "--no-mail").code == 2
    assert run("notify", "hours", "CTI1", "--quiet-from", "25:00").code == 2
    assert run("notify", "hours", "CTI1", "--digest", "17:00").code == 2
    assert run("notify", "hours", "CTI2", "--no-mail").code == 3


def test_an_address_stands_in_one_table_and_is_never_shown(run: Run, up: Up) -> None:
    said = run("notify", "address", "CTI1", typed=f"{ADDRESS}\n")
    assert said.code == 0
    shown = [said, run("notify", "status"), run("staff", "list")]
    assert not [one for one in shown if ADDRESS in one.all]
    assert "CTI1" in run("notify", "status").out
    assert [table for table, rows in dump(up).items() if ADDRESS.encode() in rows] == ["notify.address"]
    assert ADDRESS not in "".join(path.read_text(errors="replace") for path in up.state.glob("*.log*"))
    assert run("notify", "forget", "CTI1").code == 0
    assert "Med mailadresse: ingen" in run("notify", "status").out


def test_a_worker_says_when_mail_is_wanted_and_a_leader_may_say_it_for_another(run: Run) -> None:
    assert (
        run("notify", "hours", "CTI1", "--quiet-from", "18:00", "--days", "every-day", "--digest", "08:15").code == 0
    )
    assert run("notify", "hours", "CTI1", "--no-mail", actor="LED1").code == 0
    listed = run("reference", "list", "notice_preferences").out
    (line,) = [line for line in listed.splitlines() if "CTI1" in line]
    assert line.split() == ["CTI1", "18:00", "08:00", "every-day", "08:15"]
    assert run("notify", "hours", "CTI1", "--mail", "--digest", "none").code == 0
    assert "08:15" not in run("reference", "list", "notice_preferences").out


def test_the_mail_tells_how_it_fares_where_there_is_none(run: Run) -> None:
    status = run("notify", "status")
    assert status.code == 0
    assert "ikke sat (EXITSPOR_SMTP)" in status.out
    assert "Opgivet mail: intet" in status.out
    assert "0 mail prøves igen." in run("notify", "retry").out
