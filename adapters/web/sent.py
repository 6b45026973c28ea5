"""The fields of a form that somebody sent, read into values. What cannot be read is refused, and never shown."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request

from adapters.web.errors import UnusableError
from adapters.web.origin import form_of
from domain.labelled import Labelled
from domain.refusal import Refusal
from projections.engine.codes import code_of

L = TypeVar("L", bound=Labelled)

NOT_CHOSEN = Refusal(
    "not-chosen",
    "Der mangler et valg i formularen. Gå tilbage, og vælg fra listerne.",
    "A choice is missing in the form. Go back and choose from the lists.",
)
NOT_AN_ID = Refusal(
    "not-an-id",
    "Nummeret kan ikke bruges. Kopiér det fra forløbets egen side.",
    "The id cannot be used. Copy it from the trajectory's own page.",
)
NOT_A_DAY = Refusal(
    "not-a-day",
    "Datoen kan ikke bruges. Skriv den som 2026-01-31.",
    "The date cannot be used. Write it as 2026-01-31.",
)


class Sent:
    """The fields of a form; one that was left empty is not there."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        return self._fields.get(name, [""])[0].replace("\r\n", "\n").strip()

    def texts(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def chosen(self, name: str, kind: type[L]) -> L:
        """Return the one code that was chosen. Raises UnusableError."""
        found = self.ticked(name, kind)
        if len(found) != 1:
            raise UnusableError(NOT_CHOSEN)
        return found[0]

    def ticked(self, name: str, kind: type[L]) -> tuple[L, ...]:
        """Return the codes that were ticked. Raises UnusableError for one that there is not."""
        try:
            return tuple(code_of(kind, text) for text in self.texts(name))
        except ValueError:
            raise UnusableError(NOT_CHOSEN) from None

    def id(self, name: str) -> UUID:
        """Return an id. Raises UnusableError."""
        return _id(self.text(name))

    def ids(self, name: str) -> tuple[UUID, ...]:
        return tuple(map(_id, self.texts(name)))

    def day(self, name: str) -> date:
        """Return a day. Raises UnusableError."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise UnusableError(NOT_A_DAY) from None


async def sent_in(request: Request) -> Sent:
    """Read the form of a request. Raises ForeignFormError, UnusableFormError."""
    return Sent(await form_of(request))


def _id(text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError:
        raise UnusableError(NOT_AN_ID) from None
