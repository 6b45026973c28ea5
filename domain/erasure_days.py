"""On which day no backup can open any more what was erased. Source: domain section 5, design section 7."""

from datetime import date, timedelta

UNTIL_ROTATION = timedelta(days=1)
"""The next nightly rotation puts all that is left under a new key-encryption key and retires the old one."""


def final_day(ordered: date, backup_days: int) -> date:
    """Return the day after which an erasing ordered on a day is final: the retired key outlives the backups.

    `backup_days` is how long backups of the database are kept (`EXITSPOR_BACKUP_DAYS`).
    """
    return ordered + UNTIL_ROTATION + timedelta(days=backup_days)
