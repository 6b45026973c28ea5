"""The code flow with PKCE, from the first redirect to who somebody is. Source: OIDC Core 3.1, RFC 7636, RFC 9207."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from adapters.login.oidc.id_token import Expected, UntrustedTokenError, checked_claims
from adapters.login.oidc.issuer import Issuer, IssuerSilentError
from adapters.login.oidc.mapping import Mapped
from adapters.login.oidc.pending import Begun, Pending

PKCE = "S256"
SCOPE = "openid"


class NotLoggedInError(Exception):
    """A log-in came back that can not be used: not begun in this browser, tampered with, refused, or not believed."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Who the issuer says it is, and what was begun."""

    claims: Mapping[str, Any]
    begun: Begun


@dataclass(frozen=True, slots=True)
class Flow:
    """Logging in at one issuer, as one of its clients."""

    issuer: Issuer
    client_id: str
    secret: str | None
    mapped: Mapped
    pending: Pending

    async def begin(
        self, callback: str, target: str, now: datetime, *, steps_up: str | None = None
    ) -> tuple[str, str]:
        """Return the address to lead a browser to, and the id that it is to hold meanwhile.

        `steps_up` is the id of a session whose worker has to prove anew who they are. Raises `IssuerSilentError`.
        """
        told = await self.issuer.told(now)
        id, begun = await self.pending.begin(target, steps_up, now)
        anew = {"prompt": "login", "max_age": 0} if steps_up else {}
        async with self._client(callback) as client:
            address, _ = client.create_authorization_url(
                told.authorization_endpoint,
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                **anew,
            )
        return str(address), id

    async def finish(self, id: str, answer: Mapping[str, str], callback: str, now: datetime) -> Proven:
        """Return what the issuer says of who came back. Raises `NotLoggedInError`, `IssuerSilentError`."""
        begun = await self.pending.take(id, now)
        if begun is None or not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise NotLoggedInError
        await self._came_from_the_issuer(answer, now)
        token = await self._exchanged(answer.get("code", ""), begun, callback, now)
        signed_in_after = begun.made if begun.session else None
        expected = Expected(self.issuer.address, self.client_id, begun.nonce, signed_in_after)
        try:
            return Proven(await checked_claims(token, self.issuer, expected, now), begun)
        except UntrustedTokenError:
            raise NotLoggedInError from None

    async def end_address(self, back: str, now: datetime) -> str | None:
        """Return where the issuer's own session is ended, None where it has no such place or does not answer.

        No ID token is sent along: it would have to be kept, with the name that it may hold.
        """
        try:
            place = (await self.issuer.told(now)).end_session_endpoint
        except IssuerSilentError:
            return None
        asked = urlencode({"client_id": self.client_id, "post_logout_redirect_uri": back})
        return place and f"{place}{'&' if '?' in place else '?'}{asked}"

    async def _came_from_the_issuer(self, answer: Mapping[str, str], now: datetime) -> None:
        """Raise where another issuer answered, or none says that it did where it promised to."""
        promised = (await self.issuer.told(now)).authorization_response_iss_parameter_supported
        if answer.get("iss", None if promised else self.issuer.address) != self.issuer.address or not answer.get(
            "code"
        ):
            raise NotLoggedInError

    async def _exchanged(self, code: str, begun: Begun, callback: str, now: datetime) -> str:
        """Return the ID token that a code is exchanged for."""
        told = await self.issuer.told(now)
        try:
            async with self._client(callback) as client:
                token = await client.fetch_token(told.token_endpoint, code=code, code_verifier=begun.verifier)
        except (OAuthError, ValueError, KeyError):
            raise NotLoggedInError from None
        except httpx2.HTTPError:
            raise IssuerSilentError from None
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise NotLoggedInError
        return id_token

    def _client(self, callback: str) -> Any:
        return AsyncOAuth2Client(
            client_id=self.client_id,
            client_secret=self.secret,
            token_endpoint_auth_method="client_secret_basic" if self.secret else "none",
            scope=SCOPE,
            redirect_uri=callback,
            code_challenge_method=PKCE,
            **self.issuer.client_arguments(),
        )
