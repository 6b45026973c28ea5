"""Evaluators' logins on the command line: made once, shown once, listed and removed."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from adapters.addresses import DATABASE
from adapters.embedded.runtime import read_runtime
from tests.adapters.cli.command_line import Said
from tests.adapters.process.running import Up

Run = Callable[..., Said]

DAYS = ("--from", "2026-01-01", "--until", "2999-12-31")


def test_a_login_is_made_opens_the_pseudonyms_and_is_removed(run: Run, up: Up) -> None:
    made = run("evaluator", "add", "EVA1", *DAYS, "--programme", "exit-prostitution")
    assert made.code == 0, made.err
    login, password = made.value("Login"), made.value("Adgangskode")
    assert login == "exitspor_eva1"
    assert asyncio.run(_columns(up, login, password))[:2] == ["trajectory", "version"]
    assert run("evaluator", "add", "EVA1", *DAYS).code == 3
    listed = run("evaluator", "list")
    assert "exit-prostitution" in listed.out
    assert password not in listed.all
    assert run("evaluator", "remove", "EVA1").code == 0
    assert run("evaluator", "remove", "EVA1").code == 3
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(_columns(up, login, password))


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "hemmeligt", *DAYS),
        ("add", "EVA1", "--from", "hemmeligt", "--until", "2026-01-01"),
        ("add", "EVA1", "--from", "2026-01-02", "--until", "2026-01-01"),
        ("add", "EVA1", *DAYS, "--programme", "HEMMELIGT hemmeligt"),
        ("remove", "hemmeligt"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_repeated(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("evaluator", *arguments)
    assert said.code == 2
    assert "hemmeligt" not in said.all


async def _columns(up: Up, login: str, password: str) -> list[str]:
    runtime = read_runtime(up.state)
    assert runtime is not None
    assert runtime.postgres is not None
    arguments = {**runtime.postgres.connect_arguments(password), "database": DATABASE, "user": login}
    connection = await asyncpg.connect(**arguments)
    try:
        statement = await connection.prepare("SELECT * FROM study.event")
        await statement.fetch()
        return [attribute.name for attribute in statement.get_attributes()]
    finally:
        await connection.close()
