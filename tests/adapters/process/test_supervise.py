"""Roles that end by themselves, that do not stop, and that are told to."""

import asyncio

import pytest

from adapters.process import supervise
from adapters.process.supervise import Role, kept_up, set_within, until_set


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(supervise, "LONGEST_PAUSE", 0.002)
    monkeypatch.setattr(supervise, "STOP_SECONDS", 0.05)


class Recorded:
    """A role that does what its plan says, and tells how often it was begun and ended."""

    def __init__(self, *plan: Exception | str) -> None:
        self.plan = list(plan)
        self.begun = 0
        self.stopped = asyncio.Event()
        self.runs_well = asyncio.Event()
        self.begun_thrice = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        self.begun += 1
        if self.begun == 3:
            self.begun_thrice.set()
        step = self.plan.pop(0) if self.plan else "well"
        if isinstance(step, Exception):
            raise step
        if step == "ends":
            return
        self.runs_well.set()
        try:
            await (asyncio.Event() if step == "deaf" else stop).wait()
        finally:
            self.stopped.set()


async def test_a_role_that_fails_or_ends_is_run_again_until_it_runs() -> None:
    role = Recorded(OSError(), "ends", ExceptionGroup("both", [ValueError()]))
    async with kept_up([Role("worker", role.run)]):
        await role.runs_well.wait()
    assert role.begun == 4
    assert role.stopped.is_set()


async def test_a_role_that_fails_again_and_again_stops_when_it_is_told() -> None:
    role = Recorded(*(OSError() for _ in range(10_000)))
    other = Recorded()
    async with kept_up([Role("worker", role.run), Role("web", other.run)]):
        await other.runs_well.wait()
        await role.begun_thrice.wait()
    begun = role.begun
    await asyncio.sleep(0)
    assert role.begun == begun


async def test_a_role_that_does_not_listen_is_cancelled() -> None:
    role = Recorded("deaf")
    async with kept_up([Role("worker", role.run)]):
        await role.runs_well.wait()
    assert role.stopped.is_set()


async def test_roles_are_stopped_when_the_block_fails() -> None:
    role = Recorded()

    async def fail() -> None:
        async with kept_up([Role("worker", role.run)]):
            await role.runs_well.wait()
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await fail()
    assert role.stopped.is_set()


async def test_roles_are_stopped_when_the_block_is_cancelled() -> None:
    role = Recorded()

    async def serve() -> None:
        async with kept_up([Role("worker", role.run)]):
            await asyncio.Event().wait()

    serving = asyncio.create_task(serve())
    await role.runs_well.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert role.stopped.is_set()


async def test_work_is_cancelled_when_it_is_to_stop_and_told_when_it_fails() -> None:
    stop, role = asyncio.Event(), Recorded("deaf")
    working = asyncio.create_task(until_set(stop, role.run(stop)))
    await role.runs_well.wait()
    stop.set()
    await working
    assert role.stopped.is_set()
    with pytest.raises(OSError, match="away"):
        await until_set(asyncio.Event(), Recorded(OSError("away")).run(stop))


async def test_waiting_for_an_event_tells_whether_it_was_set() -> None:
    stop = asyncio.Event()
    assert not await set_within(stop, 0.001)
    stop.set()
    assert await set_within(stop, 10)
