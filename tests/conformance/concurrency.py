"""What many writers at once are promised."""

import asyncio
from uuid import UUID, uuid4

from domain.log import Appended, CommandAppend, EventLog, VersionConflict
from tests.conformance.commands import a_command, appended, command_over, everything, part_of

WRITERS, ROUNDS = 16, 8


class ConcurrencyContract:
    """What many writers at once are promised."""

    async def test_of_many_who_want_the_same_version_one_wins(self, log: EventLog) -> None:
        stream = uuid4()
        calls = await asyncio.gather(*(log.append([a_command(stream)]) for _ in range(WRITERS)))
        outcomes = [outcome for call in calls for outcome in call]
        assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, VersionConflict) for outcome in outcomes) == WRITERS - 1
        assert await log.head() == 1

    async def test_many_resends_at_once_store_one_event(self, log: EventLog) -> None:
        command = a_command()
        calls = await asyncio.gather(*(log.append([command]) for _ in range(WRITERS)))
        outcomes = appended([outcome for call in calls for outcome in call])
        assert sum(outcome.first_time for outcome in outcomes) == 1
        assert {outcome.position for outcome in outcomes} == {1}
        assert await log.head() == 1

    async def test_sixteen_writers_fill_positions_and_versions_without_a_gap(self, log: EventLog) -> None:
        shared = uuid4()
        await asyncio.gather(*(_write(log, shared) for _ in range(WRITERS)))
        events = await everything(log)
        assert [event.position for event in events] == list(range(1, WRITERS * ROUNDS * 2 + 1))
        assert [event.version for event in await log.load(shared)] == list(range(1, WRITERS * ROUNDS + 1))
        recorded = [event.recorded for event in events]
        assert recorded == sorted(recorded)


async def _write(log: EventLog, shared: UUID) -> None:
    own = uuid4()
    for version in range(ROUNDS):
        await _append_to_both(log, own, version, shared)


async def _append_to_both(log: EventLog, own: UUID, version: int, shared: UUID) -> None:
    """Append to an own and to the shared stream, again from the new state until it is accepted."""
    command_id, expected = uuid4(), len(await log.load(shared))
    while True:
        [outcome] = await log.append([_over_both(command_id, own, version, shared, expected)])
        if isinstance(outcome, Appended):
            return
        assert isinstance(outcome, VersionConflict)
        expected = outcome.actual


def _over_both(command_id: UUID, own: UUID, version: int, shared: UUID, expected: int) -> CommandAppend:
    parts = [part_of(command_id, own, version), part_of(command_id, shared, expected, first=1)]
    return command_over(parts, command_id=command_id)
