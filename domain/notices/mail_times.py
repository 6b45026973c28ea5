"""When a mail about a notice may leave: not in the worker's quiet hours, and once a day where it is a digest.

Hours are those of the wall clock in Copenhagen. When it is set forward, an hour that it skips begins as it skips it;
when it is set back, the hour that comes twice is quiet, or not, both times, and a digest comes the first time.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from domain.calendar import COPENHAGEN, civil_date, is_working_day, start_of_day
from domain.notices.codes import MailDays
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import NoticePreference


def preference_of(worker: str, catalogue: Catalogue) -> NoticePreference:
    """Return when a worker wants mail; who never said is sent mail on Danish working days from 8 to 16."""
    return catalogue.notice_preferences.get(worker) or NoticePreference(code=worker)


def mail_at(made: datetime, preference: NoticePreference, *, urgent: bool) -> datetime:
    """Return the first instant, at `made` or later, at which a worker is sent mail about a notice; in UTC."""
    made = made.astimezone(UTC)
    if urgent or (preference.digest is None and is_open(made, preference)):
        return made
    days = (civil_date(made) + timedelta(days=number) for number in count())
    return next(at for day in days for at in _instants(day, preference) if at >= made)


def may_leave_at(now: datetime, preference: NoticePreference, *, urgent: bool) -> datetime:
    """Return the first instant, now or later, at which mail that is due may leave; a digest waits no further day."""
    return mail_at(now, preference.model_copy(update={"digest": None}), urgent=urgent)


def is_open(at: datetime, preference: NoticePreference) -> bool:
    """Tell whether an instant lies on a day for mail and outside the quiet hours."""
    wall = at.astimezone(COPENHAGEN)
    return _is_mail_day(wall.date(), preference) and not is_quiet(wall.time(), preference)


def is_quiet(wall: time, preference: NoticePreference) -> bool:
    """Tell whether a time of day is quiet; quiet hours may go over midnight, and from a time to itself is none."""
    begins, ends = time.fromisoformat(preference.quiet_from), time.fromisoformat(preference.quiet_until)
    if begins <= ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def _instants(day: date, preference: NoticePreference) -> Iterable[datetime]:
    """Return, in order, the instants of a day at which mail may begin to leave."""
    if not _is_mail_day(day, preference):
        return ()
    if preference.digest is not None:
        return (_passes(day, preference.digest)[0],)
    begins = {start_of_day(day), clocks_are_set(day), *_passes(day, preference.quiet_until)}
    return sorted(at for at in begins if is_open(at, preference))


def _passes(day: date, wall: str) -> list[datetime]:
    """Return the instants at which the wall clock shows a time: one, two, or the one at which it skips it."""
    local = datetime.combine(day, time.fromisoformat(wall), COPENHAGEN)
    instants = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = [at for at in instants if at.astimezone(COPENHAGEN).time() == local.time()]
    return shown or [clocks_are_set(day)]


def clocks_are_set(day: date) -> datetime:
    """Return the instant of a day at which clocks are set, if they are on that day. Source: directive 2000/84/EC."""
    return datetime.combine(day, time(1), UTC)


def _is_mail_day(day: date, preference: NoticePreference) -> bool:
    return preference.days is MailDays.EVERY_DAY or is_working_day(day)
