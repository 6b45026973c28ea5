"""What a request asks for, read into values that are known: a language, filters, a position."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request

from adapters.services import Services
from adapters.web.errors import UnusableError
from adapters.web.language import DANISH, ENGLISH, Language
from domain import refusals
from domain.refusal import Refusal

LAST_POSITION = 2**63 - 1


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def language_of(request: Request) -> Language:
    """Return English under ``/en``, else Danish."""
    return ENGLISH if f"{request.scope['path']}/".startswith(f"{ENGLISH.prefix}/") else DANISH


TheServices = Annotated[Services, Depends(services_of)]
TheLanguage = Annotated[Language, Depends(language_of)]
Position = Annotated[int | None, Query(ge=1, le=LAST_POSITION)]
"""A position of the log: up to which to wait (``after``), or up to which to see (``as_of``)."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Known codes, each None where a page is not narrowed by it."""

    programme: str | None
    centre: str | None
    worker: str | None

    @property
    def query(self) -> dict[str, str]:
        given = {"programme": self.programme, "centre": self.centre, "worker": self.worker}
        return {name: code for name, code in given.items() if code is not None}


async def filters_of(
    services: TheServices, programme: str | None = None, centre: str | None = None, worker: str | None = None
) -> Filters:
    """Read the filters of a GET form; an empty choice means all. Raises `UnusableError` for an unknown code."""
    catalogue = await services.catalogue()
    return Filters(
        programme=known(programme, catalogue.programmes, refusals.UNKNOWN_PROGRAMME),
        centre=known(centre, catalogue.centres, refusals.UNKNOWN_CENTRE),
        worker=known(worker, catalogue.staff, refusals.UNKNOWN_STAFF),
    )


TheFilters = Annotated[Filters, Depends(filters_of)]


def known(code: str | None, codes: Collection[str], refusal: Refusal) -> str | None:
    """Return a code that is known, None for no code. Raises `UnusableError`."""
    if not code:
        return None
    if code not in codes:
        raise UnusableError(refusal)
    return code


def address(path: str, query: dict[str, str]) -> str:
    """Return an address of known codes."""
    return f"{path}?{urlencode(query)}" if query else path
