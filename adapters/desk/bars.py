"""What is not removed from the vault piece by piece either, where an erasing would be refused. Source: domain, 5."""

from collections.abc import Collection, Mapping

from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.erasing import IDENTITY_IN_USE, ON_HOLD
from domain.rules.measures import rests_on_identity
from domain.trajectory.state import Trajectory
from domain.vault_codes import COMPARTMENT_OF, COMPARTMENTS_OF, ErasureScope, VaultField

IDENTITY = frozenset(
    field for field, kept_in in COMPARTMENT_OF.items() if kept_in in COMPARTMENTS_OF[ErasureScope.IDENTITY]
)


def bar_to_taking_out(trajectory: Trajectory) -> Refusal | None:
    """Return why nothing is moved or shredded. A measure does not bar it: what rests on it is somebody else's."""
    return ON_HOLD if trajectory.hold else None


def bar_to_emptying(trajectory: Trajectory, fields: Mapping[VaultField, str], catalogue: Catalogue) -> Refusal | None:
    """Return why what is to be written may not be, where it would empty fields."""
    emptied = [field for field, text in fields.items() if not text]
    if emptied and trajectory.hold:
        return ON_HOLD
    return IDENTITY_IN_USE if _rests_on(emptied, trajectory, catalogue) else None


def _rests_on(emptied: Collection[VaultField], trajectory: Trajectory, catalogue: Catalogue) -> bool:
    return not IDENTITY.isdisjoint(emptied) and rests_on_identity(trajectory, catalogue)
