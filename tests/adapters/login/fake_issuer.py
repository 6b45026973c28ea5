"""An issuer in this process, whose every answer a test can spoil."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

ADDRESS = "https://login.example"
CLIENT = "exitspor"
Claims = dict[str, Any]
_FIRST, _SECOND, _UNTOLD = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("1", "2", "3"))


def unsigned(claims: Claims) -> str:
    """Return a token of the algorithm none."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def signed_with_the_public_key(claims: Claims) -> str:
    """Return a token signed by HS256 with what everybody can read as its secret."""
    return jwt.encode({"alg": "HS256", "kid": "1"}, claims, OctKey.import_key(_FIRST.as_pem(private=False)))


def signed_by_nobody_known(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "3"}, claims, _UNTOLD)


@dataclass
class FakeIssuer:
    """Answers as an issuer does. `spoil` changes claims, `sign` makes tokens, `metadata` is told over the usual."""

    now: Callable[[], int]
    subject: str = "7f1c9a52"
    more: Claims = field(default_factory=dict)
    spoil: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: _FIRST)
    asked_for_keys: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    def transport(self) -> httpx2.ASGITransport:
        routes = [
            Route("/.well-known/openid-configuration", self._told),
            Route("/keys", self._keys),
            Route("/token", self._token, methods=["POST"]),
        ]
        return httpx2.ASGITransport(Starlette(routes=routes))

    def rotate(self) -> None:
        self.key = _SECOND

    def log_in(self, address: str) -> str:
        """Log in where a browser was led to; return the query that it is led back with."""
        self.asked.append({name: values[0] for name, values in parse_qs(urlsplit(address).query).items()})
        assert urlsplit(address).path == "/authorize"
        return f"code=the-code&state={self.asked[-1]['state']}&iss={ADDRESS}"

    async def _told(self, _: Request) -> JSONResponse:
        usual = {
            "issuer": ADDRESS,
            "authorization_endpoint": f"{ADDRESS}/authorize",
            "token_endpoint": f"{ADDRESS}/token",
            "jwks_uri": f"{ADDRESS}/keys",
            "end_session_endpoint": f"{ADDRESS}/end",
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse({**usual, **self.metadata})

    async def _keys(self, _: Request) -> JSONResponse:
        self.asked_for_keys += 1
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: Request) -> JSONResponse:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.asked[-1]
        challenge = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        if sent["code"] != "the-code" or challenge != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        usual = {"iss": ADDRESS, "aud": CLIENT, "sub": self.subject, "nonce": asked["nonce"], "iat": self.now()}
        claims = self.spoil({**usual, "exp": self.now() + 300, "auth_time": self.now(), **self.more})
        header = {"alg": "RS256", "kid": self.key.kid}
        token = self.sign(claims) if self.sign else jwt.encode(header, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})
