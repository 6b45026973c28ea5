"""A data directory of PostgreSQL: made whole or not at all, and served from wherever it lies.

Under root the server runs as another user, who cannot get to a directory below ``/root`` or a private
checkout. Nothing is opened up for that: the process inherits an open handle of the directory and names it
``/proc/self/fd/<handle>``, which the kernel resolves without walking the path. Measured with PostgreSQL 15,
17 and 18: initdb, start, recovery, reload, new databases and extensions all work so. (``/proc/self/cwd``
works too, but not with 15, whose initdb leaves its directory to find itself and cannot come back.)
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded.account import Account
from adapters.embedded.binaries import PgBinaries
from adapters.embedded.child import Child
from adapters.embedded.errors import ServerError
from adapters.embedded.files import last_line, sync_directory
from adapters.embedded.processes import process
from adapters.embedded.state import marker

FIRST_BUILTIN_LOCALE = 17


@dataclass(frozen=True, slots=True)
class Cluster:
    """The directory ``postgres-<major>`` with its ``data``, and the account that owns both."""

    root: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.root / "data"

    @contextmanager
    def within_reach(self, directory: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Give how a process of the account names a directory, and the handles that it must inherit for it."""
        if not self.account.switched:
            yield str(directory), ()
            return
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{handle}", (handle,)
        finally:
            os.close(handle)


def cluster_root(state: Path, major: int) -> Path:
    """Return where the cluster of a major version lies; each has its own, for their formats differ."""
    return state / f"postgres-{major}"


def newest_major(state: Path) -> int | None:
    """Return the newest major version that has data in the state directory, or None."""
    found = [data.parent.name.removeprefix("postgres-") for data in state.glob("postgres-*/data")]
    return max((int(number) for number in found if number.isdecimal()), default=None)


async def initialise(cluster: Cluster, binaries: PgBinaries, password: str, log: Path) -> None:
    """Make the data directory if there is none: scram, checksums, UTF-8 in code point order.

    It is made under another name and renamed, so that a ``data`` directory is always a whole one. Takes about
    0.7 s. Raises `ServerError` if initdb fails.
    """
    _own_directory(cluster.root, cluster.account)
    for leftover in cluster.root.glob("new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if cluster.data.is_dir():
        return
    scratch = Path(tempfile.mkdtemp(prefix="new-", dir=cluster.root))
    cluster.account.own(scratch)
    try:
        await _initdb(cluster, scratch, binaries, password, log)
        (scratch / "data").rename(cluster.data)
        sync_directory(cluster.root)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def forget_stale_pid(cluster: Cluster) -> None:
    """Remove ``postmaster.pid`` where its pid belongs to no living PostgreSQL server.

    After a restart of a container a low pid is soon taken again, and a server that was killed keeps its pid until
    somebody has reaped it; PostgreSQL would refuse to start in either case. Its backends are gone by now.
    """
    path = cluster.data / "postmaster.pid"
    if not path.exists():
        return
    first = path.read_text().partition("\n")[0]
    holder = process(int(first)) if first.isdecimal() else None
    if not holder or Path(holder.arguments[0]).name != "postgres":
        path.unlink()


async def _initdb(cluster: Cluster, scratch: Path, binaries: PgBinaries, password: str, log: Path) -> None:
    # The file's name marks initdb's command line as ours.
    mark = marker(cluster.root.parent)
    _give_password(scratch / mark, password, cluster.account)
    with cluster.within_reach(scratch) as (name, handles):
        arguments = [str(binaries.initdb), "-D", f"{name}/data", "--pwfile", f"{name}/{mark}"]
        child = await Child.spawn(
            [*arguments, *_options(binaries)], account=cluster.account, log=log, handles=handles
        )
    try:
        failed = await child.exit_code()
    finally:
        await child.end(())
    if failed:
        raise _not_made(log)


def _give_password(path: Path, password: str, account: Account) -> None:
    path.touch(mode=0o600)
    path.write_text(password)
    account.own(path)


def _options(binaries: PgBinaries) -> list[str]:
    common = ["-U", "postgres", "-A", "scram-sha-256", "--data-checksums", "-E", "UTF8"]
    if binaries.major < FIRST_BUILTIN_LOCALE:
        return [*common, "--locale=C.UTF-8"]
    return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _own_directory(path: Path, account: Account) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    account.own(path)


def _not_made(log: Path) -> ServerError:
    return ServerError(
        f"PostgreSQLs data kunne ikke oprettes ({last_line(log)}). Se {log}.",
        f"PostgreSQL's data could not be made ({last_line(log)}). See {log}.",
    )
