"""An installation with a worker of every role, every record of the policy's table, and a canary in each vault."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

import httpx2
from fastapi import FastAPI

from adapters.web.app import create_app
from adapters.web.cookies import SESSION, cookie_name
from adapters.web.signed_in import TOKEN_HEADER
from domain.access.codes import AccessPurpose, Action
from domain.access.who import Who, who_is
from domain.base import SYSTEM
from domain.commands.reference import Define
from domain.contact_codes import Community
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from domain.vault import Note, Reading
from domain.vault_codes import VaultField
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.adapters.desk.office import Office, opened
from tests.adapters.web.signing_in import ADDRESS, token_of
from tests.conftest import TEMPLATE, database_on, make_roles, run_as_superuser
from tests.domain.access.records import BROKEN, NOW, OWN_CENTRE, RECORDS, id_of
from tests.domain.samples import DEFINITIONS, command
from tests.postgres_server import PostgresServer

WORKERS: Mapping[Role, str] = {
    Role.BRIDGE_BUILDER: "BRO1",
    Role.CULTURAL_MEDIATOR: "KUL1",
    Role.CTI_WORKER: "CTI1",
    Role.LEADER: "LED1",
    Role.METHOD_SUPERVISOR: "MET1",
    Role.EVALUATOR: "EVA1",
    Role.CONSULTANT: "KON1",
    Role.HEAD_OF_OFFICE: "CHE1",
    Role.PARTNER: "KCM1",
    Role.ADMINISTRATOR: "ADM1",
    Role.AUDITOR: "REV1",
}
"""Who is signed in for each role."""

CANARY = "kanariefugl"
CPR, PHONE = "0101801234", "20406080"


def canaries(name: str) -> dict[VaultField, str]:
    """Return what lies in the vault of a record."""
    return {
        VaultField.NAME: f"Maren {CANARY} {name}",
        VaultField.CPR: CPR,
        VaultField.PHONE: PHONE,
        VaultField.CALL_NAME: f"{CANARY} {name}",
    }


def tells(text: str) -> bool:
    """Tell whether a text holds anything that lies in a vault."""
    return any(secret in text for secret in (CANARY, CPR, f"{CPR[:6]}-{CPR[6:]}", PHONE))


@dataclass
class House:
    """`callers` are the clients of the interface and the pages, one a role, signed in and stepped up."""

    office: Office
    app: FastAPI
    callers: dict[Role, httpx2.AsyncClient] = field(default_factory=dict)

    async def who(self, role: Role) -> Who:
        catalogue = await self.office.services.catalogue()
        who = who_is(WORKERS[role], catalogue, "101", stepped_up=self.office.now)
        assert who is not None
        return who

    async def sign_in(self, role: Role, *, stepped_up: bool = True) -> httpx2.AsyncClient:
        """Sign a role's worker in anew."""
        sessions, now = self.office.services.logins.sessions, self.office.now
        id = await sessions.open(WORKERS[role], now, means="local")
        if stepped_up:
            id = await sessions.step_up(id, now) or id
        held = {cookie_name(self.office.services.settings, SESSION): id}
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False),
            base_url=ADDRESS,
            cookies=held,
            headers={TOKEN_HEADER: token_of(held), "Sec-Fetch-Site": "same-origin"},
        )
        self.callers[role] = client
        return client


def _staff() -> tuple[Staff, ...]:
    community = {Role.CULTURAL_MEDIATOR: Community.THAI}
    return tuple(
        Staff(
            code=code,
            roles=(role,),
            centre=OWN_CENTRE,
            community=community.get(role),
            provider="kc" if role is Role.PARTNER else None,
        )
        for role, code in WORKERS.items()
    )


@asynccontextmanager
async def open_house(server: PostgresServer, name: str, state: Path) -> AsyncIterator[House]:
    """Give a house in a database of its own to a block."""
    await run_as_superuser(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    database = database_on(server, name)
    await make_roles(database)
    async with opened(database, state) as office:
        definitions = (*(event.definition for event in DEFINITIONS), *_staff())
        await office.told(*(command(Define, "2026-01-01", actor=SYSTEM, definition=one) for one in definitions))
        office.now = BROKEN
        for record, made in RECORDS.items():
            await office.told(*made(id_of(record)))
            await _plant(office, record)
        office.now = NOW
        boards = TableBoards(office.services.pool)
        await boards.set_up(BOARDS)
        await Projector(office.services.log, boards, BOARDS).catch_up()
        house = House(office, create_app(office.services))
        for role in WORKERS:
            await house.sign_in(role)
        yield house
    await run_as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _plant(office: Office, record: str) -> None:
    trajectory: UUID = id_of(record)
    reading = Reading("CTI1", Action.WRITE_IDENTITY, AccessPurpose.CASEWORK, office.now)
    await office.services.vault.write(trajectory, canaries(record), reading)
    note = Note(uuid5(trajectory, "note"), date(2026, 3, 2), f"Talte om {CANARY}, {record}.", "CTI1", office.now)
    await office.services.vault.add_note(trajectory, note, reading)
