"""What a command that is sent twice is answered, however the two lie in time; and that nothing old is judged by."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from adapters.memory.log import InMemoryEventLog
from domain import refusals, remembered
from domain.base import SYSTEM, Digest
from domain.commands import Command
from domain.commands.corrections import CorrectField
from domain.commands.course import AssignWorker, SetTargetGroup
from domain.commands.reference import Define
from domain.contact_codes import Language
from domain.events.contacts import ContactRegistered
from domain.events.corrections import PayloadsBlanked
from domain.fact import new_event
from domain.handler import FEW, Accepted, CommandHandler
from domain.log import (
    AppendOutcome,
    CommandAppend,
    InvalidAppend,
    NewEvent,
    RecordedEvent,
    ReturnCodeClaim,
    StreamAppend,
    StreamKind,
)
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.trajectory_codes import Role, TargetGroup
from tests.domain.given import on
from tests.domain.samples import DEFINITIONS, TRAJECTORY, command, opened

NOW = datetime(2013, 4, 2, 18, tzinfo=UTC)
OPENING = opened("2013-04-02")
ORDER = UUID(int=77)
DIGEST: Digest = "0" * 64


class LogWithATwin(InMemoryEventLog):
    """A log where `others` are handled at a `moment` of a handler's work; `answer` is the first's.

    The moments are: before the newest events of its streams are loaded, and before it appends.
    """

    others: tuple[Command, ...] = ()
    moment = "load"
    answer: Accepted | Refusal | None = None
    loaded: int = 0

    async def load(
        self, stream: UUID, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        await self._meanwhile("load")
        events = await super().load(stream, after_version=after_version, up_to=up_to)
        self.loaded += len(events)
        return events

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        await self._meanwhile("append")
        return await super().append(commands, claim=claim)

    async def _meanwhile(self, moment: str) -> None:
        await asyncio.sleep(0)
        if moment == self.moment:
            others, self.others = self.others, ()
            answers = [await CommandHandler(self).handle(other, NOW) for other in others]
            self.answer = answers[0] if answers else self.answer

    async def blank(self, stream: UUID) -> None:
        """Do what a lawful order does: blank a stream's payloads, and tell of it in the log."""
        events = tuple(event.id for event in self._streams[stream])
        blanked = [event._replace(payload=None) for event in self._streams[stream]]
        self._streams[stream][:] = blanked
        for event in blanked:
            self._events[event.position - 1] = event
        await append_event(self, ORDER, "order", PayloadsBlanked(events=events, order=DIGEST))


async def append_event(
    log: InMemoryEventLog, stream: UUID, kind: StreamKind, event: PayloadsBlanked | NewEvent, version: int = 0
) -> None:
    """Append an event that no command raises."""
    identity = uuid4()
    if isinstance(event, PayloadsBlanked):
        event = new_event(event, on("2013-04-02"), command=identity, ordinal=0)
    part = StreamAppend(stream, kind, version, (event,))
    await log.append((CommandAppend(identity, bytes(32), SYSTEM, "101", (part,)),))


def from_the_future() -> NewEvent:
    return NewEvent(uuid4(), "ContactRegistered", 99, on("2013-04-02"), b"{}")


@pytest.fixture
async def log() -> LogWithATwin:
    """A log with the catalogue of the tests."""
    log = LogWithATwin()
    for event in DEFINITIONS:
        define = command(Define, on("2008-01-01"), actor=SYSTEM, definition=event.definition)
        assert isinstance(await CommandHandler(log).handle(define, NOW), Accepted)
    return log


@pytest.mark.parametrize("moment", ["load", "append"])
async def test_a_command_sent_twice_at_once_gets_the_first_answer_and_is_not_judged_by_its_own_outcome(
    log: LogWithATwin, moment: str
) -> None:
    log.others, log.moment = (OPENING,), moment
    answer = await CommandHandler(log).handle(OPENING, NOW)
    assert isinstance(log.answer, Accepted)
    assert log.answer.events
    assert answer == Accepted(log.answer.position)


@pytest.mark.parametrize("moment", ["load", "append"])
async def test_a_command_that_would_change_nothing_any_more_is_answered_the_position_of_its_first_sending(
    log: LogWithATwin, moment: str
) -> None:
    await CommandHandler(log).handle(OPENING, NOW)
    group = command(SetTargetGroup, "2013-04-02", group=TargetGroup.WANTS_OUT)
    log.others, log.moment = (group, command(AssignWorker, "2013-04-02", worker="CTI1")), moment
    answer = await CommandHandler(log).handle(group, NOW)
    assert isinstance(log.answer, Accepted)
    assert log.answer.events
    assert answer == Accepted(log.answer.position)


