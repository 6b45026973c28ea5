"""Who is signed in while a request is answered, and the token that the forms of their session carry."""

from contextvars import ContextVar
from dataclasses import dataclass

from markupsafe import Markup

from adapters.login.sessions import Session
from adapters.login.tokens import form_token, is_form_token
from domain.access.who import Who

TOKEN_FIELD = "formular"  # noqa: S105  (the field's name)
TOKEN_HEADER = "x-exitspor-form"  # noqa: S105  (the header's name)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A worker with an open session. `id` is the session's, known to its browser alone."""

    who: Who
    session: Session
    id: str

    @property
    def token(self) -> str:
        """What every form and every call that changes something carries."""
        return form_token(self.id)

    def sent(self, token: str) -> bool:
        """Tell whether a form's token is this session's."""
        return is_form_token(token, self.id)


PRESENT: ContextVar[SignedIn | None] = ContextVar("signed_in", default=None)
"""Whose request is answered. Set by the gate, so that no page has to pass it on to its forms."""


def token_field() -> Markup:
    """Return the hidden field with the token of the session's forms, for a template's ``<form>``."""
    present = PRESENT.get()
    return (
        Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, present.token)
        if present
        else Markup()
    )
