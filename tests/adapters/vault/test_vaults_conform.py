"""The vault in PostgreSQL and the one in memory keep the same promises."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.memory.vault import InMemoryVault
from domain.vault import Vault
from tests.conformance.vault import Logged, VaultContract, as_logged

ENTRIES = "SELECT actor, action, purpose, trajectory, fields FROM access.entry ORDER BY segment, number"


class TestPostgresVault(VaultContract):
    @pytest.fixture(autouse=True)
    async def _connected(self, owner: asyncpg.Connection) -> AsyncIterator[None]:
        self._owner = owner
        yield
        await owner.execute("DROP RULE IF EXISTS broken ON access.entry")

    async def logged(self, vault: Vault) -> list[Logged]:
        return as_logged(map(tuple, await self._owner.fetch(ENTRIES)))

    async def break_the_log(self, vault: Vault) -> None:
        await self._owner.execute("CREATE RULE broken AS ON INSERT TO access.entry DO INSTEAD SELECT 1 / 0")


class TestInMemoryVault(VaultContract):
    @pytest.fixture
    def vault(self) -> InMemoryVault:
        return InMemoryVault()

    async def logged(self, vault: Vault) -> list[Logged]:
        assert isinstance(vault, InMemoryVault)
        return as_logged(
            (access.reading.actor, access.reading.action, access.reading.purpose, access.trajectory, access.fields)
            for access in vault.accesses
        )

    async def break_the_log(self, vault: Vault) -> None:
        assert isinstance(vault, InMemoryVault)
        vault.log_is_broken = True
