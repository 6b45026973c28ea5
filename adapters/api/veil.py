"""Events under pseudonyms that are new in every export: the rules of `study.event`, under a key of the export's own.

- An id becomes the first 16 bytes of its HMAC; a worker's code or a batch's mark W and 8 hexadecimal digits; a digest
  another one. The same wherever it stands in one export, so that what refers to something still does.
- All days of a trajectory are moved by the same whole weeks, -26 to 26: its order, its weekdays and every length of
  time stay, calendar dates do not. Instants become days. They are moved alike in every export of one evaluator, since
  the middle of many draws would be the true day.
- Positions, actors and who recorded what when are left out.

The key of the names is random and kept nowhere: nobody can undo it, and nothing in two exports names the same thing.
"""

import hmac
import re
import secrets
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from adapters.study.days import days_moved

ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T.*)?")
WORKER_OR_BATCH = re.compile(r"[A-Z]{1,5}[0-9]{1,3}")
DIGEST = re.compile(r"[0-9a-f]{64}")
ID_BYTES, WORKER_DIGITS, DAY_LETTERS = 16, 8, 10

Json = Any


class Veil:
    """The pseudonyms of one export, to an evaluator whose days are moved under a key of 32 bytes."""

    def __init__(self, days: bytes) -> None:
        self._days = days
        self._key = secrets.token_bytes(32)

    def id(self, id: UUID) -> UUID:
        """Return the pseudonym of an id."""
        return UUID(bytes=self._digest(id.bytes)[:ID_BYTES])

    def moved(self, trajectory: UUID) -> timedelta:
        """Return what the days of a trajectory are moved by."""
        return days_moved(self._days, trajectory)

    def content(self, content: Json, moved: timedelta) -> Json:
        """Return what an event says, of a trajectory whose days are moved."""
        if isinstance(content, str):
            return self._text(content, moved)
        if isinstance(content, list):
            return [self.content(item, moved) for item in content]
        if isinstance(content, dict):
            return {self._text(name, moved): self.content(item, moved) for name, item in content.items()}
        return content

    def _text(self, text: str, moved: timedelta) -> str:
        if ID.fullmatch(text):
            return str(self.id(UUID(text)))
        if DAY.fullmatch(text):
            return (date.fromisoformat(text[:DAY_LETTERS]) + moved).isoformat()
        if WORKER_OR_BATCH.fullmatch(text):
            return f"W{self._digest(text.encode()).hex()[:WORKER_DIGITS]}"
        return self._digest(text.encode()).hex() if DIGEST.fullmatch(text) else text

    def _digest(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, sha256)
