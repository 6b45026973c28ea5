"""What the recorders of one factory share: a loop, a pool, and the library's names for what goes wrong."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)

from adapters.eventsourcing_store.background import BackgroundLoop
from adapters.eventsourcing_store.core import StoreCore
from adapters.eventsourcing_store.schema import install
from adapters.postgres.pool import connect, open_pool
from domain.log import LogUnavailable

T = TypeVar("T")

NAMES: tuple[tuple[type[Exception], type[PersistenceError]], ...] = (
    (asyncpg.IntegrityConstraintViolationError, IntegrityError),
    (asyncpg.DataError, DataError),
    (asyncpg.InvalidSchemaNameError, ProgrammingError),
    (asyncpg.SyntaxOrAccessError, ProgrammingError),
    (LogUnavailable, OperationalError),
    (asyncpg.PostgresError, OperationalError),
    (asyncpg.InterfaceError, InterfaceError),
    (OSError, OperationalError),
)
"""The first that fits names the error; the driver's own text, which may hold values, is left behind."""


@contextmanager
def named_by_the_library() -> Iterator[None]:
    """Turn what asyncpg raises into the library's errors (PEP 249 names)."""
    try:
        yield
    except tuple(known for known, _ in NAMES) as error:
        [name, *_] = [name for known, name in NAMES if isinstance(error, known)]
        raise name(type(error).__name__) from None


class Datastore:
    """Connections to one database, for synchronous callers. `migrator_dsn` may be None where all is installed."""

    def __init__(self, dsn: str, migrator_dsn: str | None) -> None:
        self.dsn = dsn
        self._migrator_dsn = migrator_dsn
        self.loop = BackgroundLoop()
        self._pool = self.run(open_pool, dsn)

    def core(self, schema: str) -> StoreCore:
        """Return the core of a schema, which is installed first where there is a migrator to do it."""
        if self._migrator_dsn is not None:
            self.run(self._install, self._migrator_dsn, schema)
        return StoreCore(self._pool, schema)

    def run(self, function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any, **options: Any) -> T:
        """Call an asynchronous function and wait for its result, in the library's terms."""
        with named_by_the_library():
            return self.loop.run(function, *arguments, **options)

    def close(self) -> None:
        """Close the connections and the loop. May be called again, as applications do."""
        if not self.loop.is_closed:
            self.run(self._pool.close)
            self.loop.close()

    async def _install(self, migrator_dsn: str, schema: str) -> None:
        migrator = await connect(migrator_dsn)
        try:
            await install(migrator, schema)
        finally:
            await migrator.close()
