"""What the erasing needs of the vault beside its port: what was erased, and the keys that make it final."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.vault_codes import ErasureScope


class KeptErasure(NamedTuple):
    """An erasing as the vault knows it. `made_final` is when the keys of all backups with it were destroyed."""

    erasure: UUID
    trajectory: UUID
    scope: ErasureScope
    at: datetime
    final: date
    made_final: datetime | None = None

    @property
    def is_final(self) -> bool:
        return self.made_final is not None


class KeptTaking(NamedTuple):
    """What was taken out of a trajectory, moved or shredded, as the vault knows it; final as an erasing is."""

    taking: UUID
    is_final: bool


class VaultKeys(Protocol):
    """The vault's own records and keys. All may raise `VaultSilent`, and every call may be made again."""

    async def erasures(self) -> Sequence[KeptErasure]:
        """Return every erasing that the vault knows, the oldest first."""

    async def takings(self) -> Sequence[KeptTaking]:
        """Return every taking out that the vault knows."""

    async def rotate(self, now: datetime) -> None:
        """Put what is left under a new key-encryption key, if anything was erased under the present one."""

    async def destroy(self, now: datetime) -> None:
        """Destroy the retired keys whose backups have run out, and note which erasings are final by that."""
