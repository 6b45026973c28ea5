"""Keys that this process holds itself: wrapping by AES-KWP (RFC 5649), bound to its place by deriving.

AES-KWP knows no associated data. So each wrapping has a key of its own, derived from the epoch's key for exactly that
place (HKDF-SHA256): a wrapped key that was put elsewhere meets another key there, and does not unwrap.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from adapters.vault.errors import KeyGone, NotGenuine
from adapters.vault.keys.provider import KEY_BYTES, Wrapped

CONTEXT = b"exitspor key wrap 1|"


class Ring:
    """Key-encryption keys by epoch, and the index key; `current` is the epoch that wraps."""

    def __init__(self, epochs: Mapping[int, bytes], current: int, index_key: bytes) -> None:
        self.epochs = epochs
        self.current = current
        self._index_key = index_key

    def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        """Wrap a key under the current epoch."""
        return Wrapped(self.current, aes_key_wrap_with_padding(self._for(self.current, aad), key))

    def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        """Return a key. Raises KeyGone and NotGenuine."""
        if epoch not in self.epochs:
            raise KeyGone(epoch)
        try:
            return aes_key_unwrap_with_padding(self._for(epoch, aad), wrapped)
        except InvalidUnwrap:
            raise NotGenuine from None

    def fingerprint(self, text: bytes) -> bytes:
        """Return the HMAC-SHA256 of a text under the index key."""
        return hmac.digest(self._index_key, text, sha256)

    def _for(self, epoch: int, aad: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=CONTEXT + aad).derive(self.epochs[epoch])
