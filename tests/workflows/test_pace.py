"""A pace, by a clock of its own: whoever waits moves it."""

from types import SimpleNamespace

import pytest

from workflows import pace
from workflows.pace import Pace


class OwnTime:
    """A loop's clock that stands still but for those who sleep."""

    def __init__(self) -> None:
        self.now = 100.0

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> OwnTime:
    own = OwnTime()
    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(get_running_loop=lambda: own, sleep=own.sleep))
    return own


async def turns(pace: Pace, count: int) -> None:
    for _ in range(count):
        await pace.turn()


async def test_so_many_turns_take_so_long(clock: OwnTime) -> None:
    await turns(Pace(4), 41)
    assert clock.now == pytest.approx(110.0)


async def test_a_quick_pace_lets_a_tenth_of_a_second_go_at_once_and_no_more_after_a_rest(clock: OwnTime) -> None:
    quick = Pace(100)
    await turns(quick, 10)
    assert clock.now == pytest.approx(100.0)
    clock.now += 60
    await turns(quick, 10)
    assert clock.now == pytest.approx(160.0)
    await turns(quick, 100)
    assert clock.now == pytest.approx(161.0)


async def test_nobody_goes_while_it_is_held_back(clock: OwnTime) -> None:
    held = Pace(10)
    await held.turn()
    held.hold(5)
    await held.turn()
    assert clock.now == pytest.approx(105.0)
