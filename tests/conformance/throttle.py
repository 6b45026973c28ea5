"""The contract of a throttle: tries counted before the answer, and who guesses locked for a growing time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.throttle.limits import DAY, FORGOTTEN_AFTER, HOUR, LIMITS, QUARTER, SubjectKind, TryKind
from adapters.throttle.subjects import Subjects
from adapters.throttle.throttle import Throttle

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)
CODE = TryKind.RETURN_CODE
BRIDGE = Subjects("192.0.2.1", "BB1")
SECOND = timedelta(seconds=1)


async def tries_let_through(throttle: Throttle, kind: TryKind, subjects: Subjects, now: datetime) -> int:
    """Try until it is not let through any more; return how often it was."""
    count = 0
    while await throttle.check(kind, subjects, now) is None:
        count += 1
    return count


async def locked_for(throttle: Throttle, kind: TryKind, subjects: Subjects, now: datetime) -> timedelta:
    left = await throttle.check(kind, subjects, now)
    assert left is not None
    return left


class ThrottleContract:
    """What every throttle promises."""

    @pytest.mark.parametrize(
        ("kind", "tries"),
        [(TryKind.LOGIN, 5), (TryKind.RETURN_CODE, 5), (TryKind.MISTYPED_CODE, 20), (TryKind.SET_UP, 5)],
    )
    async def test_so_many_wrong_tries_are_let_through_and_then_a_quarter_of_an_hour_none(
        self, throttle: Throttle, kind: TryKind, tries: int
    ) -> None:
        assert await tries_let_through(throttle, kind, BRIDGE, NOON) == tries
        assert await locked_for(throttle, kind, BRIDGE, NOON) == QUARTER
        assert await locked_for(throttle, kind, BRIDGE, NOON + QUARTER - SECOND) == SECOND
        assert await throttle.check(kind, BRIDGE, NOON + QUARTER) is None

    async def test_each_lock_is_twice_as_long_as_the_one_before_up_to_a_day(self, throttle: Throttle) -> None:
        now, locks = NOON, []
        for _ in range(9):
            assert await tries_let_through(throttle, CODE, BRIDGE, now) == 5
            locks.append(await locked_for(throttle, CODE, BRIDGE, now))
            now += locks[-1]
        assert locks == [QUARTER * 2**number for number in range(7)] + [DAY, DAY]

    async def test_the_locks_of_a_log_in_address_end_at_an_hour(self, throttle: Throttle) -> None:
        now, locks = NOON, []
        for _ in range(4):
            for number in range(20):
                assert await throttle.check(TryKind.LOGIN, Subjects("192.0.2.1", f"BB{number}"), now) is None
            locks.append(await locked_for(throttle, TryKind.LOGIN, Subjects("192.0.2.1", "BB99"), now))
            now += locks[-1]
        assert locks == [QUARTER, 2 * QUARTER, HOUR, HOUR]

    async def test_wrong_tries_of_long_ago_do_not_count(self, throttle: Throttle) -> None:
        for number in range(12):
            assert await throttle.check(TryKind.LOGIN, BRIDGE, NOON + number * QUARTER / 3) is None

    async def test_five_unknown_codes_in_a_day_lock_however_slowly_they_come(self, throttle: Throttle) -> None:
        for number in range(5):
            assert await throttle.check(CODE, BRIDGE, NOON + number * 5 * HOUR) is None
        assert await locked_for(throttle, CODE, BRIDGE, NOON + 20 * HOUR) == QUARTER

    async def test_who_waits_a_week_begins_anew(self, throttle: Throttle) -> None:
        await tries_let_through(throttle, CODE, BRIDGE, NOON)
        again = NOON + FORGOTTEN_AFTER
        assert await tries_let_through(throttle, CODE, BRIDGE, again) == 5
        assert await locked_for(throttle, CODE, BRIDGE, again) == QUARTER

    async def test_a_right_one_is_never_counted(self, throttle: Throttle) -> None:
        for _ in range(30):
            assert await throttle.check(CODE, BRIDGE, NOON) is None
            await throttle.succeeded(CODE, BRIDGE)

    async def test_a_right_one_washes_no_wrong_one_away(self, throttle: Throttle) -> None:
        for _ in range(4):
            assert await throttle.check(CODE, BRIDGE, NOON) is None  # a wrong one
            assert await throttle.check(CODE, BRIDGE, NOON) is None  # a right one
            await throttle.succeeded(CODE, BRIDGE)
        assert await tries_let_through(throttle, CODE, BRIDGE, NOON) == 1

    async def test_a_right_one_at_the_last_try_locks_nobody_and_lengthens_no_lock(self, throttle: Throttle) -> None:
        for _ in range(5):
            assert await throttle.check(CODE, BRIDGE, NOON) is None
        await throttle.succeeded(CODE, BRIDGE)
        assert await tries_let_through(throttle, CODE, BRIDGE, NOON) == 1
        assert await locked_for(throttle, CODE, BRIDGE, NOON) == QUARTER

    async def test_a_lock_is_not_lengthened_by_trying_and_counts_for_nobody_else(self, throttle: Throttle) -> None:
        await tries_let_through(throttle, CODE, BRIDGE, NOON)
        for _ in range(40):
            assert await locked_for(throttle, CODE, BRIDGE, NOON) == QUARTER
        assert await throttle.check(CODE, Subjects(BRIDGE.address, "BB2"), NOON) is None

    async def test_a_user_who_guesses_codes_is_locked_at_every_address(self, throttle: Throttle) -> None:
        for number in range(5):
            assert await throttle.check(CODE, Subjects(f"192.0.2.{number}", "BB1"), NOON) is None
        assert await locked_for(throttle, CODE, Subjects("198.51.100.7", " bb1"), NOON) == QUARTER

    async def test_an_address_from_which_several_users_guess_is_locked_for_all_and_for_no_other(
        self, throttle: Throttle
    ) -> None:
        for number in range(4):
            assert await tries_let_through(throttle, CODE, Subjects("192.0.2.1", f"BB{number}"), NOON) == 5
        assert await locked_for(throttle, CODE, Subjects("192.0.2.1", "BB9"), NOON) == QUARTER
        assert await throttle.check(CODE, Subjects("192.0.2.2", "BB9"), NOON) is None

    async def test_who_knows_a_name_cannot_lock_its_bearer_out_elsewhere(self, throttle: Throttle) -> None:
        await tries_let_through(throttle, TryKind.LOGIN, Subjects("203.0.113.9", "BB1"), NOON)
        assert await throttle.check(TryKind.LOGIN, BRIDGE, NOON) is None

    async def test_one_kind_of_try_locks_no_other(self, throttle: Throttle) -> None:
        await tries_let_through(throttle, TryKind.LOGIN, BRIDGE, NOON)
        assert await throttle.check(CODE, BRIDGE, NOON) is None

    async def test_addresses_of_one_ipv6_network_are_one(self, throttle: Throttle) -> None:
        for number in range(5):
            assert await throttle.check(TryKind.SET_UP, Subjects(f"2001:db8::{number}"), NOON) is None
        assert await locked_for(throttle, TryKind.SET_UP, Subjects("2001:db8:0:0:ffff::1"), NOON) == QUARTER
        assert await throttle.check(TryKind.SET_UP, Subjects("2001:db8:0:1::1"), NOON) is None

    async def test_many_at_once_get_no_more_tries_than_one_after_another(self, throttle: Throttle) -> None:
        answers = await asyncio.gather(*(throttle.check(CODE, BRIDGE, NOON) for _ in range(60)))
        assert answers.count(None) == 5

    async def test_many_users_at_once_get_no_more_tries_than_their_address(self, throttle: Throttle) -> None:
        everybody = [Subjects("192.0.2.1", f"BB{number % 12}") for number in range(96)]
        answers = await asyncio.gather(*(throttle.check(CODE, one, NOON) for one in everybody))
        assert answers.count(None) == LIMITS[CODE][SubjectKind.ADDRESS].tries
