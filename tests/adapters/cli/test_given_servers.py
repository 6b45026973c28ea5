"""The same program on given servers: the address of PostgreSQL and of Temporal come from the environment."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.addresses import embedded_database
from adapters.embedded.runtime import read_runtime
from adapters.embedded.secret_file import make_secrets
from tests.adapters.cli.command_line import exitspor
from tests.adapters.process.running import Up


@pytest.fixture
def other(up: Up, tmp_path: Path) -> Iterator[Up]:
    """An installation that is told the servers of the running one, and has no state directory."""
    runtime = read_runtime(up.state)
    assert runtime is not None
    assert runtime.postgres is not None
    installation = Up(tmp_path / "none")
    installation.environment = {
        **installation.environment,
        "EXITSPOR_POSTGRES": embedded_database(runtime.postgres.host, runtime.postgres.port),
        "EXITSPOR_TEMPORAL": runtime.temporal,
        "EXITSPOR_SECRETS": str(up.state / "secrets.json"),
        "EXITSPOR_KEYS_FILE": str(up.state / "keys.json"),
    }
    yield installation
    installation.clean_up()


def test_roles_run_apart_on_given_servers(other: Up) -> None:
    other.start("--roles", "web")
    with urllib.request.urlopen(other.web + "readyz") as answer:
        assert answer.status == 200
    assert other.interrupt() == 0
    logged = [json.loads(line) for line in other.said if line.startswith("{")]
    assert {"request", "library"} == {line["event"] for line in logged}, "a container's log is its stderr"
    assert not other.state.exists()


def test_commands_find_given_servers(other: Up) -> None:
    said = exitspor("status", environment=other.environment)
    assert (said.code, said.err) == (0, "")
    assert "Temporal: svarer" in said.out
    assert not other.state.exists()


def test_a_user_in_the_address_gives_way_to_the_programs_own(other: Up) -> None:
    address = other.environment["EXITSPOR_POSTGRES"].replace("postgresql://", "postgresql://karla:secret@")
    said = exitspor("status", environment={**other.environment, "EXITSPOR_POSTGRES": address})
    assert said.code == 0


def test_a_server_that_does_not_answer_is_told_without_its_address(other: Up, tmp_path: Path) -> None:
    nowhere = {"EXITSPOR_POSTGRES": f"postgresql:///exitspor?host={tmp_path}", "EXITSPOR_TEMPORAL": "127.0.0.1:9"}
    away = exitspor("status", environment={**other.environment, **nowhere})
    assert away.code == 1
    assert "Databasen kan ikke nås" in away.err
    assert str(tmp_path) not in away.all


def test_a_temporal_that_does_not_answer_makes_the_installation_unwell(other: Up) -> None:
    said = exitspor("status", environment={**other.environment, "EXITSPOR_TEMPORAL": "127.0.0.1:9"})
    assert said.code == 1
    assert "Temporal: SVARER IKKE" in said.out
    assert "not well" in said.err


def test_secrets_that_are_not_those_of_the_database_are_told(other: Up, tmp_path: Path) -> None:
    others = tmp_path / "secrets.json"
    others.write_text(make_secrets().model_dump_json())
    said = exitspor("status", environment={**other.environment, "EXITSPOR_SECRETS": str(others)})
    assert said.code == 1
    assert "deploy/roles.sql" in said.err
