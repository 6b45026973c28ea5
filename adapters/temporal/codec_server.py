"""The HTTP interface by which Temporal's own page and command line read sealed histories: `POST /decode`.

An authorised administrator starts it, on this machine, for as long as it is needed. It opens what the codec sealed
for its own namespace and nothing else; there is no way to seal. Whoever asks must hold the token; every answer is
logged with the token's owner and the number of payloads, never with what they hold.
Source: https://docs.temporal.io/production-deployment/data-encryption
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple

import structlog
from google.protobuf.json_format import MessageToDict, Parse, ParseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads

from adapters.temporal.codec import ENCODING, AesGcmCodec, UnreadablePayloadError
from adapters.web.headers import LOOPBACK_NAMES, KnownHost

LARGEST_BODY = 16 << 20
"""Temporal's page asks for a page of history at a time, whose messages are 4 MB at most."""

PATHS = ("/decode", "/{token}/decode", "/{token}//decode")
HEADERS = ("Authorization", "Content-Type", "X-Namespace")

_log = structlog.get_logger()


class Refusal(NamedTuple):
    status: HTTPStatus
    code: str
    da: str
    en: str


class Refused(Enum):
    """Why nothing is decoded."""

    TOKEN = Refusal(
        HTTPStatus.UNAUTHORIZED,
        "token",
        "Send nøglen som »Authorization: Bearer ...«, som programmet viste den, da det startede.",
        'Send the token as "Authorization: Bearer ...", as the program showed it when it started.',
    )
    ORIGIN = Refusal(
        HTTPStatus.FORBIDDEN,
        "origin",
        "Siden, der spørger, er ikke den, som --origin nævner.",
        "The page that asks is not the one that --origin names.",
    )
    NAMESPACE = Refusal(
        HTTPStatus.FORBIDDEN,
        "namespace",
        "X-Namespace skal være det navnerum, som EXITSPOR_TEMPORAL_NAMESPACE nævner.",
        "X-Namespace must be the namespace that EXITSPOR_TEMPORAL_NAMESPACE names.",
    )
    TOO_LARGE = Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too-large",
        "Forespørgslen er for stor. Spørg om færre hændelser ad gangen.",
        "The request is too large. Ask for fewer events at a time.",
    )
    FORM = Refusal(
        HTTPStatus.BAD_REQUEST,
        "form",
        "Forespørgslen er ikke payloads i JSON.",
        "The request is not payloads in JSON.",
    )
    UNREADABLE = Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "unreadable",
        "En payload er ændret, eller dens nøgle er væk. Kør »exitspor temporal rebuild«.",
        'A payload was changed, or its key is gone. Run "exitspor temporal rebuild".',
    )
    WRONG_HOST = Refusal(
        HTTPStatus.MISDIRECTED_REQUEST,
        "host",
        "Brug 127.0.0.1 eller localhost.",
        "Use 127.0.0.1 or localhost.",
    )
    NO_SUCH_THING = Refusal(
        HTTPStatus.NOT_FOUND,
        "not-found",
        "Her kan kun læses: POST /decode.",
        "There is nothing but reading here: POST /decode.",
    )

    def answer(self) -> JSONResponse:
        reason = self.value
        return JSONResponse({"error": reason.code, "da": reason.da, "en": reason.en}, status_code=reason.status)


class RefusedError(Exception):
    """A request is refused."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.value.code)
        self.why = why


@dataclass(frozen=True, slots=True)
class Token:
    """Who may read, by a staff code, and the digest of the secret that shows it."""

    staff: str
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, staff: str, secret: str) -> "Token":
        return cls(staff, sha256(secret.encode()).digest())

    def is_shown_by(self, request: Request) -> bool:
        """Tell whether a request shows the secret, in its header or else its path.

        How long that takes tells nothing about the secret.
        """
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        secret = given.strip() if scheme.lower() == "bearer" else request.path_params.get("token", "")
        return hmac.compare_digest(sha256(secret.encode(errors="replace")).digest(), self.digest)


@dataclass(frozen=True, slots=True)
class Door:
    """What is opened, for whom: `origin` is that of Temporal's page, None if only the command line asks."""

    codec: AesGcmCodec
    namespace: str
    token: Token
    origin: str | None

    async def decode(self, request: Request) -> JSONResponse:
        """Answer the payloads of a request, opened. Raises RefusedError."""
        self._admit(request)
        payloads = _payloads(await _body(request))
        opened = Payloads(payloads=await self._open(payloads))
        _log.info("payloads decoded", staff=self.token.staff, payloads=len(payloads))
        return JSONResponse(MessageToDict(opened))

    def _admit(self, request: Request) -> None:
        if request.headers.get("origin") not in (None, self.origin):
            raise RefusedError(Refused.ORIGIN)
        if not self.token.is_shown_by(request):
            raise RefusedError(Refused.TOKEN)
        if request.headers.get("x-namespace") != self.namespace:
            raise RefusedError(Refused.NAMESPACE)

    async def _open(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open what is sealed; what is in the clear already is given back as it is."""
        try:
            return [await self._one(payload) for payload in payloads]
        except UnreadablePayloadError:
            raise RefusedError(Refused.UNREADABLE) from None

    async def _one(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        (opened,) = await self.codec.decode([payload])
        return opened


def codec_app(door: Door) -> Starlette:
    """Return the application: `POST /decode`, and the question before it that a browser asks for a page.

    Temporal's page has no place for a token but the address that it is given for decoding, to which its releases
    add ``decode`` or ``/decode``. Requests are not logged with their paths.
    """
    app = Starlette(
        routes=[Route(path, door.decode, methods=["POST"]) for path in PATHS],
        middleware=[Middleware(KnownHost, names=LOOPBACK_NAMES, refusal=Refused.WRONG_HOST.answer()), *_cors(door)],
        exception_handlers={RefusedError: _refuse, 404: _nothing_here, 405: _nothing_here},
    )
    app.router.redirect_slashes = False
    return app


def _cors(door: Door) -> list[Middleware]:
    if door.origin is None:
        return []
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[door.origin],
        allow_methods=["POST"],
        allow_headers=HEADERS,
        allow_private_network=True,
    )
    return [cors]


async def _body(request: Request) -> bytes:
    """Return a request's body. Raises RefusedError before more was read than may come."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise RefusedError(Refused.TOO_LARGE)
    return bytes(body)


def _payloads(body: bytes) -> Sequence[Payload]:
    try:
        return Parse(body, Payloads()).payloads
    except (ParseError, UnicodeDecodeError, RecursionError):
        raise RefusedError(Refused.FORM) from None


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    why = error.why if isinstance(error, RefusedError) else Refused.FORM
    _log.warning("decoding refused", status=int(why.value.status))
    return why.answer()


async def _nothing_here(_: Request, __: Exception) -> JSONResponse:
    return Refused.NO_SUCH_THING.answer()
