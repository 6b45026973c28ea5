"""The rebuild that has not ended, in PostgreSQL."""

from uuid import uuid4

import asyncpg

from workflows.rebuilds import Rebuild

_BEGIN = """
INSERT INTO board.clock_rebuild AS known (id, position) VALUES ($1, $2)
ON CONFLICT (only_row) DO UPDATE SET id = excluded.id, position = excluded.position, begun = now()
    WHERE $3 OR known.begun < now() - interval '1 day'
"""
_LOAD = "SELECT id, position FROM board.clock_rebuild"
_END = "DELETE FROM board.clock_rebuild WHERE id = $1"


class PostgresRebuilds:
    """`Rebuilds` in the schema `board`. Two that run at the same time are one: both do all of it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def begin(self, position: int, *, anew: bool) -> Rebuild:
        mine = Rebuild(uuid4(), position)
        await self._pool.execute(_BEGIN, mine.id, position, anew)
        found = await self._pool.fetchrow(_LOAD)
        # Another one may have ended it in between.
        return mine if found is None else Rebuild(found["id"], found["position"])

    async def end(self, rebuild: Rebuild) -> None:
        await self._pool.execute(_END, rebuild.id)
