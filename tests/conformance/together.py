"""What many tasks of one process are promised who append and read at the same time."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from uuid import UUID, uuid4

import pytest

from domain.log import (
    Appended,
    AppendOutcome,
    CommandAppend,
    ContentMismatch,
    EventLog,
    InvalidAppend,
    StreamAppend,
    VersionConflict,
)
from tests.conformance.commands import a_command, appended, command_over, content_of, everything, part_of
from tests.conformance.rubbish import RUBBISH

TASKS = 32


async def each_by_itself(
    log: EventLog, calls: Sequence[Sequence[CommandAppend]]
) -> list[tuple[AppendOutcome, ...] | BaseException]:
    """What becomes of calls that are made at the same time, an error included."""
    return await asyncio.gather(*(log.append(call) for call in calls), return_exceptions=True)


class TogetherContract:
    """What many tasks are promised who append and read at the same time."""

    async def test_each_of_many_gets_the_outcomes_of_its_own_commands_in_order(self, log: EventLog) -> None:
        calls = [[a_command(count=count % 3 + 1) for count in range(task % 4)] for task in range(TASKS)]
        answers = await asyncio.gather(*(log.append(call) for call in calls))
        for call, outcomes in zip(calls, answers, strict=True):
            assert [outcome.command_id for outcome in outcomes] == [command.command_id for command in call]
            assert all(outcome.first_time for outcome in appended(outcomes))
        stored = {event.command_id: event.position for event in await everything(log)}
        assert stored == {outcome.command_id: outcome.position for call in answers for outcome in appended(call)}
        assert await log.head() == sum(len(part.events) for call in calls for one in call for part in one.streams)

    async def test_those_who_ask_one_after_another_are_served_in_that_order(self, log: EventLog) -> None:
        stream = uuid4()
        answers = await asyncio.gather(*(log.append([a_command(stream, version)]) for version in range(TASKS)))
        outcomes = appended([outcome for answer in answers for outcome in answer])
        assert [outcome.position for outcome in outcomes] == list(range(1, TASKS + 1))

    async def test_resends_and_refusals_among_many_are_of_their_own(self, log: EventLog) -> None:
        used, taken = a_command(), uuid4()
        await log.append([used, a_command(taken)])
        others = [[a_command()] for _ in range(TASKS)]
        late, mismatch = a_command(taken), replace(used, content=content_of("other"))
        answers = await each_by_itself(log, [[used], *others[:9], [late], *others[9:], [mismatch], [used, late]])
        conflict = VersionConflict(late.command_id, taken, 0, 1)
        first = Appended(used.command_id, 1, {used.streams[0].stream: 1}, first_time=False)
        assert answers[0] == (first,)
        assert answers[10] == (conflict,)
        assert answers[-2:] == [(ContentMismatch(used.command_id),), (first, conflict)]
        assert await log.head() == TASKS + 2

    async def test_one_who_sends_rubbish_gets_the_error_and_nobody_else(self, log: EventLog) -> None:
        rubbish = [[a_command(), one] for one in RUBBISH.values()]
        good = [[a_command()] for _ in range(TASKS)]
        answers = await each_by_itself(log, [*good[:5], *rubbish, *good[5:]])
        refused, accepted = answers[5 : 5 + len(rubbish)], answers[:5] + answers[5 + len(rubbish) :]
        assert {type(answer) for answer in refused} == {InvalidAppend}
        assert {type(answer) for answer in accepted} == {tuple}
        stored = {event.command_id for event in await everything(log)}
        assert stored == {command.command_id for call in good for command in call}

    async def test_an_event_id_that_two_use_is_stored_once(self, log: EventLog) -> None:
        command = a_command()
        twin = command_over([replace(command.streams[0], stream=uuid4())])
        answers = await each_by_itself(log, [[command], [twin], [a_command()]])
        assert [type(answer) for answer in answers] == [tuple, InvalidAppend, tuple]
        assert await log.head() == 2

    async def test_who_gives_up_disturbs_nobody_else(self, log: EventLog) -> None:
        asking = [asyncio.create_task(log.append([a_command()])) for _ in range(TASKS)]
        await asyncio.sleep(0)
        for task in asking[::3]:
            task.cancel()
        answers = await asyncio.gather(*asking, return_exceptions=True)
        for ordinal, answer in enumerate(answers):
            assert isinstance(answer, tuple) or ordinal % 3 == 0
        positions = [event.position for event in await everything(log)]
        assert positions == list(range(1, len(positions) + 1))

    @pytest.mark.parametrize("seed", range(4))
    async def test_any_mixture_of_one_call_is_what_its_commands_are_one_by_one(
        self, log: EventLog, seed: int
    ) -> None:
        commands = list(_a_mixture(Random(seed)))
        outcomes = await log.append(commands)
        versions: dict[UUID, int] = {}
        answered: dict[UUID, tuple[bytes, Appended]] = {}
        head = 0
        for command, outcome in zip(commands, outcomes, strict=True):
            expected, head = _one_by_one(command, versions, answered, head)
            assert outcome == expected
        events = await everything(log)
        assert [event.position for event in events] == list(range(1, head + 1))
        for stream, version in versions.items():
            assert [event.version for event in await log.load(stream)] == list(range(1, version + 1))

    async def test_reads_of_many_are_each_of_their_own_and_no_older_than_they(self, log: EventLog) -> None:
        async def write_and_read(count: int) -> None:
            command = a_command(count=count)
            [outcome] = appended(await log.append([command]))
            loaded, head, found, none = await asyncio.gather(
                log.load(command.streams[0].stream, after_version=1),
                log.head(),
                log.find_command(command.command_id, command.content),
                log.find_command(command.command_id, content_of("other")),
            )
            assert [event.version for event in loaded] == list(range(2, count + 1))
            assert head >= outcome.position
            assert found == replace(outcome, first_time=False)
            assert none == ContentMismatch(command.command_id)
            assert await log.find_command(uuid4(), command.content) is None

        await asyncio.gather(*(write_and_read(task % 5 + 1) for task in range(TASKS)))

    async def test_many_who_load_one_stream_from_different_versions_each_get_what_they_asked_for(
        self, log: EventLog
    ) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 5), a_command()])
        loaded = await asyncio.gather(*(log.load(stream, after_version=after) for after in (4, 0, 9, 2, 5, 4)))
        versions = [[event.version for event in events] for events in loaded]
        assert versions == [[5], [1, 2, 3, 4, 5], [], [3, 4, 5], [], [5]]


def _a_mixture(random: Random) -> list[CommandAppend]:
    """Commands over few streams, with versions that are often right, and some ids that come again."""
    streams = [uuid4() for _ in range(4)]
    versions = dict.fromkeys(streams, 0)
    commands: list[CommandAppend] = []
    for _ in range(60):
        if commands and random.random() < 0.15:
            again = random.choice(commands)
            commands.append(again if random.random() < 0.5 else replace(again, content=content_of("other")))
            continue
        command_id, chosen = uuid4(), random.sample(streams, random.choice([1, 1, 2, 3]))
        parts: list[StreamAppend] = []
        for stream in chosen:
            count = random.randint(1, 3)
            expected = max(0, versions[stream] + random.choice([0, 0, 0, 0, 0, 1, -1]))
            parts.append(part_of(command_id, stream, expected, count, first=10 * len(parts)))
        commands.append(command_over(parts, command_id=command_id))
        if all(part.expected_version == versions[part.stream] for part in parts):
            versions.update({part.stream: part.expected_version + len(part.events) for part in parts})
    return commands


def _one_by_one(
    command: CommandAppend, versions: dict[UUID, int], answered: dict[UUID, tuple[bytes, Appended]], head: int
) -> tuple[AppendOutcome, int]:
    """What a log with these versions and answers says to a command, and its head afterwards."""
    if command.command_id in answered:
        content, first = answered[command.command_id]
        same = content == command.content
        return (replace(first, first_time=False) if same else ContentMismatch(command.command_id)), head
    for part in command.streams:
        actual = versions.get(part.stream, 0)
        if actual != part.expected_version:
            return VersionConflict(command.command_id, part.stream, part.expected_version, actual), head
    moved = {part.stream: part.expected_version + len(part.events) for part in command.streams}
    versions.update(moved)
    head += sum(len(part.events) for part in command.streams)
    outcome = Appended(command.command_id, head, moved, first_time=True)
    answered[command.command_id] = command.content, outcome
    return outcome, head
