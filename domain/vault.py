"""The port of the vault: identities, aliases and notes, encrypted, each reading written down before it is answered.

Only `adapters/vault` holds keys; nothing here is ever part of an event, a log line or an address.
Source: domain section 5, design section 7.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.access.codes import AccessPurpose, Action
from domain.vault_codes import ErasureScope, VaultField


@dataclass(frozen=True, slots=True)
class Reading:
    """Who does something with the vault, what, to what end and when: what the access log keeps of it."""

    actor: str
    action: Action
    purpose: AccessPurpose
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A note about one day, and by whom and when it was written (a staff code)."""

    id: UUID
    on: date
    text: str = field(repr=False)
    written_by: str = ""
    written: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read of one trajectory: its fields, and its notes, the oldest first."""

    fields: Mapping[VaultField, str] = field(repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ErasedVault:
    """What an erasing took: `final` is the day on which no backup can open it any more."""

    erasure: UUID
    final: date
    items: int


@dataclass(frozen=True, slots=True)
class Ages:
    """How old what a trajectory holds is: its newest note's day, and when identity or contact was written last."""

    newest_note: date | None = None
    identity: datetime | None = None


class VaultSilent(ConnectionError):  # noqa: N818
    """The vault or its keys cannot be reached now. Nothing was read, written or erased."""


class NoteIsSealed(PermissionError):  # noqa: N818
    """A note that was to be taken out is sealed to who asks. Nothing was moved or deleted."""


class AccessNotLogged(RuntimeError):  # noqa: N818
    """The access log cannot be written: so nothing is read."""


class Vault(Protocol):
    """What every vault fulfils, proved by `tests/conformance/vault.py`. Whoever calls it has asked the policy."""

    async def read(
        self, trajectory: UUID, fields: Collection[VaultField], reading: Reading, *, notes_from: date | None = None
    ) -> Contents:
        """Return the fields asked for that are there; notes where NOTE is among them. Logged in one transaction.

        Notes about days before `notes_from` are sealed: they are neither decrypted nor returned.
        """

    async def write(self, trajectory: UUID, fields: Mapping[VaultField, str], reading: Reading) -> None:
        """Put fields (never NOTE) in the place of what they held. An empty text removes one."""

    async def add_note(self, trajectory: UUID, note: Note, reading: Reading) -> None:
        """Keep a note; one with the same id and text is kept once, with another text refused (ValueError)."""

    async def find_cpr(self, cpr: str, reading: Reading) -> tuple[UUID, ...]:
        """Return the trajectories that hold a CPR number, by the keyed blind index; replacement numbers never match.

        As much work is done for a number that is nowhere as for one that is somewhere.
        """

    async def move(
        self,
        source: UUID,
        target: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        reading: Reading,
        *,
        notes_from: date | None = None,
        taking: UUID | None = None,
    ) -> None:
        """Move fields and notes to another trajectory: encrypted anew there, shredded here. All or nothing.

        Raises NoteIsSealed where one of the notes is about a day before `notes_from`. The same `taking` again does
        nothing.
        """

    async def shred(
        self,
        trajectory: UUID,
        fields: Collection[VaultField],
        notes: Collection[UUID],
        reading: Reading,
        *,
        notes_from: date | None = None,
        taking: UUID | None = None,
    ) -> None:
        """Delete single fields and notes, under a new data key for what stays in their compartments.

        Raises NoteIsSealed, and deletes nothing, where one of the notes is about a day before `notes_from`. The same
        `taking` again does nothing.
        """

    async def erase(self, trajectory: UUID, erasure: UUID, scope: ErasureScope, reading: Reading) -> ErasedVault:
        """Destroy data keys and ciphertexts of a scope; the same erasure again answers as the first time."""

    async def holds(self, trajectories: Sequence[UUID]) -> Mapping[UUID, frozenset[VaultField]]:
        """Return which fields (never what) some trajectories hold. Not logged: for system tasks only."""

    async def ages(self, trajectories: Sequence[UUID]) -> Mapping[UUID, Ages]:
        """Return how old what some trajectories hold is (never what). Not logged: for system tasks only."""
