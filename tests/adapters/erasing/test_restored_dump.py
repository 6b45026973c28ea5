"""What was erased stays gone, whatever backup is brought back; on real PostgreSQL, with real dumps.

Before an erasing's final day a dump from before it can still be opened (that is what `final` says), and the erasing
is done again from the ledger. From that day on no dump from before it opens at all; dumps taken since do.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.erasing.wiring import night_of
from adapters.vault.errors import KeyGone
from domain.calendar import civil_date
from domain.vault import ErasedVault
from domain.vault_codes import ErasureBasis, ErasureScope, VaultField
from tests.adapters.erasing.dumping import dump, restored
from tests.adapters.erasing.house import IDENTITY, NOTE, House, house_on
from tests.postgres_server import PostgresServer, TestDatabase

WEEK, DAY = timedelta(days=7), timedelta(days=1)


async def test_what_was_erased_opens_from_no_dump_once_it_is_final(
    house: House, database: TestDatabase, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    erased, kept = await house.opens("erased"), await house.opens("kept")
    last_week = await dump(database, tmp_path / "last-week.dump")
    house.now += WEEK
    done = await house.erases(erased, ErasureScope.ALL)
    assert isinstance(done, ErasedVault)
    assert done.final == civil_date(house.now) + timedelta(days=36)

    await house.night(after=DAY)
    after_it = await dump(database, tmp_path / "after-it.dump")
    house.now += done.final - civil_date(house.now) - DAY
    await house.night()
    async with (
        restored(postgres_server, last_week) as old,
        house_on(old, tmp_path, house.now) as back,
    ):
        assert dict((await back.holds(erased)).fields) == IDENTITY, "the day before it is final it can be opened"
        assert dict((await back.holds(kept)).fields) == IDENTITY

    await house.night(after=DAY)
    assert civil_date(house.now) == done.final
    assert (await house.state(erased)).erasures[0].is_final
    async with (
        restored(postgres_server, last_week) as old,
        house_on(old, tmp_path, house.now) as back,
    ):
        for about in (erased, kept):
            with pytest.raises(KeyGone):
                await back.holds(about)
    async with (
        restored(postgres_server, after_it) as newer,
        house_on(newer, tmp_path, house.now) as back,
    ):
        assert not (await back.holds(erased)).fields
        assert not (await back.holds(erased)).notes
        assert dict((await back.holds(kept)).fields) == IDENTITY
        assert [note.text for note in (await back.holds(kept)).notes] == [NOTE]
    assert dict((await house.holds(kept)).fields) == IDENTITY


async def test_a_dump_that_is_restored_before_the_final_day_has_its_erasings_done_again(
    house: House, database: TestDatabase, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    erased, kept = await house.opens("erased"), await house.opens("kept")
    await house.opens("erased later")
    last_week = await dump(database, tmp_path / "last-week.dump")
    house.now += WEEK
    await house.erases(erased, ErasureScope.IDENTITY, ErasureBasis.DE_IDENTIFIED)
    await house.night(after=DAY)
    async with (
        restored(postgres_server, last_week) as old,
        house_on(old, tmp_path, house.now) as back,
    ):
        assert dict((await back.holds(erased)).fields) == IDENTITY
        assert "VaultErased" not in await back.told(erased)
        assert await night_of(back.services).put_right(back.now) == 1
        assert await night_of(back.services).put_right(back.now) == 0
        left = await back.holds(erased)
        assert set(left.fields) == {VaultField.CALL_NAME}
        assert [note.text for note in left.notes] == [NOTE]
        await back.night(after=DAY)
        certificate = (await back.state(erased)).erasures[0]
        assert (certificate.basis, certificate.scope) == (ErasureBasis.DE_IDENTIFIED, ErasureScope.IDENTITY)
        assert (await back.state(erased)).is_anonymous
        assert dict((await back.holds(kept)).fields) == IDENTITY
        await back.night(after=timedelta(days=40))
        assert (await back.state(erased)).erasures[0].is_final
        assert back.noted() == []
        assert dict((await back.holds(kept)).fields) == IDENTITY


async def test_what_was_shredded_or_moved_is_taken_out_again_of_a_dump_that_is_restored(
    house: House, database: TestDatabase, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    wrong, right, untouched = [await house.opens(name) for name in ("wrong", "right", "untouched")]
    await house.services.vault.write(right, dict.fromkeys(IDENTITY, ""), house.reading())
    last_week = await dump(database, tmp_path / "last-week.dump")
    house.now += WEEK
    opened_later = await house.opens("opened later", known=False)
    await house.takes(wrong, None, [VaultField.CPR], ["note"])
    await house.takes(wrong, right, [VaultField.NAME])
    await house.takes(wrong, opened_later, [VaultField.PHONE])
    left = {VaultField.CALL_NAME: IDENTITY[VaultField.CALL_NAME]}
    assert dict((await house.holds(wrong)).fields) == left
    async with (
        restored(postgres_server, last_week) as old,
        house_on(old, tmp_path, house.now) as back,
    ):
        assert dict((await back.holds(wrong)).fields) == IDENTITY
        assert await night_of(back.services).put_right(back.now) == 3
        assert await night_of(back.services).put_right(back.now) == 0
        contents = await back.holds(wrong)
        assert (dict(contents.fields), contents.notes) == (left, ())
        assert (await back.holds(right)).fields[VaultField.NAME] == IDENTITY[VaultField.NAME]
        assert not (await back.holds(opened_later)).fields, "a trajectory that the dump does not know"
        assert dict((await back.holds(untouched)).fields) == IDENTITY
        await back.services.vault.write(wrong, {VaultField.NAME: "Den Rette"}, back.reading())
        await back.night(after=DAY)
        assert (await back.holds(wrong)).fields[VaultField.NAME] == "Den Rette"
        assert len(back.noted()) == 3
        await back.night(after=timedelta(days=40))
        assert back.noted() == []
