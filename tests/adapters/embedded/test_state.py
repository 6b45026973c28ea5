"""The state directory belongs to one user and one supervisor, and is never somebody's home."""

from pathlib import Path

import pytest

from adapters.embedded.errors import ServerError
from adapters.embedded.state import hold, marker, prepare_state


def test_a_state_directory_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert prepare_state(tmp_path / "open").stat().st_mode & 0o777 == 0o700


def test_a_directory_with_other_things_in_it_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "letters").touch()
    with pytest.raises(ServerError, match="rummer andet end Exitspors data"):
        prepare_state(home)
    assert home.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["file", "file/below", "dangling", "x" * 300])
def test_a_directory_that_cannot_be_made_is_told_by_its_variable(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ServerError, match="Sæt EXITSPOR_STATE"):
        prepare_state(tmp_path / name)


def test_a_prepared_directory_may_be_written_to_before_it_is_prepared_again(tmp_path: Path) -> None:
    (prepare_state(tmp_path / "state") / "exitspor.log").touch()
    assert prepare_state(tmp_path / "state") == tmp_path / "state"


def test_a_restored_state_directory_is_known_by_its_secrets(tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    (restored / "postgres-18").mkdir(parents=True)
    (restored / "secrets.json").touch()
    assert prepare_state(restored) == restored


def test_a_state_directory_can_be_held_once(state: Path) -> None:
    with (
        hold(state),
        pytest.raises(ServerError, match=r"kører allerede(?s:.*)already runs"),
        hold(state),
    ):
        raise AssertionError("held twice")


def test_a_state_directory_can_be_held_again_when_it_was_let_go(state: Path) -> None:
    with hold(state):
        pass
    with hold(state):
        assert (state / "lock").exists()


def test_a_moved_state_directory_keeps_its_mark_and_another_has_another(state: Path, tmp_path: Path) -> None:
    before = marker(state)
    moved = state.rename(tmp_path / "moved")
    state.mkdir()
    assert marker(moved) == before != marker(state)
