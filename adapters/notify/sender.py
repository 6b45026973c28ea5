"""The sender of mail: gathers letters that are due, and hands the mails over, one at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

import structlog

from adapters.log_line import class_of
from adapters.notify.outbox import Due, Mail, Outbox
from adapters.notify.smtp import MailPutOffError, MailRefusedError
from adapters.notify.text import mail_of
from adapters.process.supervise import set_within
from domain.notices.mail_times import may_leave_at, preference_of
from domain.reference.catalogue import Catalogue

LOOK_SECONDS = 5.0
LONGEST_LOOK_SECONDS = 300.0
"""How often it looks while the server is away; each look tries one mail."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=7)
"""A mail that was tried for so long is parked: the inbox has what it was about."""

EXPIRED = "Expired"

_log = structlog.get_logger()


class SendsMail(Protocol):
    """Whatever takes a mail. Raises MailRefusedError, MailPutOffError, or anything else if it cannot take any."""

    async def send(self, message: EmailMessage) -> None: ...


class MailSender:
    """Sends what lies in the outbox, in workers' hours. Several may run: a mail is leased to one at a time."""

    def __init__(
        self,
        outbox: Outbox,
        post: SendsMail,
        sender: str,
        catalogue: Callable[[], Awaitable[Catalogue]],
        clock: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._post = post
        self._sender = sender
        self._catalogue = catalogue
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set. Raises what the database raises; what the server does only makes it wait."""
        pause = LOOK_SECONDS
        while not stop.is_set():
            well = await self.send_all(stop)
            pause = LOOK_SECONDS if well else min(2 * pause, LONGEST_LOOK_SECONDS)
            await set_within(stop, pause)

    async def send_all(self, stop: asyncio.Event | None = None) -> bool:
        """Send what is due now, until one mail meets trouble; tell whether none did."""
        catalogue, now = await self._catalogue(), self._clock()
        await self._outbox.gather(now, lambda due: _leaves(due, now, catalogue))
        while stop is None or not stop.is_set():
            mail = await self._outbox.lease(self._clock())
            if mail is None:
                return True
            if not await self._handle(mail, catalogue):
                return False
        return True

    async def _handle(self, mail: Mail, catalogue: Catalogue) -> bool:
        now = self._clock()
        leaves = may_leave_at(now, preference_of(mail.worker, catalogue), urgent=mail.urgent)
        if mail.address is None or not mail.references:
            await self._outbox.drop(mail)
        elif now - mail.made > GIVEN_UP_AFTER:
            await self._outbox.park(mail, now, EXPIRED)
        elif leaves > now:
            await self._outbox.put_off(mail, leaves)
        else:
            return await self._send(mail, mail.address)
        return True

    async def _send(self, mail: Mail, address: str) -> bool:
        """Send a mail; tell whether the server is well, whatever it thinks of this one."""
        message = mail_of(mail.id, mail.references, sender=self._sender, to=address, now=mail.made)
        try:
            await self._post.send(message)
        except MailRefusedError as refused:
            await self._outbox.park(mail, self._clock(), str(refused.reply))
            _log.warning("mail parked", status=refused.reply)
        except Exception as error:
            # Its text may quote the address: only the class of it is told.
            await self._outbox.try_at(mail, self._clock() + pause_after(mail.attempts), class_of(error))
            _log.warning("mail waits", error=class_of(error), failures=mail.attempts)
            return isinstance(error, MailPutOffError)
        else:
            await self._outbox.sent(mail, self._clock())
        return True


def _leaves(due: Due, now: datetime, catalogue: Catalogue) -> datetime | None:
    preference = preference_of(due.worker, catalogue)
    return may_leave_at(now, preference, urgent=due.urgent) if preference.mail else None


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail waits after so many attempts: a minute, then twice as long each time, up to an hour."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE)
