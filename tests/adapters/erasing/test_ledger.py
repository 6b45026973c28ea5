"""The ledger outside the database: each erasing once, kept until it is final, by several processes at a time."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from adapters.embedded.errors import ServerError
from adapters.erasing.ledger import Ledger, Noted
from domain.vault_codes import ErasureScope


def done(number: int) -> Noted:
    at = datetime(2020, 3, 2, 19, tzinfo=UTC)
    return Noted(erasure=UUID(int=number), trajectory=UUID(int=100), scope=ErasureScope.ALL, at=at)


def test_each_erasing_is_noted_once_in_order_and_for_its_owner_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state" / "ledger")
    assert ledger.noted() == ()
    ledger.note([done(2), done(1)])
    ledger.note([done(1), done(3)])
    assert ledger.noted() == (done(2), done(1), done(3))
    assert (tmp_path / "state" / "ledger").stat().st_mode & 0o777 == 0o600


def test_what_is_final_is_forgotten(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.note([done(1), done(2)])
    ledger.forget({UUID(int=1), UUID(int=9)})
    assert ledger.noted() == (done(2),)


def test_a_ledger_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text('{"erasure": 1}\n')
    for asked in (Ledger(tmp_path / "ledger").noted, lambda: Ledger(tmp_path / "ledger").note([done(1)])):
        with pytest.raises(ServerError, match="ledger of erasings"):
            asked()


async def test_nothing_is_lost_when_many_note_at_a_time(tmp_path: Path) -> None:
    tries = (asyncio.to_thread(Ledger(tmp_path / "ledger").note, [done(number)]) for number in range(1, 41))
    await asyncio.gather(*tries)
    assert {one.id.int for one in Ledger(tmp_path / "ledger").noted()} == set(range(1, 41))
