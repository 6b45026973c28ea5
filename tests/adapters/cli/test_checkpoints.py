"""Checkpoints at the command line: keys, signing, and checking with the public key alone."""

from pathlib import Path

import pytest

from adapters.checkpoints.checkpoint import sign
from adapters.checkpoints.folder import write_checkpoint
from adapters.checkpoints.keys import signing_key
from adapters.settings import settings
from tests.adapters.checkpoints.conftest import a_checkpoint
from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.conftest import Run
from tests.adapters.process.running import Up

OPEN = (
    *("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden"),
    *("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting"),
)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made = tmp_path / "checkpoints"
    made.mkdir()
    return str(made)


@pytest.fixture
def keys(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a pair of keys."""
    made = tmp_path / "keys"
    made.mkdir()
    said = run("checkpoint", "key", "--to", str(made))
    assert said.code == 0, said.err
    assert said.value("Offentlig nøgle") == (made / "exitspor-verify-key").read_text().strip()
    return made


class Installation:
    """The command line as the machine that signs, and as one that has the public key only."""

    def __init__(self, up: Up, keys: Path) -> None:
        self.up = up
        self._signs = {"EXITSPOR_SIGNING_KEY_FILE": str(keys / "exitspor-signing-key")}
        self._checks = {"EXITSPOR_VERIFY_KEY_FILE": str(keys / "exitspor-verify-key")}

    def signs(self, *arguments: str) -> Said:
        return exitspor(*arguments, environment={**self.up.environment, **self._signs})

    def checks(self, *arguments: str, **other: str) -> Said:
        return exitspor(*arguments, environment={**self.up.environment, **self._checks, **other})


@pytest.fixture
def installation(up: Up, keys: Path) -> Installation:
    return Installation(up, keys)


def test_the_head_is_signed_and_the_log_checked_with_the_public_key(
    run: Run, installation: Installation, folder: str
) -> None:
    assert run(*OPEN).code == 0
    first = installation.signs("checkpoint", "sign", "--to", folder)
    assert (first.code, "fra begyndelsen" in first.out) == (0, True), first.err
    again = installation.signs("checkpoint", "sign", "--to", folder)
    assert again.value("Var underskrevet") == first.value("Underskrevet")
    assert run(*OPEN).code == 0
    second = installation.signs("checkpoint", "sign", "--to", folder)
    assert "som er underskrevet før" in second.out
    assert sorted(path.name for path in Path(folder).iterdir()) == sorted(
        said.value("Underskrevet") for said in (first, second)
    )
    verified = installation.checks("verify", "--checkpoints", folder)
    assert (verified.code, "Loggen passer til 2 underskrevne pladser" in verified.out) == (0, True), verified.err


def test_signatures_are_checked_without_any_installation(installation: Installation, folder: str) -> None:
    installation.signs("checkpoint", "sign", "--to", folder)
    elsewhere = installation.checks("checkpoint", "check", "--from", folder, EXITSPOR_STATE=f"{folder}/nothing")
    assert (elsewhere.code, "1 kontrolpunkter er hele" in elsewhere.out) == (0, True), elsewhere.err


def test_a_file_that_was_changed_is_named_wherever_it_is_used(installation: Installation, folder: str) -> None:
    name = installation.signs("checkpoint", "sign", "--to", folder).value("Underskrevet")
    (Path(folder) / name).write_text((Path(folder) / name).read_text().replace("101", "751", 1))
    for said in (
        installation.checks("checkpoint", "check", "--from", folder),
        installation.checks("verify", "--checkpoints", folder),
        installation.signs("checkpoint", "sign", "--to", folder),
    ):
        assert said.code == 1
        assert f"{name} har en underskrift, der ikke passer" in said.err
        assert f"{name} has a signature that does not fit" in said.err


def test_a_log_that_is_not_what_was_signed_is_named_by_its_position(
    run: Run, installation: Installation, folder: str, keys: Path
) -> None:
    assert run(*OPEN).code == 0
    key = signing_key(settings({"EXITSPOR_SIGNING_KEY_FILE": str(keys / "exitspor-signing-key")}))
    assert write_checkpoint(Path(folder), sign(a_checkpoint(1, 1), key))
    for said in (
        installation.checks("verify", "--checkpoints", folder),
        installation.signs("checkpoint", "sign", "--to", folder),
    ):
        assert said.code == 1
        assert "Loggen er brudt ved plads 1: kæden er regnet om" in said.err
        assert "The log is broken at position 1: the chain was computed again" in said.err
    assert len(list(Path(folder).iterdir())) == 1


def test_an_anchor_that_a_checkpoint_contradicts_is_refused(
    run: Run, installation: Installation, folder: str
) -> None:
    installation.signs("checkpoint", "sign", "--to", folder)
    anchor = run("verify").value("Anker")
    assert installation.checks("verify", "--checkpoints", folder, "--anchor", anchor).code == 0
    forged = f"{anchor.split(':')[0]}:{'0' * 64}"
    assert installation.checks("verify", "--checkpoints", folder, "--anchor", forged).code == 2


def test_without_key_folder_or_checkpoint_it_is_said_what_to_do(
    run: Run, installation: Installation, folder: str, keys: Path
) -> None:
    assert "EXITSPOR_SIGNING_KEY_FILE" in run("checkpoint", "sign", "--to", folder).err
    assert "EXITSPOR_VERIFY_KEY" in run("verify", "--checkpoints", folder).err
    empty = installation.checks("verify", "--checkpoints", folder)
    assert (empty.code, "ingen underskrevne kontrolpunkter" in empty.err) == (1, True)
    missing = installation.signs("checkpoint", "sign", "--to", f"{folder}/Karla")
    assert (missing.code, "Karla" in missing.all) == (2, False)
    again = run("checkpoint", "key", "--to", str(keys))
    assert (again.code, "has a key already" in again.err) == (1, True)
