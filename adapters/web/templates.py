"""Rendering the pages. Every value is escaped, and a name that a template misspells is an error."""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.web.language import DANISH, ENGLISH, Language
from adapters.web.menu import is_here, menu_of
from adapters.web.signed_in import PRESENT, token_field
from domain.reference.definitions import Definition, NoticePreference, Period, PublishedTotal, Staff, Timing

_TEMPLATES = Environment(
    loader=PackageLoader("adapters.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, language: Language, **context: object) -> str:
    """Render a template in a language; templates hold both texts side by side in ``t("dansk", "English")``."""
    return _TEMPLATES.get_template(name).render(
        language=language,
        t=language.text,
        label=language.label,
        date=language.date,
        instant=language.instant,
        number=language.number,
        count=language.count,
        path=language.path,
        options=partial(_options, language),
        signed_in=PRESENT.get(),
        token_field=token_field,
        menu_of=menu_of,
        is_here=is_here,
        **context,
    )


def page(name: str, language: Language, *, here: str, **context: object) -> HTMLResponse:
    """Return a page. `here` is its address in Danish, written anew from what was understood of the request."""
    other = ENGLISH if language is DANISH else DANISH
    return HTMLResponse(render(name, language, here=here, other=other, **context), status_code=HTTPStatus.OK)


def _options(language: Language, definitions: Iterable[Definition]) -> list[tuple[str, str]]:
    """Return the code and the text of each choice of a form."""
    return [(definition.code, _text(language, definition)) for definition in definitions]


def _text(language: Language, definition: Definition) -> str:
    match definition:
        case Staff() | PublishedTotal() | Timing() | NoticePreference():
            return definition.code
        case Period():
            return definition.name
        case _:
            return language.label(definition)
