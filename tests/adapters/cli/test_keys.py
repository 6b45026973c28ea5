"""The keys of the vault from the command line."""

from pathlib import Path
from uuid import uuid4

from adapters.vault.keys.key_file import read_keys
from tests.adapters.cli.conftest import Run
from tests.adapters.process.running import Up


def test_keys_are_rotated_and_shown(run: Run, up: Up) -> None:
    before = read_keys(up.state / "keys.json")
    assert run("keys", "rotate").code == 0
    rotated = run("keys", "rotate")
    assert "Alt er under epoke" in rotated.out
    after = read_keys(up.state / "keys.json")
    assert max(after.epochs) > max(before.epochs)
    assert after.index_key == before.index_key
    shown = run("keys", "status")
    assert (shown.code, shown.err) == (0, "")
    assert f"under epoke {max(after.epochs)}" in shown.out


def test_nothing_is_destroyed_before_its_time(run: Run, up: Up) -> None:
    before = (up.state / "keys.json").read_bytes()
    said = run("keys", "destroy-due")
    assert (said.code, said.out.strip()) == (0, "Ingen nøgler skal destrueres endnu.")
    assert (up.state / "keys.json").read_bytes() == before


def test_what_opens_or_is_not_there_is_not_given_up(run: Run, up: Up) -> None:
    said = run("keys", "give-up", str(uuid4()), "identity")
    assert (said.code, "Nothing was deleted" in said.err) == (2, True), said.err
    assert run("keys", "give-up", str(uuid4()), "nothing").code == 2
    assert run("keys", "give-up", "nobody", "identity").code == 2


def test_a_key_file_is_made_once_and_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    made = run("keys", "make", "--to", "keys.json")
    assert made.code == 0, made.err
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    kept = read_keys(tmp_path / "keys.json")
    again = run("keys", "make", "--to", "keys.json")
    assert (again.code, "exists already" in again.out) == (0, True)
    assert read_keys(tmp_path / "keys.json") == kept
    assert run("keys", "make", "--to", "nowhere/keys.json").code == 2


def test_keys_that_are_gone_are_told_and_how_to_get_them_back(run: Run, up: Up) -> None:
    keys = up.state / "keys.json"
    away = keys.rename(keys.with_suffix(".away"))
    try:
        said = run("keys", "status")
        assert (said.code, "Restore" in said.err or "restore" in said.err) == (1, True)
    finally:
        away.rename(keys)
