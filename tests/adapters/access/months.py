"""Months of accesses, put in by the owner: the clock of the database cannot be moved."""

from datetime import date

import asyncpg

IN_A_MONTH = """
SELECT access.record_in(
    $1::date, $1::date::timestamptz + interval '12 hours', 'BB07', 'read-identity', 'casework', 'allowed',
    gen_random_uuid(), '{name}', NULL
)
"""
GUARDS = ("entry", "segment")


async def accesses_in(owner: asyncpg.Connection, *months: date, each: int = 3) -> None:
    """Put some accesses into each month, in the order given; all but the newest are closed by it."""
    for month in months:
        for _ in range(each):
            await owner.execute(IN_A_MONTH, month)


async def tamper(superuser: asyncpg.Connection, statement: str) -> None:
    """Do what no trigger allows, as somebody with all rights could."""
    for table in GUARDS:
        await superuser.execute(f"ALTER TABLE access.{table} DISABLE TRIGGER USER")
    await superuser.execute(statement)
    for table in GUARDS:
        await superuser.execute(f"ALTER TABLE access.{table} ENABLE TRIGGER USER")
