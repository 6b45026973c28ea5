"""What somebody reads of the vault: each reading is judged, and written down in the transaction that reads it."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from uuid import UUID

from adapters.desk.base import Counter
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.policy import Allowed
from domain.access.refusals import CONSENT_DOES_NOT_COVER
from domain.alias import KnownAs, known_as
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory
from domain.vault import Contents, Note
from domain.vault_codes import COMPARTMENT_OF, Compartment, VaultField

READ: Mapping[Compartment, Action] = MappingProxyType(
    {
        Compartment.IDENTITY: Action.READ_IDENTITY,
        Compartment.CONTACT: Action.READ_IDENTITY,
        Compartment.ALIAS: Action.READ_ALIAS,
        Compartment.NOTES: Action.READ_NOTES,
    }
)
WRITE: Mapping[Compartment, Action] = MappingProxyType(
    {
        Compartment.IDENTITY: Action.WRITE_IDENTITY,
        Compartment.CONTACT: Action.WRITE_IDENTITY,
        Compartment.ALIAS: Action.WRITE_ALIAS,
        Compartment.NOTES: Action.WRITE_NOTE,
    }
)


def by_action(
    fields: Collection[VaultField], actions: Mapping[Compartment, Action]
) -> Mapping[Action, frozenset[VaultField]]:
    """Return which of the fields each action is about."""
    asked = {actions[COMPARTMENT_OF[field]] for field in fields}
    return {
        action: frozenset(field for field in fields if actions[COMPARTMENT_OF[field]] is action)
        for action in sorted(asked)
    }


class Reader(Counter):
    """The reading part of the desk."""

    async def read(
        self, trajectory: UUID, fields: Collection[VaultField], purpose: AccessPurpose
    ) -> Contents | Refusal:
        """Return fields of the vault that are there; all of them may be read, or none is. Sealed notes stay so."""
        asked = by_action(fields, READ)
        verdicts = {
            action: await self._reads(action, trajectory, wanted, purpose) for action, wanted in asked.items()
        }
        refusal = next((verdict for verdict in verdicts.values() if isinstance(verdict, Refusal)), None)
        if refusal is not None:
            return refusal
        found: dict[VaultField, str] = {}
        notes: tuple[Note, ...] = ()
        for action, verdict in verdicts.items():
            assert isinstance(verdict, Allowed)
            contents = await self.services.vault.read(
                trajectory, asked[action], self._reading(action, purpose), notes_from=verdict.notes_from
            )
            found |= contents.fields
            notes += contents.notes
        return Contents(found, notes)

    async def known_as(self, trajectory: Trajectory) -> KnownAs:
        """Return how well the person of a trajectory is known: a code, and nothing that the vault holds."""
        held = await self.services.vault.holds([trajectory.id])
        return known_as(trajectory, held.get(trajectory.id, frozenset()))

    async def _reads(
        self, action: Action, trajectory: UUID, fields: frozenset[VaultField], purpose: AccessPurpose
    ) -> Allowed | Refusal:
        verdict = await self.allowed(action, trajectory, purpose=purpose, fields=fields)
        if isinstance(verdict, Refusal) or fields <= verdict.fields:
            return verdict
        await self._note(action, purpose, AccessOutcome.REFUSED, trajectory, fields)
        return CONSENT_DOES_NOT_COVER
