"""What an issuer tells of itself: its addresses and its keys, fetched when they are needed and kept for a while."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.settings import is_guarded

TOLD = "/.well-known/openid-configuration"
KEPT_FOR = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(seconds=10)
"""So soon at the earliest are keys asked for again that a token names and nobody knows: else tokens made up ask."""

SECONDS = 10


class IssuerSilentError(ConnectionError):
    """The issuer does not answer, or not as an issuer does. Nobody can log in now."""


class Told(BaseModel):
    """An issuer's metadata, as far as it is used. What else it tells is left out."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


@dataclass
class Issuer:
    """An issuer by its address. `transport` is how it is reached, the network's where none is given."""

    address: str
    transport: httpx2.AsyncBaseTransport | None = None
    _told: Told | None = None
    _keys: KeySet | None = None
    _told_at: datetime | None = None
    _keys_at: datetime | None = None

    def __post_init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    def client_arguments(self) -> dict[str, Any]:
        """Return what every client that speaks to the issuer is made with. No redirect is followed."""
        is_remote = self.address.startswith("https://")
        return {"timeout": SECONDS, "trust_env": is_remote, "transport": self.transport, "follow_redirects": False}

    async def told(self, now: datetime) -> Told:
        """Return the issuer's metadata, not older than an hour. Raises `IssuerSilentError`."""
        async with self._one_at_a_time:
            if self._told is None or self._told_at is None or now - self._told_at >= KEPT_FOR:
                self._told, self._told_at = _checked(self.address, await self._get(_beneath(self.address))), now
            return self._told

    async def keys(self, now: datetime, *, lacks: str | None = None) -> KeySet:
        """Return the issuer's keys; anew where they lack one that a token names. Raises `IssuerSilentError`."""
        told = await self.told(now)
        async with self._one_at_a_time:
            age = None if self._keys_at is None else now - self._keys_at
            known = self._keys is not None and (lacks is None or lacks in {key.kid for key in self._keys.keys})
            if self._keys is None or age is None or age >= (KEPT_FOR if known else ASKED_AGAIN_AFTER):
                self._keys, self._keys_at = _key_set(await self._get(told.jwks_uri)), now
            return self._keys

    async def _get(self, address: str) -> Any:
        try:
            async with httpx2.AsyncClient(**self.client_arguments()) as client:
                answer = await client.get(address)
                return answer.raise_for_status().json()
        except (httpx2.HTTPError, ValueError):
            raise IssuerSilentError from None


def _beneath(issuer: str) -> str:
    return issuer.rstrip("/") + TOLD


def _checked(issuer: str, metadata: Any) -> Told:
    """Return metadata that names its issuer exactly, and addresses that are guarded as well as it is."""
    try:
        told = Told.model_validate(metadata)
        used = (told.authorization_endpoint, told.token_endpoint, told.jwks_uri, told.end_session_endpoint)
        guarded = all(is_guarded(one) and _scheme(one) == _scheme(issuer) for one in used if one)
    except (ValidationError, ValueError):
        raise IssuerSilentError from None
    if told.issuer != issuer or not guarded:
        raise IssuerSilentError
    return told


def _scheme(address: str) -> str:
    return urlsplit(address).scheme


def _key_set(told: KeySetSerialization) -> KeySet:
    try:
        return KeySet.import_key_set(told)
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        raise IssuerSilentError from None
