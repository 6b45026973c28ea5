"""The application that serves the pages: ``create_app(services)``."""

import asyncio

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from adapters.services import Services
from adapters.web.errors import WRONG_HOST, add_error_pages
from adapters.web.headers import LOOPBACK_NAMES, KnownHost, SecurityHeaders
from adapters.web.language import ENGLISH
from adapters.web.pages import caseload, contacts, deadlines, front, health, inbox, papers, report, static, trajectory

PAGES = (front, caseload, deadlines, contacts, inbox, papers, trajectory, report)


def create_app(services: Services) -> FastAPI:
    """Return the application: each page in Danish and, under ``/en``, in English; health, and the style sheets."""
    app = FastAPI(title="Exitspor", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.services = services
    app.state.replay = asyncio.Lock()
    app.state.looks = health.looks_of(services)
    for page in PAGES:
        app.include_router(page.router)
        app.include_router(page.router, prefix=ENGLISH.prefix)
    for plain in (health, static):
        app.include_router(plain.router)
    app.add_api_route(ENGLISH.prefix, front.front, response_class=HTMLResponse)
    add_error_pages(app)
    app.add_middleware(
        KnownHost, names=LOOPBACK_NAMES | {services.settings.host.lower()}, refusal=WRONG_HOST.response()
    )
    app.add_middleware(SecurityHeaders)
    return app
