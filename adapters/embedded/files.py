"""Files that only their owner may read, written whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

LOG_BYTES = 1 << 20


def write_private(path: Path, content: bytes) -> None:
    """Replace a file atomically and durably; only the owner may read it (0600)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_unfinished(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def left_unfinished(path: Path) -> tuple[Path, ...]:
    """Return what writing a file left beside it where it was killed. Whoever writes it now must be kept out."""
    return tuple(one for one in path.parent.iterdir() if one.name.startswith(_unfinished(path)))


def overwrite(handle: int) -> None:
    """Put zeros over an open file, durably: the disk's blocks outlive a name that is gone."""
    os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
    os.fsync(handle)


def _unfinished(path: Path) -> str:
    return f".{path.name}-"


def sync_directory(directory: Path) -> None:
    """Make a rename inside a directory survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_log(path: Path) -> BinaryIO:
    """Open a server's log for appending (0600); one that has grown past 1 MiB is put aside first."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def last_line(path: Path) -> str:
    """Return the last line of a log, for an error message; empty if there is none."""
    lines = path.read_bytes()[-4096:].decode(errors="replace").splitlines() if path.exists() else []
    return lines[-1].strip() if lines else ""
