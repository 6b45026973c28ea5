"""The servers that a run needs: embedded on the state directory, unless the settings name others."""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

from adapters.embedded.addresses import ConnectArguments
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.processes import process
from adapters.embedded.runtime import Runtime, remove_runtime, write_runtime
from adapters.embedded.secret_file import Secrets, secrets_for
from adapters.embedded.state import hold, prepare_state
from adapters.embedded.temporal import EmbeddedTemporal
from adapters.embedded.together import kept_running
from adapters.settings import Settings


class EmbeddedServers:
    """PostgreSQL and Temporal for one run, and the secrets that go with them.

    ``async with EmbeddedServers(settings) as servers`` holds the state directory, starts what is embedded,
    starts it again if it dies, and stops it within 10 s. Where the settings name both servers nothing is
    started, held or written. Raises `ServerError`; nothing is left running then.
    """

    secrets: Secrets

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._postgres: EmbeddedPostgres | None = None
        self._temporal: EmbeddedTemporal | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "EmbeddedServers":
        async with AsyncExitStack() as stack:
            if self._settings.embeds:
                await self._start(prepare_state(self._settings.state), stack)
            else:
                self.secrets = secrets_for(self._settings)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def superuser(self) -> ConnectArguments | None:
        """Return how `asyncpg.connect` reaches the embedded PostgreSQL as its superuser.

        None where the settings name PostgreSQL: its roles are its administrator's.
        """
        if self._postgres is None:
            return None
        return self._postgres.address.connect_arguments(self.secrets.passwords.superuser)

    @property
    def temporal(self) -> str:
        """Return Temporal's ``host:port``."""
        return self._settings.temporal or self._started_temporal().target

    def announce(self, web: str | None) -> None:
        """Tell other processes what runs here (``runtime.json``), with the web page's address once it is up."""
        if not self._settings.embeds:
            return
        me = process(os.getpid())
        if me is None:
            raise RuntimeError("this process is not in the process table")
        runtime = Runtime(
            pid=me.pid,
            started=me.started,
            postgres=self._postgres and self._postgres.address,
            temporal=self.temporal,
            web=web,
        )
        write_runtime(self._settings.state, runtime)

    def _started_temporal(self) -> EmbeddedTemporal:
        if self._temporal is None:
            raise RuntimeError("the servers were never started")
        return self._temporal

    async def _start(self, state: Path, stack: AsyncExitStack) -> None:
        stack.enter_context(hold(state))
        self.secrets = secrets_for(self._settings)
        if self._settings.postgres is None:
            password = self.secrets.passwords.superuser
            self._postgres = EmbeddedPostgres(state, password, pg_bin=self._settings.pg_bin)
        if self._settings.temporal is None:
            self._temporal = EmbeddedTemporal(state, namespace=self._settings.temporal_namespace)
        stack.callback(remove_runtime, state)
        embedded = [server for server in (self._postgres, self._temporal) if server]
        await stack.enter_async_context(kept_running(embedded))
        self.announce(None)
