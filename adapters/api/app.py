"""The programming interface as an application of its own, below that of the pages and behind the same gate."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from adapters.api import acts, control, export, figures, sessions, trajectories, vault
from adapters.api.answers import add_answers
from adapters.api.commands import command_router
from adapters.services import Services

API = "/api/v1"
ABOUT = (
    "Everything that somebody may do here goes through the same desk as the pages. Who asks is the session's: a "
    "browser's cookie, and with every call that changes something the header X-Exitspor-Form, whose value GET "
    "/session tells, and an Origin or Sec-Fetch-Site header of this address. What one may not see does not exist "
    "(404). Routes and fields are added, never removed or changed."
)


def create_api(services: Services) -> FastAPI:
    """Return the application that serves ``/api/v1``."""
    api = FastAPI(
        title="Exitspor",
        version="1",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    api.state.services = services
    for router in (
        command_router(),
        *(part.router for part in (trajectories, vault, acts, control, figures, export, sessions)),
    ):
        api.include_router(router)

    @api.get("/openapi.json", include_in_schema=False)
    async def description(request: Request) -> JSONResponse:
        return JSONResponse(description_of(api))

    add_answers(api, lambda: frozenset(_names(description_of(api))))
    return api


def description_of(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the address that the routes lie below."""
    return {**api.openapi(), "servers": [{"url": API}]}


def _names(part: object) -> Iterator[str]:
    """Yield the names of all fields in a description."""
    if isinstance(part, dict):
        yield from part.get("properties", {})
        yield from (parameter["name"] for parameter in part.get("parameters", []))
        for inner in part.values():
            yield from _names(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _names(inner)
