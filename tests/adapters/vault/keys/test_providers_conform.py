"""A file, the environment and a key server keep the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.vault.keys.key_file import FileKeys
from adapters.vault.keys.provider import KeyProvider
from adapters.vault.keys.transit import TransitKeys
from tests.adapters.vault.keys.operated import OperatedKeys
from tests.adapters.vault.keys.transit_server import TOKEN, transit_server
from tests.conformance.key_provider import KeyProviderContract


class TestFileKeys(KeyProviderContract):
    @pytest.fixture
    def keys(self, file_keys: FileKeys) -> FileKeys:
        return file_keys


class TestEnvironmentKeys(KeyProviderContract):
    """New epochs and destroying old ones are the operator's."""

    @pytest.fixture
    def keys(self) -> OperatedKeys:
        return OperatedKeys()

    async def begin(self, keys: KeyProvider) -> int:
        assert isinstance(keys, OperatedKeys)
        return keys.name_a_new_epoch()

    async def destroy(self, keys: KeyProvider, epoch: int) -> None:
        assert isinstance(keys, OperatedKeys)
        keys.remove(epoch)
        await keys.destroy(epoch)


class TestTransitKeys(KeyProviderContract):
    @pytest.fixture
    async def keys(self, tmp_path: Path) -> AsyncIterator[TransitKeys]:
        token = tmp_path / "token"
        token.write_text(f"{TOKEN}\n")
        with transit_server() as server:
            provider = TransitKeys(server.url, "exitspor", token)
            yield provider
            await provider.close()
