"""Doing something with a running installation, and telling what stands in the way."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import asyncpg
import structlog

from adapters.addresses import Addresses, running_addresses
from adapters.bootstrap import open_services
from adapters.builds.moving import NotLevelError
from adapters.builds.shards import ShardFailedError
from adapters.cli.trouble import BadInputError, EndedError, Words
from adapters.embedded.errors import ServerError
from adapters.logs import log_nowhere, log_to_file
from adapters.postgres.migrate import MigrationError
from adapters.services import Services
from adapters.settings import Settings, SettingsError, settings
from adapters.vault.errors import VaultError
from domain.log import LogUnavailable
from domain.vault import AccessNotLogged
from projections.engine.build import BoardNotSetUpError, CannotSwitchError, FencedError

NOT_READY = (
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
    BoardNotSetUpError,
)
"""What a database says whose preparation is not over."""

Work = Callable[[Services, Addresses], Awaitable[None]]


def chosen() -> Settings:
    """Return the settings of the environment. Raises BadInputError that shows no value."""
    with settings_told():
        return settings(os.environ)


@contextmanager
def settings_told() -> Iterator[None]:
    """Turn settings that cannot be used into a BadInputError."""
    try:
        yield
    except SettingsError as error:
        raise BadInputError([Words(error.danish, error.english)]) from None


def do(work: Work) -> None:
    """Do some work with the installation that runs. Raises EndedError."""
    asyncio.run(_do(work))


async def _do(work: Work) -> None:
    with troubles_told():
        addresses = running_addresses(chosen())
        async with open_services(chosen(), addresses) as services:
            await work(services, addresses)


@contextmanager
def troubles_told() -> Iterator[None]:
    """Turn what is away, not ready or not ours into an EndedError."""
    try:
        yield
    except (ServerError, VaultError) as error:
        raise EndedError([Words(error.danish, error.english)]) from None
    except (CannotSwitchError, NotLevelError) as error:
        raise EndedError([Words(error.danish, error.english)]) from None
    except (FencedError, MigrationError, ShardFailedError, AccessNotLogged) as error:
        danish, _, english = str(error).partition(" / ")
        raise EndedError([Words(danish, english)]) from None
    except NOT_READY as error:
        raise EndedError([_not_ready(error)]) from None
    except (LogUnavailable, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        structlog.get_logger().warning("database away", exc_info=error)
        raise EndedError([_AWAY]) from None


def _not_ready(error: Exception) -> Words:
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError) and chosen().postgres:
        return _no_roles(chosen().role_prefix)
    return _NOT_READY


def _no_roles(prefix: str) -> Words:
    return Words(
        f"Databasen afviser {prefix}_migrator eller {prefix}_app. Kør deploy/roles.sql i databasen, og giv rollerne "
        "adgangskoderne i filen, som EXITSPOR_SECRETS nævner.",
        f"The database refuses {prefix}_migrator or {prefix}_app. Run deploy/roles.sql in the database, and give the "
        "roles the passwords of the file that EXITSPOR_SECRETS names.",
    )


_NOT_READY = Words(
    "Databasen er ikke klar endnu. Vent, til »exitspor up« har skrevet sin adresse, og prøv igen.",
    'The database is not ready yet. Wait until "exitspor up" has printed its address, and try again.',
)
_AWAY = Words(
    "Databasen kan ikke nås. Se »exitspor status«, og prøv igen.",
    'The database cannot be reached. See "exitspor status", and try again.',
)


def write_logs() -> None:
    """Write the command's logs beside those of `up`, if there is a state directory that is ours."""
    state = chosen().state
    if os.access(state / "lock", os.W_OK):
        log_to_file(state, rotate=False)
    else:
        log_nowhere()
