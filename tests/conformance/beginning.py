"""What one who looks for new streams is promised."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from domain.log import STREAM_KINDS, Beginning, EventLog, StreamKind
from tests.conformance.commands import a_command, everything


async def beginnings_by_pages(log: EventLog, kinds: Sequence[StreamKind], up_to: int, limit: int) -> list[Beginning]:
    """Follow the last position of each page until a page is not full."""
    found: list[Beginning] = []
    page = await log.beginnings(kinds, after=0, up_to=up_to, limit=limit)
    while page:
        found += page
        page = await log.beginnings(kinds, after=page[-1].position, up_to=up_to, limit=limit)
    return found


class BeginningsContract:
    """What one who looks for new streams is promised."""

    async def test_a_stream_begins_with_its_first_event(self, log: EventLog) -> None:
        first, second = uuid4(), uuid4()
        await log.append([a_command(first, 0, 2), a_command(kind="visit"), a_command(second), a_command(first, 2)])
        found = await log.beginnings(["trajectory"], after=0, up_to=99, limit=99)
        assert found == (Beginning(1, first), Beginning(4, second))

    async def test_beginnings_lie_above_one_position_and_at_another_or_lower(self, log: EventLog) -> None:
        await log.append([a_command() for _ in range(6)])
        for after, up_to, expected in [
            (0, 6, [1, 2, 3, 4, 5, 6]),
            (2, 4, [3, 4]),
            (4, 4, []),
            (5, 2, []),
            (6, 9, []),
        ]:
            found = await log.beginnings(["trajectory"], after=after, up_to=up_to, limit=99)
            assert [beginning.position for beginning in found] == expected

    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    async def test_pages_of_beginnings_of_several_kinds_miss_none_and_come_in_order(
        self, log: EventLog, limit: int
    ) -> None:
        await log.append([a_command(count=2, kind=kind) for kind in STREAM_KINDS * 3])
        kinds: list[StreamKind] = ["visit", "order"]
        firsts = [event for event in await everything(log) if event.version == 1 and event.kind in kinds]
        found = await beginnings_by_pages(log, kinds, 99, limit)
        assert found == [Beginning(event.position, event.stream) for event in firsts]
        assert len(found) == 6

    async def test_no_kinds_begin_nothing_and_a_kind_named_twice_begins_once(self, log: EventLog) -> None:
        await log.append([a_command(), a_command()])
        assert await log.beginnings([], after=0, up_to=99, limit=99) == ()
        twice = await log.beginnings(["trajectory", "trajectory"], after=0, up_to=99, limit=99)
        assert [beginning.position for beginning in twice] == [1, 2]
