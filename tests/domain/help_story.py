"""What tests of measures, measurements, consent and disclosure ask of a story's agenda."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from domain.agenda import Obligation
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import CLOCK, Occurred
from domain.calendar import civil_date
from domain.commands import Command
from domain.commands.clock import ActOnItem
from domain.events import Event
from domain.fact import Fact
from domain.trajectory.evolve import fold
from domain.trajectory.state import Trajectory
from tests.domain.given import Story
from tests.domain.samples import TRAJECTORY, command


def due(story: Story, kind: ItemKind) -> list[Obligation]:
    """Return the obligations of a kind, the earliest first."""
    return [item for item in story.agenda(TRAJECTORY).obligations if item.kind is kind]


def due_days(story: Story, kind: ItemKind) -> list[date]:
    return [item.due.on for item in due(story, kind)]


def timers(story: Story, kind: ItemKind) -> list[ItemKey]:
    """Return what the clock is to do about items of a kind, the earliest first."""
    return [item for item in story.agenda(TRAJECTORY).timers if item.kind is kind]


def act_days(story: Story, kind: ItemKind) -> list[tuple[Act, date]]:
    """Return each act with the Copenhagen day on which its instant falls."""
    return [(item.act, civil_date(item.at)) for item in timers(story, kind)]


def acting(item: ItemKey) -> Command:
    """Return the clock's command about an item."""
    occurred = Occurred(on=min(item.due, civil_date(item.at)))
    return command(ActOnItem, occurred, command_id=item.command_id(TRAJECTORY), actor=CLOCK, item=item)


def fire(story: Story, kind: ItemKind) -> Story:
    """Let the clock do the earliest item of a kind, at its instant."""
    item = timers(story, kind)[0]
    return story.when(acting(item), now=item.at)


def folded(events: Iterable[Event], day: Callable[[int], date] = lambda _: date(2026, 3, 2)) -> Trajectory:
    """Fold events in the order given, whether or not that order could have happened."""
    recorded = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return fold(
        TRAJECTORY,
        (
            Fact(
                uuid4(),
                TRAJECTORY,
                "trajectory",
                event,
                Occurred(on=day(version)),
                recorded,
                "CTI1",
                version,
                version,
            )
            for version, event in enumerate(events, start=1)
        ),
    )


def some_id(number: int) -> UUID:
    return UUID(int=number)
