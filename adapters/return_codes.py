"""Return codes (VIP-koder): made, checked, and turned into the keyed hash under which they open a trajectory.

A code is 60 random bits in twelve symbols and a check symbol, written ``7K3F-9QXM-2TRB-W``. Only its fingerprint is
stored, in a table of the vault; the code is in no event, no log line and no command. Source: domain section 3.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from adapters.throttle.limits import TryKind
from adapters.throttle.subjects import Subjects
from adapters.throttle.throttle import Throttle
from domain.access.codes import AccessPurpose, Action
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.handler import Accepted, CommandHandler
from domain.log import ReturnCodeClaim, ReturnCodeTaken
from domain.refusal import Refusal
from domain.vault import Reading

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are read as other symbols."""

MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
SYMBOLS = 12
GROUP = 4
POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1: its root generates the field of 32 elements, so no weight comes twice within 31 symbols."""


class MistypedCodeError(ValueError):
    """What was typed cannot be a code: a symbol is missing, wrong or in another's place. It is not shown."""

    danish = "Koden er tastet forkert. Den har 13 tegn, som 7K3F-9QXM-2TRB-W. Se på kortet, og prøv igen."
    english = "The code is mistyped. It has 13 symbols, such as 7K3F-9QXM-2TRB-W. Look at the card, and try again."


MISTYPED_CODE = Refusal("mistyped-code", MistypedCodeError.danish, MistypedCodeError.english)
UNKNOWN_CODE = Refusal(
    "unknown-return-code",
    "Koden åbner intet forløb: den er ukendt, spærret eller afløst af en ny.",
    "The code opens no trajectory: it is unknown, revoked or replaced by a new one.",
)


def too_many_codes(left: timedelta) -> Refusal:
    """Return how somebody is told that no code of theirs is looked at for a time."""
    minutes = -(-left // timedelta(minutes=1))
    return Refusal(
        "too-many-codes",
        f"Der er prøvet for mange koder herfra. Prøv igen om {minutes} min.; koden selv er ikke spærret.",
        f"Too many codes were tried from here. Try again in {minutes} min.; the code itself is not locked.",
    )


May = Callable[[UUID], Awaitable[bool]]
"""Whether somebody may handle a trajectory."""


class Opens(Protocol):
    """The part of the log's vault that knows fingerprints."""

    async def return_code_opens(self, fingerprint: bytes, trajectory: UUID) -> bool:
        """Tell whether a fingerprint opens a trajectory."""

    async def open_by_code(
        self, fingerprint: bytes | None, criterion: bytes, reading: Reading, may: May
    ) -> UUID | None:
        """Return the trajectory that a fingerprint opens and that somebody `may` open, None for any other or none.

        The try is written down as it went, before it is answered.
        """


def new_code() -> str:
    """Return a new code, as it is shown, from the system's random source."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    return shown(symbols + check_symbol(symbols))


def shown(code: str) -> str:
    """Return a code in groups of four, for reading aloud and from a card."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """Return the thirteen symbols that somebody typed, in any case, with or without dashes.

    Raises MistypedCodeError without asking any database.
    """
    symbols = typed.strip().upper().translate(MISREAD)
    if len(symbols) != SYMBOLS + 1 or not set(symbols) <= set(ALPHABET):
        raise MistypedCodeError
    if check_symbol(symbols[:SYMBOLS]) != symbols[SYMBOLS]:
        raise MistypedCodeError
    return symbols


def check_symbol(symbols: str) -> str:
    """Return the check symbol: the sum of the symbols, each times another power of the field's generator.

    Any one wrong symbol, and any two that changed places, give another sum.
    """
    total = 0
    for symbol in symbols:
        total = _times_generator(total ^ ALPHABET.index(symbol))
    return ALPHABET[total]


def _times_generator(element: int) -> int:
    doubled = element << 1
    return doubled ^ POLYNOMIAL if doubled >= len(ALPHABET) else doubled


class ReturnCodes:
    """Gives, revokes and finds codes under an installation's key (32 bytes)."""

    def __init__(self, handler: CommandHandler, vault: Opens, key: bytes, throttle: Throttle) -> None:
        self._handler = handler
        self._vault = vault
        self._key = key
        self._throttle = throttle

    async def give(self, command: GiveReturnCode, now: datetime) -> tuple[Accepted | Refusal, str | None]:
        """Handle the command with a new code, which takes a former one's place; return the answer and the code.

        The code is None for a refusal, and for a command sent again: nobody can tell the first code any more.
        """
        while True:
            code = new_code()
            claim = ReturnCodeClaim(command.trajectory, self.fingerprint(code))
            try:
                answer = await self._handler.handle(command, now, claim=claim)
            except ReturnCodeTaken:
                continue
            return answer, code if await self._opens(code, command.trajectory) else None

    async def revoke(self, command: RevokeReturnCode, now: datetime) -> Accepted | Refusal:
        """Handle the command; from then on the code opens nothing."""
        return await self._handler.handle(command, now, claim=ReturnCodeClaim(command.trajectory, None))

    async def find(self, typed: str, *, by: Subjects, now: datetime, may: May) -> UUID | Refusal:
        """Return the trajectory that a code opens, or why none is opened: the same for unknown, revoked and replaced.

        One that somebody `may` not handle is unknown to them in every respect, and counts as a wrong try.

        Every try is counted before it is looked up, and written into the access log: the code's digest, and that of
        a mistyped one, under a key of their own. A mistyped code is forgiven more often, since it reached no code.
        Raises AccessNotLogged; then nothing was opened.
        """
        fingerprint = self._fingerprint_typed(typed)
        kind = TryKind.MISTYPED_CODE if fingerprint is None else TryKind.RETURN_CODE
        left = await self._throttle.check(kind, by, now)
        reading = Reading(by.user, Action.OPEN_BY_CODE, AccessPurpose.CASEWORK, now)
        asked = None if left is not None else fingerprint
        found = await self._vault.open_by_code(asked, self._criterion(typed), reading, may)
        if found is not None:
            await self._throttle.succeeded(kind, by)
            return found
        if left is not None:
            return too_many_codes(left)
        return MISTYPED_CODE if fingerprint is None else UNKNOWN_CODE

    def fingerprint(self, code: str) -> bytes:
        """Return the HMAC-SHA256 of a code (32 bytes)."""
        return hmac.digest(self._key, read(code).encode(), sha256)

    async def _opens(self, code: str, trajectory: UUID) -> bool:
        # Asked of the vault: an append whose answer was lost comes back as a resend, though it stored this code.
        return await self._vault.return_code_opens(self.fingerprint(code), trajectory)

    def _fingerprint_typed(self, typed: str) -> bytes | None:
        try:
            return self.fingerprint(typed)
        except MistypedCodeError:
            return None

    def _criterion(self, typed: str) -> bytes:
        """Return the digest (32 bytes) that the access log keeps: other than the one that opens."""
        return hmac.digest(
            self._key, b"tried|" + typed.strip().upper().translate(MISREAD).encode(errors="replace"), sha256
        )
