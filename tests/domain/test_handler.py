"""What a command that is sent twice is answered, however the two lie in time."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters.memory.log import InMemoryEventLog
from domain import refusals
from domain.base import SYSTEM
from domain.commands import Command
from domain.commands.course import AssignWorker, SetTargetGroup
from domain.commands.reference import Define
from domain.handler import Accepted, CommandHandler
from domain.log import Appended, ContentMismatch
from domain.refusal import Refusal
from domain.trajectory_codes import TargetGroup
from tests.domain.given import on
from tests.domain.samples import DEFINITIONS, command, opened

NOW = datetime(2013, 4, 2, 18, tzinfo=UTC)
OPENING = opened("2013-04-02")


class LogWithATwin(InMemoryEventLog):
    """A log where `others` are handled just after a handler has looked its command up; `answer` is the first's."""

    others: tuple[Command, ...] = ()
    answer: Accepted | Refusal | None = None

    async def find_command(self, command_id: UUID, content: bytes) -> Appended | ContentMismatch | None:
        found = await super().find_command(command_id, content)
        others, self.others = self.others, ()
        answers = [await CommandHandler(self).handle(other, NOW) for other in others]
        self.answer = answers[0] if answers else self.answer
        return found


@pytest.fixture
async def log() -> LogWithATwin:
    """A log with the catalogue of the tests."""
    log = LogWithATwin()
    for event in DEFINITIONS:
        define = command(Define, on("2008-01-01"), actor=SYSTEM, definition=event.definition)
        assert isinstance(await CommandHandler(log).handle(define, NOW), Accepted)
    return log


async def test_a_command_sent_twice_at_once_gets_the_first_answer_and_is_not_judged_by_its_own_outcome(
    log: LogWithATwin,
) -> None:
    log.others = (OPENING,)
    answer = await CommandHandler(log).handle(OPENING, NOW)
    assert isinstance(log.answer, Accepted)
    assert log.answer.events
    assert answer == Accepted(log.answer.position)


async def test_a_command_that_would_change_nothing_any_more_is_answered_the_position_of_its_first_sending(
    log: LogWithATwin,
) -> None:
    await CommandHandler(log).handle(OPENING, NOW)
    group = command(SetTargetGroup, "2013-04-02", group=TargetGroup.WANTS_OUT)
    log.others = (group, command(AssignWorker, "2013-04-02", worker="CTI1"))
    answer = await CommandHandler(log).handle(group, NOW)
    assert isinstance(log.answer, Accepted)
    assert log.answer.events
    assert answer == Accepted(log.answer.position)


async def test_a_command_that_lost_to_another_of_its_id_is_told_that_the_id_is_used(log: LogWithATwin) -> None:
    log.others = (OPENING.model_copy(update={"target_group": TargetGroup.WANTS_OUT}),)
    assert await CommandHandler(log).handle(OPENING, NOW) == refusals.COMMAND_ID_REUSED


async def test_a_refused_command_stays_refused_when_it_is_sent_again(log: LogWithATwin) -> None:
    log.others = (opened("2013-04-02"),)
    refused = await CommandHandler(log).handle(OPENING, NOW)
    assert isinstance(refused, Refusal)
    assert refused != refusals.COMMAND_ID_REUSED
    assert await CommandHandler(log).handle(OPENING, NOW) == refused
