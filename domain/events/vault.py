"""What happened to the vault of a trajectory: codes and dates only, never its contents. Source: domain section 5."""

from uuid import UUID

from domain.access.codes import BreakGlassReason
from domain.base import Code, Day, Digest
from domain.events.base import Event
from domain.vault_codes import ErasureBasis, ErasureScope


class VaultErased(Event):
    """The certificate of an erasing: data keys and ciphertexts are gone; on `final` no backup opens them any more."""

    erasure: UUID
    scope: ErasureScope
    basis: ErasureBasis
    final: Day


class ErasureMadeFinal(Event):
    """The key-encryption key under which backups could have opened what was erased is destroyed."""

    erasure: UUID


class ArchiveDelivered(Event):
    """What is worth keeping was delivered to the archive; `manifest` is the SHA-256 of the delivery."""

    manifest: Digest


class EarlierContactsFollow(Event):
    """The person lets earlier contacts and notes follow to an administration, which were sealed towards it."""

    administration: Code


class GlassBroken(Event):
    """The event's actor has access for three hours, for a coded reason; the leader is told."""

    reason: BreakGlassReason
