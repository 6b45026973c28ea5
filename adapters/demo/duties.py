"""The demo team's recurring duties: in force for some weeks, a session missed, and papers for what comes next."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile

from adapters.demo.staff import CTI_CENTRE
from adapters.reference.load import shipped
from domain.calendar import civil_date
from domain.duties import Duty
from domain.recurring.occasions import occasions
from domain.recurring.preparing import prepared_at
from domain.reference.definitions import Definition, Recurring
from domain.span import Span
from domain.trajectory_codes import Role

WEEKS_IN_FORCE = 4
WEEK_MISSED = 1
"""In the week of the last Friday the team did not meet."""

FRIDAY, WEEK, WEDNESDAY_BEFORE = 4, 7, timedelta(days=2)

NEXT_MEETING, MEETING_AFTER = timedelta(days=10), timedelta(days=101)


def session_day(today: date, week: int) -> date:
    """Return the Wednesday of a session; week 1 is that of the last Friday before today."""
    last_friday = today - timedelta(days=(today.weekday() - FRIDAY) % WEEK or WEEK)
    return last_friday - timedelta(weeks=week - 1) - WEDNESDAY_BEFORE


def in_force_since(now: datetime) -> datetime:
    """Return the instant at which the demo's duties were taken on."""
    return now - timedelta(weeks=WEEKS_IN_FORCE)


def demo_duties(today: date) -> tuple[Recurring, ...]:
    """Return every recurring duty: those shipped, in force, and the committee's next two meetings."""
    known = tuple(one for one in shipped() if isinstance(one, Recurring))
    return (*(one.model_copy(update={"active": True}) for one in known), _committee(today))


def others_shipped() -> tuple[Definition, ...]:
    """Return what else is shipped."""
    return tuple(one for one in shipped() if not isinstance(one, Recurring))


def team_duties(today: date) -> tuple[Recurring, ...]:
    """Return the duties that the team's sessions do."""
    return tuple(one for one in demo_duties(today) if one.unit == CTI_CENTRE)


def _committee(today: date) -> Recurring:
    return Recurring(
        code="samarbejdsudvalg",
        duty=Duty.COMMITTEE,
        da="Møde i samarbejdsudvalget",
        en="Meeting of the cooperation committee",
        dates=(today + NEXT_MEETING, today + MEETING_AFTER),
        prepare=Span(days=14),
        role=Role.HEAD_OF_OFFICE,
    )


def papers_ready(duty: Recurring, now: datetime) -> Iterator[date]:
    """Yield the occasions whose papers the demo has: those that were due since it began, else the next one."""
    if duty.prepare is None:
        return
    coming = occasions(duty, civil_date(in_force_since(now)))
    ready = list(takewhile(lambda day: prepared_at(duty, day) <= now, coming))
    yield from ready or [next(occasions(duty, civil_date(now)))]
