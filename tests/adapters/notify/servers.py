"""Real SMTP servers on loopback, well and unwell."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.notify.smtp import Post

USER, PASSWORD = "exit", "hemmeligt-kodeord"


@dataclass
class PostOffice:
    """A server's handler: keeps what it takes, and answers as a test tells it to."""

    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    on_sender: str = "250 OK"
    on_recipient: str = "250 OK"
    on_data: str = "250 OK"
    secured: bool = False
    signed_in: bool = False

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.secured, self.signed_in = session.ssl is not None, session.authenticated or False
        envelope.mail_from = address
        return self.on_sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.on_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.on_data.startswith("250"):
            self.taken.append(cast(bytes, envelope.original_content))
        return self.on_data

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=POLICY) for content in self.taken]


def check_password(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def serving(make: Callable[[], asyncio.Protocol], **changed: Any) -> AsyncIterator[Post]:
    """Run a server of a protocol on loopback; give the post that reaches it."""
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield Post(**{"host": "127.0.0.1", "port": port, "tls": None, **changed})
    finally:
        server.close()


@asynccontextmanager
async def open_office(office: PostOffice, **changed: Any) -> AsyncIterator[Post]:
    """Run an SMTP server that takes mail as an office says."""
    async with serving(lambda: SMTP(office, hostname="mail.example"), **changed) as post:
        yield post


class Silent(asyncio.Protocol):
    """Takes a connection and says nothing."""


class Dripping(asyncio.Protocol):
    """Says a sign every now and then, and never a whole line."""

    lost = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.dripping = asyncio.ensure_future(self._drip(cast(asyncio.WriteTransport, transport)))

    async def _drip(self, transport: asyncio.WriteTransport) -> None:
        while not transport.is_closing():
            transport.write(b"2")
            await asyncio.sleep(0.01)

    def connection_lost(self, error: Exception | None) -> None:
        self.dripping.cancel()
        type(self).lost += 1


class DyingInData(asyncio.Protocol):
    """Speaks well until the mail itself comes, and breaks off in the middle of it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.in_data = cast(asyncio.WriteTransport, transport), False
        self.transport.write(b"220 mail.example\r\n")

    def data_received(self, data: bytes) -> None:
        if self.in_data:
            return self.transport.abort()
        self.in_data = data.upper().startswith(b"DATA")
        self.transport.write(b"354 go on\r\n" if self.in_data else b"250 OK\r\n")


class DyingAfterData(DyingInData):
    """Takes the mail, and breaks off before it can say so."""

    taken = 0

    def data_received(self, data: bytes) -> None:
        if self.in_data and data.endswith(b"\r\n.\r\n"):
            type(self).taken += 1
        super().data_received(data)


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """Make a server's certificate for a name; return the server's side, and the file that a client trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "trusted.pem", folder / "private.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, private)
    return context, trusted