@pytest.mark.parametrize("moment", ["load", "append"])
async def test_a_command_that_lost_to_another_of_its_id_is_told_that_the_id_is_used(
    log: LogWithATwin, moment: str
) -> None:
    log.others, log.moment = (OPENING.model_copy(update={"target_group": TargetGroup.WANTS_OUT}),), moment
    assert await CommandHandler(log).handle(OPENING, NOW) == refusals.COMMAND_ID_REUSED


@pytest.mark.parametrize("moment", ["load", "append"])
async def test_a_refused_command_stays_refused_when_it_is_sent_again(log: LogWithATwin, moment: str) -> None:
    log.others, log.moment = (opened("2013-04-02"),), moment
    refused = await CommandHandler(log).handle(OPENING, NOW)
    assert isinstance(refused, Refusal)
    assert refused != refusals.COMMAND_ID_REUSED
    assert await CommandHandler(log).handle(OPENING, NOW) == refused


async def test_a_command_sent_again_long_after_gets_the_first_answer_though_it_would_raise_something_now(
    log: LogWithATwin,
) -> None:
    handler = CommandHandler(log)
    await handler.handle(OPENING, NOW)
    wants_out = command(SetTargetGroup, "2013-04-02", group=TargetGroup.WANTS_OUT)
    first = await handler.handle(wants_out, NOW)
    await handler.handle(command(SetTargetGroup, "2013-04-02", group=TargetGroup.BETTER_LIFE), NOW)
    assert isinstance(first, Accepted)
    assert await handler.handle(wants_out, NOW) == Accepted(first.position)
    assert (await handler.trajectory(TRAJECTORY)).target_group is TargetGroup.BETTER_LIFE


async def test_another_command_of_a_used_id_is_told_so_where_the_log_would_not_take_it(
    log: LogWithATwin,
) -> None:
    handler = CommandHandler(log)
    await handler.handle(OPENING, NOW)
    elsewhere = command(AssignWorker, "2013-04-02", worker="CTI1", municipality="751")
    with pytest.raises(InvalidAppend):
        await handler.handle(elsewhere, NOW)
    reused = elsewhere.model_copy(update={"command_id": OPENING.command_id})
    assert await handler.handle(reused, NOW) == refusals.COMMAND_ID_REUSED


async def test_what_was_loaded_once_is_not_loaded_again(log: LogWithATwin) -> None:
    handler = CommandHandler(log)
    first = await handler.handle(OPENING, NOW)
    assert isinstance(first, Accepted)
    await handler.handle(command(AssignWorker, "2013-04-02", worker="CTI1"), NOW)
    await handler.handle(command(SetTargetGroup, "2013-04-02", group=TargetGroup.WANTS_OUT), NOW)
    stored = await InMemoryEventLog.load(log, TRAJECTORY)
    assert log.loaded == len(stored) - 1, "each event but the newest was loaded, and only once"


async def test_what_another_process_appended_is_known_before_anything_is_decided(log: LogWithATwin) -> None:
    ours, theirs = CommandHandler(log), CommandHandler(log)
    await ours.handle(OPENING, NOW)
    await ours.handle(command(AssignWorker, "2013-04-02", worker="CTI1"), NOW)
    group = command(SetTargetGroup, "2013-04-02", group=TargetGroup.WANTS_OUT)
    answer = await theirs.handle(group, NOW)
    assert isinstance(answer, Accepted)
    again = group.model_copy(update={"command_id": uuid4()})
    assert await ours.handle(again, NOW) == Accepted(answer.position)


async def test_handlers_that_write_to_one_stream_at_once_all_get_through(log: LogWithATwin) -> None:
    handlers = [CommandHandler(log) for _ in range(3)]
    await handlers[0].handle(OPENING, NOW)
    groups = [TargetGroup.WANTS_OUT, TargetGroup.BETTER_LIFE] * 6
    answers = await asyncio.gather(
        *(
            handlers[number % 3].handle(command(SetTargetGroup, "2013-04-02", group=group), NOW)
            for number, group in enumerate(groups)
        )
    )
    assert all(isinstance(answer, Accepted) for answer in answers)
    stored = await InMemoryEventLog.load(log, TRAJECTORY)
    assert [event.version for event in stored] == list(range(1, len(stored) + 1))


