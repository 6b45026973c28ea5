"""Key-encryption keys from the environment: the operator's, as are new epochs and destroying old ones.

`EXITSPOR_KEYS` names epochs, ``1:<base64>,2:<base64>``; the last one named wraps. A new epoch is brought in without
downtime in two steps: named first, before the others, in every process; and once all know it, named last.
"""

from adapters.vault.errors import OperatorsKeys
from adapters.vault.keys.given import epochs_of, key_of
from adapters.vault.keys.local import Ring
from adapters.vault.keys.provider import Wrapped


class EnvironmentKeys:
    """A `KeyProvider` over keys as the operator gave them when this process began."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    async def current(self) -> int:
        return self._ring.current

    async def epochs(self) -> tuple[int, ...]:
        return tuple(sorted(self._ring.epochs))

    async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        return self._ring.wrap(key, aad)

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        return self._ring.unwrap(epoch, wrapped, aad)

    async def fingerprint(self, text: bytes) -> bytes:
        return self._ring.fingerprint(text)

    async def new_epoch(self) -> int:
        epoch = max(self._ring.epochs) + 1
        raise OperatorsKeys(
            f"Nøglerne kommer fra EXITSPOR_KEYS. Føj epoke {epoch} til som den sidste, start alle processer igen, og "
            "kør »exitspor keys rotate«.",
            f"The keys come from EXITSPOR_KEYS. Add epoch {epoch} as the last one, start all processes again, and "
            'run "exitspor keys rotate".',
        )

    async def destroy(self, epoch: int) -> None:
        if epoch == self._ring.current:
            raise ValueError("the current epoch is in use")
        if any(number <= epoch for number in self._ring.epochs):
            raise OperatorsKeys(
                f"Nøglerne kommer fra EXITSPOR_KEYS. Fjern epoke {epoch} og de ældre der og alle andre steder, start "
                "alle processer igen, og kør »exitspor keys destroy-due«.",
                f"The keys come from EXITSPOR_KEYS. Remove epoch {epoch} and older ones there and everywhere else, "
                'start all processes again, and run "exitspor keys destroy-due".',
            )

    async def close(self) -> None:
        """Nothing is held."""


def ring_of(keys: str, index_key: str) -> Ring:
    """Read `EXITSPOR_KEYS` and `EXITSPOR_INDEX_KEY`. Raises ValueError that shows neither."""
    epochs = epochs_of(keys)
    return Ring(epochs, list(epochs)[-1], key_of(index_key))
