"""The two cuts through time by which a board can be seen as it was. Source: design section 4.

*Known* is a prefix of the log. *Happened* is a day, applied after that prefix's corrections.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import end_of_day
from domain.log import EventLog
from projections.engine.when import position_before, recorded_at

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """What was known at a position of the log, and of that what had happened when a day ended (None: all of it).

    `now` is the instant at which what is overdue is judged.
    """

    position: int
    happened: date | None
    now: datetime


class BeyondTheLogError(ValueError):
    """The log has no event at such a position."""


async def cut_at(
    log: EventLog, now: datetime, *, known: int | date | None = None, happened: date | None = None
) -> Cut:
    """Return the cut through what was known at a position or when a day ended (None: now), and what had happened.

    Overdue is judged when the day of `happened` ended, else when what was known was. Raises BeyondTheLogError for a
    position at which the log has no event; before its first event nothing was known.
    """
    position, instant = await _known(log, now, known)
    return Cut(position, happened, instant if happened is None else end_of_day(happened) - MOMENT)


async def _known(log: EventLog, now: datetime, known: int | date | None) -> tuple[int, datetime]:
    if known is None:
        return await log.head(), now
    if isinstance(known, date):
        return await position_before(log, end_of_day(known)), min(end_of_day(known) - MOMENT, now)
    recorded = await recorded_at(log, known) if known > 0 else None
    if recorded is None:
        raise BeyondTheLogError("the log has no event at that position")
    return known, recorded
