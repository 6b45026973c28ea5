"""Handing mail to real SMTP servers: in TLS with the right certificate, in time, and knowing what an answer means."""

import smtplib
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP

from adapters.bootstrap import post_of
from adapters.notify.smtp import MailPutOffError, MailRefusedError, Post, is_this_machine
from adapters.notify.text import mail_of
from adapters.settings import SettingsError, settings
from tests.adapters.notify.servers import (
    PASSWORD,
    USER,
    Dripping,
    DyingInData,
    PostOffice,
    Silent,
    certificate,
    check_password,
    open_office,
    serving,
)
from tests.postgres_server import until

NOW = datetime(2026, 6, 2, 7, 30, tzinfo=UTC)
SENDER, WORKER = "besked@mail.example", "karla.kanariefugl@kommune.example"


@pytest.fixture
def mail() -> EmailMessage:
    return mail_of(UUID(int=1), ["M6S4-XPA6-5AQY-G9DJ"], sender=SENDER, to=WORKER, now=NOW)


async def test_a_server_on_this_machine_takes_a_mail_whole(mail: EmailMessage) -> None:
    office = PostOffice()
    async with open_office(office) as post:
        await post.send(mail)
    assert office.recipients == [WORKER]
    (taken,) = office.mails
    assert dict(taken.items()) == dict(mail.items())
    assert taken.get_content().replace("\r\n", "\n") == mail.get_content().replace("\r\n", "\n")
    assert office.greetings == ["mail.example"]


async def test_between_machines_it_is_encrypted_and_signed_in(mail: EmailMessage, tmp_path: Path) -> None:
    office = PostOffice()
    server, trusted = certificate(tmp_path, "localhost")

    def make() -> SMTP:
        return SMTP(
            office, tls_context=server, require_starttls=True, auth_required=True, authenticator=check_password
        )

    tls = ssl.create_default_context(cafile=str(trusted))
    async with serving(make, tls=tls, user=USER, password=PASSWORD) as post:
        await replace(post, host="localhost").send(mail)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await replace(post, host="localhost", password="gættet".encode().hex()).send(mail)
    assert (office.secured, office.signed_in, len(office.taken)) == (True, True, 1)


async def test_a_server_whose_certificate_is_not_trusted_or_not_its_own_gets_nothing(
    mail: EmailMessage, tmp_path: Path
) -> None:
    office = PostOffice()
    server, trusted = certificate(tmp_path, "localhost")
    async with serving(lambda: SMTP(office, tls_context=server), tls=ssl.create_default_context()) as post:
        with pytest.raises(ssl.SSLCertVerificationError):
            await replace(post, host="localhost").send(mail)
        other = replace(post, tls=ssl.create_default_context(cafile=str(trusted)))
        with pytest.raises(ssl.SSLCertVerificationError):
            await other.send(mail)
    assert office.taken == []


async def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(mail: EmailMessage) -> None:
    office = PostOffice()
    async with open_office(office, tls=ssl.create_default_context(), user=USER, password=PASSWORD) as post:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            await post.send(mail)
    assert office.taken == []


@pytest.mark.parametrize(
    ("answers", "error", "reply"),
    [
        ({"on_recipient": "550 no such user"}, MailRefusedError, 550),
        ({"on_data": "554 looks like spam"}, MailRefusedError, 554),
        ({"on_recipient": "450 greylisted"}, MailPutOffError, 450),
        ({"on_data": "452 no room"}, MailPutOffError, 452),
    ],
)
async def test_an_answer_about_the_mail_is_for_good_from_500_and_for_now_below(
    mail: EmailMessage, answers: dict[str, str], error: type[MailRefusedError | MailPutOffError], reply: int
) -> None:
    async with open_office(PostOffice(**answers)) as post:  # type: ignore[arg-type]
        with pytest.raises(error) as raised:
            await post.send(mail)
    assert raised.value.args == (str(reply),)
    assert WORKER not in f"{raised.value!r} {raised.value}"


async def test_a_refused_sender_is_no_fault_of_the_mail(mail: EmailMessage) -> None:
    async with open_office(PostOffice(on_sender="553 not from here")) as post:
        with pytest.raises(smtplib.SMTPSenderRefused):
            await post.send(mail)


async def test_a_server_that_is_away_or_dies_in_the_middle_of_the_mail_is_an_error(mail: EmailMessage) -> None:
    async with serving(DyingInData) as post:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            await post.send(mail)
    with pytest.raises(ConnectionRefusedError):
        await post.send(mail)


async def test_a_server_that_is_silent_or_drips_ends_with_the_time_there_is(mail: EmailMessage) -> None:
    async def lost() -> bool:
        return Dripping.lost > 0

    async with serving(Silent, step_seconds=0.2) as post:
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            await post.send(mail)
    async with serving(Dripping, whole_seconds=0.3) as post:
        with pytest.raises(TimeoutError):
            await post.send(mail)
        await until(lost)


def test_only_an_address_of_this_machine_is_this_machine() -> None:
    assert all(map(is_this_machine, ("localhost", "127.0.0.1", "127.3.4.5", "::1", "[::1]")))
    assert not any(map(is_this_machine, ("mail.example", "10.0.0.1", "localhost.example", "")))


def test_the_settings_make_the_post_and_only_this_machine_is_spoken_to_in_the_clear(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    given = {"EXITSPOR_SMTP": "mail.example:587", "EXITSPOR_SMTP_FROM": SENDER}
    signed = {"EXITSPOR_SMTP_USER": USER, "EXITSPOR_SMTP_PASSWORD_FILE": str(secret)}
    assert post_of(settings({})) is None
    far = post_of(settings({**given, **signed}))
    assert far is not None
    assert (far.host, far.port, far.user, far.password) == ("mail.example", 587, USER, PASSWORD)
    assert far.tls is not None
    assert (far.tls.check_hostname, far.tls.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert PASSWORD not in repr(far)
    assert post_of(settings({**given, "EXITSPOR_SMTP": "[::1]:25"})) == Post("::1", 25, None)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"EXITSPOR_SMTP": "mail.example:587"}, "EXITSPOR_SMTP_FROM"),
        ({"EXITSPOR_SMTP": "mail.example"}, "EXITSPOR_SMTP "),
        ({"EXITSPOR_SMTP": "mail.example:0x"}, "EXITSPOR_SMTP "),
        ({"EXITSPOR_SMTP_FROM": "Karla <karla@mail.example>"}, "EXITSPOR_SMTP_FROM"),
        ({"EXITSPOR_SMTP_FROM": "karla@mail.example\nBcc: x@y.example"}, "EXITSPOR_SMTP_FROM"),
        ({"EXITSPOR_SMTP_USER": USER}, "EXITSPOR_SMTP_PASSWORD_FILE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_shown(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(given)
    assert named in str(raised.value)
    assert "arla" not in str(raised.value)
