"""What the policy judges: who wants to do what, with which trajectory, when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.access.codes import Action
from domain.access.who import Who
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory
from domain.vault_codes import VaultField

EVERY_FIELD = frozenset(VaultField)


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done. Notes about days before `notes_from` are sealed; of the vault, only `fields` are open."""

    notes_from: date | None = None
    fields: frozenset[VaultField] = EVERY_FIELD


ALLOWED = Allowed()


class Record(NamedTuple):
    """A trajectory that somebody wants to do something with now."""

    who: Who
    trajectory: Trajectory
    now: datetime
    catalogue: Catalogue

    @property
    def administration(self) -> str:
        """The administration that the one who asks works in."""
        return self.catalogue.administration_of(self.who.centre)


Verdict = Allowed | Refusal
Rule = Callable[[Record], Verdict]
"""One line of the manual: whether somebody may do one thing with a trajectory."""

OF_RECORDS = frozenset(
    {
        Action.SEE_TRAJECTORY,
        Action.ADVANCE,
        Action.READ_ALIAS,
        Action.WRITE_ALIAS,
        Action.READ_IDENTITY,
        Action.WRITE_IDENTITY,
        Action.READ_NOTES,
        Action.WRITE_NOTE,
        Action.LIFT,
        Action.MOVE,
        Action.ERASE,
        Action.BREAK_GLASS,
        Action.DISCLOSE,
        Action.EXTRACT_ACCESS,
    }
)
"""What is done with one trajectory; all else concerns none, or many."""

OF_THE_VAULT = frozenset(
    {
        Action.READ_ALIAS,
        Action.WRITE_ALIAS,
        Action.READ_IDENTITY,
        Action.WRITE_IDENTITY,
        Action.READ_NOTES,
        Action.WRITE_NOTE,
        Action.SEARCH_CPR,
        Action.MOVE,
        Action.ERASE,
    }
)
"""What reaches into the vault."""

TO_BEGIN = frozenset({Action.ADVANCE, Action.LIFT})
"""What can be about a trajectory that is only beginning."""


def always(record: Record) -> Verdict:
    return ALLOWED


def refused(refusal: Refusal) -> Rule:
    """Return the rule that nobody may, with what to do instead."""
    return lambda record: refusal
