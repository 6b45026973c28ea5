"""An installation with a vault, whose time is an argument: what tests of erasing have in common.

Its days lie in the past: the access log takes nothing that is yet to come. What the log records it records today, so
deletions are not warned of here (`tests/workflows/test_retention_job.py` does that).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg

from adapters.erasing.ledger import NotedTaking
from adapters.erasing.wiring import eraser_of, ledger_of, night_of, taker_of
from adapters.postgres.log import PostgresEventLog, open_log
from adapters.settings import Settings
from adapters.vault.keys.key_file import FILE, make_key_file
from domain.access.codes import AccessPurpose, Action
from domain.agenda_item import ItemKind
from domain.base import NAMES, SYSTEM, Occurred
from domain.calendar import civil_date, start_of_day
from domain.commands import Command
from domain.commands.contacts import GiveReturnCode
from domain.commands.course import CloseTrajectory, OpenTrajectory
from domain.commands.identity import LiftAnonymity
from domain.commands.reference import Define
from domain.duties import Duty
from domain.erasure_ids import erasure_of
from domain.handler import Accepted
from domain.help_codes import IdentifiedBy
from domain.reference.definitions import Recurring, Timing
from domain.refusal import Refusal
from domain.span import Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, Role
from domain.vault import Contents, ErasedVault, Note, Reading
from domain.vault_codes import ErasureBasis, ErasureScope, VaultField
from tests.domain.samples import DEFINITIONS, a_form
from tests.postgres_server import TestDatabase
from tests.services import services_on
from workflows.activities import ClockActivities
from workflows.agendas import Agendas
from workflows.jobs import Jobs

MUNICIPALITY = "101"
RETENTION = Recurring(
    code="retention",
    duty=Duty.RETENTION,
    da="Natlig sletterutine",
    en="Nightly retention",
    first=date(2008, 1, 1),
    every=Span(days=1),
    role=Role.LEADER,
)
UNWARNED = Timing(code=ItemKind.DELETION, remind=())
IDENTITY: Mapping[VaultField, str] = {
    VaultField.NAME: "Ane Prøvesen",
    VaultField.CPR: "0101801234",
    VaultField.PHONE: "12345678",
    VaultField.CALL_NAME: "Rosa",
}
NOTE = "Hun vil helst ringes op om aftenen."


def evening_of(day: date) -> datetime:
    """Return an instant after a working day."""
    return start_of_day(day) + timedelta(hours=19)


class House:
    """An installation at an instant, `now`, that tests move."""

    def __init__(self, log: PostgresEventLog, database: TestDatabase, settings: Settings, now: datetime) -> None:
        self.now = now
        self._database = database
        self.services = services_on(log, settings=settings, clock=lambda: self.now)

    async def define(self) -> None:
        """Define the reference data of the tests."""
        for definition in (*(event.definition for event in DEFINITIONS), RETENTION, UNWARNED):
            await self.does(Define, actor=SYSTEM, definition=definition)

    async def does(self, kind: type[Command], /, **fields: Any) -> Accepted:
        """Handle a command of today, which must be accepted."""
        occurred = Occurred(on=civil_date(self.now))
        given = {"command_id": uuid4(), "actor": "CTI1", "municipality": MUNICIPALITY, "occurred": occurred, **fields}
        answer = await self.services.handler.handle(kind(**given), self.now)
        assert isinstance(answer, Accepted), answer
        return answer

    async def opens(self, name: str, *, known: bool = True) -> UUID:
        """Open a trajectory with a note, and with an identity if the person is known; return its id."""
        about = uuid5(NAMES, f"erasing:{name}")
        form = a_form("exit-pakke")
        await self.does(OpenTrajectory, trajectory=about, programme="exit-pakke", centre="socialcenter", contact=form)
        if known:
            lifted = {"administration": "sof", "identified_by": IdentifiedBy.NAME_AND_CPR, "earlier_follow": True}
            await self.does(LiftAnonymity, trajectory=about, **lifted)
            await self.services.vault.write(about, IDENTITY, self.reading(Action.WRITE_IDENTITY))
        await self.notes(about, "note")
        return about

    async def notes(self, about: UUID, name: str) -> None:
        """Write a note, under an id that follows from its name."""
        note = Note(uuid5(about, name), civil_date(self.now), NOTE)
        await self.services.vault.add_note(about, note, self.reading(Action.WRITE_NOTE))

    async def closes(self, about: UUID) -> None:
        await self.does(CloseTrajectory, trajectory=about, reason=CloseReason.OWN_WISH)

    def reading(self, action: Action = Action.READ_IDENTITY) -> Reading:
        return Reading("BB1", action, AccessPurpose.CASEWORK, self.now)

    async def holds(self, about: UUID) -> Contents:
        return await self.services.vault.read(about, list(VaultField), self.reading())

    async def state(self, about: UUID) -> Trajectory:
        return await self.services.handler.trajectory(about)

    async def told(self, about: UUID) -> list[str]:
        return [event.type for event in await self.services.log.load(about)]

    async def erases(
        self,
        about: UUID,
        scope: ErasureScope = ErasureScope.IDENTITY,
        basis: ErasureBasis = ErasureBasis.PERSON_ASKED,
        command_id: UUID | None = None,
    ) -> ErasedVault | Refusal:
        """Erase as a leader at a desk does."""
        return await eraser_of(self.services).erase(
            about,
            erasure_of(command_id or uuid4(), basis),
            scope,
            actor="LED1",
            purpose=AccessPurpose.CASEWORK,
            now=self.now,
        )

    async def takes(
        self, about: UUID, target: UUID | None, fields: Sequence[VaultField], notes: Sequence[str] = ()
    ) -> None:
        """Move fields and notes (by their names), or shred them, as a desk does."""
        taking = NotedTaking(
            taking=uuid4(),
            trajectory=about,
            target=target,
            fields=tuple(fields),
            notes=tuple(uuid5(about, name) for name in notes),
            at=self.now,
        )
        await taker_of(self.services).take(taking, self.reading(Action.MOVE), notes_from=None)

    async def night(self, *, after: timedelta = timedelta()) -> None:
        """Let time pass, and do the nightly job as its schedule has it done."""
        self.now += after
        services = self.services
        clock = ClockActivities(services.handler, Agendas(services.log), MUNICIPALITY)
        await Jobs(services.log, services.handler, clock, MUNICIPALITY, night_of(services)).do("retention", self.now)

    async def gives_code(self, about: UUID) -> None:
        """Give the person a return code."""
        occurred = Occurred(on=civil_date(self.now))
        command = GiveReturnCode(
            command_id=uuid4(), actor="BB1", municipality=MUNICIPALITY, occurred=occurred, trajectory=about
        )
        answer, code = await self.services.return_codes.give(command, self.now)
        assert isinstance(answer, Accepted)
        assert code is not None

    async def has_code(self, about: UUID) -> bool:
        """Tell whether a return code opens a trajectory."""
        connection = await asyncpg.connect(self._database.superuser_dsn)
        found = await connection.fetchval("SELECT true FROM vault.return_code WHERE trajectory = $1", about)
        await connection.close()
        return found is not None

    def noted(self) -> list[UUID]:
        """Return the ids of what the ledger holds."""
        return [one.id for one in ledger_of(self.services).noted()]


@asynccontextmanager
async def house_on(database: TestDatabase, state: Path, now: datetime, **settings: Any) -> AsyncIterator[House]:
    """Give a house on a database to a block: its keys are those of a state directory, made if there are none."""
    make_key_file(state / FILE)
    chosen = Settings(state=state, municipality=MUNICIPALITY, **settings)
    async with open_log(database.app_dsn) as log:
        yield House(log, database, chosen, now)
