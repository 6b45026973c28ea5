"""Encrypts every payload before it leaves the process, so that nothing readable reaches Temporal's database.

A payload is sealed by AES-256-GCM: 12 random bytes of nonce, then ciphertext and tag. Its metadata names the
key; namespace and key id are authenticated with it. Source: design section 5, reference temporal.md 3.6.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

ENCODING = b"binary/encrypted"
NONCE_BYTES = 12
KEY_BYTES = 32


class UnreadablePayloadError(Exception):
    """A payload is not ours, was changed, or its key is gone: Temporal then counts as lost, so rebuild it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys by id, 32 bytes each; `current` seals, the others only open what they sealed before.

    An id stands in the clear in Temporal's database. A key must stay until nothing is left that it sealed,
    or the open trajectories are restarted from the log.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError("the current key is not on the keyring")
        if any(len(key) != KEY_BYTES for key in self.keys.values()):
            raise ValueError(f"a key has exactly {KEY_BYTES} bytes")


class AesGcmCodec(PayloadCodec):
    """Seals and opens payloads with a keyring, for one namespace."""

    def __init__(self, keyring: Keyring, namespace: str) -> None:
        self._current = keyring.current
        self._ciphers = {name: AESGCM(key) for name, key in keyring.keys.items()}
        self._namespace = namespace

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open payloads. Raises `UnreadablePayloadError`; one in the clear is as unreadable as a forged one."""
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self._current]
        sealed = cipher.encrypt(nonce, payload.SerializeToString(), self._bound_to(self._current))
        return Payload(metadata={"encoding": ENCODING, "key-id": self._current.encode()}, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        key_id = payload.metadata.get("key-id", b"").decode(errors="replace")
        if payload.metadata.get("encoding") != ENCODING or key_id not in self._ciphers:
            raise UnreadablePayloadError("no key for a payload; run: exitspor temporal rebuild")
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            opened = self._ciphers[key_id].decrypt(nonce, sealed, self._bound_to(key_id))
        except (InvalidTag, ValueError):
            raise UnreadablePayloadError("a payload was changed; run: exitspor temporal rebuild") from None
        return Payload.FromString(opened)

    def _bound_to(self, key_id: str) -> bytes:
        return f"{self._namespace}\0{key_id}".encode()
