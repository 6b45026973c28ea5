"""Whether somebody may see a trajectory, also one that cannot be read to its end: that is judged as far as it is."""

from uuid import UUID

from adapters.desk.desk import Desk
from adapters.sight import sight_of
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.policy import Allowed, judge
from domain.evolution import UnknownEventTypeError
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory.state import Trajectory
from domain.vault import Reading
from projections.engine.cut import cut_at

SEEN, CASEWORK = Action.SEE_TRAJECTORY, AccessPurpose.CASEWORK


async def seen_by(desk: Desk, trajectory: UUID) -> Trajectory | Refusal:
    """Return a trajectory under its pseudonym, or why it is not shown; a refused attempt is written down first."""
    try:
        return await desk.see(trajectory)
    except UnknownEventTypeError:
        return await _as_far_as_it_is_read(desk, trajectory)


async def _as_far_as_it_is_read(desk: Desk, trajectory: UUID) -> Trajectory | Refusal:
    services, now = desk.services, desk.services.clock()
    sight = await sight_of(services, trajectory, await cut_at(services.log, now))
    if sight is None:
        return NO_SUCH_TRAJECTORY
    verdict = judge(desk.who, SEEN, sight.folded.trajectory, now, sight.folded.catalogue)
    if isinstance(verdict, Allowed):
        return sight.folded.trajectory
    reading = Reading(desk.who.code, SEEN, CASEWORK, now)
    await services.access_log.record(reading, outcome=AccessOutcome.REFUSED, trajectory=trajectory)
    return verdict
