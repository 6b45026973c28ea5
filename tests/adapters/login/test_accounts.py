"""Local accounts: one-time codes, passwords, and the first set-up, of which there is one."""

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Event

import asyncpg
import pytest

from adapters.login import passwords
from adapters.login.accounts import CODE_LASTS, Accounts
from adapters.login.rows import Rows
from tests.postgres_server import TestDatabase

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PASSWORD = "fire ord efter hinanden"


async def test_a_password_is_kept_as_argon2id_with_the_parameters_that_were_decided() -> None:
    kept = await passwords.kept_of(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in kept
    assert await passwords.is_right(kept, PASSWORD)
    assert not await passwords.is_right(kept, PASSWORD + " ")
    assert kept != await passwords.kept_of(PASSWORD)


async def test_so_many_passwords_wait_and_who_comes_then_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go, most = Event(), passwords.AT_ONCE + passwords.MOST_WAITING
    monkeypatch.setattr(passwords, "_verify", lambda kept, password: let_go.wait(60))
    waiting = [asyncio.create_task(passwords.is_right(None, PASSWORD)) for _ in range(most)]
    try:
        await asyncio.sleep(0)  # each takes its place as it begins
        for asked in (passwords.is_right(None, PASSWORD), passwords.kept_of(PASSWORD)):
            with pytest.raises(passwords.PasswordsBusyError):
                await asked
        waiting[-1].cancel()
    finally:
        let_go.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert answers[:-1] == [True] * (most - 1)
    assert await asyncio.gather(*(passwords.is_right(None, PASSWORD) for _ in range(most))) == [True] * most


async def test_an_unknown_user_costs_as_much_work_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    verify = passwords._HASHER.verify

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return verify(kept, password)

        def hash(self, password: str) -> str:
            return kept

    kept = await passwords.kept_of(PASSWORD)
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    assert not await passwords.is_right(None, PASSWORD)
    assert not await passwords.is_right(kept, "another password")
    assert [one.split("$")[1:4] for one in verified] == [["argon2id", "v=19", "m=65536,t=3,p=4"]] * 2


@pytest.mark.parametrize(
    ("password", "usable"), [("a" * 11, False), ("a" * 12, True), ("æ" * 256, True), ("a" * 257, False)]
)
def test_a_password_has_12_to_256_letters(password: str, usable: bool) -> None:
    assert passwords.is_usable(password) is usable


async def test_a_one_time_code_sets_a_password_once_within_a_day_for_its_own_worker(accounts: Accounts) -> None:
    code = await accounts.give_code("BB1", NOW)
    assert not await accounts.use_code("BB2", code, PASSWORD, NOW)
    assert not await accounts.use_code("BB1", code, PASSWORD, NOW + CODE_LASTS)
    assert not await accounts.proves("BB1", PASSWORD)
    assert await accounts.use_code("BB1", code.lower().replace("-", " "), PASSWORD, NOW + timedelta(hours=23))
    assert not await accounts.use_code("BB1", code, "another password", NOW)
    assert await accounts.proves("BB1", PASSWORD)
    assert not await accounts.proves("BB2", PASSWORD)


async def test_a_new_code_forgets_the_password_and_the_former_code(accounts: Accounts) -> None:
    former = await accounts.give_code("BB1", NOW)
    await accounts.use_code("BB1", former, PASSWORD, NOW)
    lost = await accounts.give_code("BB1", NOW)
    code = await accounts.give_code("BB1", NOW)
    assert not await accounts.proves("BB1", PASSWORD)
    assert not await accounts.use_code("BB1", lost, PASSWORD, NOW)
    assert await accounts.use_code("BB1", code, PASSWORD, NOW)


async def test_a_disabled_account_proves_nothing_and_takes_no_code(accounts: Accounts) -> None:
    code = await accounts.give_code("BB1", NOW)
    assert await accounts.disable("BB1", NOW)
    assert not await accounts.use_code("BB1", code, PASSWORD, NOW)
    assert not await accounts.disable("BB1", NOW)
    [account] = await accounts.all()
    assert (account.staff, account.active, account.begun) == ("BB1", False, False)


async def test_neither_a_code_nor_a_password_stands_in_the_database(
    accounts: Accounts, database: TestDatabase
) -> None:
    printed = await accounts.print_code()
    given = await accounts.give_code("BB1", NOW)
    await accounts.use_code("BB1", given, PASSWORD, NOW)
    connection = await asyncpg.connect(database.superuser_dsn)
    rows = [
        *await connection.fetch("SELECT * FROM login.account"),
        *await connection.fetch("SELECT * FROM login.first_run"),
    ]
    await connection.close()
    text = " ".join(str(dict(row)) for row in rows)
    assert printed is not None
    assert not any(secret in text for secret in (printed, given, PASSWORD))


async def test_the_first_set_up_takes_the_code_that_was_printed_last(accounts: Accounts) -> None:
    former, code = await accounts.print_code(), await accounts.print_code()
    assert former is not None
    assert code is not None
    assert not await accounts.may_begin(former)
    assert not await accounts.begin(former, ["LED1"], PASSWORD, NOW)
    assert await accounts.may_begin(code)
    assert await accounts.begin(code, ["LED1", "BB1"], PASSWORD, NOW)
    assert await accounts.proves("LED1", PASSWORD)
    assert await accounts.proves("BB1", PASSWORD)


async def test_there_is_one_first_set_up(accounts: Accounts) -> None:
    code = await accounts.print_code()
    assert code is not None
    begun = await asyncio.gather(*(accounts.begin(code, [f"BB{n}"], PASSWORD, NOW) for n in (1, 2)))
    assert sorted(begun) == [False, True]
    assert await accounts.print_code() is None
    assert len(await accounts.all()) == 1


async def test_without_a_printed_code_no_text_begins(accounts: Accounts) -> None:
    assert not await accounts.may_begin("")
    assert not await accounts.begin("", ["BB1"], PASSWORD, NOW)
    assert not await accounts.any()


async def test_another_municipality_s_accounts_prove_nothing_here(accounts: Accounts, rows: Rows) -> None:
    await accounts.use_code("BB1", await accounts.give_code("BB1", NOW), PASSWORD, NOW)
    other = Accounts(Rows(rows.pool, "751"))
    assert not await other.proves("BB1", PASSWORD)
    assert not await other.any()
    await other.mark_demo()
    assert not await accounts.is_demo()
    assert await other.is_demo()
