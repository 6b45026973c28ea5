"""An operator who changes `EXITSPOR_KEYS` and starts the process again."""

import secrets
from base64 import b64encode

from adapters.vault.keys.environment import EnvironmentKeys, ring_of
from adapters.vault.keys.provider import KEY_BYTES, Wrapped


def a_key() -> str:
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()


class OperatedKeys:
    """A `KeyProvider` that reads its environment again after each change of the operator's."""

    def __init__(self) -> None:
        self.epochs_given = {1: a_key()}
        self.index_key = a_key()

    @property
    def provider(self) -> EnvironmentKeys:
        given = ",".join(f"{epoch}:{key}" for epoch, key in self.epochs_given.items())
        return EnvironmentKeys(ring_of(given, self.index_key))

    async def current(self) -> int:
        return await self.provider.current()

    async def epochs(self) -> tuple[int, ...]:
        return await self.provider.epochs()

    async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        return await self.provider.wrap(key, aad)

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        return await self.provider.unwrap(epoch, wrapped, aad)

    async def fingerprint(self, text: bytes) -> bytes:
        return await self.provider.fingerprint(text)

    async def new_epoch(self) -> int:
        return await self.provider.new_epoch()

    async def destroy(self, epoch: int) -> None:
        await self.provider.destroy(epoch)

    async def close(self) -> None:
        await self.provider.close()

    def name_a_new_epoch(self) -> int:
        epoch = max(self.epochs_given) + 1
        self.epochs_given[epoch] = a_key()
        return epoch

    def remove(self, epoch: int) -> None:
        self.epochs_given = {number: key for number, key in self.epochs_given.items() if number > epoch}
