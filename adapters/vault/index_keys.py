"""Index keys: what the blind index of CPR numbers is encrypted under, one an epoch, wrapped by that epoch's key.

The keyed hash of a number could be tried out, number by number, by whoever has its key, which never changes. So it is
never stored as it is: deterministically encrypted (AES-SIV, RFC 5297), it can be looked up, and put under another
index key without the number. An index key is never rewrapped, and so goes with its epoch, also in old backups.
"""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from adapters.vault.calls import Calls, Stale
from adapters.vault.errors import NotGenuine
from adapters.vault.keys.provider import KEY_BYTES, KeyProvider
from adapters.vault.rows import WrappedIndexKey
from adapters.vault.sealing import LAST_VERSION


@dataclass(frozen=True, slots=True)
class IndexKey:
    """An index key, unwrapped (32 bytes)."""

    municipality: str
    version: int
    epoch: int
    key: bytes = field(repr=False)

    def seal(self, fingerprint: bytes) -> bytes:
        """Encrypt a keyed hash (32 bytes): 48 bytes, the same every time."""
        return AESSIV(self.key).encrypt(fingerprint, [self._about()])

    def open(self, sealed: bytes) -> bytes:
        """Return the keyed hash. Raises NotGenuine."""
        try:
            return AESSIV(self.key).decrypt(sealed, [self._about()])
        except (InvalidTag, ValueError):
            raise NotGenuine from None

    def _about(self) -> bytes:
        return f"exitspor cpr index 1|{self.municipality}|{self.version}".encode()


class IndexKeys:
    """Opens and makes index keys. Every call may raise what the provider and the database do, and Stale."""

    def __init__(self, calls: Calls, keys: KeyProvider, municipality: str) -> None:
        self._calls = calls
        self._keys = keys
        self._municipality = municipality

    async def every(self) -> tuple[IndexKey, ...]:
        """Return all there are, the newest last."""
        return tuple([await self.opened(row) for row in await self._calls.index_keys()])

    async def newest(self, since: int = 0) -> IndexKey:
        """Return the newest one; made, where there is none of this epoch or a later one."""
        rows = await self._calls.index_keys()
        if not rows or rows[-1].epoch < since:
            await self._make()
            rows = await self._calls.index_keys()
        if not rows:
            raise Stale
        return await self.opened(rows[-1])

    async def opened(self, row: WrappedIndexKey) -> IndexKey:
        """Unwrap one."""
        key = await self._keys.unwrap(row.epoch, row.wrapped, self._place(row.version))
        return IndexKey(self._municipality, row.version, row.epoch, key)

    async def _make(self) -> None:
        version = 1 + secrets.randbelow(LAST_VERSION)
        wrapped = await self._keys.wrap(secrets.token_bytes(KEY_BYTES), self._place(version))
        await self._calls.take_index_key(WrappedIndexKey(version, wrapped.epoch, wrapped.key))

    def _place(self, version: int) -> bytes:
        return f"{self._municipality}|cpr-index|{version}".encode()
