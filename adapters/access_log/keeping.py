"""What is done with the access log every night: months are closed and signed, and the oldest dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg
from dateutil.relativedelta import relativedelta

from adapters.access_log.postgres import unwritable_told
from adapters.access_log.segments import close_months, drop_segments, sign_closed
from adapters.checkpoints.keys import signing_key
from adapters.postgres.statements import with_prefix
from adapters.services import Services
from domain.calendar import civil_date

TELL_EXPORTS = "SELECT study.tell_access_log()"


@dataclass(frozen=True, slots=True)
class Kept:
    """The months that were signed, and those that were dropped."""

    signed: Sequence[date]
    dropped: Sequence[date]


async def keep_access_log(services: Services, now: datetime) -> Kept:
    """Do what is due by now, and no more; it may be run again.

    What evaluators exported is taken over; months that are over are closed, and signed where a signing key is set;
    what was kept long enough is dropped. Raises AccessNotLogged where the database cannot be reached, CheckpointError
    for a key that cannot be used.
    """
    settings, pool = services.settings, services.pool
    await _tell_exports(pool)
    await close_months(pool)
    signs = settings.signing_key or settings.signing_key_file
    signed = await sign_closed(pool, signing_key(settings), now) if signs else ()
    return Kept(signed, await drop_segments(pool, _kept_from(civil_date(now), settings.access_log_months)))


async def _tell_exports(pool: asyncpg.Pool) -> None:
    """Take over what evaluators exported, a part in each transaction: nobody reads the vault meanwhile."""
    with unwritable_told():
        while await pool.fetchval(TELL_EXPORTS):
            continue


def _kept_from(today: date, months: int) -> date:
    """Return the oldest month that is kept by the program's own clock: the database's may be ahead."""
    return today.replace(day=1) - relativedelta(months=months)


async def keep_for(migrator: asyncpg.Connection, months: int, *, prefix: str) -> None:
    """Tell the database how many months it must keep before it drops any: the owner alone can."""
    async with migrator.transaction():
        await migrator.execute(with_prefix("SET LOCAL ROLE exitspor_owner", prefix))
        await migrator.execute("UPDATE access.keeping SET months = $1 WHERE months <> $1", months)
