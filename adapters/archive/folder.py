"""The folder that deliveries are put in, for whoever takes them to the archive: its owner's only (0700, 0600).

A delivery is written into a folder under another name, which then gets its own in one step; it is read back and
checked before anybody relies on it.
"""

import asyncio
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from adapters.archive.contents import MANIFEST, digest_of
from adapters.embedded.errors import ServerError
from adapters.embedded.files import sync_directory

OTHERS = 0o077
NAME_DIGITS = 16
BEGUN = ".delivery-"


class ArchiveFolder:
    """A folder of deliveries. Raises ServerError where it cannot be used, or a delivery is not what was written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def deliver(self, trajectory: UUID, files: Mapping[str, bytes]) -> str:
        """Put a delivery down, and return the digest of its manifest. One that is there already is only checked."""
        return await asyncio.to_thread(self._deliver, trajectory, files)

    def _deliver(self, trajectory: UUID, files: Mapping[str, bytes]) -> str:
        digest = digest_of(files[MANIFEST])
        place = self._path / f"{trajectory}-{digest[:NAME_DIGITS]}"
        try:
            self._make_ready()
            with _alone(self._path):
                self._remove_leftovers()
                if not place.exists():
                    self._write(place, files)
                if not is_whole(place, digest):
                    raise _broken(place)
        except OSError as error:
            raise _unusable(self._path, error) from None
        return digest

    def _make_ready(self) -> None:
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = self._path.stat()
        if status.st_uid != os.geteuid() or status.st_mode & OTHERS:
            raise _open_to_others(self._path)

    def _remove_leftovers(self) -> None:
        """Remove what a process that was killed had begun to write: nobody else writes now."""
        for begun in self._path.glob(f"{BEGUN}*"):
            shutil.rmtree(begun)

    def _write(self, place: Path, files: Mapping[str, bytes]) -> None:
        begun = Path(tempfile.mkdtemp(dir=self._path, prefix=BEGUN))
        try:
            for name, content in files.items():
                _write_file(begun / name, content)
            sync_directory(begun)
            begun.rename(place)
        except BaseException:
            shutil.rmtree(begun, ignore_errors=True)
            raise
        sync_directory(self._path)


def is_whole(place: Path, digest: str) -> bool:
    """Tell whether a delivery holds what its manifest says, and its manifest is the one with a digest."""
    try:
        manifest = (place / MANIFEST).read_bytes()
        if digest_of(manifest) != digest:
            return False
        told: dict[str, str] = json.loads(manifest)["files"]
        return all(digest_of((place / name).read_bytes()) == expected for name, expected in told.items())
    except FileNotFoundError:
        return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only process that writes into the folder; the kernel lets go of it however the process ends."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_file(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _broken(place: Path) -> ServerError:
    return ServerError(
        f"Afleveringen {place} er ikke, som den blev skrevet; intet slettes. Fjern mappen, og kør »exitspor erasing "
        "run«.",
        f'The delivery {place} is not as it was written; nothing is erased. Remove the folder and run "exitspor '
        'erasing run".',
    )


def _open_to_others(path: Path) -> ServerError:
    return ServerError(
        f"Mappen {path} (EXITSPOR_ARCHIVE) kan læses af andre. Luk den med »chmod 700«.",
        f'Others can read the directory {path} (EXITSPOR_ARCHIVE). Close it with "chmod 700".',
    )


def _unusable(path: Path, error: OSError) -> ServerError:
    return ServerError(
        f"Mappen {path} (EXITSPOR_ARCHIVE) kan ikke skrives i ({error.strerror}); intet slettes, før den kan.",
        f"The directory {path} (EXITSPOR_ARCHIVE) cannot be written to ({error.strerror}); nothing is erased until "
        "it can.",
    )
