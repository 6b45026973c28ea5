"""What a notifier promises: notices and position together, each notice once, and the slower of two tells nothing."""

from abc import ABC, abstractmethod
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.agenda_item import ItemKind
from domain.notices.codes import NoticeKind
from domain.notices.notice import Notice, Person, Queue, Recipient
from domain.trajectory_codes import Role
from workflows.notifier import Letter, Notifier, OvertakenError, Told, Unread

MADE = datetime(2026, 6, 2, 7, 30, tzinfo=UTC)


TO_A_WORKER = Person("CTI1")


def a_notice(to: Recipient = TO_A_WORKER, *, made: datetime = MADE, kind: ItemKind = ItemKind.PHASE_END) -> Notice:
    return Notice(uuid4(), uuid4(), 7, to, NoticeKind.REMINDER, kind, uuid4(), "trajectory", date(2026, 6, 1), made)


class NotifierContract(ABC):
    """Whoever writes another notifier inherits this, and gives a fixture `notifier` and the method `laid_down`."""

    @abstractmethod
    async def laid_down(self, notifier: Notifier) -> list[Notice]:
        """Return every notice that lies in the inbox."""

    async def test_before_anything_is_told_it_is_the_beginning(self, notifier: Notifier) -> None:
        assert await notifier.position() == 0
        assert await notifier.unread() == ()

    async def test_what_is_told_lies_there_whole_and_the_position_with_it(self, notifier: Notifier) -> None:
        notices = [a_notice(), a_notice(Queue("socialcenter", Role.LEADER)), a_notice(Queue(None, None))]
        await notifier.tell(0, 7, [Told(notice, (Letter("CTI1", MADE),)) for notice in notices])
        assert await notifier.position() == 7
        assert sorted(await self.laid_down(notifier)) == sorted(notices)

    async def test_what_tells_nobody_moves_the_position(self, notifier: Notifier) -> None:
        await notifier.tell(0, 500, [])
        assert await notifier.position() == 500

    async def test_a_notice_that_lies_there_is_not_laid_down_again(self, notifier: Notifier) -> None:
        notice = a_notice()
        await notifier.tell(0, 7, [Told(notice)])
        await notifier.tell(7, 9, [Told(notice), Told(notice)])
        assert await self.laid_down(notifier) == [notice]

    async def test_whoever_was_overtaken_lays_nothing_down(self, notifier: Notifier) -> None:
        await notifier.tell(0, 7, [])
        with pytest.raises(OvertakenError):
            await notifier.tell(0, 9, [Told(a_notice())], unread=[Unread(uuid4(), 3)])
        assert (await notifier.position(), await self.laid_down(notifier), await notifier.unread()) == (7, [], ())

    async def test_a_stream_that_waits_keeps_its_first_position_until_it_is_read(self, notifier: Notifier) -> None:
        stream, other = UUID(int=1), UUID(int=2)
        await notifier.tell(0, 7, [], unread=[Unread(stream, 1), Unread(other, 1)])
        await notifier.tell(7, 9, [], unread=[Unread(stream, 8)])
        assert await notifier.unread() == (Unread(stream, 1), Unread(other, 1))
        await notifier.tell(9, 9, [Told(a_notice())], read=[stream])
        assert await notifier.unread() == (Unread(other, 1),)

    async def test_what_was_told_of_an_event_that_is_blanked_is_deleted(self, notifier: Notifier) -> None:
        blanked, kept = a_notice(), a_notice()
        await notifier.tell(0, 7, [Told(blanked), Told(kept)])
        await notifier.tell(7, 9, [], blanked=[blanked.event, uuid4()])
        assert await self.laid_down(notifier) == [kept]

    async def test_notices_made_before_an_instant_are_forgotten(self, notifier: Notifier) -> None:
        old, new = a_notice(made=MADE - timedelta(days=1)), a_notice()
        await notifier.tell(0, 7, [Told(old), Told(new)])
        await notifier.forget(MADE)
        assert await self.laid_down(notifier) == [new]
