"""Guessing return codes at full speed over HTTP on loopback: a handful of tries reach the codes, and no more.

Five seconds, or a minute with EXITSPOR_LONG=1. Users guess from addresses of 127.0.0.0/8, each over several
connections at once.
"""

import asyncio
import os
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import httpx2
import pytest

from adapters.postgres.log import PostgresEventLog
from adapters.process.serving import serve
from adapters.return_codes import ALPHABET, SYMBOLS, May, ReturnCodes, new_code
from adapters.services import Services
from adapters.throttle.limits import LIMITS, SubjectKind, TryKind
from adapters.web.app import create_app
from adapters.web.signed_in import TOKEN_HEADER
from domain.base import SYSTEM
from domain.commands.contacts import GiveReturnCode
from domain.commands.reference import Define
from domain.handler import Accepted
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from domain.vault import Reading
from tests.adapters.web.signing_in import signed_in, token_of
from tests.domain.samples import DEFINITIONS, TRAJECTORY, command, opened
from tests.postgres_server import TestDatabase
from tests.services import KEY, services_on

SECONDS = 60 if os.environ.get("EXITSPOR_LONG") else 5
AT_ONCE = 4
"""Connections of one who guesses."""

ONE_ADDRESS, ELSEWHERE = "127.0.0.2", "127.0.0.9"
TOGETHER = [f"GU{number}" for number in range(1, 7)]
"""Six who guess from one address."""

ROAMING, SLOPPY, RIGHTFUL = "GU7", "GU8", "BB9"
BY_USER, BY_ADDRESS = (LIMITS[TryKind.RETURN_CODE][of].tries for of in (SubjectKind.USER, SubjectKind.ADDRESS))


class CountingVault:
    """The log's vault, which counts how often a code was looked up."""

    def __init__(self, log: PostgresEventLog) -> None:
        self._log = log
        self.looked_up: Counter[str] = Counter()

    async def return_code_opens(self, fingerprint: bytes, trajectory: UUID) -> bool:
        return await self._log.return_code_opens(fingerprint, trajectory)

    async def open_by_code(
        self, fingerprint: bytes | None, criterion: bytes, reading: Reading, may: May
    ) -> UUID | None:
        if fingerprint is not None:
            self.looked_up[reading.actor] += 1
        return await self._log.open_by_code(fingerprint, criterion, reading, may)


@dataclass
class Door:
    """The served pages, the code that opens the trajectory, and what was asked and answered."""

    services: Services
    vault: CountingVault
    address: str
    code: str
    answers: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def client(self, user: str, address: str) -> AsyncIterator[httpx2.AsyncClient]:
        """Give a signed-in user's client that calls from an address of this machine."""
        cookies = await signed_in(self.services, user)
        headers = {TOKEN_HEADER: token_of(cookies), "Origin": self.address}
        transport = httpx2.AsyncHTTPTransport(local_address=address)
        async with httpx2.AsyncClient(
            transport=transport, base_url=self.address, cookies=cookies, headers=headers, timeout=30
        ) as client:
            yield client

    async def answer(self, client: httpx2.AsyncClient, code: str) -> str:
        """Return the trajectory that a code opened, or the code of the refusal."""
        answer = (await client.post("/api/v1/return-codes/open", json={"code": code})).json()
        return str(answer.get("trajectory", answer.get("code")))

    async def guess(self, user: str, addresses: list[str], guesses: Callable[[], str]) -> None:
        """Guess at full speed until the time is up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SECONDS
        for address in addresses:
            share = until if address == addresses[-1] else loop.time() + SECONDS / len(addresses)
            async with self.client(user, address) as client, asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(self._guess_on(client, guesses, share))

    async def _guess_on(self, client: httpx2.AsyncClient, guesses: Callable[[], str], until: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < until:
            self.answers[await self.answer(client, guesses())] += 1


def typed_at_random() -> str:
    """Return thirteen symbols whose check symbol is right once in 32 times."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS + 1))


@pytest.fixture
async def door(pg_log: PostgresEventLog) -> AsyncIterator[Door]:
    plain, vault = services_on(pg_log), CountingVault(pg_log)
    codes = ReturnCodes(plain.handler, vault, KEY, plain.throttle)
    services = replace(plain, return_codes=codes)
    code = await a_code_of_a_trajectory(services)
    stop = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(serve(create_app(services), listening, stop, logged=False))
        yield Door(services, vault, f"http://127.0.0.1:{listening.getsockname()[1]}", code)
        stop.set()
        await serving


async def a_code_of_a_trajectory(services: Services) -> str:
    """Define everybody, open a trajectory, and return its code."""
    workers = [
        Staff(code=code, roles=(Role.BRIDGE_BUILDER,), centre="hjemloeseenheden")
        for code in (*TOGETHER, ROAMING, SLOPPY, RIGHTFUL)
    ]
    now = datetime.now(UTC)
    for definition in (*(event.definition for event in DEFINITIONS), *workers):
        defined = command(Define, "2026-01-20", actor=SYSTEM, definition=definition)
        assert isinstance(await services.handler.handle(defined, now), Accepted)
    assert isinstance(await services.handler.handle(opened("2026-01-20"), now), Accepted)
    _, code = await services.return_codes.give(command(GiveReturnCode, "2026-01-20"), now)
    assert code is not None
    return code


async def written_down(database: TestDatabase) -> int:
    administrator = await asyncpg.connect(database.superuser_dsn)
    count: int = await administrator.fetchval("SELECT count(*) FROM access.entry WHERE action = 'open-by-code'")
    await administrator.close()
    return count


async def test_who_guesses_is_locked_out_after_a_handful_of_tries_and_a_rightful_worker_gets_in(
    door: Door, database: TestDatabase
) -> None:
    roamed = [f"127.0.0.{number}" for number in range(10, 15)]
    async with asyncio.TaskGroup() as guessers:
        for user in TOGETHER:
            guessers.create_task(door.guess(user, [ONE_ADDRESS], new_code))
        guessers.create_task(door.guess(ROAMING, roamed, new_code))
        guessers.create_task(door.guess(SLOPPY, ["127.0.0.3"], typed_at_random))

    reached = door.vault.looked_up
    tries = door.answers.total()
    assert max(reached.values()) <= BY_USER
    assert sum(reached[user] for user in TOGETHER) == BY_ADDRESS
    assert reached[ROAMING] == BY_USER
    assert door.answers["unknown-return-code"] == reached.total() <= BY_ADDRESS + 2 * BY_USER
    assert set(door.answers) == {"unknown-return-code", "mistyped-code", "too-many-codes"}
    assert door.answers["too-many-codes"] > tries / 2
    assert await written_down(database) == tries

    for user, address in ((ROAMING, ELSEWHERE), (RIGHTFUL, ONE_ADDRESS)):
        async with door.client(user, address) as client:
            assert await door.answer(client, door.code) == "too-many-codes"
    async with door.client(RIGHTFUL, ELSEWHERE) as client:
        assert await door.answer(client, door.code) == str(TRAJECTORY)
