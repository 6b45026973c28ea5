"""What an append and a resend promise."""

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.log import Appended, ContentMismatch, EventLog, RecordedEvent, StreamAppend, VersionConflict
from tests.conformance.commands import (
    A_DAY,
    AN_INSTANT,
    a_command,
    appended,
    command_over,
    content_of,
    events_of,
    everything,
    part_of,
)


class AppendContract:
    """What an append promises."""

    async def test_an_event_comes_back_as_it_was_appended(self, log: EventLog) -> None:
        command = replace(a_command(count=2), causation=uuid4())
        [outcome] = appended(await log.append([command]))
        stream = command.streams[0].stream
        assert outcome == Appended(command.command_id, 2, {stream: 2}, first_time=True)
        assert [event.occurred for event in await everything(log)] == [A_DAY, AN_INSTANT]
        for ordinal, event in enumerate(await everything(log)):
            new = command.streams[0].events[ordinal]
            assert event == RecordedEvent(
                position=ordinal + 1,
                stream=stream,
                kind="trajectory",
                version=ordinal + 1,
                id=new.id,
                type=new.type,
                schema_version=new.schema_version,
                command_id=command.command_id,
                causation=command.causation,
                actor="BB07",
                municipality="101",
                occurred_on=new.occurred.on,
                occurred_at=new.occurred.at,
                recorded=event.recorded,
                payload=new.payload,
            )

    async def test_any_bytes_are_a_payload(self, log: EventLog) -> None:
        for payload in (b"", b"\x00\xff\\x", bytes(range(256)) * 4096):
            command_id = uuid4()
            part = StreamAppend(uuid4(), "contact", 0, events_of(command_id, 1, payload=payload))
            appended(await log.append([command_over([part], command_id=command_id)]))
            assert [event.payload for event in await log.load(part.stream)] == [payload]

    async def test_no_commands_is_no_append(self, log: EventLog) -> None:
        assert await log.append([]) == ()
        assert await log.head() == 0

    async def test_a_command_may_concern_several_streams(self, log: EventLog) -> None:
        command_id, first, second = uuid4(), uuid4(), uuid4()
        await log.append([a_command(second, count=3)])
        parts = [part_of(command_id, first, 0, 2), part_of(command_id, second, 3, 2, first=2)]
        [outcome] = appended(await log.append([command_over(parts, command_id=command_id)]))
        assert outcome.versions == {first: 2, second: 5}
        assert outcome.position == 7
        assert [event.version for event in await log.load(second)] == [1, 2, 3, 4, 5]

    async def test_commands_of_one_call_see_each_other_in_order(self, log: EventLog) -> None:
        stream = uuid4()
        outcomes = await log.append([a_command(stream, 0, 2), a_command(stream, 2), a_command(stream, 3)])
        assert [outcome.position for outcome in appended(outcomes)] == [2, 3, 4]

    @pytest.mark.parametrize("expected", [0, 1, 3])
    async def test_another_version_than_expected_stores_nothing(self, log: EventLog, expected: int) -> None:
        stream = uuid4()
        await log.append([a_command(stream, 0, 2)])
        late = a_command(stream, expected, 3)
        assert await log.append([late]) == (VersionConflict(late.command_id, stream, expected, 2),)
        assert await log.head() == 2
        assert await log.find_command(late.command_id, late.content) is None

    async def test_a_conflict_in_one_stream_stores_nothing_in_the_other(self, log: EventLog) -> None:
        command_id, fresh, taken = uuid4(), uuid4(), uuid4()
        await log.append([a_command(taken)])
        parts = [part_of(command_id, fresh, 0), part_of(command_id, taken, 0, first=1)]
        [outcome] = await log.append([command_over(parts, command_id=command_id)])
        assert outcome == VersionConflict(command_id, taken, 0, 1)
        assert await log.load(fresh) == ()

    async def test_one_refusal_aborts_no_other(self, log: EventLog) -> None:
        stream, used = uuid4(), a_command()
        await log.append([used])
        mismatch = replace(used, content=content_of("other"))
        outcomes = await log.append([a_command(stream), a_command(stream), mismatch, a_command(stream, 1)])
        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [Appended, VersionConflict, ContentMismatch, Appended]
        assert [event.position for event in await everything(log)] == [1, 2, 3]

    async def test_a_refused_command_may_come_again_with_the_version_that_it_then_knows(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream)])
        late = a_command(stream)
        await log.append([late])
        again = replace(late, streams=(replace(late.streams[0], expected_version=1),))
        [outcome] = appended(await log.append([again]))
        assert outcome.first_time
        assert outcome.versions == {stream: 2}


class ResendContract:
    """What a second sending of a command promises."""

    async def test_a_resend_gets_the_first_answer_and_stores_nothing(self, log: EventLog) -> None:
        command = a_command(count=2)
        [first] = appended(await log.append([command]))
        await log.append([a_command(command.streams[0].stream, 2)])
        [second] = appended(await log.append([command]))
        assert second == replace(first, first_time=False)
        assert await log.head() == 3

    async def test_a_resend_is_known_by_its_content_whatever_version_it_expects(self, log: EventLog) -> None:
        command = a_command()
        await log.append([command])
        moved = replace(command, streams=(replace(command.streams[0], expected_version=9),))
        [outcome] = appended(await log.append([moved]))
        assert (outcome.position, outcome.first_time) == (1, False)

    async def test_the_same_command_twice_in_one_call_is_stored_once(self, log: EventLog) -> None:
        command = a_command()
        outcomes = appended(await log.append([command, command]))
        assert [outcome.first_time for outcome in outcomes] == [True, False]
        assert await log.head() == 1

    async def test_other_content_under_a_used_command_id_is_a_mismatch(self, log: EventLog) -> None:
        command = a_command()
        await log.append([command])
        other = replace(command, content=content_of("other"))
        mismatch = ContentMismatch(command.command_id)
        assert await log.append([other]) == (mismatch,)
        assert await log.find_command(command.command_id, other.content) == mismatch
        assert await log.head() == 1

    async def test_a_command_is_found_by_its_id(self, log: EventLog) -> None:
        command = a_command(count=3)
        assert await log.find_command(command.command_id, command.content) is None
        [first] = appended(await log.append([command]))
        found = await log.find_command(command.command_id, command.content)
        assert found == replace(first, first_time=False)
