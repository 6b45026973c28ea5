"""What a request asks for, read into values that are known: a language, filters, a position."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request

from adapters.desk.desk import Desk
from adapters.services import Services
from adapters.web.cookies import is_secure
from adapters.web.errors import UnusableError
from adapters.web.language import DANISH, ENGLISH, Language
from domain import refusals
from domain.access.who import Who
from domain.refusal import Refusal

LAST_POSITION = 2**63 - 1


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def language_of(request: Request) -> Language:
    """Return English under ``/en``, else Danish."""
    return ENGLISH if f"{request.scope['path']}/".startswith(f"{ENGLISH.prefix}/") else DANISH


def who_of(request: Request) -> Who:
    """Return who asks; the gate lets nobody else through."""
    who: Who = request.state.who
    return who


def address_of(request: Request) -> str:
    """Return the address that a request comes from, for counting tries only.

    With a public address over https something stands before the pages that ends it, and appends whom it heard to
    X-Forwarded-For, or adds a header of that name. What stands further left was written by whoever asks.
    """
    if is_secure(services_of(request).settings):
        heard = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        host = _without_port(heard)
        if _is_ip(host):
            return host
    return request.client.host if request.client else ""


def _without_port(heard: str) -> str:
    """Return the address of ``10.0.0.7:4711`` or ``[2001:db8::7]:4711``; a bare one of IPv6 has colons of its own."""
    if heard.startswith("["):
        return heard[1:].partition("]")[0]
    return heard.partition(":")[0] if heard.count(":") == 1 else heard


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


TheServices = Annotated[Services, Depends(services_of)]
TheLanguage = Annotated[Language, Depends(language_of)]
TheWho = Annotated[Who, Depends(who_of)]


def desk_of(services: TheServices, who: TheWho) -> Desk:
    """Return the desk at which who asks is served."""
    return Desk(services, who)


TheDesk = Annotated[Desk, Depends(desk_of)]
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
