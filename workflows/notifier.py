"""The port of notices: where they are laid down for people, together with how far the log was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.notices.notice import Notice


class Letter(NamedTuple):
    """That a worker is to be sent mail about a notice, not before an instant."""

    worker: str
    at: datetime


class Told(NamedTuple):
    """A notice, and who is to be sent mail about it."""

    notice: Notice
    letters: tuple[Letter, ...] = ()


class Unread(NamedTuple):
    """A stream that this program cannot read: its events from a position on have told nobody yet."""

    stream: UUID
    position: int


class OvertakenError(Exception):
    """Another process has told what came after this position; nothing of this call is laid down."""


class Notifier(Protocol):
    """What every adapter fulfils, proved by `tests/conformance/notifier.py`."""

    async def position(self) -> int:
        """Return the position up to which everybody has been told."""

    async def unread(self) -> tuple[Unread, ...]:
        """Return the streams whose events wait until they can be read."""

    async def tell(
        self,
        after: int,
        position: int,
        told: Sequence[Told],
        *,
        unread: Sequence[Unread] = (),
        read: Sequence[UUID] = (),
        blanked: Sequence[UUID] = (),
    ) -> None:
        """Lay down what the events above `after` up to `position` tell, and the position, all or nothing.

        A notice that lies there already is not laid down again, nor mailed. `unread` are streams that wait from now
        on (one that waits already keeps its position), `read` those that wait no more; the notices of events that a
        lawful order `blanked` are deleted. Raises OvertakenError if `after` is not the position that is laid down.
        """

    async def forget(self, before: datetime) -> None:
        """Delete the notices made before an instant."""


class InMemoryNotifier:
    """A `Notifier` that is lost with the process."""

    def __init__(self, position: int = 0) -> None:
        self._position = position
        self._unread: dict[UUID, int] = {}
        self.told: dict[UUID, Told] = {}
        """What was told, by the notice's id, in order."""

    async def position(self) -> int:
        return self._position

    async def unread(self) -> tuple[Unread, ...]:
        return tuple(Unread(stream, position) for stream, position in self._unread.items())

    async def tell(
        self,
        after: int,
        position: int,
        told: Sequence[Told],
        *,
        unread: Sequence[Unread] = (),
        read: Sequence[UUID] = (),
        blanked: Sequence[UUID] = (),
    ) -> None:
        if after != self._position:
            raise OvertakenError
        self._position = position
        for one in told:
            self.told.setdefault(one.notice.id, one)
        for stream in read:
            self._unread.pop(stream, None)
        for waiting in unread:
            self._unread.setdefault(waiting.stream, waiting.position)
        self.told = {id: one for id, one in self.told.items() if one.notice.event not in blanked}

    async def forget(self, before: datetime) -> None:
        self.told = {id: one for id, one in self.told.items() if one.notice.made >= before}
