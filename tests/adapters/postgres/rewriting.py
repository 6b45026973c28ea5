"""What an administrator can do who knows how the log is hashed: history with a chain that is right again."""

import asyncpg

AGAIN = """
UPDATE log.event SET
    digest = coalesce(log.digest_of(salt, occurred_on, occurred_at, recorded, payload), digest)
WHERE position >= $1
"""
CHAIN = "UPDATE log.event AS e SET hash = log.hash_of($2, e) WHERE position = $1 RETURNING hash"


async def compute_again(tamperer: asyncpg.Connection, position: int) -> None:
    """Compute every digest and hash from a position on."""
    await tamperer.execute(AGAIN, position)
    previous = await tamperer.fetchval("SELECT hash FROM log.event WHERE position = $1", position - 1)
    for row in await tamperer.fetch("SELECT position FROM log.event WHERE position >= $1 ORDER BY 1", position):
        previous = await tamperer.fetchval(CHAIN, row["position"], previous)


async def rewrite(tamperer: asyncpg.Connection, position: int) -> None:
    """Say something else at a position, and compute the chain again from there."""
    await tamperer.execute("UPDATE log.event SET payload = '\\x7b7d' WHERE position = $1", position)
    await compute_again(tamperer, position)
