"""By how much the days of a trajectory are moved for an evaluator: the same in every export, so that no number of
exports tells more of a true date than one does.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

MOST_WEEKS = 26


def export_key(secret: bytes) -> bytes:
    """Return the key of all exports' days, derived from an installation's secret (32 bytes each)."""
    return hmac.digest(secret, b"exitspor export", sha256)


def days_key(key: bytes, worker: str) -> bytes:
    """Return the key of one evaluator's days, derived from that of all exports."""
    return hmac.digest(key, worker.encode(), sha256)


def days_moved(key: bytes, trajectory: UUID) -> timedelta:
    """Return what the days of a trajectory are moved by: whole weeks, -26 to 26, under an evaluator's key."""
    weeks = int.from_bytes(hmac.digest(key, trajectory.bytes, sha256)[:8]) % (2 * MOST_WEEKS + 1) - MOST_WEEKS
    return timedelta(weeks=weeks)
