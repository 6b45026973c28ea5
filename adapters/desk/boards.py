"""Which trajectories boards show to somebody, and one trajectory of them."""

from uuid import UUID

from adapters.desk.base import Counter
from adapters.desk.shared import shared_with
from domain.access.codes import Action
from domain.access.scope import NOTHING, Scope, scope_of
from domain.access.shared_part import Part, part_for
from domain.refusal import Refusal
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role


class Looker(Counter):
    """The part of the desk at which boards are looked at."""

    async def scope(self) -> Scope:
        """Return what boards show: to a partner, what consents in force share."""
        if self.who.municipality != self.services.municipality:
            return NOTHING
        catalogue = await self.services.catalogue()
        is_partner = self.who.provider is not None and self.who.has(Role.PARTNER)
        shared = await shared_with(self.services, self.who) if is_partner else ()
        return scope_of(self.who, catalogue, shared)

    async def see(self, trajectory: UUID) -> Trajectory | Refusal:
        """Return what is shown of a trajectory under its pseudonym; one that may not be seen does not exist."""
        part = await self.part(trajectory)
        return part if isinstance(part, Refusal) else part.of(await self.services.handler.trajectory(trajectory))

    async def part(self, trajectory: UUID) -> Part | Refusal:
        """Return how much of a trajectory is shown now: to a partner, what consents in force share."""
        verdict = await self.allowed(Action.SEE_TRAJECTORY, trajectory)
        if isinstance(verdict, Refusal):
            return verdict
        state = await self.services.handler.trajectory(trajectory)
        return part_for(self.who, state, self.services.clock(), await self.services.catalogue())
