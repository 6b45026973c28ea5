"""Erasing under keys that an operator gives in the environment: the night asks for them, and fails for nothing."""

from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from adapters.vault.rotation import epochs
from domain.vault_codes import ErasureScope
from tests.adapters.erasing.house import IDENTITY, House, evening_of, house_on
from tests.postgres_server import TestDatabase

ONE, TWO = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))
INDEX = b64encode(bytes(32)).decode()
DAY = timedelta(days=1)


async def is_final(house: House, erased: UUID) -> list[bool]:
    return [one.is_final for one in (await house.state(erased)).erasures]


async def test_an_erasing_is_final_once_the_operator_gave_a_new_key_and_took_the_old_one_away(
    database: TestDatabase, tmp_path: Path
) -> None:
    now = evening_of(date(2020, 3, 2))
    async with house_on(database, tmp_path, now, keys=f"1:{ONE}", index_key=INDEX) as house:
        await house.define()
        erased, kept = await house.opens("erased"), await house.opens("kept")
        await house.erases(erased, ErasureScope.ALL)
        await house.night(after=DAY)
        assert [epoch.retired for epoch in await epochs(house.services.pool)] == [None]
        now = house.now
    async with house_on(database, tmp_path, now, keys=f"1:{ONE},2:{TWO}", index_key=INDEX) as house:
        await house.night(after=DAY)
        assert dict((await house.holds(kept)).fields) == IDENTITY
        await house.night(after=timedelta(days=60))
        assert await is_final(house, erased) == [False], "its key is still given"
        now = house.now
    async with house_on(database, tmp_path, now, keys=f"2:{TWO}", index_key=INDEX) as house:
        await house.night(after=DAY)
        assert await is_final(house, erased) == [True]
        assert dict((await house.holds(kept)).fields) == IDENTITY
