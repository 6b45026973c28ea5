"""Builds of boards and parked streams at the command line, with a running projector and without one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.addresses import running_addresses
from adapters.postgres.log import open_log
from adapters.settings import settings
from domain.base import SYSTEM
from domain.log import Appended, CommandAppend, NewEvent, StreamAppend
from projections.cards.fold import CARDS
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.database import ask
from tests.adapters.process.running import Up, running
from tests.domain.given import on

CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
PLACE = ("--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
PARK = """
INSERT INTO board.parked (board, build, stream, position, error)
SELECT board, number, $1, 1, 'UnknownEventType' FROM board.build WHERE board = 'contacts' AND state = 'live'
"""


@pytest.fixture(scope="module", params=["--roles=projector,worker", "--roles=web"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """An installation with a projector, and one without."""
    with running(tmp_path_factory.mktemp("builds") / "state", request.param) as installation:
        yield installation


def command(town: Up, *arguments: str) -> Said:
    return exitspor(*arguments, environment={**town.environment, "EXITSPOR_ACTOR": "SYS0"})


def done(said: Said) -> Said:
    assert (said.code, said.err) == (0, "")
    return said


def a_contact(town: Up) -> UUID:
    return UUID(done(command(town, "contact", "register", *PLACE, *CONTACT)).value("Nummer"))


def contacts_shown(town: Up) -> int:
    async def count(connection: Any) -> int:
        return int(await connection.fetchval("SELECT count(*) FROM board.contacts"))

    return ask(town, count)


def execute(town: Up, statement: str, *arguments: object) -> None:
    async def change(connection: Any) -> None:
        await connection.execute(statement, *arguments)

    ask(town, change)


def states(town: Up, board: str) -> list[str]:
    lines = [line.split() for line in done(command(town, "projection", "list")).out.splitlines()]
    return [line[3] for line in lines if line[:1] == [board]]


def test_a_board_is_built_compared_switched_and_switched_back(town: Up) -> None:
    a_contact(town)
    refused = command(town, "projection", "switch", "contacts")
    assert refused.code == 1
    assert "projection build contacts" in refused.err
    assert "has no build that is ready" in refused.err
    built = done(command(town, "projection", "build", "contacts")).out
    assert "exitspor projection compare contacts" in built
    assert "exitspor projection switch contacts" in built
    assert states(town, "contacts") == ["vises", "klar"]
    a_contact(town)
    assert "De to udgaver er ens." in done(command(town, "projection", "compare", "contacts")).out
    a_contact(town)
    assert "projection back contacts" in done(command(town, "projection", "switch", "contacts")).out
    assert states(town, "contacts") == ["tidligere", "vises"]
    shown = contacts_shown(town)
    a_contact(town)
    done(command(town, "projection", "back", "contacts"))
    assert states(town, "contacts") == ["vises", "tidligere"]
    assert contacts_shown(town) == shown + 1
    dropped = done(command(town, "projection", "drop", "contacts")).out
    assert "tidligere) er slettet" in dropped
    assert states(town, "contacts") == ["vises"]
    nowhere = command(town, "projection", "back", "contacts")
    assert nowhere.code == 1
    assert "ingen tidligere udgave" in nowhere.err
    assert "no former build" in nowhere.err


def test_builds_that_differ_are_told_with_the_streams(town: Up) -> None:
    stream = a_contact(town)
    done(command(town, "projection", "build", "contacts", "--shards", "2"))

    async def forge(connection: Any) -> None:
        table = await connection.fetchval(
            "SELECT format('board.contacts_%s', number) FROM board.build WHERE board = 'contacts' AND state = 'ready'"
        )
        await connection.execute(f"UPDATE {table} SET way_in = 'kc', language = 'forged' WHERE stream = $1", stream)

    ask(town, forge)
    said = command(town, "projection", "compare", "contacts")
    assert said.code == 1
    assert f"strøm {stream}" in said.out
    assert "heraf 1 som den anden ikke har" in said.out
    assert "differ" in said.err
    done(command(town, "projection", "drop", "contacts"))


def test_parked_streams_are_listed_and_tried_again(town: Up) -> None:
    stream = a_contact(town)
    done(command(town, "projection", "retry", "--all"))
    execute(town, PARK, stream)
    listed = done(command(town, "projection", "parked")).out
    assert str(stream) in listed
    assert "UnknownEventType" in listed
    assert "ingen strømme er parkeret" in done(command(town, "projection", "retry", "contacts")).out
    assert str(stream) not in done(command(town, "projection", "parked")).out


def test_a_stream_that_still_cannot_be_read_stays_parked_and_the_exit_code_tells(town: Up) -> None:
    stream = UUID(done(command(town, "trajectory", "open", *PLACE)).value("Forløb"))
    asyncio.run(append_unreadable(town, stream))
    done(command(town, "projection", "build", "history"))
    assert str(stream) in done(command(town, "projection", "parked")).out
    said = command(town, "projection", "retry", "history")
    assert said.code == 1
    assert "stadig parkeret" in said.err
    assert "parked still" in said.err


async def append_unreadable(town: Up, stream: UUID) -> None:
    async with open_log(running_addresses(settings(town.environment)).app_dsn) as log:
        version = len(await log.load(stream))
        event = NewEvent(uuid4(), "TypeOfTomorrow", 1, on("2026-03-09"), b"{}")
        part = StreamAppend(stream, "trajectory", version, (event,))
        (outcome,) = await log.append([CommandAppend(uuid4(), bytes(32), SYSTEM, "101", (part,))])
        assert isinstance(outcome, Appended)


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "karla"),
        ("compare", "karla"),
        ("retry",),
        ("retry", "contacts", "--all"),
        ("build", "contacts", "--shards", "0"),
    ],
)
def test_what_cannot_be_understood_is_refused(town: Up, arguments: tuple[str, ...]) -> None:
    said = command(town, "projection", *arguments)
    assert said.code == 2
    assert "karla" not in said.all


def test_without_an_installation_it_is_told_how_to_start_one(tmp_path: Path) -> None:
    said = exitspor("projection", "list", environment={"EXITSPOR_STATE": str(tmp_path / "nothing")})
    assert said.code == 1
    assert "exitspor up" in said.err


def test_an_installation_that_is_upgraded_just_works(tmp_path: Path) -> None:
    with running(tmp_path / "state", "--roles=web,projector") as former:
        a_contact(former)
        execute(former, "UPDATE board.build SET version = 0")
        assert former.interrupt() == 0
        former.start("--roles=web,projector")
        assert states(former, "contacts") == ["tidligere", "vises"]
        assert contacts_shown(former) == 1
        refused = command(former, "projection", "back", "contacts")
        assert refused.code == 1
        assert "af version 0" in refused.err
        assert "switches by itself" in refused.err


def test_the_status_names_a_board_that_nobody_runs(town: Up) -> None:
    execute(town, "UPDATE board.build SET version = 7 WHERE board = 'cards' AND state = 'live'")
    try:
        said = command(town, "status")
    finally:
        execute(town, f"UPDATE board.build SET version = {CARDS.version} WHERE board = 'cards' AND state = 'live'")
    assert said.code == 1
    (cards,) = [line for line in said.out.splitlines() if "VIP-kort" in line]
    assert "IKKE RASK: ingen proces fører den" in cards
    assert "not well" in said.err
