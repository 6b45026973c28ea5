"""Sealing one text for one place: AES-256-GCM under the place's data key, with the place as associated data.

A sealed text is a random nonce of 12 bytes and the ciphertext with its tag. The associated data name municipality,
trajectory, field (of a note its id, day and writer) and key version: what is put elsewhere does not open there.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.vault.errors import NotGenuine
from domain.vault_codes import Compartment

NONCE_BYTES = 12
LAST_VERSION = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of a trajectory's compartment, unwrapped (32 bytes)."""

    municipality: str
    trajectory: UUID
    compartment: Compartment
    version: int
    key: bytes = field(repr=False)

    def seal(self, place: str, text: str) -> bytes:
        """Encrypt a text for a place in this compartment."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, text.encode(), self._about(place))

    def open(self, place: str, sealed: bytes) -> str:
        """Return the text that was sealed for a place. Raises NotGenuine for any other."""
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._about(place)).decode()
        except (InvalidTag, ValueError):
            raise NotGenuine from None

    def fingerprint(self, note: UUID, text: str) -> bytes:
        """Return what tells equal texts of a note (32 bytes); it cannot be made, or tried out, without the key."""
        own = hmac.digest(self.key, b"exitspor note fingerprint", sha256)
        return hmac.digest(own, note.bytes + text.encode(), sha256)

    def _about(self, place: str) -> bytes:
        return f"exitspor vault 1|{self.municipality}|{self.trajectory}|{place}|{self.version}".encode()


def wrapping_place(municipality: str, trajectory: UUID, compartment: str, version: int) -> bytes:
    """Return what a data key is wrapped for: its place, so that it unwraps for no other."""
    return f"{municipality}|{trajectory}|{compartment}|{version}".encode()


def note_place(note: UUID, on: date, written_by: str) -> str:
    """Return the place of a note."""
    return f"note:{note}:{on.isoformat()}:{written_by}"
