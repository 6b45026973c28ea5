"""How well a person is known: a call name or a safe contact makes an anonymous one pseudonymous. Source: domain 3."""

from collections.abc import Collection

from domain.labelled import Labelled
from domain.trajectory.state import Trajectory
from domain.vault_codes import VaultField


class KnownAs(Labelled):
    """What a page says beside a trajectory, so that nobody takes a call name for anonymity."""

    ANONYMOUS = "anonymous", "anonym", "anonymous"
    PSEUDONYMOUS = "pseudonymous", "pseudonym, ikke anonym", "pseudonymous, not anonymous"
    NAMED = "named", "kendt ved navn", "known by name"


def known_as(trajectory: Trajectory, held: Collection[VaultField]) -> KnownAs:
    """Return how well the person is known, from what the vault holds of them. Notes make nobody less anonymous."""
    if not trajectory.is_anonymous:
        return KnownAs.NAMED
    return KnownAs.PSEUDONYMOUS if set(held) - {VaultField.NOTE} else KnownAs.ANONYMOUS
