"""What PostgreSQL's vault knows of erasings, and its keys' epochs (`adapters/vault/rotation.py`), for the night."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
import structlog

from adapters.erasing.keys import KeptErasure, KeptTaking
from adapters.vault.calls import persistently
from adapters.vault.errors import OperatorsKeys
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.rotation import destroy_due, rotate, rotation_is_due
from domain.vault_codes import ErasureScope

_ERASURES = "SELECT id, trajectory, scope, at, final, made_final FROM vault.erasures()"
_TAKINGS = "SELECT t.id, t.is_final FROM vault.takings() AS t"

SCOPES = {str(one): one for one in ErasureScope}

_log = structlog.get_logger()


class PostgresVaultKeys:
    """`VaultKeys` over a pool of the application's role and whoever keeps the keys."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyProvider, municipality: str, backup_days: int) -> None:
        self._pool = pool
        self._keys = keys
        self._municipality = municipality
        self._backup_days = backup_days

    async def erasures(self) -> tuple[KeptErasure, ...]:
        """Return every erasing that the vault knows, the oldest first."""
        rows = await persistently(lambda: self._pool.fetch(_ERASURES))
        return tuple(
            KeptErasure(
                row["id"], row["trajectory"], SCOPES[row["scope"]], row["at"], row["final"], row["made_final"]
            )
            for row in rows
        )

    async def takings(self) -> tuple[KeptTaking, ...]:
        """Return every taking out that the vault knows."""
        return tuple(KeptTaking(*row) for row in await persistently(lambda: self._pool.fetch(_TAKINGS)))

    async def rotate(self, now: datetime) -> None:
        """Put what is left under a new key, if anything was erased under the present one; or say that it is due."""
        if await rotation_is_due(self._pool):
            await _unless_the_operators(
                lambda: rotate(self._pool, self._keys, self._municipality, now, backup_days=self._backup_days)
            )

    async def destroy(self, now: datetime) -> None:
        """Destroy the retired keys whose backups have run out; or say that they are due."""
        await _unless_the_operators(lambda: destroy_due(self._pool, self._keys, now))


async def _unless_the_operators(work: Callable[[], Awaitable[object]]) -> None:
    """Do what an operator who gives the keys does alone: waiting would not mend it, and it holds up nothing else."""
    try:
        await work()
    except OperatorsKeys:
        _log.warning("keys of the operator are due")
