"""The port of key-encryption keys: epochs, of which the newest wraps, and any that is left unwraps.

Proved by `tests/conformance/key_provider.py`. None of them is ever in PostgreSQL or in its backups.
"""

from typing import NamedTuple, Protocol

KEY_BYTES = 32


class Wrapped(NamedTuple):
    """A data key under the key-encryption key of an epoch."""

    epoch: int
    key: bytes


class KeyProvider(Protocol):
    """Whoever keeps the keys. Every call may raise KeysUnavailable."""

    async def current(self) -> int:
        """Return the epoch that wraps now."""

    async def epochs(self) -> tuple[int, ...]:
        """Return the epochs whose keys are there, in order."""

    async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        """Wrap a key (32 bytes) under the current epoch, for one place (`aad`) only."""

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        """Return a key. Raises KeyGone for an epoch that is not there, NotGenuine for another place's key."""

    async def fingerprint(self, text: bytes) -> bytes:
        """Return the HMAC-SHA256 (32 bytes) under the index key, which belongs to no epoch and never changes.

        So it is not kept where it must be forgotten: `adapters/vault/index_keys.py`.
        """

    async def new_epoch(self) -> int:
        """Make a key for a new epoch, which is then the current one. Raises OperatorsKeys."""

    async def destroy(self, epoch: int) -> None:
        """Destroy the key of an epoch, and of all before it; again is no error.

        Raises ValueError for the current epoch, and OperatorsKeys.
        """

    async def close(self) -> None:
        """Let go of connections."""
