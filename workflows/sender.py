"""Sending trajectories' newest agendas to a timer engine, some at a time; one that cannot be folded is parked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import structlog

from domain.agenda import Agenda
from domain.log import EventLog
from workflows.agendas import Agendas, Loaded
from workflows.engine import TimerEngine

Tell = Callable[[Agenda], Awaitable[None]]
Wanted = Callable[[Agenda], bool]

AT_ONCE = 16

_log = structlog.get_logger()


class Sender:
    """Computes and sends agendas. Raises what the log or the engine raises: they are away, not the trajectory."""

    def __init__(self, log: EventLog, engine: TimerEngine) -> None:
        self._engine = engine
        self._agendas = Agendas(log)
        self._sent: dict[UUID, int] = {}
        self._content: dict[UUID, int] = {}
        self._closed: set[UUID] = set()
        self.parked: set[UUID] = set()
        """Trajectories whose events this program cannot fold; each is tried again when it moves."""

    async def send(self, trajectories: Iterable[UUID]) -> None:
        """Let each trajectory's clock hold its newest agenda, or end."""
        await self._each(trajectories, self._engine.apply)

    async def send_open(self, trajectories: Iterable[UUID]) -> None:
        """Send those that are open; the others have no clock and get none."""
        await self._each(trajectories, self._engine.apply, lambda agenda: agenda.is_open)

    async def send_changed(self, trajectories: Iterable[UUID]) -> None:
        """Send those whose agenda is another than this sender sent last; unless sent before, only open ones."""
        maybe_open = (one for one in trajectories if one not in self._closed)
        await self._each(maybe_open, self._engine.apply, self._is_changed)

    async def restart(self, trajectories: Iterable[UUID]) -> None:
        """Give up each trajectory's clock, and start a new one if it is open."""
        await self._each(trajectories, self._engine.restart)

    async def agenda(self, trajectory: UUID) -> Agenda | None:
        """Return the newest agenda; None, and the trajectory is parked, if its events cannot be folded."""
        return self._compute(await self._agendas.load(trajectory))

    def has_sent(self, trajectory: UUID, position: int) -> bool:
        """Tell whether an agenda was sent that knows what happened at a position."""
        return self._sent.get(trajectory, 0) >= position

    def forget_up_to(self, position: int) -> None:
        """Forget what was sent, except what knows more than a position."""
        self._sent = {stream: sent for stream, sent in self._sent.items() if sent > position}

    async def _each(self, trajectories: Iterable[UUID], tell: Tell, wanted: Wanted = lambda agenda: True) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(trajectory: UUID) -> None:
            async with room:
                agenda = await self.agenda(trajectory)
                if agenda is None:
                    return
                if wanted(agenda):
                    await tell(agenda)
                    self._note(agenda)
                (self._closed.discard if agenda.is_open else self._closed.add)(trajectory)

        async with asyncio.TaskGroup() as group:
            for trajectory in trajectories:
                group.create_task(one(trajectory))

    def _note(self, agenda: Agenda) -> None:
        self._sent[agenda.trajectory] = agenda.position
        self._content[agenda.trajectory] = _content(agenda)

    def _is_changed(self, agenda: Agenda) -> bool:
        known = self._content.get(agenda.trajectory)
        return agenda.is_open if known is None else known != _content(agenda)

    def _compute(self, loaded: Loaded) -> Agenda | None:
        try:
            agenda = loaded.agenda()
        except Exception as error:
            self.parked.add(loaded.trajectory)
            _log.error("trajectory parked", trajectory=str(loaded.trajectory), error=type(error).__name__)
            return None
        self.parked.discard(loaded.trajectory)
        return agenda


def _content(agenda: Agenda) -> int:
    """Return what tells an agenda from another, whatever their positions, in a few bytes."""
    return hash((agenda.is_open, agenda.timers))
