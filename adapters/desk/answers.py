"""What the desk answers where neither a position nor a refusal says it all."""

from dataclasses import dataclass, field

from domain.cpr import CprWarning
from domain.handler import Accepted
from domain.note_warnings import NoteWarning
from domain.refusal import Refusal
from domain.vault import ErasedVault


@dataclass(frozen=True, slots=True)
class Kept:
    """It is in the vault now; `warnings` say what to look at once more."""

    warnings: tuple[CprWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """Nothing was kept: the note seems to hold what it should not. Sent again as confirmed, it is kept."""

    warnings: tuple[NoteWarning, ...]


@dataclass(frozen=True, slots=True)
class Lifted:
    """The anonymity is lifted; `warnings` say what to look at once more in what was written."""

    accepted: Accepted
    warnings: tuple[CprWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """The person is anonymous again. `erased` says until when backups could open what was the identity.

    Where a measure rests on the identity it stays, and `is_restricted`; else `kept_because` says why it stays.
    """

    accepted: Accepted
    erased: ErasedVault | None = None
    is_restricted: bool = False
    kept_because: Refusal | None = None


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A return code, to be shown once; None where the command was sent before, since nobody can tell it any more."""

    accepted: Accepted
    code: str | None = field(repr=False)
