"""The private directory of PostgreSQL's socket, short enough for the kernel."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from adapters.embedded.account import Account
from adapters.embedded.addresses import SOCKET_PORT
from adapters.embedded.errors import ServerError

SOCKET = f".s.PGSQL.{SOCKET_PORT}"
LONGEST_SOCKET = 103
"""Bytes of a socket's path: 107 on Linux, 103 on macOS."""


def socket_directory(state: Path, mark: str, account: Account) -> Path:
    """Return a directory (0700, the account's) for the socket, made if need be.

    In the state directory where that is short enough and the account's own; else a directory with the
    server's mark under ``/run`` (root) or ``/tmp``. Raises `ServerError` if somebody else took that name.
    """
    for candidate in _candidates(state, mark, account):
        if _fits(candidate) and _made(candidate, account):
            return candidate
    raise ServerError(
        f"Fandt ingen plads til PostgreSQLs socket. Slet /tmp/{mark}, hvis den ikke er din, og prøv igen.",
        f"There is no place for PostgreSQL's socket. Delete /tmp/{mark} if it is not yours, and try again.",
    )


def remove_socket(directory: Path) -> None:
    """Remove the socket of a server that is gone, and its lock: the pid in it may not have been reaped yet."""
    for name in (SOCKET, f"{SOCKET}.lock"):
        (directory / name).unlink(missing_ok=True)


def remove_socket_directory(directory: Path) -> None:
    """Remove the socket that a stopped server may have left, and its directory unless it holds other things."""
    with suppress(OSError):
        remove_socket(directory)
        directory.rmdir()


def _candidates(state: Path, mark: str, account: Account) -> Iterator[Path]:
    yield Path("/run") / mark if account.switched else state / "run"
    yield Path("/tmp") / mark  # noqa: S108 - its owner and mode are checked, and /tmp is sticky


def _fits(directory: Path) -> bool:
    return len(os.fsencode(directory / SOCKET)) <= LONGEST_SOCKET


def _made(directory: Path, account: Account) -> bool:
    """Make a directory, or take over our own of an earlier run; a link or somebody else's is refused."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    status = directory.lstat()
    if directory.is_symlink() or status.st_uid not in (account.uid, os.geteuid()) or status.st_mode & 0o077:
        return False
    account.own(directory)
    return True
