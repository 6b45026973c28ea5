"""Positions of the log and the instants at which they were recorded."""

from datetime import datetime

from domain.log import EventLog


async def recorded_at(log: EventLog, position: int) -> datetime | None:
    """Return when the event at a position was recorded; None before the first and beyond the head."""
    page = await log.read(position - 1, limit=1, up_to=position)
    return page.events[0].recorded if page.events else None


async def position_before(log: EventLog, instant: datetime) -> int:
    """Return the position of the last event recorded before an instant. Recorded times never fall, so halves do."""
    low, high = 0, await log.head()
    while low < high:
        middle = (low + high + 1) // 2
        recorded = await recorded_at(log, middle)
        if recorded is not None and recorded < instant:
            low = middle
        else:
            high = middle - 1
    return low
