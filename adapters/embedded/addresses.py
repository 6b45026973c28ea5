"""Where the embedded PostgreSQL answers: a socket that only its own users reach."""

from typing import TypedDict

from domain.base import Frozen

SUPERUSER = "postgres"
MAINTENANCE_DATABASE = "postgres"
SOCKET_PORT = 5432


class ConnectArguments(TypedDict):
    """What `asyncpg.connect` takes by keyword."""

    host: str
    port: int
    user: str
    password: str
    database: str


class PostgresAddress(Frozen):
    """A socket directory, the port in the socket's name, a user and a database; never a password."""

    host: str
    port: int = SOCKET_PORT
    user: str = SUPERUSER
    database: str = MAINTENANCE_DATABASE

    def connect_arguments(self, password: str) -> ConnectArguments:
        """Return the arguments for `asyncpg.connect`."""
        return ConnectArguments(
            host=self.host, port=self.port, user=self.user, password=password, database=self.database
        )
