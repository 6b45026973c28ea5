"""Checking an ID token: signature by the issuer's key, issuer, audience, times, nonce. Source: OIDC Core 3.1.3.7."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from adapters.login.oidc.issuer import Issuer

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Signatures by a key pair. Neither "none" nor a secret that is shared is ever let through, whatever a token says."""

CLOCKS_DIFFER = timedelta(seconds=60)
LARGEST = 65_536


class UntrustedTokenError(ValueError):
    """An ID token that is not to be believed. The text never holds what it was."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to say. `signed_in_after` is set where somebody was to prove anew who they are."""

    issuer: str
    client_id: str
    nonce: str
    signed_in_after: datetime | None


async def checked_claims(token: str, issuer: Issuer, expected: Expected, now: datetime) -> Mapping[str, Any]:
    """Return the claims of a token that is to be believed. Raises `UntrustedTokenError`, `IssuerSilentError`."""
    try:
        kid = _named_key(token)
        keys = await issuer.keys(now, lacks=kid)
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        _registry(expected, now).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError):
        raise UntrustedTokenError("an ID token is not to be believed") from None
    _was_for_us_alone(claims, expected)
    _was_signed_in_anew(claims, expected)
    return claims


def _named_key(token: str) -> str | None:
    if len(token) > LARGEST:
        raise ValueError("too large a token")
    header = jws.extract_compact(token.encode("ascii")).headers()
    if header.get("alg") not in ALGORITHMS:
        raise ValueError("not one of the algorithms")
    return header.get("kid")


def _registry(expected: Expected, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(CLOCKS_DIFFER.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _was_for_us_alone(claims: Mapping[str, Any], expected: Expected) -> None:
    """Raise unless we are the party that asked: with others in the audience, ``azp`` has to say so.

    The library takes a list for a text that stands in it; an issuer and a nonce are a text.
    """
    alone = claims["aud"] in (expected.client_id, [expected.client_id])
    is_ours = claims.get("azp", expected.client_id if alone else None) == expected.client_id
    if not is_ours or claims["iss"] != expected.issuer or claims["nonce"] != expected.nonce:
        raise UntrustedTokenError("an ID token is for others")


def _was_signed_in_anew(claims: Mapping[str, Any], expected: Expected) -> None:
    if expected.signed_in_after is None:
        return
    at = claims.get("auth_time")
    if not isinstance(at, int) or at < (expected.signed_in_after - CLOCKS_DIFFER).timestamp():
        raise UntrustedTokenError("an ID token tells of no log-in of just now")
