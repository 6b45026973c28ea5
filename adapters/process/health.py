"""How an installation is: the log's head, how far boards and clock are behind it, and whether Temporal answers."""

from dataclasses import dataclass

from adapters.addresses import Addresses
from adapters.metrics.picture import driver_lag
from adapters.notify.notifier import PostgresNotifier
from adapters.process.driver_seen import is_alive
from adapters.process.readiness import LONGEST_LAG_SECONDS
from adapters.services import Services
from adapters.temporal.parking import PostgresParking
from projections.boards import BOARDS
from projections.engine.board import Board
from projections.engine.lag import Lag, lag
from projections.engine.when import recorded_at

CLOCK, NOTICES = "uret", "beskeder"


@dataclass(frozen=True, slots=True)
class Follower:
    """Something that follows the log: events it has not read, the age in seconds of the oldest, what is parked.

    `is_followed` is False where nobody has run it for half a minute, even if there is nothing to read.
    """

    name: str
    position: int
    events: int
    seconds: float
    parked: int = 0
    is_followed: bool = True

    @property
    def is_behind(self) -> bool:
        return self.seconds > LONGEST_LAG_SECONDS

    @property
    def is_well(self) -> bool:
        return self.is_followed and not self.is_behind and not self.parked


@dataclass(frozen=True, slots=True)
class Health:
    """`head` is the position of the newest event."""

    head: int
    followers: tuple[Follower, ...]
    temporal_answers: bool

    @property
    def is_well(self) -> bool:
        return self.temporal_answers and all(follower.is_well for follower in self.followers)


async def health(services: Services, addresses: Addresses) -> Health:
    """Ask an installation how it is. Raises what the database raises, if that is away."""
    from adapters.embedded.temporal import namespace_answers
    from adapters.process.temporal_logs import forward_temporal_logs

    forward_temporal_logs()
    answers = await namespace_answers(addresses.temporal, services.settings.temporal_namespace)
    head = await services.log.head()
    followers = (*await _boards(services, head), await _clock(services), await _notices(services, head))
    return Health(head, followers, answers)


async def _boards(services: Services, head: int) -> list[Follower]:
    """Return this program's boards; one that is not shown in its version has nobody who runs it."""
    found = {(item.board, item.version): item for item in await lag(services.pool, services.log)}
    return [_board(board, found.get((board.name, board.version)), head) for board in BOARDS]


def _board(board: Board, item: Lag | None, head: int) -> Follower:
    if item is None:
        return Follower(board.name, 0, head, 0.0, is_followed=False)
    return Follower(item.board, item.position, item.events, item.seconds, item.parked, item.is_followed)


async def _clock(services: Services) -> Follower:
    found = await driver_lag(services)
    parked = sum(await PostgresParking(services.pool).count())
    return Follower(CLOCK, found.position, found.events, found.seconds, parked, is_alive(found.unseen))


async def _notices(services: Services, head: int) -> Follower:
    """Return how far people have been told; somebody runs it if it is not behind."""
    notifier = PostgresNotifier(services.pool)
    position = await notifier.position()
    recorded = await recorded_at(services.log, position + 1)
    age = (services.clock() - recorded).total_seconds() if recorded else 0.0
    return Follower(NOTICES, position, max(head - position, 0), max(age, 0.0), len(await notifier.unread()))
