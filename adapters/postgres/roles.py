"""Making the roles of an installation. The only thing that needs a superuser."""

from collections.abc import Mapping

import asyncpg

from adapters.postgres.scram import scram_verifier
from adapters.postgres.statements import roles, with_prefix

LOGINS = ("migrator", "app")


async def create_roles(
    superuser: asyncpg.Connection, database: str, prefix: str, passwords: Mapping[str, str]
) -> None:
    """Make the roles and schemas of `deploy/roles.sql`, and set the logins' passwords. May be run again.

    `superuser` is connected to `database` itself, since schemas are made there; `passwords` has the keys
    ``migrator`` and ``app``, and none of them reaches the server: it gets SCRAM verifiers.
    Raises ValueError if the connection is to another database, so that no right is given in the wrong one.
    """
    connected = await superuser.fetchval("SELECT current_database()")
    if connected != database:
        raise ValueError(f"connect to the database {database}, not {connected}, to make its roles")
    async with superuser.transaction():
        await superuser.execute(with_prefix(roles(), prefix))
        for login in LOGINS:
            await _set_password(superuser, f"{prefix}_{login}", passwords[login])


async def _set_password(superuser: asyncpg.Connection, role: str, password: str) -> None:
    statement = await superuser.fetchval(
        "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role, scram_verifier(password)
    )
    await superuser.execute(statement)
