"""When a mail about a notice may leave: never in quiet hours, not a minute late, once a day for a digest."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import COPENHAGEN
from domain.notices.codes import MailDays
from domain.notices.mail_times import is_open, mail_at, may_leave_at
from domain.reference.definitions import NoticePreference

OFFICE_HOURS = NoticePreference(code="BB07")
MINUTE = timedelta(minutes=1)


def copenhagen(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC)


def preferring(**fields: object) -> NoticePreference:
    return NoticePreference.model_validate({"code": "BB07", **fields})


def at_night(**fields: object) -> NoticePreference:
    return preferring(days=MailDays.EVERY_DAY, **fields)


@pytest.mark.parametrize(
    ("made", "leaves"),
    [
        ("2026-11-23T10:15", "2026-11-23T10:15"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T16:00", "2026-11-24T08:00"),
        ("2026-11-23T15:59", "2026-11-23T15:59"),
        ("2026-11-27T16:01", "2026-11-30T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),
        ("2026-12-24T17:00", "2026-12-28T08:00"),
        ("2026-04-01T17:00", "2026-04-07T08:00"),
        ("2023-05-05T09:00", "2023-05-08T08:00"),
        ("2024-04-26T09:00", "2024-04-26T09:00"),
        ("2026-12-31T23:59", "2027-01-04T08:00"),
        ("2026-03-27T20:00", "2026-03-30T08:00"),
        ("2026-10-23T20:00", "2026-10-26T08:00"),
    ],
)
def test_unless_somebody_says_otherwise_mail_leaves_on_danish_working_days_from_8_to_16(
    made: str, leaves: str
) -> None:
    assert mail_at(copenhagen(made), OFFICE_HOURS, urgent=False) == copenhagen(leaves)


def test_what_is_urgent_leaves_at_once_on_any_day_and_whatever_the_digest() -> None:
    christmas = copenhagen("2026-12-25T03:00")
    for preference in (OFFICE_HOURS, preferring(digest="09:00")):
        assert mail_at(christmas, preference, urgent=True) == christmas
        assert may_leave_at(christmas, preference, urgent=True) == christmas


@pytest.mark.parametrize(
    ("made", "leaves"),
    [
        ("2026-11-23T08:29", "2026-11-23T08:30"),
        ("2026-11-23T08:30", "2026-11-23T08:30"),
        ("2026-11-23T08:31", "2026-11-24T08:30"),
        ("2026-11-27T09:00", "2026-11-30T08:30"),
        ("2026-03-28T09:00", "2026-03-30T08:30"),
    ],
)
def test_a_digest_comes_once_a_day_at_its_time(made: str, leaves: str) -> None:
    assert mail_at(copenhagen(made), preferring(digest="08:30"), urgent=False) == copenhagen(leaves)


def test_a_digest_that_was_held_up_leaves_as_soon_as_it_may_and_not_a_day_later() -> None:
    preference = preferring(digest="08:30")
    assert may_leave_at(copenhagen("2026-11-23T11:00"), preference, urgent=False) == copenhagen("2026-11-23T11:00")
    assert may_leave_at(copenhagen("2026-11-23T22:00"), preference, urgent=False) == copenhagen("2026-11-24T08:00")


def test_when_the_clock_skips_the_time_at_which_quiet_hours_end_they_end_as_it_skips_it() -> None:
    preference = at_night(quiet_from="22:00", quiet_until="02:30")
    assert mail_at(copenhagen("2026-03-29T01:00"), preference, urgent=False) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    digest = at_night(quiet_from="22:00", quiet_until="02:00", digest="02:30")
    assert mail_at(copenhagen("2026-03-29T01:00"), digest, urgent=False) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_when_the_clock_goes_through_an_hour_twice_it_is_quiet_twice_and_a_digest_comes_the_first_time() -> None:
    preference = at_night(quiet_from="22:00", quiet_until="02:30")
    first, second = copenhagen("2026-10-25T02:10"), copenhagen("2026-10-25T02:10", fold=1)
    assert mail_at(first, preference, urgent=False) == copenhagen("2026-10-25T02:30")
    assert mail_at(second, preference, urgent=False) == copenhagen("2026-10-25T02:30", fold=1)
    digest = at_night(quiet_from="22:00", quiet_until="02:00", digest="02:30")
    assert mail_at(first, digest, urgent=False) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert mail_at(second, digest, urgent=False) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_when_the_clock_is_set_back_out_of_quiet_hours_mail_leaves_as_it_is() -> None:
    preference = at_night(quiet_from="02:30", quiet_until="03:30")
    made = copenhagen("2026-10-25T02:45")
    assert mail_at(made, preference, urgent=False) == datetime(2026, 10, 25, 1, tzinfo=UTC)


def test_from_a_time_to_itself_no_hour_is_quiet() -> None:
    preference = at_night(quiet_from="00:00", quiet_until="00:00")
    made = copenhagen("2026-12-24T23:59")
    assert mail_at(made, preference, urgent=False) == made


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": "16:00"},
        {"digest": "07:59"},
        {"digest": "00:00"},
        {"quiet_from": "10:00", "quiet_until": "11:00", "digest": "10:30"},
        {"quiet_from": "24:00"},
        {"quiet_until": "8:00"},
        {"digest": 830},
    ],
)
def test_a_digest_in_quiet_hours_or_a_time_that_is_none_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        preferring(**fields)


TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from((0, 1, 15, 30, 59)))
DAYS_OF_CHANGE = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2026, 12, 24), date(2028, 2, 29)]
INSTANTS = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds),
    st.one_of(st.sampled_from(DAYS_OF_CHANGE), st.dates(date(2008, 1, 1), date(2100, 1, 1))),
    st.integers(-86_400, 2 * 86_400),
)
OPEN_AT_SOME_TIME = st.builds(preferring, quiet_from=TIMES, quiet_until=TIMES, days=st.sampled_from(MailDays)).filter(
    lambda preference: (preference.quiet_from, preference.quiet_until) != ("00:00", "23:59")
)


@given(INSTANTS, OPEN_AT_SOME_TIME)
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), at_night(quiet_from="02:30", quiet_until="03:30"))
def test_mail_leaves_at_the_first_open_instant_and_at_no_later_one(
    made: datetime, preference: NoticePreference
) -> None:
    leaves = mail_at(made, preference, urgent=False)
    assert leaves >= made
    assert is_open(leaves, preference)
    steps = min(int((leaves - made) / MINUTE), 3 * 24 * 60)
    between = (leaves - number * MINUTE for number in range(1, steps + 1))
    assert not any(is_open(at, preference) for at in between if at >= made)


@given(INSTANTS, TIMES)
def test_two_digests_are_never_sent_on_one_day(made: datetime, at: str) -> None:
    preference = preferring(quiet_from="00:00", quiet_until="00:00", digest=at, days=MailDays.EVERY_DAY)
    first = mail_at(made, preference, urgent=False)
    following = mail_at(first + timedelta(seconds=1), preference, urgent=False)
    days = [one.astimezone(COPENHAGEN).date() for one in (first, following)]
    assert days[1] == days[0] + timedelta(days=1)
    assert mail_at(first, preference, urgent=False) == first
