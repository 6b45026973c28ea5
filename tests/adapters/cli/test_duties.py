"""Recurring duties and their papers at the command line."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from adapters.addresses import running_addresses
from adapters.bootstrap import open_services
from adapters.settings import settings
from domain.base import SYSTEM, Occurred
from domain.calendar import civil_date
from domain.commands.recurring import PreparePaper
from domain.duties import Duty
from domain.handler import Accepted
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.test_end_to_end import OPEN, done
from tests.adapters.process.running import Up

TEAM = "hjemloeseenheden"
DUTIES = """
[[recurring]]
code = "supervision-hjemloeseenheden"
duty = "supervision"
unit = "hjemloeseenheden"
da = "Teamsupervision"
en = "Team supervision"
first = 2013-04-05
every = { days = 7 }
role = "method-supervisor"

[[recurring]]
code = "review-hjemloeseenheden"
duty = "caseload-review"
unit = "hjemloeseenheden"
da = "Gennemgang"
en = "Review"
first = 2013-01-31
every = { months = 1 }
role = "method-supervisor"
"""


def today() -> date:
    return civil_date(datetime.now(UTC))


def next_friday() -> date:
    return today() + timedelta(days=(4 - today().weekday()) % 7)


def next_report() -> date:
    this_year = date(today().year, 3, 31)
    return this_year if this_year >= today() else date(today().year + 1, 3, 31)


def last_of_month() -> date:
    return (today().replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def paper(up: Up, duty: Duty, unit: str, occasion: date) -> UUID:
    """Have the program make a paper ready; return its number."""

    async def prepare() -> UUID:
        chosen = settings(up.environment)
        async with open_services(chosen, running_addresses(chosen)) as services:
            now = services.clock()
            command = PreparePaper(
                command_id=uuid4(),
                actor=SYSTEM,
                municipality="101",
                occurred=Occurred.at_instant(now),
                duty=duty,
                unit=unit,
                occasion=occasion,
            )
            answer = await services.handler.handle(command, now)
            assert isinstance(answer, Accepted), answer
            return answer.events[0]

    return asyncio.run(prepare())


def in_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "duties.toml").write_text(DUTIES)
    done(run("reference", "import", str(tmp_path / "duties.toml"), actor="LED1"))


def test_duties_are_listed_done_and_due_again(run: Run) -> None:
    day = next_report()
    listed = done(run("duty", "list")).out
    assert re.search(r"31\. marts \d+ .*Årligt statusnotat om Exit-pakken.*konsulent", listed)
    fields = ("--duty", "status-report", "--unit", "exit-prostitution", "--occasion", str(day))
    refused = run("duty", "done", *fields, actor="CTI1")
    assert refused.code == 3
    assert "Kun den, hvis opgave det er" in refused.err
    assert "Only somebody whose duty it is" in refused.err
    said = done(run("duty", "done", *fields, actor="LED1"))
    assert "Fast opgave udført" in said.out
    (line,) = [one for one in done(run("duty", "list")).out.splitlines() if "Exit Prostitution" in one]
    assert f"31. marts {day.year + 1}" in line


def test_nothing_awaits_acknowledgement_where_nothing_was_escalated(run: Run) -> None:
    refused = run("duty", "acknowledge", "--duty", "status-report", "--unit", "exit-pakke", actor="LED1")
    assert refused.code == 3
    assert "No escalation awaits the leader." in refused.err


def test_the_board_of_deadlines_begins_with_the_duties_of_units(run: Run) -> None:
    out = done(run("board", "deadlines")).out
    assert out.index("Faste opgaver") < out.index("Frister")
    assert "Faste opgaver" not in done(run("board", "deadlines", "--worker", "CTI1")).out
    earlier = done(run("duty", "list", "--known", "1")).out
    assert "Faste opgaver: intet" in earlier


def test_the_sheet_of_a_team_names_its_trajectories_as_they_were_then(run: Run, up: Up, tmp_path: Path) -> None:
    in_force(run, tmp_path)
    trajectory = done(run(*OPEN)).value("Forløb")
    number = str(paper(up, Duty.SUPERVISION, TEAM, next_friday()))
    done(run("trajectory", "assign", trajectory, "--worker", "CTI2", actor="LED1"))
    listed = done(run("paper", "list")).out
    assert re.search(rf"Ark til teamsupervision +Hjemløseenheden .*{number}", listed)
    (line,) = [one for one in done(run("paper", "show", number)).out.splitlines() if trajectory in one]
    assert "ikke tildelt" in line


def test_the_review_has_load_and_cap(run: Run, up: Up, tmp_path: Path) -> None:
    in_force(run, tmp_path)
    trajectory = done(run(*OPEN)).value("Forløb")
    done(run("trajectory", "assign", trajectory, "--worker", "CTI1"))
    number = str(paper(up, Duty.CASELOAD_REVIEW, TEAM, last_of_month()))
    out = done(run("paper", "show", number)).out
    assert re.search(r"Exit Prostitution, CTI1: \d+ forløb, \d+ på pause, loft 10", out)
    assert trajectory in out


def test_the_draft_of_a_report_is_written_as_html_and_no_other_paper_is(run: Run, up: Up, tmp_path: Path) -> None:
    number = str(paper(up, Duty.STATUS_REPORT, "exit-pakke", next_report()))
    html = tmp_path / "udkast.html"
    said = done(run("paper", "show", number, "--html", str(html)))
    assert "Tabel 1" in said.out
    assert "Udkastet er skrevet." in said.out
    assert "<h1>Status på Exit-pakken</h1>" in html.read_text()
    in_force(run, tmp_path)
    sheet = str(paper(up, Duty.SUPERVISION, TEAM, next_friday() + timedelta(weeks=1)))
    refused = run("paper", "show", sheet, "--html", str(html))
    assert refused.code == 2
    assert "kun et udkast til statusnotat" in refused.err


def test_what_is_no_paper_is_said_to_be_none(run: Run) -> None:
    for typed in (str(uuid4()), "1234567890"):
        said = run("paper", "show", typed)
        assert said.code == 2
        assert "angiv et papirs nummer" in said.err
        assert typed not in said.all
