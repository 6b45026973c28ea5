"""What one who loads streams is promised."""

from uuid import UUID, uuid4

import pytest

from domain.log import EventLog, RecordedEvent
from tests.conformance.commands import a_command, everything


def by_stream(events: tuple[RecordedEvent, ...], *streams: UUID) -> tuple[RecordedEvent, ...]:
    """The events of some streams as `load_many` returns them."""
    chosen = [event for event in events if event.stream in streams]
    return tuple(sorted(chosen, key=lambda event: (event.stream, event.version)))


class LoadContract:
    """What one who loads streams is promised."""

    @pytest.mark.parametrize("after", [0, 1, 3, 4, 9])
    async def test_a_stream_is_loaded_from_above_a_version(self, log: EventLog, after: int) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 3), a_command(count=2), a_command(stream, 3)])
        expected = [version for version in (1, 2, 3, 4) if version > after]
        assert [event.version for event in await log.load(stream, after_version=after)] == expected

    async def test_from_above_a_version_and_up_to_a_position_both_hold(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 3), a_command(), a_command(stream, 3, 2)])
        assert [event.version for event in await log.load(stream, after_version=1, up_to=5)] == [2, 3, 4]
        assert await log.load(stream, after_version=3, up_to=3) == ()
        assert await log.load(stream, after_version=5, up_to=99) == ()

    async def test_many_streams_come_by_stream_and_there_by_version(self, log: EventLog) -> None:
        first, second, other = uuid4(), uuid4(), uuid4()
        await log.append([a_command(first, 0, 2), a_command(second), a_command(other), a_command(second, 1, 2)])
        await log.append([a_command(first, 2)])
        expected = by_stream(await everything(log), first, second)
        assert len(expected) == 6
        assert await log.load_many([first, second]) == expected
        assert await log.load_many([second, first]) == expected

    async def test_a_stream_named_twice_is_loaded_once(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 3)])
        assert await log.load_many([stream, stream]) == await log.load(stream)

    async def test_no_streams_are_no_events_and_unknown_ones_have_none(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream)])
        assert await log.load_many([]) == ()
        assert await log.load_many([uuid4(), uuid4()]) == ()
        assert await log.load_many([uuid4(), stream]) == await log.load(stream)

    async def test_many_streams_stop_at_the_position_given(self, log: EventLog) -> None:
        first, second = uuid4(), uuid4()
        await log.append([a_command(first, 0, 2), a_command(second, 0, 2), a_command(first, 2), a_command(second, 2)])
        expected = [event for event in by_stream(await everything(log), first, second) if event.position <= 5]
        assert await log.load_many([first, second], up_to=5) == tuple(expected)
        assert await log.load_many([second], up_to=2) == ()
        assert await log.load_many([first, second], up_to=0) == ()
