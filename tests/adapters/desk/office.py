"""An installation with a small catalogue, and a desk for anybody who comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from adapters.desk.desk import Desk
from adapters.postgres.log import open_log
from adapters.services import Services
from adapters.settings import Settings
from adapters.vault.keys.key_file import FILE, make_key_file
from domain.access.codes import AccessOutcome, Action
from domain.access.who import Who
from domain.base import SYSTEM
from domain.commands import Command
from domain.commands.reference import Define
from domain.handler import Accepted
from domain.trajectory_codes import Role
from domain.vault_codes import VaultField
from tests.domain.access.records import BROKEN, NOW, RECORDS, id_of, somebody
from tests.domain.samples import DEFINITIONS, command
from tests.postgres_server import TestDatabase
from tests.services import services_on

STORED = "SELECT field FROM vault.field WHERE trajectory = $1 ORDER BY field"
NOTES = "SELECT count(*) FROM vault.note WHERE trajectory = $1"
NEWEST = "SELECT recorded FROM access.entry ORDER BY segment DESC, number DESC LIMIT 1"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LOGGED = """
SELECT action, outcome, trajectory, actor, purpose, fields, criterion
FROM access.entry WHERE recorded > $1 ORDER BY segment, number
"""


@dataclass
class Office:
    """`owner` is a superuser's connection, which sees what is stored; `now` is what the office's clock says."""

    services: Services
    owner: asyncpg.Connection
    now: datetime = NOW

    def desk(self, *roles: Role, code: str = "CTI1", **fields: Any) -> Desk:
        """Return the desk of somebody with roles, who has just logged in anew."""
        return Desk(self.services, replace(somebody(*roles), code=code, **fields))

    def desk_of(self, who: Who) -> Desk:
        return Desk(self.services, who)

    async def told(self, *commands: Command) -> None:
        """Have commands accepted, as if they had been given in time."""
        for one in commands:
            answer = await self.services.handler.handle(one, self.now)
            assert isinstance(answer, Accepted), (one, answer)

    async def stored(self, trajectory: UUID) -> list[str]:
        """Return which fields lie in the vault, whoever may read them."""
        return [row["field"] for row in await self.owner.fetch(STORED, trajectory)]

    async def notes(self, trajectory: UUID) -> int:
        return int(await self.owner.fetchval(NOTES, trajectory))

    async def newest(self) -> datetime:
        """Return when the access log was last written to."""
        return await self.owner.fetchval(NEWEST) or LONG_AGO

    async def logged(self, after: datetime = LONG_AGO) -> list[asyncpg.Record]:
        """Return the access log's entries recorded after an instant."""
        return list(await self.owner.fetch(LOGGED, after))

    async def outcomes(self, action: Action, trajectory: UUID | None) -> list[AccessOutcome]:
        """Return how it went each time that something was done with a trajectory."""
        outcomes = {str(outcome): outcome for outcome in AccessOutcome}
        return [
            outcomes[row["outcome"]]
            for row in await self.logged()
            if (row["action"], row["trajectory"]) == (str(action), trajectory)
        ]


@asynccontextmanager
async def opened(database: TestDatabase, state: Path) -> AsyncIterator[Office]:
    """Give the office of a database to a block."""
    make_key_file(state / FILE)
    owner = await asyncpg.connect(database.superuser_dsn)
    async with open_log(database.app_dsn) as log:
        office = Office(services_on(log, settings=Settings(state=state)), owner)
        office.services = replace(office.services, clock=lambda: office.now)
        yield office
    await owner.close()


async def furnish(office: Office) -> None:
    """Define the small catalogue, and make every record of the matrix, each as its glass is broken."""
    definitions = [event.definition for event in DEFINITIONS]
    await office.told(*(command(Define, "2026-01-01", actor=SYSTEM, definition=one) for one in definitions))
    office.now = BROKEN
    for name, made in RECORDS.items():
        await office.told(*made(id_of(name)))


NAME = {VaultField.NAME: "Maren Tidsel"}