async def test_what_a_lawful_order_blanked_is_not_remembered(log: LogWithATwin) -> None:
    handler = CommandHandler(log)
    await handler.handle(OPENING, NOW)
    contact = next(
        fact for fact in (await handler.trajectory(TRAJECTORY)).facts if isinstance(fact.event, ContactRegistered)
    )
    await handler.handle(command(AssignWorker, "2013-04-02", worker="CTI1"), NOW)
    await log.blank(TRAJECTORY)
    thai = command(
        CorrectField,
        "2013-04-02",
        stream=TRAJECTORY,
        event=contact.id,
        field="contact.language",
        value=Language.THAI.value,
    )
    answer = await handler.handle(thai, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code == "no-such-fact"


async def test_a_definition_that_a_lawful_order_blanked_is_forgotten(log: LogWithATwin) -> None:
    handler = CommandHandler(log)
    assert (await handler.catalogue()).knows_actor("CTI1")
    worker = next(event for event in log._events if event.payload and b'"CTI1"' in event.payload)
    await log.blank(worker.stream)
    assert not (await handler.catalogue()).knows_actor("CTI1")
    assert (await handler.catalogue()).knows_actor("CTI2")


async def test_no_more_streams_are_remembered_than_the_bound(
    log: LogWithATwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST_REMEMBERED", 2)
    handler = CommandHandler(log)
    streams = [uuid4() for _ in range(3)]
    for stream in streams:
        await handler.handle(opened("2013-04-02", trajectory=stream), NOW)
        await handler.handle(command(AssignWorker, "2013-04-02", worker="CTI1", trajectory=stream), NOW)
    kept = [bool(handler._remembered.get(stream, 0).version) for stream in streams]
    assert kept == [False, True, True]


async def test_a_command_about_a_stream_of_the_future_is_refused_and_nothing_is_stored(log: LogWithATwin) -> None:
    handler = CommandHandler(log)
    first = await handler.handle(OPENING, NOW)
    stored = await InMemoryEventLog.load(log, TRAJECTORY)
    await append_event(log, TRAJECTORY, "trajectory", from_the_future(), len(stored))
    head = await log.head()
    assign = command(AssignWorker, "2013-04-02", worker="CTI1")
    assert await handler.handle(assign, NOW) == refusals.WRITTEN_BY_A_NEWER_PROGRAM
    assert await log.head() == head
    assert isinstance(first, Accepted)
    assert await handler.handle(OPENING, NOW) == Accepted(first.position), "what was accepted stays so"


async def test_a_catalogue_of_the_future_is_a_refusal_and_the_handler_goes_on_once_it_can_be_read(
    log: LogWithATwin,
) -> None:
    handler = CommandHandler(log)
    staff = Staff(code="CTI3", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden")
    await handler.handle(command(Define, on("2008-01-01"), actor=SYSTEM, definition=staff), NOW)
    newest = log._events[-1]
    log._events[-1] = newest._replace(schema_version=99)
    assert await handler.handle(OPENING, NOW) == refusals.WRITTEN_BY_A_NEWER_PROGRAM
    assert await handler.handle(OPENING, NOW) == refusals.WRITTEN_BY_A_NEWER_PROGRAM
    log._events[-1] = newest
    assert isinstance(await handler.handle(OPENING, NOW), Accepted)
    assert (await handler.catalogue()).knows_actor("CTI3")


async def test_callers_at_once_share_a_look_at_the_catalogue_but_none_that_began_before_them() -> None:
    log = SlowLog()
    handler = CommandHandler(log)
    early = asyncio.create_task(handler.catalogue())
    await log.reading.wait()
    late = [asyncio.create_task(handler.catalogue()) for _ in range(5)]
    await asyncio.sleep(0)
    log.go_on.set()
    await asyncio.gather(early, *late)
    assert log.reads == 2


class SlowLog(InMemoryEventLog):
    """A log whose reads wait until they may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.reading, self.go_on = asyncio.Event(), asyncio.Event()

    async def read(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
        self.reads += 1
        self.reading.set()
        await self.go_on.wait()
        return await super().read(*args, **kwargs)  # type: ignore[arg-type]


async def test_many_streams_loaded_at_one_go_are_what_they_are_one_by_one() -> None:
    log = InMemoryEventLog()
    handler, other = CommandHandler(log), CommandHandler(log)
    for event in DEFINITIONS:
        await handler.handle(command(Define, "2013-04-01", actor=SYSTEM, definition=event.definition), NOW)
    streams = [UUID(int=number, version=4) for number in range(FEW + 3)]
    for stream in streams[:-1]:
        await handler.handle(opened("2013-04-02", trajectory=stream), NOW)
    for stream in streams[:2]:
        group = command(SetTargetGroup, "2013-04-02", trajectory=stream, group=TargetGroup.WANTS_OUT)
        assert isinstance(await other.handle(group, NOW), Accepted)
    states = await handler._states(streams)
    assert states == {stream: await other.trajectory(stream) for stream in streams}
    assert await handler._states(streams) == states
