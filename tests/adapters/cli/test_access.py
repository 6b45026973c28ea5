"""The access log on the command line: who may look, that looking is written down, and what the person is told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.process.running import Up

Run = Callable[..., Said]

AUDITOR = """
[[staff]]
code = "AUD1"
roles = ["auditor"]
centre = "hjemloeseenheden"
"""
OPENED = (
    *("--programme", "exit-prostitution", "--centre", "hjemloeseenheden"),
    *("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting"),
)
MONTH = re.compile(r"^ *(\d{4}-\d{2}) ", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def auditor(up: Up, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An auditor in service."""
    staff = tmp_path_factory.mktemp("auditor") / "staff.toml"
    staff.write_text(AUDITOR)
    assert exitspor("reference", "import", str(staff), environment=up.environment).code == 0


def test_who_may_not_look_is_refused_and_the_attempt_is_seen_by_whoever_may(run: Run) -> None:
    refused = run("access", "log", actor="CTI2")
    assert refused.code == 3
    seen = run("access", "log", "--worker", "CTI2", actor="AUD1")
    assert seen.code == 0
    assert "se adgangsloggen" in seen.out
    assert "afvist" in seen.out


def test_looking_is_itself_written_down(run: Run) -> None:
    run("access", "log", "--day", "2001-01-01", actor="AUD1")
    again = run("access", "log", "--worker", "AUD1", "--action", "read-access-log", actor="AUD1")
    assert again.out.count("AUD1") >= 2


def test_a_person_is_told_by_a_leader_and_of_no_staff(run: Run) -> None:
    opened = run("trajectory", "open", *OPENED)
    trajectory = opened.value("Forløb")
    assert run("access", "extract", trajectory, actor="CTI1").code == 3
    told = run("access", "extract", trajectory, actor="LED1")
    assert told.code == 0, told.err
    assert "borgerens indsigt" in told.out
    assert not re.search(r"CTI\d|LED\d|AUD\d", told.out)


def test_a_sample_says_how_it_was_drawn(run: Run) -> None:
    log = run("access", "log", actor="AUD1")
    month = MONTH.findall(log.out)[0]
    drawn = run("access", "sample", "--month", month, "--size", "2", actor="LED1")
    assert drawn.code == 0, drawn.err
    assert re.search(r"^Frø: [0-9a-f]{64}$", drawn.out, re.MULTILINE)
    assert "Begrundet (ja/nej)" in drawn.out
    empty = run("access", "sample", "--month", "2001-01", actor="AUD1")
    assert "ingen adgange" in empty.out


def test_the_log_verifies_against_an_earlier_anchor_and_not_against_another(run: Run) -> None:
    first = run("access", "verify", actor="AUD1")
    assert first.code == 0, first.err
    anchor = first.value("Anker")
    assert run("access", "verify", "--anchor", anchor, actor="AUD1").code == 0
    forged = anchor[:-64] + "0" * 64
    broken = run("access", "verify", "--anchor", forged, actor="AUD1")
    assert broken.code == 1
    assert "ankeret" in broken.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("log", "--day", "hemmeligt"),
        ("log", "--action", "hemmeligt"),
        ("log", "--trajectory", "hemmeligt"),
        ("extract", "hemmeligt"),
        ("sample", "--month", "hemmeligt"),
        ("sample", "--month", "2026-13"),
        ("verify", "--anchor", "hemmeligt"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_repeated(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("access", *arguments, actor="AUD1")
    assert said.code == 2
    assert "hemmeligt" not in said.all


def test_nobody_in_particular_may_do_nothing(run: Run, up: Up, tmp_path: Path) -> None:
    assert exitspor("access", "log", environment=up.environment).code == 2
    assert run("access", "log", actor="NOBODY1").code == 2
