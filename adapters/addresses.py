"""Where an installation's servers answer, and how its roles reach the database."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from adapters.embedded.errors import ServerError
from adapters.embedded.runtime import Runtime, running
from adapters.embedded.secret_file import Secrets, secrets_for
from adapters.settings import Settings

DATABASE = "exitspor"
"""The database on the embedded server."""


class NotRunningError(ServerError):
    """A command needs an installation that runs, and none does."""

    def __init__(self) -> None:
        super().__init__(
            "Exitspor kører ikke. Start det med »exitspor up«.",
            'Exitspor does not run. Start it with "exitspor up".',
        )


@dataclass(frozen=True)
class Addresses:
    """`database` is an address whose user, if any, gives way to our roles'; `temporal` is ``host:port``.

    `prefix` is what the names of the roles begin with.
    """

    database: str
    temporal: str
    secrets: Secrets
    prefix: str = "exitspor"

    @property
    def app_dsn(self) -> str:
        """How the program reaches the database."""
        return _dsn_as(self.database, f"{self.prefix}_app", self.secrets.passwords.app)

    @property
    def migrator_dsn(self) -> str:
        """How a migration reaches the database."""
        return _dsn_as(self.database, f"{self.prefix}_migrator", self.secrets.passwords.migrator)


def running_addresses(settings: Settings) -> Addresses:
    """Return the addresses that the settings name or that a running `up` has told. Raises NotRunningError."""
    runtime = running(settings.state) if settings.embeds else None
    database = settings.postgres.get_secret_value() if settings.postgres else _embedded_database(runtime)
    temporal = settings.temporal or (runtime.temporal if runtime else None)
    if database is None or temporal is None:
        raise NotRunningError
    return Addresses(database, temporal, secrets_for(settings), settings.role_prefix)


def embedded_database(host: str, port: int) -> str:
    """Return the address of our database on the embedded server, whose `host` is a socket's directory."""
    return f"postgresql:///{DATABASE}?host={quote(host, safe='')}&port={port}"


def _embedded_database(runtime: Runtime | None) -> str | None:
    if runtime is None or runtime.postgres is None:
        return None
    return embedded_database(runtime.postgres.host, runtime.postgres.port)


def _dsn_as(database: str, user: str, password: str) -> str:
    parts = urlsplit(database)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"))
