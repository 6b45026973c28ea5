"""Handing a mail to an SMTP server: with STARTTLS, unless the server is on this machine."""

import asyncio
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address

STEP_SECONDS = 20.0
"""How long the server may take to answer one line."""

WHOLE_SECONDS = 60.0
"""How long it may take for one mail, however slowly it drips."""

PERMANENT = 500
"""From here on a reply says that the same mail will never be taken. Source: RFC 5321, section 4.2.1."""


class MailRefusedError(Exception):
    """The server will never take this mail, or not for this address; `reply` is its code."""

    def __init__(self, reply: int) -> None:
        super().__init__(str(reply))
        self.reply = reply


class MailPutOffError(Exception):
    """The server will not take this mail now, but takes others; `reply` is its code."""

    def __init__(self, reply: int) -> None:
        super().__init__(str(reply))
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Post:
    """An SMTP server. `tls` is None where none is asked for; `user` signs in with `password`."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    step_seconds: float = STEP_SECONDS
    whole_seconds: float = WHOLE_SECONDS

    async def send(self, message: EmailMessage) -> None:
        """Hand a mail over. Raises MailRefusedError, MailPutOffError, and if it cannot what sockets raise.

        Where the connection breaks after the server has taken the mail and before it could say so, it is sent again.
        """
        # The name of this machine is nobody's business.
        domain = str(message["From"]).rpartition("@")[2]
        connection = smtplib.SMTP(timeout=self.step_seconds, local_hostname=domain)
        try:
            async with asyncio.timeout(self.whole_seconds):
                await asyncio.to_thread(self._send, connection, message)
        finally:
            _cut(connection)

    def _send(self, connection: smtplib.SMTP, message: EmailMessage) -> None:
        connection.connect(self.host, self.port)
        if self.tls is not None:
            # Without it the server's certificate is not checked against its name.
            connection._host = self.host  # type: ignore[attr-defined]
            connection.starttls(context=self.tls)
        if self.user is not None and self.password is not None:
            connection.login(self.user, self.password)
        _hand_over(connection, message)
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine, so that nothing crosses a wire."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        connection.sendmail(str(message["From"]), [str(message["To"])], message.as_bytes())
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise _judged(max(codes, default=0)) from None
    except smtplib.SMTPDataError as refused:
        raise _judged(refused.smtp_code) from None


def _judged(reply: int) -> Exception:
    """Return what a reply about this one mail means; what is wrong with sender or server is another matter."""
    return MailRefusedError(reply) if reply >= PERMANENT else MailPutOffError(reply)


def _cut(connection: smtplib.SMTP) -> None:
    """End the connection, so that a thread that still waits for the server ends too."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
    with suppress(OSError):
        connection.close()
