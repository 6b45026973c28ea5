"""Whether somebody may see a trajectory, and how much of it; one that cannot be read to its end is judged as far as
it is. Pages and programs show a trajectory only as `shown` gives it.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from adapters.desk.desk import Desk
from adapters.sight import Sight, sight_of
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.policy import Allowed, judge
from domain.access.shared_part import Part, part_for
from domain.agenda import Obligation
from domain.evolution import UnknownEventTypeError
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.vault import Reading
from projections.engine.board import Folded
from projections.engine.cut import cut_at

SEEN, CASEWORK = Action.SEE_TRAJECTORY, AccessPurpose.CASEWORK


@dataclass(frozen=True)
class FoldedInPart(Folded):
    """What is shown of a trajectory, with what is due in the `whole`."""

    whole: Folded

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        return self.whole.obligations


class FoldedForPartner(FoldedInPart):
    """What is shared with a partner, who answers for nothing that is due in it."""

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        return ()


def shown(part: Part, sight: Sight) -> Sight:
    """Return what of a sight is shown, at whatever position it was folded."""
    whole = sight.folded
    kind = FoldedForPartner if part.is_shared else FoldedInPart
    return replace(sight, folded=kind(part.of(whole.trajectory), whole.catalogue, whole.position, whole))


async def seen_by(desk: Desk, trajectory: UUID) -> Part | Refusal:
    """Return how much of a trajectory is shown, or why nothing is; a refused attempt is written down first."""
    try:
        return await desk.part(trajectory)
    except UnknownEventTypeError:
        return await _as_far_as_it_is_read(desk, trajectory)


async def _as_far_as_it_is_read(desk: Desk, trajectory: UUID) -> Part | Refusal:
    services, now = desk.services, desk.services.clock()
    sight = await sight_of(services, trajectory, await cut_at(services.log, now))
    if sight is None:
        return NO_SUCH_TRAJECTORY
    state, catalogue = sight.folded.trajectory, sight.folded.catalogue
    verdict = judge(desk.who, SEEN, state, now, catalogue)
    if isinstance(verdict, Allowed):
        return part_for(desk.who, state, now, catalogue)
    reading = Reading(desk.who.code, SEEN, CASEWORK, now)
    await services.access_log.record(reading, outcome=AccessOutcome.REFUSED, trajectory=trajectory)
    return verdict
