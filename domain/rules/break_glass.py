"""Breaking the glass: access for three hours to what is not one's own, for a coded reason, told to the leader.

Source: domain section 5, design section 7.
"""

from datetime import datetime, timedelta

from domain import refusals
from domain.base import Occurred
from domain.changed import changed
from domain.commands.vault import BreakGlass
from domain.decide import Decision, Raised, States, decides_across
from domain.events.vault import GlassBroken
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.responsibility import is_caseworker, is_leader
from domain.trajectory.evolve import applies
from domain.trajectory.state import Broken, Trajectory

OPEN_FOR = timedelta(hours=3)

NOT_FOR_YOU = Refusal(
    "glass-not-for-you",
    "Nødadgang er for medarbejdere, der har forløb, og deres ledere. Ring til centrets leder.",
    "Breaking the glass is for workers who carry trajectories, and their leaders. Call the centre's leader.",
)


@decides_across(BreakGlass, lambda command: (command.trajectory,))
def break_glass(states: States, command: BreakGlass, now: datetime, catalogue: Catalogue) -> Decision:
    """It happens now, whatever day was given: three hours cannot begin before or after."""
    trajectory = states[command.trajectory]
    if trajectory.opened is None:
        return refusals.NO_SUCH_TRAJECTORY
    if not (is_caseworker(command.actor, catalogue) or is_leader(command.actor, catalogue)):
        return NOT_FOR_YOU
    broken = GlassBroken(reason=command.reason)
    return [Raised(trajectory.id, "trajectory", broken, Occurred.at_instant(now))]


@applies(GlassBroken)
def glass_broken(trajectory: Trajectory, fact: Fact, event: GlassBroken) -> Trajectory:
    """It counts from when the log recorded it, which no correction moves."""
    broken = Broken(fact.actor, fact.recorded + OPEN_FOR)
    return changed(trajectory, broken=(*trajectory.broken, broken))
