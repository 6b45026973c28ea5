"""Key-encryption keys in one file that only its owner may read: the embedded run's.

The file is read anew whenever it was replaced, so that a process sees the epoch that another one began. It belongs in
no backup of the database, and its own backups must not be kept for longer than those are.
"""

import asyncio
import fcntl
import os
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import Field, ValidationError

from adapters.embedded.files import left_unfinished, overwrite, sync_directory, write_private
from adapters.embedded.secret_file import Key
from adapters.vault.errors import KeysUnavailable
from adapters.vault.keys.local import Ring
from adapters.vault.keys.provider import KEY_BYTES, Wrapped
from domain.base import Frozen

FILE = "keys.json"
OTHERS = 0o077


class KeyFile(Frozen):
    """What the file holds: the keys of the epochs that are left, and the key of the blind index."""

    index_key: Key = Field(repr=False)
    epochs: Mapping[int, Key] = Field(min_length=1, repr=False)


class FileKeys:
    """A `KeyProvider` over a file, ``keys.json``, of which others must be able to read nothing (0600)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, int, int], Ring] | None = None

    async def current(self) -> int:
        return self._ring().current

    async def epochs(self) -> tuple[int, ...]:
        return tuple(sorted(self._ring().epochs))

    async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        return self._ring().wrap(key, aad)

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        return self._ring().unwrap(epoch, wrapped, aad)

    async def fingerprint(self, text: bytes) -> bytes:
        return self._ring().fingerprint(text)

    async def new_epoch(self) -> int:
        return await asyncio.to_thread(self._new_epoch)

    async def destroy(self, epoch: int) -> None:
        await asyncio.to_thread(self._destroy, epoch)

    async def close(self) -> None:
        """Forget what was read."""
        self._read = None

    def _new_epoch(self) -> int:
        with _alone(self.path):
            kept = read_keys(self.path)
            _clear(self.path)
            epoch = max(kept.epochs) + 1
            _overwriting(self.path, kept, {**_plain(kept), epoch: secrets.token_bytes(KEY_BYTES)})
        return epoch

    def _destroy(self, epoch: int) -> None:
        with _alone(self.path):
            kept = read_keys(self.path)
            if epoch >= max(kept.epochs):
                raise ValueError("the current epoch is in use")
            _clear(self.path)
            left = {number: key for number, key in _plain(kept).items() if number > epoch}
            if len(left) < len(kept.epochs):
                _overwriting(self.path, kept, left)

    def _ring(self) -> Ring:
        """Return the keys as the file has them now."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            raise _gone(self.path) from None
        except OSError as error:
            raise _unusable(self.path, error) from None
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._read is None or self._read[0] != seen:
            kept = read_keys(self.path)
            self._read = seen, Ring(_plain(kept), max(kept.epochs), kept.index_key)
        return self._read[1]


def make_key_file(path: Path) -> None:
    """Write a new file with the key of epoch 1 and an index key (0600); one that is there stays."""
    with _alone(path):
        if not path.exists():
            _write_whole(path, secrets.token_bytes(KEY_BYTES), {1: secrets.token_bytes(KEY_BYTES)})


def read_keys(path: Path) -> KeyFile:
    """Read a file of keys; raises KeysUnavailable if it is missing, open to others, or not to be understood."""
    content, mode = _content(path)
    if mode & OTHERS:
        raise _open_to_others(path)
    try:
        return KeyFile.model_validate_json(content)
    except ValidationError:
        raise KeysUnavailable(
            f"{path} kan ikke læses som nøgler. Hent filen fra sikkerhedskopien.",
            f"{path} does not read as keys. Restore it from the backup.",
        ) from None


def _content(path: Path) -> tuple[bytes, int]:
    """Return what the file holds, and its mode; anew where it was replaced, and so overwritten, while it was read."""
    try:
        while True:
            with path.open("rb") as file:
                content, status = file.read(), os.fstat(file.fileno())
            if status.st_nlink:
                return content, status.st_mode
    except FileNotFoundError:
        raise _gone(path) from None
    except OSError as error:
        raise _unusable(path, error) from None


def _plain(kept: KeyFile) -> dict[int, bytes]:
    return dict(kept.epochs)


def _write(path: Path, kept: KeyFile, epochs: Mapping[int, bytes]) -> None:
    try:
        _write_whole(path, kept.index_key, epochs)
    except OSError as error:
        raise _unusable(path, error) from None


def _write_whole(path: Path, index_key: bytes, epochs: Mapping[int, bytes]) -> None:
    encoded = {epoch: b64encode(key) for epoch, key in sorted(epochs.items())}
    made = KeyFile(index_key=b64encode(index_key), epochs=encoded)
    write_private(path, made.model_dump_json(indent=2).encode())


def _overwriting(path: Path, kept: KeyFile, left: Mapping[int, bytes]) -> None:
    """Replace the file, and put zeros where the old one lies."""
    old = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        _write(path, kept, left)
        overwrite(old)
    finally:
        os.close(old)


def _clear(path: Path) -> None:
    """Put zeros over what a writer that was killed left, keys that may be destroyed long since, and remove it."""
    try:
        for one in left_unfinished(path):
            with one.open("r+b") as file:
                overwrite(file.fileno())
            one.unlink()
            sync_directory(path.parent)
    except OSError as error:
        raise _unusable(path, error) from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Be the only process that changes the file. The lock is beside it, since the file itself is replaced."""
    try:
        handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open_to_others(path: Path) -> KeysUnavailable:
    return KeysUnavailable(
        f"{path} kan læses af andre. Luk filen med »chmod 600«, og skift nøgle med »exitspor keys rotate«.",
        f'Others can read {path}. Close it with "chmod 600", and change the key with "exitspor keys rotate".',
    )


def _gone(path: Path) -> KeysUnavailable:
    return KeysUnavailable(
        f"Boksens nøgler {path} mangler. Er der data, så hent filen fra sikkerhedskopien; de kan ikke åbnes uden. "
        "Ellers lav en med »exitspor keys make«, eller angiv nøglerne med EXITSPOR_KEYS_FILE, EXITSPOR_KEYS eller "
        "EXITSPOR_KEYS_VAULT.",
        f"The vault's keys {path} are missing. If there are data, restore the file from the backup; without it they "
        'cannot be opened. Else make one with "exitspor keys make", or give the keys by EXITSPOR_KEYS_FILE, '
        "EXITSPOR_KEYS or EXITSPOR_KEYS_VAULT.",
    )


def _unusable(path: Path, error: OSError) -> KeysUnavailable:
    return KeysUnavailable(
        f"Boksens nøgler {path} kan ikke åbnes eller skrives ({error.strerror}). Kontrollér EXITSPOR_KEYS_FILE og "
        "rettighederne.",
        f"The vault's keys {path} cannot be opened or written ({error.strerror}). Check EXITSPOR_KEYS_FILE and the "
        "permissions.",
    )
