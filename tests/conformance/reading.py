"""What a reader and one who waits are promised."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from domain.log import STREAM_KINDS, EventLog, Page, RecordedEvent
from tests.conformance.commands import a_command, everything


async def read_by_pages(log: EventLog, limit: int, **options: Any) -> list[RecordedEvent]:
    """Follow the pages' ends until a page brings nothing new."""
    events: list[RecordedEvent] = []
    after, page = 0, await log.read(0, limit=limit, **options)
    while page.end > after:
        events += page.events
        after, page = page.end, await log.read(page.end, limit=limit, **options)
    return events


def positions(page: Page) -> list[int]:
    return [event.position for event in page.events]


class ReadContract:
    """What a reader is promised."""

    async def test_an_empty_log_reads_as_nothing(self, log: EventLog) -> None:
        assert await log.head() == 0
        assert await log.read(0, limit=10) == Page((), 0)
        assert await log.load(uuid4()) == ()
        assert await log.streams("trajectory") == ()

    @pytest.mark.parametrize("limit", [1, 2, 5, 12, 100])
    async def test_pages_together_are_the_whole_log(self, log: EventLog, limit: int) -> None:
        await log.append([a_command(count=3) for _ in range(4)])
        events = await read_by_pages(log, limit)
        assert [event.position for event in events] == list(range(1, 13))

    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    async def test_pages_of_some_kinds_miss_none_of_them(self, log: EventLog, limit: int) -> None:
        await log.append([a_command(count=2, kind=kind) for kind in STREAM_KINDS * 3])
        events = await read_by_pages(log, limit, kinds=["visit", "order"])
        expected = [event for event in await everything(log) if event.kind in ("visit", "order")]
        assert events == expected
        assert len(events) == 12

    async def test_a_page_that_is_not_full_ends_at_the_head(self, log: EventLog) -> None:
        await log.append([a_command(kind="contact"), a_command(count=4)])
        page = await log.read(0, limit=2, kinds=["contact"])
        assert (positions(page), page.end) == ([1], 5)
        assert await log.read(5, limit=2, kinds=["contact"]) == Page((), 5)

    async def test_a_full_page_ends_at_its_last_event(self, log: EventLog) -> None:
        await log.append([a_command(kind="contact"), a_command(count=4), a_command(kind="contact")])
        page = await log.read(0, limit=1, kinds=["contact"])
        assert (positions(page), page.end) == ([1], 1)
        page = await log.read(1, limit=1, kinds=["contact"])
        assert (positions(page), page.end) == ([6], 6)

    async def test_no_kinds_is_none_of_them(self, log: EventLog) -> None:
        await log.append([a_command(count=3)])
        assert await log.read(0, limit=100, kinds=[]) == Page((), 3)

    async def test_a_kind_asked_for_twice_is_read_once(self, log: EventLog) -> None:
        await log.append([a_command(count=3)])
        assert positions(await log.read(0, limit=100, kinds=["trajectory", "trajectory"])) == [1, 2, 3]

    async def test_reading_stops_at_the_position_given(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 3), a_command(count=2), a_command(stream, 3, 2)])
        page = await log.read(1, limit=100, up_to=4)
        assert (positions(page), page.end) == ([2, 3, 4], 4)
        assert (await log.read(0, limit=100, up_to=99)).end == 7
        assert [event.position for event in await log.load(stream, up_to=6)] == [1, 2, 3, 6]
        assert [event.version for event in await log.load(stream)] == [1, 2, 3, 4, 5]

    async def test_a_reader_is_never_sent_back(self, log: EventLog) -> None:
        await log.append([a_command(count=3)])
        assert await log.read(2, limit=10, up_to=1) == Page((), 2)
        assert await log.read(8, limit=10) == Page((), 8)

    async def test_a_page_holds_at_least_one_event(self, log: EventLog) -> None:
        with pytest.raises(ValueError, match="limit"):
            await log.read(0, limit=0)

    async def test_streams_of_a_kind_come_in_the_order_of_their_first_event(self, log: EventLog) -> None:
        first, second, third = uuid4(), uuid4(), uuid4()
        await log.append([a_command(first), a_command(kind="visit"), a_command(second), a_command(first, 1)])
        await log.append([a_command(third)])
        assert await log.streams("trajectory") == (first, second, third)
        assert await log.streams("trajectory", up_to=4) == (first, second)
        assert await log.streams("cards") == ()

    async def test_recorded_never_falls(self, log: EventLog) -> None:
        for _ in range(20):
            await log.append([a_command(count=2), a_command()])
        recorded = [event.recorded for event in await everything(log)]
        assert recorded == sorted(recorded)
        assert all(moment.tzinfo is not None for moment in recorded)


class WaitContract:
    """What one who waits is promised."""

    async def test_waiting_for_what_is_already_there_returns(self, log: EventLog) -> None:
        await log.append([a_command()])
        async with asyncio.timeout(10):
            await log.wait(0, seconds=60)

    async def test_waiting_ends_after_the_time_given(self, log: EventLog) -> None:
        async with asyncio.timeout(10):
            await log.wait(0, seconds=0.05)
        assert await log.head() == 0

    async def test_an_append_wakes_all_who_wait(self, log: EventLog) -> None:
        waiting = [asyncio.create_task(log.wait(0, seconds=60)) for _ in range(3)]
        await asyncio.wait(waiting, timeout=0.05)
        await log.append([a_command()])
        done, pending = await asyncio.wait(waiting, timeout=10)
        assert (len(done), len(pending)) == (3, 0)

    async def test_waiting_beyond_the_next_event_goes_on_until_that_one(self, log: EventLog) -> None:
        waiting = asyncio.create_task(log.wait(1, seconds=60))
        await log.append([a_command()])
        await asyncio.wait([waiting], timeout=0.1)
        assert not waiting.done()
        await log.append([a_command()])
        await asyncio.wait_for(waiting, timeout=10)
