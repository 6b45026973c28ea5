"""How a stock application is told of its database."""

from tests.benchmarks.house import House
from tests.postgres_server import SUPERUSER, TestDatabase


def environment(house: House, database: TestDatabase, *, connections: int) -> dict[str, str]:
    """Return the library's settings: all defaults, but a pool with a connection for each thread."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": database.name,
        "POSTGRES_HOST": str(house.server.home),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": SUPERUSER,
        "POSTGRES_PASSWORD": "none",
        "POSTGRES_POOL_SIZE": str(connections),
        "POSTGRES_CONNECT_TIMEOUT": "30",
    }
