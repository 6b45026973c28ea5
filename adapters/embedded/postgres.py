"""PostgreSQL under our own supervision: a private socket, scram, a fast stop, and recovery after any death."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from adapters.embedded.account import account_for
from adapters.embedded.addresses import SOCKET_PORT, PostgresAddress
from adapters.embedded.binaries import PgBinaries, find_binaries
from adapters.embedded.child import Child
from adapters.embedded.cluster import Cluster, cluster_root, forget_stale_pid, initialise, newest_major
from adapters.embedded.ending import POLL_SECONDS
from adapters.embedded.errors import ServerError
from adapters.embedded.files import last_line
from adapters.embedded.left_behind import STOP_POSTGRES, end_postgres, postgres_mark
from adapters.embedded.reachable import reachable_binaries
from adapters.embedded.sockets import remove_socket, remove_socket_directory, socket_directory
from adapters.embedded.state import marker

READY_SECONDS = 60.0
"""How long recovery after a crash may take before we give up."""

TUNING: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(SOCKET_PORT),
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    # Errors quote values ("Key (name)=(...)"), and no value about a person may be in a log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedPostgres:
    """A PostgreSQL server on a state directory. The caller holds the directory (`state.hold`)."""

    name = "PostgreSQL"

    def __init__(self, state: Path, password: str, *, pg_bin: Path | None = None) -> None:
        self._state = state
        self._password = password
        self._pg_bin = pg_bin
        self._log = state / "postgres.log"
        self._child: Child | None = None
        self._sockets: Path | None = None

    @property
    def address(self) -> PostgresAddress:
        """Return where the superuser connects; only after a start."""
        if self._sockets is None:
            raise RuntimeError("the server was never started")
        return PostgresAddress(host=str(self._sockets))

    async def start(self) -> None:
        """Start the server and return when it takes connections (0.1 s warm, 1 s the first time).

        A server that a killed supervisor left behind on this directory is stopped first. Raises `ServerError`;
        nothing is left running then, nor when the start is cancelled.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop the server within 9 s; nothing is lost, and nothing happens if it does not run."""
        if self._child:
            await self._child.end(STOP_POSTGRES)
            self._child = None
        await end_postgres(self._state)
        if self._sockets and self._sockets.parent != self._state:
            remove_socket_directory(self._sockets)

    async def exited(self) -> None:
        """Return when the server has ended, whoever ended it."""
        if self._child:
            await self._child.exit_code()

    async def _start(self) -> None:
        await end_postgres(self._state)
        binaries, cluster = await asyncio.to_thread(self._prepare)
        await initialise(cluster, binaries, self._password, self._log)
        forget_stale_pid(cluster)
        self._sockets = socket_directory(self._state, marker(self._state), cluster.account)
        remove_socket(self._sockets)
        with cluster.within_reach(cluster.data) as (name, handles):
            self._child = await Child.spawn(
                self._command(binaries, name), account=cluster.account, log=self._log, handles=handles
            )
        await self._ready(self._child)

    def _prepare(self) -> tuple[PgBinaries, Cluster]:
        found = find_binaries(self._pg_bin, newest_major(self._state))
        root = cluster_root(self._state, found.major)
        account = account_for(root)
        return reachable_binaries(found, account), Cluster(root, account)

    def _command(self, binaries: PgBinaries, data: str) -> list[str]:
        chosen = {**TUNING, "unix_socket_directories": str(self._sockets)}
        tuning = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        return [str(binaries.postgres), "-c", postgres_mark(self._state), "-D", data, *tuning]

    async def _ready(self, child: Child) -> None:
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await self._answers():
                    if not child.alive:
                        raise self._failed()
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise self._failed() from None

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(**self.address.connect_arguments(self._password))
        except asyncpg.InvalidPasswordError:
            raise _wrong_password(self._state) from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await connection.close()
        return True

    def _failed(self) -> ServerError:
        return ServerError(
            f"PostgreSQL startede ikke ({last_line(self._log)}). Se {self._log}.",
            f"PostgreSQL did not start ({last_line(self._log)}). See {self._log}.",
        )


def _wrong_password(state: Path) -> ServerError:
    return ServerError(
        f"Adgangskoden i {state / 'secrets.json'} hører ikke til disse data. Hent filen fra sikkerhedskopien.",
        f"The password in {state / 'secrets.json'} is not that of these data. Restore the file from the backup.",
    )
