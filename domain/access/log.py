"""The port of the access log: who did what with what is personal, when, to what end, and whether it was allowed.

Only the vault writes into it what it reads, in the transaction of the reading; what is refused, searched or exported
elsewhere is written here on its own. Every reading of the log is itself written down first.
Source: domain section 5, design section 7.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.who import Who
from domain.vault import Reading

HASH_BYTES = 32
"""How long a hash, and the keyed digest of a search, is."""


class Place(NamedTuple):
    """Where an entry stands: the first day of its month, and its number in it from 1."""

    month: date
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One access. `criterion` is the keyed digest of what was searched, never what was searched."""

    place: Place
    at: datetime
    actor: str
    action: Action
    purpose: AccessPurpose
    outcome: AccessOutcome
    trajectory: UUID | None = None
    fields: tuple[str, ...] = ()
    criterion: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for: all that fit everything given. `day` is a day in Copenhagen."""

    day: date | None = None
    actor: str | None = None
    trajectory: UUID | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """One access as the person it is about is told of it: no staff, no codes of theirs."""

    at: datetime
    action: Action
    purpose: AccessPurpose
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """Accesses of a month that nobody chose: the first about a person in the order of sha256(seed, number).

    `seed` is the hash of the month's last entry (empty for a month without any); it stands fast, and the sample with
    it, once the month `is_over`. `drawn_from` counts the accesses that could have been drawn.
    """

    month: date
    seed: bytes
    is_over: bool
    drawn_from: int
    entries: tuple[Entry, ...]


class ExtractIsTheLeadersToGive(PermissionError):  # noqa: N818
    """An extract was asked for by somebody who is no leader: the bearer of a code alone never gets one."""

    def __init__(self) -> None:
        super().__init__(
            "kun en leder giver borgeren udtrækket, når det vides, hvem borgeren er / "
            "only a leader gives the person the extract, when it is known who they are"
        )


class AccessLog(Protocol):
    """What every access log fulfils, proved by `tests/conformance/access_log.py`. Who calls it has asked the policy.

    All may raise `domain.vault.AccessNotLogged`: then nothing was written down, and nothing is answered.
    """

    async def record(
        self,
        reading: Reading,
        *,
        outcome: AccessOutcome = AccessOutcome.ALLOWED,
        trajectory: UUID | None = None,
        fields: Collection[str] = (),
        criterion: bytes | None = None,
    ) -> int:
        """Write an access down, in a transaction of its own; return its number in the month. Fields are codes.

        Raises ValueError for a criterion that is no digest or an actor that is no staff code, and AccessNotLogged,
        which names the clocks, for a time more than a minute ahead.
        """

    async def entries(
        self, asked: Asked, *, reader: str, at: datetime, below: Place | None = None, limit: int = 50
    ) -> tuple[Entry, ...]:
        """Return at most `limit` (1 to 1000) entries, the newest first, below a place where one is given."""

    async def extract(self, trajectory: UUID, *, who: Who, at: datetime) -> tuple[Extracted, ...]:
        """Return what was done with a trajectory's contents, the oldest first. Raises ExtractIsTheLeadersToGive."""

    async def sample(self, month: date, size: int, *, reader: str, at: datetime) -> Sample:
        """Return `size` (1 to 1000) accesses of a month, fewer where there are not so many."""
