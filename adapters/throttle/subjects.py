"""Whose tries are counted together, told by keyed digests: no user and no address stands in the table."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from adapters.throttle.limits import LIMITS, Limit, SubjectKind, TryKind

IPV6_PREFIX = 64
"""A household or office holds at least so much of IPv6: who has one address there has them all."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who tries: the address that the request came from, and the user code that is signed in, or that was typed."""

    address: str
    user: str = ""


def limits_of(kind: TryKind, subjects: Subjects, key: bytes) -> Mapping[bytes, Limit]:
    """Return the limit of each subject that counts, by the subject's digest (32 bytes under the key)."""
    return {
        hmac.digest(key, f"{kind}|{of}|{_name(of, subjects)}".encode(errors="replace"), sha256): limit
        for of, limit in LIMITS[kind].items()
    }


def _name(of: SubjectKind, subjects: Subjects) -> str:
    user, address = subjects.user.strip().casefold(), network_of(subjects.address)
    if of is SubjectKind.USER:
        return user
    return address if of is SubjectKind.ADDRESS else f"{address}|{user}"


def network_of(address: str) -> str:
    """Return what is counted as one address: an IPv4 address, the /64 of an IPv6 one, else the text itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), IPV6_PREFIX), strict=False))
