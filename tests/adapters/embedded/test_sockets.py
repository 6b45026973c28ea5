"""The socket's directory is short and private, and never one that somebody else has made."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.embedded.account import Account
from adapters.embedded.errors import ServerError
from adapters.embedded.sockets import remove_socket_directory, socket_directory


@pytest.fixture
def mark() -> Iterator[str]:
    """Give a mark that nobody uses, and free its place under ``/tmp`` afterwards."""
    made = f"exitspor-test-{uuid4().hex[:8]}"
    yield made
    place = Path("/tmp") / made
    if place.is_symlink():
        place.unlink()
    elif place.exists():
        place.rmdir()


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """Give a state directory whose path is too long for a socket."""
    made = tmp_path / ("d" * 100)
    made.mkdir()
    return made


def test_the_socket_lies_in_the_state_directory_where_it_can(mark: str) -> None:
    state = Path("/tmp") / mark
    state.mkdir()
    found = socket_directory(state, mark, Account.current())
    assert (found, found.stat().st_mode & 0o777) == (state / "run", 0o700)
    remove_socket_directory(found)
    assert list(state.iterdir()) == []


def test_a_long_state_path_has_its_socket_in_a_short_private_place(deep: Path, mark: str) -> None:
    found = socket_directory(deep, mark, Account.current())
    assert (found, found.stat().st_mode & 0o777) == (Path("/tmp") / mark, 0o700)
    assert socket_directory(deep, mark, Account.current()) == found


def test_a_link_that_somebody_put_there_is_not_followed(deep: Path, mark: str, tmp_path: Path) -> None:
    (Path("/tmp") / mark).symlink_to(tmp_path)
    with pytest.raises(ServerError, match=f"Slet /tmp/{mark}"):
        socket_directory(deep, mark, Account.current())


def test_a_directory_that_others_may_enter_is_not_used(deep: Path, mark: str) -> None:
    (Path("/tmp") / mark).mkdir()
    (Path("/tmp") / mark).chmod(0o755)
    with pytest.raises(ServerError, match=f"Delete /tmp/{mark}"):
        socket_directory(deep, mark, Account.current())


def test_what_a_killed_server_left_is_removed_with_the_directory(deep: Path, mark: str) -> None:
    found = socket_directory(deep, mark, Account.current())
    (found / ".s.PGSQL.5432").touch()
    (found / ".s.PGSQL.5432.lock").touch()
    remove_socket_directory(found)
    assert not found.exists()


def test_a_directory_with_other_things_in_it_is_not_removed(deep: Path, mark: str) -> None:
    found = socket_directory(deep, mark, Account.current())
    (found / "letters").touch()
    remove_socket_directory(found)
    assert (found / "letters").exists()
    (found / "letters").unlink()
