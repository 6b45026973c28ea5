"""When a closed trajectory is to be deleted: warned of first, then the leader's to see to. Source: domain section 5.

Retention counts from closing. A legal hold stops it, as does a possible breach until it is assessed; a reopening
cancels it, and it is done once all of the vault is erased because of it. After a hold it is warned of anew. Nothing
is deleted here.
"""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, foresees, obliges
from domain.agenda_item import Act, ItemKind
from domain.events.course import HoldLifted
from domain.reference.catalogue import Catalogue
from domain.span import due_after
from domain.timers import timers_of
from domain.timing import times_of
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role


def is_time_stopped(trajectory: Trajectory) -> bool:
    """Tell whether nothing is erased by time: under a legal hold, or while a possible breach is to be assessed."""
    return trajectory.hold or any(breach.assessed is None for breach in trajectory.breaches)


@foresees
def deletion_comes(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """A closed trajectory is deleted a programme's retention after its closing."""
    programme = catalogue.programmes.get(trajectory.programme)
    if trajectory.closing is None or is_time_stopped(trajectory) or trajectory.deleted or programme is None:
        return
    closed = trajectory.closing.occurred
    yield Obligation(
        kind=ItemKind.DELETION,
        subject=_holds_lifted(trajectory),
        due=due_after(closed, programme.retention),
        worker=None,
        role=Role.LEADER,
        centre=trajectory.centre,
        why=Why("deletion-due", closed, programme.retention),
    )


def _holds_lifted(trajectory: Trajectory) -> int:
    """Another number is another deletion to warn of: what was said before a hold nobody may still count on."""
    return sum(isinstance(fact.event, HoldLifted) for fact in facts_that_hold(trajectory.facts))


@obliges
def leader_sees_to_deletion(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """It is the leader's to see to once the clock has warned of it; at once where there is no time to warn."""
    for deletion in deletion_comes(trajectory, catalogue):
        timers = timers_of(deletion, times_of(ItemKind.DELETION, catalogue.timings))
        warnings = [item for item in timers if item.act is Act.REMIND]
        if not warnings or any(item in trajectory.done for item in warnings):
            yield deletion
