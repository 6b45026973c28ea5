"""What a door (page, command line, demo) needs of the house, as one value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import asyncpg

from adapters.access_log.postgres import PostgresAccessLog
from adapters.login.logins import Logins
from adapters.postgres.log import PostgresEventLog
from adapters.return_codes import ReturnCodes
from adapters.settings import Settings
from adapters.throttle.throttle import Throttle
from adapters.vault.keys.choose import keys_of
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.vault import PostgresVault
from domain.access.log import AccessLog
from domain.handler import CommandHandler
from domain.reference.catalogue import Catalogue
from domain.vault import Vault


def now_utc() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """An open installation: `pool` and `log` act as the application's role. `export_key` moves evaluators' days."""

    settings: Settings
    log: PostgresEventLog
    handler: CommandHandler
    return_codes: ReturnCodes
    throttle: Throttle
    export_key: bytes = field(repr=False)
    clock: Callable[[], datetime] = now_utc

    @property
    def pool(self) -> asyncpg.Pool:
        """Connections of the application's role, which owns the boards."""
        return self.log.pool

    @cached_property
    def logins(self) -> Logins:
        """How people log in."""
        return Logins.of(self.settings, self.pool)

    @cached_property
    def access_log(self) -> AccessLog:
        """Where every access to what is personal is written down."""
        return PostgresAccessLog(self.pool)

    @cached_property
    def keys(self) -> KeyProvider:
        """Whoever keeps the vault's key-encryption keys."""
        return keys_of(self.settings)

    @cached_property
    def vault(self) -> Vault:
        """Identities, aliases and notes. Whoever calls it has asked the policy."""
        return PostgresVault(self.pool, self.keys, self.municipality, self.settings.backup_days)

    @property
    def municipality(self) -> str:
        return self.settings.municipality

    async def catalogue(self) -> Catalogue:
        """Return the catalogue at the head of the log."""
        return await self.handler.catalogue()
