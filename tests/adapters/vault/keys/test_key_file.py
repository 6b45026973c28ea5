"""The key file: closed to others, made once, seen anew by other processes, and gone when it is destroyed."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from adapters.settings import Settings
from adapters.vault.errors import KeysUnavailable
from adapters.vault.keys.choose import keys_of, make_sure_of_keys
from adapters.vault.keys.key_file import FileKeys, make_key_file, read_keys

KILLED_WHILE_IT_WRITES = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.vault.keys.key_file import FileKeys

os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(FileKeys(Path(sys.argv[1])).new_epoch())
"""
GIVEN = "postgresql://exitspor@db.example/exitspor"


def test_only_the_owner_reads_the_file_and_its_keys_have_32_bytes(file_keys: FileKeys) -> None:
    kept = read_keys(file_keys.path)
    assert file_keys.path.stat().st_mode & 0o777 == 0o600
    assert (len(kept.index_key), [len(key) for key in kept.epochs.values()]) == (32, [32])


def test_a_file_that_is_there_stays(file_keys: FileKeys) -> None:
    before = file_keys.path.read_bytes()
    make_key_file(file_keys.path)
    assert file_keys.path.read_bytes() == before


def test_no_key_is_shown(file_keys: FileKeys) -> None:
    kept = read_keys(file_keys.path)
    assert repr(kept.index_key) not in repr(kept)
    assert repr(kept.epochs[1]) not in repr(kept)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
async def test_a_file_that_others_can_read_is_refused(file_keys: FileKeys, mode: int) -> None:
    file_keys.path.chmod(mode)
    with pytest.raises(KeysUnavailable, match="chmod 600"):
        await file_keys.current()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"index_key": "hemmeligt"}', b"\xff\x00"])
async def test_a_damaged_file_is_told_and_left_as_it_was(file_keys: FileKeys, content: bytes) -> None:
    file_keys.path.write_bytes(content)
    with pytest.raises(KeysUnavailable, match="sikkerhedskopien") as refusal:
        await file_keys.current()
    assert "hemmeligt" not in str(refusal.value)
    with pytest.raises(KeysUnavailable):
        await file_keys.new_epoch()
    assert file_keys.path.read_bytes() == content


async def test_another_process_sees_a_new_epoch_and_a_destroyed_one(file_keys: FileKeys) -> None:
    other = FileKeys(file_keys.path)
    assert await other.current() == 1
    await file_keys.new_epoch()
    assert await other.epochs() == (1, 2)
    await file_keys.destroy(1)
    assert await other.epochs() == (2,)


async def test_what_held_a_destroyed_key_is_overwritten(file_keys: FileKeys) -> None:
    await file_keys.new_epoch()
    with file_keys.path.open("rb") as old:
        await file_keys.destroy(1)
        assert set(old.read()) == {0}
    assert (await file_keys.epochs(), file_keys.path.stat().st_mode & 0o777) == ((2,), 0o600)


async def test_what_held_the_keys_before_a_new_epoch_is_overwritten(file_keys: FileKeys) -> None:
    with file_keys.path.open("rb") as old:
        await file_keys.new_epoch()
        assert set(old.read()) == {0}
    assert await file_keys.epochs() == (1, 2)


@pytest.mark.parametrize(
    ("change", "left"), [(FileKeys.new_epoch, (1, 2, 3)), (partial(FileKeys.destroy, epoch=1), (2,))]
)
def test_what_a_killed_writer_left_is_overwritten_and_removed_by_the_next_one(
    file_keys: FileKeys, change: Callable[[FileKeys], Coroutine[Any, Any, object]], left: tuple[int, ...]
) -> None:
    asyncio.run(file_keys.new_epoch())
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_IT_WRITES, str(file_keys.path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    [unfinished] = file_keys.path.parent.glob(".keys.json-*")
    with unfinished.open("rb") as still_there:
        assert b"epochs" in still_there.read()
        asyncio.run(change(file_keys))
        still_there.seek(0)
        assert set(still_there.read()) == {0}
    assert list(file_keys.path.parent.glob(".keys.json-*")) == []
    assert asyncio.run(file_keys.epochs()) == left


def test_whoever_reads_while_the_file_is_replaced_and_overwritten_reads_anew(
    file_keys: FileKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.open

    def replaced_once_opened(path: Path, mode: str) -> IO[bytes]:
        file: IO[bytes] = plain(path, mode)
        monkeypatch.setattr(Path, "open", plain)
        asyncio.run(file_keys.new_epoch())
        return file

    monkeypatch.setattr(Path, "open", replaced_once_opened)
    assert len(read_keys(file_keys.path).epochs) == 2


async def test_the_embedded_run_makes_its_own_file_once(tmp_path: Path) -> None:
    chosen = Settings(state=tmp_path)
    await make_sure_of_keys(chosen, keys_of(chosen), has_data=False)
    made = (tmp_path / "keys.json").read_bytes()
    await make_sure_of_keys(chosen, keys_of(chosen), has_data=True)
    assert (tmp_path / "keys.json").read_bytes() == made


async def test_lost_keys_are_never_replaced_beside_data(tmp_path: Path) -> None:
    chosen = Settings(state=tmp_path)
    with pytest.raises(KeysUnavailable, match="EXITSPOR_KEYS_FILE"):
        await make_sure_of_keys(chosen, keys_of(chosen), has_data=True)
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("named", [{"postgres": GIVEN}, {"keys_file": "/nowhere/keys.json"}])
def test_keys_for_a_given_database_or_in_a_named_file_are_never_made(tmp_path: Path, named: dict[str, str]) -> None:
    chosen = Settings.model_validate({"state": tmp_path, **named})
    with pytest.raises(KeysUnavailable):
        asyncio.run(make_sure_of_keys(chosen, keys_of(chosen), has_data=False))
    assert list(tmp_path.iterdir()) == []
