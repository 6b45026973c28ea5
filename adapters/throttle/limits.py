"""How many wrong tries of what are let through, and why. Constants: a looser limit would be a decision about risk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class TryKind(StrEnum):
    """What is tried."""

    LOGIN = "login"
    RETURN_CODE = "return-code"
    MISTYPED_CODE = "mistyped-code"
    SET_UP = "set-up"
    BEGIN_LOGIN = "begin-login"
    SEARCH = "search"


class SubjectKind(StrEnum):
    """Who is counted: a user, an address, or a user at an address."""

    USER = "user"
    ADDRESS = "address"
    USER_AT_ADDRESS = "user-at-address"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries `within` a time; the last locks for `lock`, each time for twice as long, at most `longest`."""

    tries: int
    within: timedelta
    lock: timedelta
    longest: timedelta


QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=7)
"""How long after the last try counted nothing of it is known any more: who waits out a lock meets a longer one."""

LIMITS: Mapping[TryKind, Mapping[SubjectKind, Limit]] = MappingProxyType(
    {
        # Never the user alone: whoever knew a colleague's name could else lock that colleague out. Guessing one
        # user's password from many addresses is left to its length, argon2's cost, and the identity provider.
        TryKind.LOGIN: {
            SubjectKind.USER_AT_ADDRESS: Limit(5, QUARTER, QUARTER, DAY),
            # A whole centre may come from one address: twenty wrong ones in a quarter, and an hour at the most.
            SubjectKind.ADDRESS: Limit(20, QUARTER, QUARTER, HOUR),
        },
        # A code has a check symbol, so what is wrong here was made up, revoked or replaced: five in a day are many.
        # The user is signed in, so the lock meets who guesses; the address meets who guesses under several names.
        TryKind.RETURN_CODE: {
            SubjectKind.USER: Limit(5, DAY, QUARTER, DAY),
            SubjectKind.ADDRESS: Limit(20, DAY, QUARTER, DAY),
        },
        # What the check symbol refuses reached no code and told nothing: slips are forgiven, floods are not.
        TryKind.MISTYPED_CODE: {
            SubjectKind.USER: Limit(20, QUARTER, QUARTER, HOUR),
            SubjectKind.ADDRESS: Limit(60, QUARTER, QUARTER, HOUR),
        },
        # Nobody is signed in yet, and the token is as long as a key.
        TryKind.SET_UP: {SubjectKind.ADDRESS: Limit(5, QUARTER, QUARTER, DAY)},
        # Each makes a row. Who comes back signed in takes the try back, so a large centre at one address is let in.
        TryKind.BEGIN_LOGIN: {SubjectKind.ADDRESS: Limit(60, QUARTER, QUARTER, HOUR)},
        # Every search counts, right or wrong: what time might tell takes many, work with people takes few.
        TryKind.SEARCH: {SubjectKind.USER: Limit(60, QUARTER, QUARTER, HOUR)},
    }
)
