"""What a mail says: how many notices there are, and their references. It crosses servers that anybody may run.

No person, trajectory, programme, measure, centre, kind or date of a deadline stands in it, nor this program's name,
which says what the work is about. Source: design section 7.
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

MOST_REFERENCES = 50
"""How many a mail lists; the inbox has all of them."""


def mail_of(id: UUID, references: Sequence[str], *, sender: str, to: str, now: datetime) -> EmailMessage:
    """Return the mail about some notices. Its Message-ID is the same each time, so that a doubled one is known."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(references)
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(references), cte="quoted-printable")
    return message


def _subject(references: Sequence[str]) -> str:
    if len(references) == 1:
        return f"Ny besked {references[0]} / New notice {references[0]}"
    return f"{len(references)} nye beskeder / {len(references)} new notices"


def _body(references: Sequence[str]) -> str:
    count, listed = len(references), "\n".join(f"  {reference}" for reference in references[:MOST_REFERENCES])
    left = count - MOST_REFERENCES
    more_da, more_en = (f"\n  og {left} til", f"\n  and {left} more") if left > 0 else ("", "")
    one = count == 1
    return (
        f"Der er {'en ny besked' if one else f'{count} nye beskeder'} i din indbakke:\n\n"
        f"{listed}{more_da}\n\n"
        "Slå referencen op i indbakken. Denne mail kan ikke besvares.\n\n"
        "--\n\n"
        f"There {'is a new notice' if one else f'are {count} new notices'} in your inbox:\n\n"
        f"{listed}{more_en}\n\n"
        "Look the reference up in the inbox. This mail cannot be answered.\n"
    )
