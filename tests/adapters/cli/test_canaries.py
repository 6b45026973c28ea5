"""A person's CPR number and name, given to every command wherever it takes anything, stay nowhere."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from adapters.cli.caseload import LEAVE, MOVE
from adapters.cli.codes import GIVE, REVOKE
from adapters.cli.main import command_line
from adapters.cli.steps import STEPS
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import appended, dump
from tests.adapters.cli.samples import A_UUID, typed_for
from tests.adapters.process.running import Up

CPR, PLAIN_CPR, NAME, SLUG = "150190-1234", "1501901234", "Karla Kanariefugl", "karla-kanariefugl"
CANARIES = (CPR, PLAIN_CPR, NAME, SLUG)

TRACES = (CPR, PLAIN_CPR, "Kanariefugl", "kanariefugl")
BYTES = [trace.encode() for trace in TRACES] + [trace.encode("utf-16-le") for trace in TRACES]

RIGHT = {
    "trajectory": A_UUID,
    "as_of": "1",
    "programme": "exit-pakke",
    "first": "2008",
    "last": "2012",
    "path": "nothing.toml",
    "what": "programmes",
    "actor": "CTI1",
    "on": "2026-01-31",
    "centre": "jobcenter",
    "worker": "CTI1",
    "to": "CTI2",
    "deputy": "CTI2",
}
"""Something right for what is not a step's own."""


class Taken(NamedTuple):
    """A command, and one place of it that takes something."""

    path: tuple[str, ...]
    parameters: tuple[Any, ...]
    place: Any

    def words(self, canary: str, real: Mapping[str, str]) -> list[str]:
        """Return the command line with a canary in that place and something right, or real, in every other."""
        typed = [(parameter, self._typed(parameter, canary, real)) for parameter in self.parameters]
        return [*self.path, *(word for parameter, value in typed for word in _words(parameter, value))]

    def _typed(self, parameter: Any, canary: str, real: Mapping[str, str]) -> str | None:
        if parameter is self.place:
            return canary
        return real.get(parameter.name) or right_for(self.path, parameter.name)


def _words(parameter: Any, value: str | None) -> list[str]:
    if value is None:
        return []
    return [value] if parameter.param_type_name == "argument" else [parameter.opts[0], *([value] if value else [])]


def right_for(path: tuple[str, ...], name: str) -> str | None:
    """Return something right for a place; None to leave it out, empty for a flag."""
    typed = SAMPLES.get((" ".join(path), name), RIGHT.get(name))
    if typed is None or name.endswith("community"):
        return None
    return "" if typed is True else _one(typed)


SAMPLES = {
    (step.path, entry.name): typed_for(entry)
    for step in (*STEPS, GIVE, REVOKE, MOVE, LEAVE)
    for entry in step.entries
}


def _one(typed: object) -> str:
    return str(typed[0] if isinstance(typed, list) else typed)


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that is no group."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*path, name))
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(leaves(command_line()))
PLACES = [
    Taken(path, tuple(command.params), parameter)
    for path, command in COMMANDS.items()
    for parameter in command.params
    if not getattr(parameter, "is_flag", False)
]


def is_clean(text: str) -> bool:
    return not any(trace in text for trace in TRACES)


def test_every_command_with_something_to_take_is_tried() -> None:
    taking = {path for path, command in COMMANDS.items() if command.params}
    assert {place.path for place in PLACES} == taking - {path for path in taking if _only_flags(COMMANDS[path])}
    assert len(PLACES) > 250


def _only_flags(command: Any) -> bool:
    return all(getattr(parameter, "is_flag", False) for parameter in command.params)


class Tried(NamedTuple):
    """A canary that was given to a command, in a place, and what was said."""

    taken: Taken
    canary: str
    said: Said


COMMAND_ID = uuid4()
"""Under which all canaries are sent."""


@pytest.fixture(scope="module")
def tried(up: Up, tmp_path_factory: pytest.TempPathFactory) -> list[Tried]:
    """Every canary given to every command in every place that takes something; all else is right."""
    environment = {**up.environment, "EXITSPOR_ACTOR": "CTI1"}
    real = the_real_things(environment)
    with contextlib.chdir(tmp_path_factory.mktemp("canaries")):
        return [
            Tried(
                place, canary, _cleared(exitspor(*place.words(canary, real), *_under(place), environment=environment))
            )
            for place in PLACES
            for canary in CANARIES
        ]


