"""What every answer carries, and the one thing every request must: the name of this machine."""

from collections.abc import Mapping, Set
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class SecurityHeaders:
    """Adds the headers to every answer that passes here. The page of an unforeseen fault does not: it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class KnownHost:
    """Answers with a refusal where the Host header holds none of `names`.

    A page elsewhere could otherwise have its own name point here, and read what is answered.
    """

    def __init__(self, app: ASGIApp, *, names: Set[str], refusal: ASGIApp) -> None:
        self._app = app
        self._names = names
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] != "http" or _name(Headers(scope=scope).get("host", "")) in self._names
        await (self._app if known else self._refusal)(scope, receive, send)


def _name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
