"""The application that serves the pages: ``create_app(services)``."""

import asyncio

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from adapters.api.app import API, create_api
from adapters.login.logins import flow_of
from adapters.services import Services
from adapters.web.cookies import is_secure
from adapters.web.errors import WRONG_HOST, add_error_pages
from adapters.web.gate import Gate
from adapters.web.headers import KnownHost, SecurityHeaders, names_of
from adapters.web.language import ENGLISH
from adapters.web.once import AnswersApart
from adapters.web.pages import (
    access,
    caseload,
    contacts,
    deadlines,
    front,
    health,
    inbox,
    login,
    oidc,
    papers,
    report,
    sessions,
    set_up,
    static,
    step_up,
    trajectory,
)
from adapters.web.pages.vault import routes as vault

PAGES = (
    front,
    caseload,
    deadlines,
    contacts,
    inbox,
    papers,
    trajectory,
    vault,
    access,
    report,
    login,
    oidc,
    set_up,
    step_up,
    sessions,
)


def create_app(services: Services) -> FastAPI:
    """Return the application: each page in Danish and, under ``/en``, in English; health, and the style sheets."""
    app = FastAPI(title="Exitspor", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.services = services
    app.state.flow = flow_of(services.settings, services.pool)
    app.state.replay = asyncio.Lock()
    app.state.looks = health.looks_of(services)
    for page in PAGES:
        app.include_router(page.router)
        app.include_router(page.router, prefix=ENGLISH.prefix)
    for plain in (health, static):
        app.include_router(plain.router)
    app.add_api_route(ENGLISH.prefix, front.front, response_class=HTMLResponse)
    app.mount(API, create_api(services))
    add_error_pages(app)
    app.add_middleware(Gate, services=services)
    app.add_middleware(AnswersApart, services=services)
    app.add_middleware(KnownHost, names=names_of(services.settings), refusal=WRONG_HOST.response())
    app.add_middleware(SecurityHeaders, https=is_secure(services.settings))
    return app
