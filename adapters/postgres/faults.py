"""What PostgreSQL's errors mean to those who use the log, and trying again when a connection is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import asyncpg

from domain.log import InvalidAppend, LogUnavailable, ReturnCodeTaken

T = TypeVar("T")

INVALID = "EX001"
PAUSES = (0.05, 0.3)
"""Seconds before the second and before the third attempt."""

LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,
)


async def persistently(attempt: Callable[[], Awaitable[T]], pauses: Sequence[float] = PAUSES) -> T:
    """Do what may be done twice without harm; again, after each pause, if the connection was lost meanwhile.

    Raises LogUnavailable if the log cannot be reached or is too busy.
    """
    try:
        return await attempt()
    except BUSY as error:
        raise _unavailable(error) from None
    except LOST as error:
        if not pauses:
            raise _unavailable(error) from None
    await asyncio.sleep(pauses[0])
    return await persistently(attempt, pauses[1:])


def _unavailable(error: BaseException) -> LogUnavailable:
    return LogUnavailable(
        f"loggen kan ikke nås; prøv igen / the log cannot be reached; try again ({type(error).__name__})"
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turn the server's refusals into the port's errors, without the values that a driver puts into its text."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        if error.table_name == "return_code":
            raise ReturnCodeTaken("koden er brugt; lav en ny / the code is taken; make a new one") from None
        raise InvalidAppend("an event id is already in the log") from None
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        raise InvalidAppend(f"a value does not fit the log ({type(error).__name__})") from None
    except asyncpg.PostgresError as error:
        if error.sqlstate != INVALID:
            raise
        raise InvalidAppend(str(error)) from None
