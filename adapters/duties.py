"""What is due by recurring duties, folded from their few streams themselves: never behind, now or earlier."""

from adapters.earlier import View
from domain.log import EventLog
from domain.recurring.standing import DutyDue, duties_due, duty_streams
from domain.trajectory.happened import as_happened_by
from domain.trajectory.state import Trajectory
from projections.engine.stream import fold_stream


async def duties_at(
    log: EventLog, view: View, *, centre: str | None = None, programme: str | None = None
) -> tuple[DutyDue, ...]:
    """Return what is due by recurring duties as a view has it, the soonest due first; all units' if none is named."""
    cut = view.cut
    states = {}
    for stream in duty_streams(view.catalogue):
        events = await log.load(stream, up_to=None if cut is None else cut.position)
        state = fold_stream(events, Trajectory(stream), "unit").trajectory
        states[stream] = state if cut is None or cut.happened is None else as_happened_by(state, cut.happened)
    units = tuple(unit for unit in (centre, programme) if unit is not None)
    return duties_due(states, view.catalogue, units or None)
