"""What is to be erased within a month, of all trajectories: the warning that leaders read before it happens."""

from collections.abc import AsyncIterator, Sequence, Set
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log import EventLog
from domain.rules.retention import Retained, erasures_due, erasures_warned
from domain.vault import Ages, Vault
from domain.vault_codes import COMPARTMENT_OF, COMPARTMENTS_OF, ErasureBasis, VaultField
from workflows.agendas import Agendas, Loaded

BATCH = 200


class Coming(NamedTuple):
    """What of a trajectory is to be erased, and whether the next night does it."""

    trajectory: UUID
    centre: str
    kept: Retained
    is_due: bool


async def coming_erasures(log: EventLog, vault: Vault, now: datetime) -> tuple[Coming, ...]:
    """Return what is to be erased within a month, the soonest first. What cannot be read is left out."""
    found = [one async for one in _coming(log, vault, now)]
    return tuple(sorted(found, key=lambda one: (one.kept.due.at, str(one.trajectory))))


def is_there(kept: Retained, held: Set[VaultField]) -> bool:
    """Tell whether there is anything to erase; what is closed for good is erased, and certified, whatever it held."""
    return kept.basis is ErasureBasis.RETENTION or any(
        COMPARTMENT_OF[field] in COMPARTMENTS_OF[kept.scope] for field in held
    )


async def _coming(log: EventLog, vault: Vault, now: datetime) -> AsyncIterator[Coming]:
    agendas, streams = Agendas(log), await log.streams("trajectory")
    for first in range(0, len(streams), BATCH):
        some = await agendas.load_many(streams[first : first + BATCH])
        ages = await vault.ages([loaded.trajectory for loaded in some])
        warned = [one for loaded in some for one in _of(loaded, now, ages[loaded.trajectory])]
        held = await vault.holds([one.trajectory for one in warned]) if warned else {}
        for one in warned:
            if is_there(one.kept, held[one.trajectory]):
                yield one


def _of(loaded: Loaded, now: datetime, ages: Ages) -> Sequence[Coming]:
    try:
        state = loaded.state()
    except Exception:
        return ()
    due = erasures_due(state, now, loaded.catalogue, ages)
    warned = erasures_warned(state, now, loaded.catalogue, ages)
    return [Coming(state.id, state.centre, kept, kept in due) for kept in warned]
