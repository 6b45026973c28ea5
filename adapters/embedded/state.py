"""The state directory: made private, marked, and held by one supervisor at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from adapters.embedded.errors import ServerError

LOCK = "lock"
OURS = {LOCK, "secrets.json"}
UNIMPORTANT = {"lost+found"}


def prepare_state(state: Path) -> Path:
    """Make the state directory if need be, for its owner only (0700); return its real path.

    Raises `ServerError` if it cannot be made or written to, if another user owns it, or if it holds other things
    and none of ours: then it is not closed to others either, for it may be somebody's home.
    """
    try:
        return _prepare(state)
    except OSError as error:
        raise _unusable(state, error) from None


def _prepare(state: Path) -> Path:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    real = state.resolve()
    if real.stat().st_uid != os.geteuid():
        raise _anothers(real)
    if not OURS & (names := set(os.listdir(real))) and names - UNIMPORTANT:
        raise _other_things(real)
    real.chmod(0o700)
    (real / LOCK).touch(mode=0o600)
    return real


def marker(state: Path) -> str:
    """Return the mark that every server of this state directory carries on its command line.

    It follows the directory's device and inode, not its path: a directory that was moved keeps its servers,
    and a namesake in a container (whose processes the host sees) is never taken for ours.
    """
    status = state.stat()
    return f"exitspor-{sha256(f'{status.st_dev}:{status.st_ino}'.encode()).hexdigest()[:12]}"


@contextmanager
def hold(state: Path) -> Iterator[None]:
    """Be the only supervisor of a state directory, or raise `ServerError` at once.

    The kernel lets go when the holder dies, however it dies; the servers do not inherit the handle.
    """
    handle = os.open(state / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(handle, state)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, state: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _already_running(state) from None


def _unusable(state: Path, error: OSError) -> ServerError:
    return ServerError(
        f"Mappen {state} kan ikke oprettes eller skrives i ({error.strerror}). Sæt EXITSPOR_STATE til en, der kan.",
        f"The directory {state} cannot be made or written to ({error.strerror}). Set EXITSPOR_STATE to one that can.",
    )


def _anothers(state: Path) -> ServerError:
    return ServerError(
        f"Mappen {state} tilhører en anden bruger. Kør som den bruger, eller sæt EXITSPOR_STATE.",
        f"The directory {state} belongs to another user. Run as that user, or set EXITSPOR_STATE.",
    )


def _other_things(state: Path) -> ServerError:
    return ServerError(
        f"Mappen {state} rummer andet end Exitspors data. Sæt EXITSPOR_STATE til en tom eller ny mappe.",
        f"The directory {state} holds other things than Exitspor's. Set EXITSPOR_STATE to an empty or new one.",
    )


def _already_running(state: Path) -> ServerError:
    return ServerError(
        f"Exitspor kører allerede med {state}. Stop den med »exitspor down«, eller sæt EXITSPOR_STATE.",
        f'Exitspor already runs on {state}. Stop it with "exitspor down", or set EXITSPOR_STATE.',
    )
