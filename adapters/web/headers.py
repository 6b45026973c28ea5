"""What every answer carries, and the one thing every request must: the name of this machine."""

from collections.abc import Mapping, Set
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.settings import Settings

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
HTTPS_ONLY: Mapping[str, str] = MappingProxyType({"Strict-Transport-Security": "max-age=31536000"})
"""Told where the pages are reached over https: a browser then asks for them in no other way, for a year."""

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def names_of(settings: Settings) -> frozenset[str]:
    """Return the host names that pages answer under."""
    public = urlsplit(settings.public_url or "").hostname
    return LOOPBACK_NAMES | {settings.host.lower()} | ({public} if public else set())


class SecurityHeaders:
    """Adds the headers to every answer that passes here. The page of an unforeseen fault does not: it has its own."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._headers = {**SECURITY_HEADERS, **(HTTPS_ONLY if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
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
