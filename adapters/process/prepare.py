"""`exitspor prepare`: the secrets and the database's roles, on a PostgreSQL that an administrator runs."""

from pathlib import Path

from adapters.embedded.files import write_private
from adapters.embedded.secret_file import FILE, Secrets, make_secrets, read_secrets
from adapters.postgres.pool import connect
from adapters.postgres.roles import create_roles
from adapters.settings import Settings

HAS_DATA = "SELECT to_regclass('log.event') IS NOT NULL"


async def prepare_roles(settings: Settings, superuser: str) -> Path:
    """Make the roles of `deploy/roles.sql` with the passwords of the secrets' file, which is returned.

    `superuser` is the address (DSN) of the database as a role that may make roles. The file is made where it is
    missing, unless the database has data already: those need the secrets that they were made with. It may be run
    at any time. Raises `ServerError` and what asyncpg raises.
    """
    path = settings.secrets_file or settings.state / FILE
    connection = await connect(superuser)
    try:
        passwords = _secrets(path, has_data=await connection.fetchval(HAS_DATA)).passwords
        database = await connection.fetchval("SELECT current_database()")
        logins = {"migrator": passwords.migrator, "app": passwords.app}
        await create_roles(connection, database, settings.role_prefix, logins)
    finally:
        await connection.close()
    return path


def _secrets(path: Path, *, has_data: bool) -> Secrets:
    if not path.exists() and not has_data:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, make_secrets().model_dump_json(indent=2).encode())
    return read_secrets(path)
