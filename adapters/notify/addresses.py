"""Workers' e-mail addresses: the one thing here that names a person. In one table, and nowhere else."""

import re

import asyncpg

LONGEST = 254
"""Source: RFC 5321, section 4.5.3.1.3."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

_SET = """
INSERT INTO notify.address (worker, address) VALUES ($1, $2)
ON CONFLICT (worker) DO UPDATE SET address = excluded.address
"""
_REMOVE = "DELETE FROM notify.address WHERE worker = $1"


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to a text: ASCII only, with nothing that could begin another header."""
    return len(text) <= LONGEST and bool(_ADDRESS.fullmatch(text))


async def set_address(pool: asyncpg.Pool, worker: str, address: str) -> None:
    """Set where mail to a worker goes. Raises ValueError, without the text, for what is no address."""
    if not is_address(address):
        raise ValueError("no address that mail can be sent to")
    await pool.execute(_SET, worker, address)


async def remove_address(pool: asyncpg.Pool, worker: str) -> None:
    """Send a worker no more mail; what waits is not sent either."""
    await pool.execute(_REMOVE, worker)


async def with_address(pool: asyncpg.Pool) -> frozenset[str]:
    """Return the codes of the workers that have an address."""
    return frozenset(row["worker"] for row in await pool.fetch("SELECT worker FROM notify.address"))
