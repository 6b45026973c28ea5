"""Time that passes over a story: the clock does each item at its instant, or at once where that lies behind."""

from datetime import date, datetime
from uuid import UUID

from domain.agenda_item import ItemKey, ItemKind
from domain.base import CLOCK
from domain.calendar import COPENHAGEN, start_of_day
from domain.commands import Command
from domain.commands.clock import ActOnItem
from domain.events.clock import DeadlinePassed, Escalated, ReminderGiven
from domain.fact import Fact
from domain.obligation import Obligation
from domain.refusal import Refusal
from tests.domain.given import Story, evening_of
from tests.domain.samples import TRAJECTORY, command


class Passing:
    """A story's clock. People's commands are given in the evening of their day; nothing lies before them then."""

    def __init__(self, story: Story, stream: UUID = TRAJECTORY) -> None:
        self.story = story
        self.stream = stream
        self.now = start_of_day(date(2000, 1, 1))

    def does(self, given: Command) -> None:
        """Let time pass until a command is given; it must be accepted."""
        self.until(max(self.now, evening_of(given.occurred)))
        self.story.when(given, now=self.now)
        assert not isinstance(self.story.decision, Refusal), self.story.decision.en

    def until(self, instant: datetime) -> None:
        """Let the clock do all that is to be done up to an instant; every act tells something."""
        while (timers := self.story.agenda(self.stream).timers) and timers[0].at <= instant:
            self.now = max(self.now, timers[0].at)
            self.story.when(_acting(timers[0], self.stream), now=self.now)
            assert self.story.events, timers[0]
        self.now = max(self.now, instant)


def _acting(item: ItemKey, stream: UUID) -> Command:
    ids = {"command_id": item.command_id(stream), "actor": CLOCK, "trajectory": stream}
    return command(ActOnItem, item.occurred, **ids, item=item)


def local(instant: datetime) -> str:
    """Return an instant as a clock in Copenhagen shows it."""
    return instant.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H:%M")


def told_of(story: Story, kind: ItemKind, stream: UUID = TRAJECTORY) -> list[str]:
    """Return what the clock told of a kind, a line an event; an event that names no item is told of too."""
    return [
        _line(fact)
        for fact in story.state(stream).facts
        if (fact.actor == CLOCK and getattr(fact.event, "item", None) is None) or _kind(fact) is kind
    ]


def _kind(fact: Fact) -> ItemKind | None:
    item = getattr(fact.event, "item", None)
    return item.kind if fact.actor == CLOCK and isinstance(item, ItemKey) else None


def _line(fact: Fact) -> str:
    event, item = fact.event, getattr(fact.event, "item", None)
    parts = [local(fact.recorded), type(event).__name__]
    if isinstance(item, ItemKey):
        assert fact.occurred.on == item.due, "what the clock tells occurred on its item's own day"
        parts += [item.act, item.due.isoformat()]
    if isinstance(event, Escalated):
        parts += ["of", event.deadline.isoformat()]
    elif isinstance(event, ReminderGiven | DeadlinePassed):
        parts += ["to", event.to or "the queue"]
    return " ".join(parts)


def left_of(story: Story, kind: ItemKind, stream: UUID = TRAJECTORY) -> list[str]:
    """Return what is due of a kind, a line an obligation."""
    return [_due(item) for item in story.agenda(stream).obligations if item.kind is kind]


def _due(obligation: Obligation) -> str:
    who = obligation.worker or (obligation.role.value if obligation.role else "the queue")
    return f"{obligation.due.on} passes {local(obligation.due.at)} {who}"
