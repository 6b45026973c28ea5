"""Which trajectories consents in force share with a partner: asked of the log, which is never behind."""

from uuid import UUID

from adapters.desk.streams import folded
from adapters.services import Services
from domain.access.codes import Action
from domain.access.policy import Allowed, judge
from domain.access.who import Who
from domain.events.identity import ConsentGiven

STREAMS = "SELECT DISTINCT stream FROM log.event WHERE type = $1"


async def shared_with(services: Services, who: Who) -> frozenset[UUID]:
    """Return the trajectories of which a consent in force shares the course with a partner's provider."""
    catalogue, now = await services.catalogue(), services.clock()
    streams = [row["stream"] for row in await services.pool.fetch(STREAMS, ConsentGiven.type_name)]
    states = (await folded(services.log, streams)).values()
    return frozenset(
        state.id for state in states if isinstance(judge(who, Action.SEE_TRAJECTORY, state, now, catalogue), Allowed)
    )
