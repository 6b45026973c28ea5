"""The return codes of the in-memory log: one fingerprint a trajectory, one trajectory a fingerprint."""

from typing import NamedTuple
from uuid import UUID

from domain.log import ReturnCodeClaim, ReturnCodeTaken
from domain.vault import Reading


class CodeTried(NamedTuple):
    """What was written down of a try: who, the keyed digest of what was typed, whose code it was, if it opened."""

    reading: Reading
    criterion: bytes
    trajectory: UUID | None
    opened: bool


class ReturnCodes:
    """What `vault.return_code` holds in PostgreSQL."""

    def __init__(self) -> None:
        self._trajectories: dict[bytes, UUID] = {}

    def find(self, fingerprint: bytes) -> UUID | None:
        return self._trajectories.get(fingerprint)

    def refuse_taken(self, claim: ReturnCodeClaim) -> None:
        """Raise ReturnCodeTaken if the fingerprint opens another trajectory."""
        if claim.fingerprint is None:
            return
        if self._trajectories.get(claim.fingerprint, claim.trajectory) != claim.trajectory:
            raise ReturnCodeTaken("koden er brugt; lav en ny / the code is taken; make a new one")

    def apply(self, claim: ReturnCodeClaim) -> None:
        """Replace the trajectory's code, or erase it where the claim holds none."""
        self._trajectories = {
            fingerprint: trajectory
            for fingerprint, trajectory in self._trajectories.items()
            if trajectory != claim.trajectory
        }
        if claim.fingerprint is not None:
            self._trajectories[claim.fingerprint] = claim.trajectory
