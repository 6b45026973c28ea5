"""What makes no sense is an error, and nothing of the call is stored."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.log import CommandAppend, EventLog, InvalidAppend, NewEvent, StreamAppend
from tests.conformance.commands import a_command, appended, command_over, events_of


def _stream(*events: NewEvent, **changes: Any) -> StreamAppend:
    return replace(StreamAppend(uuid4(), "trajectory", 0, events), **changes)


def _event(**changes: Any) -> NewEvent:
    return replace(events_of(uuid4(), 1)[0], **changes)


AN_EVENT = _event()

RUBBISH: dict[str, CommandAppend] = {
    "another municipality": replace(a_command(), municipality="751"),
    "content that is no digest": replace(a_command(), content=b"short"),
    "a name as actor": replace(a_command(), actor="Anna Hansen"),
    "an actor longer than a code": replace(a_command(), actor="BB0712345678"),
    "no stream": replace(a_command(), streams=()),
    "a stream twice": command_over(
        [_stream(_event(), stream=UUID(int=7)), _stream(_event(), stream=UUID(int=7), expected_version=1)]
    ),
    "no events": command_over([_stream()]),
    "a negative version": command_over([_stream(_event(), expected_version=-1)]),
    "a version beyond the largest": command_over([_stream(_event(), expected_version=2**63)]),
    "an unknown kind": command_over([_stream(_event(), kind="person")]),
    "one event twice in a stream": command_over([_stream(AN_EVENT, AN_EVENT)]),
    "one event in two streams": command_over([_stream(AN_EVENT), _stream(AN_EVENT)]),
    "an empty type": command_over([_stream(_event(type=""))]),
    "a sentence as type": command_over([_stream(_event(type="it was said"))]),
    "a line break after the type": command_over([_stream(_event(type="ThingHappened\n"))]),
    "a schema version of none": command_over([_stream(_event(schema_version=0))]),
    "a payload that is null": command_over([_stream(_event(payload=None))]),
}


class RubbishContract:
    """What makes no sense is an error, and nothing of the call is stored."""

    @pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH.keys())
    async def test_rubbish_is_an_error_and_nothing_of_the_call_is_stored(
        self, log: EventLog, rubbish: CommandAppend
    ) -> None:
        good = a_command()
        with pytest.raises(InvalidAppend):
            await log.append([good, rubbish])
        assert await log.head() == 0
        assert await log.find_command(good.command_id, good.content) is None
        assert [outcome.position for outcome in appended(await log.append([good]))] == [1]

    async def test_an_event_id_of_another_command_is_an_error(self, log: EventLog) -> None:
        first = a_command()
        await log.append([first])
        other = command_over([replace(first.streams[0], stream=uuid4())])
        with pytest.raises(InvalidAppend):
            await log.append([other])
        assert await log.head() == 1

    async def test_a_stream_keeps_its_kind(self, log: EventLog) -> None:
        stream = uuid4()
        await log.append([a_command(stream, kind="contact")])
        with pytest.raises(InvalidAppend):
            await log.append([a_command(stream, 1, kind="visit")])
        assert await log.head() == 1

    @pytest.mark.parametrize("changes", [{"expected_version": 2**63}, {"expected_version": -1}])
    async def test_an_error_shows_no_payload(self, log: EventLog, changes: dict[str, Any]) -> None:
        rubbish = command_over([_stream(_event(payload=b"Anna Hansen"), **changes)])
        await self._refused_without_showing(log, rubbish)

    async def test_an_error_shows_no_actor(self, log: EventLog) -> None:
        await self._refused_without_showing(log, replace(a_command(), actor="Anna Hansen"))

    async def _refused_without_showing(self, log: EventLog, rubbish: CommandAppend) -> None:
        with pytest.raises(InvalidAppend) as caught:
            await log.append([rubbish])
        assert "Anna" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
