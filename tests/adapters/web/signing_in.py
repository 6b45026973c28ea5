"""Signed-in clients of the pages, in process, for whoever tests pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

import httpx2
from fastapi import FastAPI

from adapters.login.tokens import form_token
from adapters.services import Services
from adapters.web.app import create_app
from adapters.web.cookies import SESSION, cookie_name
from adapters.web.signed_in import TOKEN_HEADER
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role

ADDRESS = "http://127.0.0.1"
WORKER = "ALT1"
ALL_ROUND = Staff(
    code=WORKER,
    roles=(Role.METHOD_SUPERVISOR, Role.LEADER, Role.CONSULTANT, Role.HEAD_OF_OFFICE),
    centre="hjemloeseenheden",
)
"""Who the tests' clients are signed in as; the town knows them."""


async def signed_in(services: Services, code: str = WORKER) -> dict[str, str]:
    """Open a session for a worker; return the cookies of a browser that has it."""
    id = await services.logins.sessions.open(code, services.clock(), means="local")
    return {cookie_name(services.settings, SESSION): id}


def token_of(cookies: dict[str, str]) -> str:
    """Return the token that the forms of a session carry."""
    [id] = cookies.values()
    return form_token(id)


@lru_cache(maxsize=4)
def app_of(services: Services) -> FastAPI:
    """Return the pages of an installation. Making them takes a second or more, so that tests share them."""
    return create_app(services)


@asynccontextmanager
async def pages_of(
    services: Services,
    code: str | None = WORKER,
    *,
    app: FastAPI | None = None,
    cookies: dict[str, str] | None = None,
) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the pages, signed in as a worker, or (None) as nobody. What it sends carries the token."""
    held = cookies or (await signed_in(services, code) if code else {})
    transport = httpx2.ASGITransport(app or app_of(services), raise_app_exceptions=False)
    headers = {TOKEN_HEADER: token_of(held)} if held else {}
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, cookies=held, headers=headers) as client:
        yield client
