"""The in-memory log keeps the contracts of the event log and of return codes."""

from datetime import UTC, datetime

import pytest

from adapters.memory.log import InMemoryEventLog
from tests.conformance.commands import a_command, everything
from tests.conformance.event_log import EventLogContract
from tests.conformance.return_codes import ReturnCodeContract


class TestInMemoryEventLog(EventLogContract, ReturnCodeContract):
    @pytest.fixture
    def log(self) -> InMemoryEventLog:
        return InMemoryEventLog()


async def test_recorded_stands_still_while_the_clock_is_set_back() -> None:
    hours = iter([12, 11, 13])
    log = InMemoryEventLog(clock=lambda: datetime(2026, 1, 1, next(hours), tzinfo=UTC))
    for _ in range(3):
        await log.append([a_command()])
    assert [event.recorded.hour for event in await everything(log)] == [12, 12, 13]


async def test_a_log_of_another_municipality_is_possible() -> None:
    log = InMemoryEventLog(municipality="751")
    with pytest.raises(ValueError, match="751"):
        await log.append([a_command()])
