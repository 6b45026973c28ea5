"""The wiring: which adapter fulfils which port, top to bottom.

`prepare_database` makes a database ready for this version of the program; `open_services` opens it for a process;
`connect_engine` reaches Temporal. Nothing else in the program chooses an adapter.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from adapters.access_log.keeping import keep_for
from adapters.addresses import DATABASE, Addresses
from adapters.builds.making import untold
from adapters.builds.place import place_of
from adapters.builds.preparing import Tell, prepare_boards
from adapters.embedded.addresses import ConnectArguments
from adapters.embedded.secret_file import RolePasswords
from adapters.postgres.log import open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import connect
from adapters.postgres.roles import create_roles
from adapters.process.driver_seen import DriverSeen
from adapters.reference.load import define_all, not_defined_yet, shipped
from adapters.return_codes import ReturnCodes
from adapters.services import Services
from adapters.settings import Settings
from adapters.study.days import export_key
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.throttle.throttle import PostgresThrottle, throttle_key
from adapters.vault.keys.choose import make_sure_of_keys
from adapters.vault.rotation import epochs, refuse_other_keys
from domain.base import SYSTEM
from domain.handler import CommandHandler

if TYPE_CHECKING:
    from temporalio.client import Client

    from adapters.notify.smtp import Post
    from adapters.temporal.codec import Keyring


@asynccontextmanager
async def open_services(settings: Settings, addresses: Addresses) -> AsyncIterator[Services]:
    """Give an installation's services to a block; its connections are closed after it."""
    async with open_log(addresses.app_dsn) as log:
        handler = CommandHandler(log)
        code_key = addresses.secrets.return_code_key
        throttle = PostgresThrottle(log.pool, throttle_key(code_key))
        services = Services(
            settings=settings,
            log=log,
            handler=handler,
            return_codes=ReturnCodes(handler, log, code_key, throttle),
            throttle=throttle,
            export_key=export_key(code_key),
        )
        try:
            yield services
        finally:
            await services.keys.close()


async def connect_client(settings: Settings, addresses: Addresses) -> "Client":
    """Connect to Temporal with this installation's key, trying for 30 s. Raises TemporalUnreachableError."""
    # Imported here: it takes a third of a second, and most commands do without.
    from adapters.temporal.client import connect as connect_temporal

    return await connect_temporal(addresses.temporal, settings.temporal_namespace, keyring_of(addresses))


def keyring_of(addresses: Addresses) -> "Keyring":
    """Return the keys that seal what Temporal is told."""
    from adapters.temporal.codec import Keyring

    key = addresses.secrets.temporal_key
    return Keyring(key.id, {key.id: key.key})


def post_of(settings: Settings) -> "Post | None":
    """Return the SMTP server that mail is handed to, None where none is set. Raises what reading the password does.

    Between machines it is spoken to in TLS only, with a certificate that fits its name.
    """
    from adapters.notify.smtp import Post, is_this_machine

    if settings.smtp is None:
        return None
    host, _, port = settings.smtp.rpartition(":")
    host, file = host.strip("[]"), settings.smtp_password_file
    return Post(
        host=host,
        port=int(port),
        tls=None if is_this_machine(host) else ssl.create_default_context(),
        user=settings.smtp_user,
        password=file.read_text("utf-8").strip() if settings.smtp_user and file else None,
    )


async def prepare_database(
    settings: Settings,
    addresses: Addresses,
    superuser: ConnectArguments | None,
    tell: Tell = lambda board: untold,
) -> None:
    """Make the database ready: roles, schema, boards of this version, and the reference data that nobody has defined.

    It may be run at any time, by several processes. `superuser` is None where the database and its roles are an
    administrator's (`deploy/roles.sql`). `tell` is told of boards that are made. Raises MigrationError,
    BoardNotShownError and what asyncpg raises.
    """
    if superuser is not None:
        await _make_database(superuser)
        await _make_roles(superuser, settings.role_prefix, addresses.secrets.passwords)
    await _migrate(settings, addresses)
    async with open_services(settings, addresses) as services:
        await _make_sure_of_keys(services)
        await prepare_boards(place_of(services), tell)
        await PostgresCheckpoint(services.pool).set_up()
        await DriverSeen(services.pool).set_up()
        await _define_shipped(services)


async def _make_sure_of_keys(services: Services) -> None:
    has_data = bool(await epochs(services.pool))
    await make_sure_of_keys(services.settings, services.keys, has_data=has_data)
    await refuse_other_keys(services.pool, services.keys, services.municipality)


async def _make_database(superuser: ConnectArguments) -> None:
    connection = await asyncpg.connect(**superuser)
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


async def _make_roles(superuser: ConnectArguments, prefix: str, passwords: RolePasswords) -> None:
    connection = await asyncpg.connect(**{**superuser, "database": DATABASE})
    try:
        logins = {"migrator": passwords.migrator, "app": passwords.app}
        await create_roles(connection, DATABASE, prefix, logins)
    finally:
        await connection.close()


async def _migrate(settings: Settings, addresses: Addresses) -> None:
    connection = await connect(addresses.migrator_dsn)
    try:
        await migrate(connection, municipality=settings.municipality, prefix=settings.role_prefix)
        await keep_for(connection, settings.access_log_months, prefix=settings.role_prefix)
    finally:
        await connection.close()


async def _define_shipped(services: Services) -> None:
    missing = not_defined_yet(shipped(), await services.catalogue())
    await define_all(
        services.handler, missing, actor=SYSTEM, municipality=services.municipality, now=services.clock()
    )
