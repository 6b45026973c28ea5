"""The watching port: `/metrics`, `/health/live` and `/health/ready`, for this machine only."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.process.readiness import Readiness
from adapters.web.headers import LOOPBACK_NAMES, KnownHost, SecurityHeaders

WRONG_HOST = "Brug 127.0.0.1 eller localhost. / Use 127.0.0.1 or localhost.\n"


def watch_app(metrics: Callable[[], Awaitable[bytes]], readiness: Callable[[], Awaitable[Readiness]]) -> Starlette:
    """Return the application; `metrics` returns a page in Prometheus' text format."""

    async def page(_: Request) -> Response:
        return Response(await metrics(), media_type=CONTENT_TYPE_LATEST)

    async def ready(_: Request) -> Response:
        return answer(await readiness())

    routes = [Route("/metrics", page), Route("/health/live", live), Route("/health/ready", ready)]
    refusal = PlainTextResponse(WRONG_HOST, status_code=HTTPStatus.MISDIRECTED_REQUEST)
    known = Middleware(KnownHost, names=LOOPBACK_NAMES, refusal=refusal)
    return Starlette(routes=routes, middleware=[known, Middleware(SecurityHeaders)])


async def live(_: Request) -> Response:
    """Answer that the loop of the process runs: where it does not, nobody answers."""
    return JSONResponse({"status": "live"})


def answer(found: Readiness) -> JSONResponse:
    """Return 200 or 503 with every check's code."""
    status = HTTPStatus.OK if found.is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(found.body, status_code=status)