def _cleared(said: Said) -> Said:
    """Remove the file that a command has written, so that no other reads it and says where it is wrong."""
    for name in (NAME, CPR, PLAIN_CPR, SLUG):
        Path(name).unlink(missing_ok=True)
    return said


def the_real_things(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the ids of a trajectory and a fact in it, so that nothing but a canary stands in the way."""
    opened = exitspor(
        *("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden"),
        *("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting"),
        environment=environment,
    )
    contact = next(line.split()[1] for line in opened.out.splitlines() if "Henvendelse registreret" in line)
    trajectory = opened.value("Forløb")
    return {"trajectory": trajectory, "stream": trajectory, "event": contact}


def _under(place: Taken) -> list[str]:
    takes_id = any(parameter.name == "command_id" for parameter in place.parameters)
    return ["--command-id", str(COMMAND_ID)] if takes_id and place.place.name != "command_id" else []


def test_no_command_shows_a_canary(tried: list[Tried]) -> None:
    assert [(one.taken.path, one.taken.place.name) for one in tried if not is_clean(one.said.all)] == []


def test_no_command_accepts_a_canary(up: Up, tried: list[Tried]) -> None:
    """The places that do are the names of files that a report, a paper or keys are written to."""
    accepted = {(*one.taken.path, one.taken.place.name) for one in tried if one.said.code not in (2, 3)}
    papers = {("privacy", paper, "output") for paper in ("record", "data-map", "threats", "dpia")}
    assert accepted == {("report", "status", "html"), ("keys", "make", "to"), *papers}
    assert appended(up, COMMAND_ID) == 0


def test_a_canary_is_nowhere_in_the_database_in_temporal_or_in_any_file(up: Up, tried: list[Tried]) -> None:
    tables = dump(up)
    assert {"log.event", "log.command", "vault.return_code"} <= set(tables)
    assert any(table.startswith("board.history_") for table in tables)
    assert b"exit-prostitution" in tables["log.event"], "a dump that shows what is there"
    assert [name for name, content in tables.items() if any(trace in content for trace in BYTES)] == []
    files = [path for path in up.state.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"temporal.db", "temporal.db-wal", "exitspor.log", "postgres.log", "runtime.json"} <= names
    assert any("pg_wal" in str(path) for path in files)
    assert [path.name for path in files if any(trace in path.read_bytes() for trace in BYTES)] == []


@pytest.mark.parametrize("field", ["contact.language", "contact.centre", "contact.card_batch", "contact", "karla"])
def test_a_canary_is_no_value_that_a_fact_can_be_corrected_to(up: Up, run: Run, field: str) -> None:
    real = the_real_things({**up.environment, "EXITSPOR_ACTOR": "CTI1"})
    for canary in (*CANARIES, f'"{NAME}"', f'{{"language": "{NAME}"}}'):
        sent = uuid4()
        said = run(
            *("trajectory", "correct", real["stream"], real["event"], "--field", field, "--value", canary),
            *("--command-id", str(sent)),
        )
        assert (said.code, is_clean(said.all), appended(up, sent)) == (3, True, 0)


@pytest.mark.parametrize("canary", CANARIES)
def test_a_canary_in_a_place_that_nobody_foresaw_is_not_shown(run: Run, canary: str) -> None:
    for path in [("trajectory", "open"), ("board", "caseload"), ("up",), ("trajectory",), ()]:
        for words in ((canary,), (f"--{canary}",), (f"--{canary}={canary}",), ("--help", canary), (f"-{canary}",)):
            said = run(*path, *words, "extra")
            assert is_clean(said.all), (path, words)
            assert said.code == 2 or "--help" in words


@pytest.mark.parametrize("canary", CANARIES)
def test_a_canary_in_the_environment_or_at_a_prompt_is_not_shown(up: Up, run: Run, canary: str) -> None:
    assert is_clean(run("trajectory", "resume", A_UUID, actor=canary).all)
    assert is_clean(run("trajectory", "code", "find", typed=f"{canary}\n").all)
    for name in ("EXITSPOR_MUNICIPALITY", "EXITSPOR_TEMPORAL", "EXITSPOR_POSTGRES", "EXITSPOR_HOST"):
        assert is_clean(exitspor("status", environment={**up.environment, name: canary}).all), name


def test_a_canary_in_a_file_of_definitions_is_not_shown(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    for canary in (CPR, NAME):
        file.write_text(f'[[centres]]\ncode = "{canary}"\nda = "{CPR}"\nen = "x"\nadministration = "{canary}"\n')
        said = run("reference", "import", str(file), actor="LED1")
        assert said.code == 2
        assert is_clean(said.all)
