"""The night's erasing in memory, where the log's clock is an argument too: warned of, delivered, erased."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.archive.delivering import Archive
from adapters.archive.folder import ArchiveFolder
from adapters.embedded.errors import ServerError
from adapters.erasing.eraser import Eraser
from adapters.erasing.keys import KeptErasure, KeptTaking
from adapters.erasing.ledger import Ledger
from adapters.erasing.night import Night
from adapters.erasing.taking import Taker
from adapters.memory.log import InMemoryEventLog
from adapters.memory.vault import InMemoryVault
from domain.access.codes import AccessPurpose, Action
from domain.base import CLOCK
from domain.calendar import start_of_day
from domain.commands import Command
from domain.commands.course import CloseTrajectory, OpenTrajectory, PlaceHold, ReopenTrajectory
from domain.commands.vault import DeliverArchive
from domain.handler import Accepted, CommandHandler
from domain.refusal import Refusal
from domain.refusals import TOO_BUSY
from domain.trajectory_codes import CloseReason
from domain.vault import Note, Reading, VaultSilent
from domain.vault_codes import ErasureBasis, VaultField
from tests.domain.samples import a_form
from tests.workflows.office import MUNICIPALITY, Office, to_do, trajectory
from tests.workflows.test_jobs import RETENTION
from workflows.jobs import Jobs

ONE, OTHER = trajectory("one"), trajectory("other")
CLOSED = date(2008, 3, 10)
WARNING, PASSED = start_of_day(date(2013, 2, 8)), start_of_day(date(2013, 3, 11))


class NoKeys:
    """Keys of a vault that needs none, and what was erased in it."""

    def __init__(self, vault: InMemoryVault) -> None:
        self.asked: list[str] = []
        self.at: list[datetime] = []
        self._vault = vault

    async def erasures(self) -> Sequence[KeptErasure]:
        return [
            KeptErasure(erasure, about, scope, start_of_day(done.final), done.final)
            for erasure, (about, scope, done) in self._vault._erasures.items()
        ]

    async def takings(self) -> Sequence[KeptTaking]:
        return []

    async def rotate(self, now: datetime) -> None:
        self.asked.append("rotate")
        self.at.append(now)

    async def destroy(self, now: datetime) -> None:
        self.asked.append("destroy")
        self.at.append(now)


class House:
    """An office whose log, vault and nights have one clock."""

    def __init__(self, folder: Path) -> None:
        self.now = start_of_day(date(2008, 1, 1))
        self.office = Office(InMemoryEventLog(clock=lambda: self.now))
        self.vault = InMemoryVault()
        self.keys = NoKeys(self.vault)
        self.archive = folder / "archive"
        ledger = Ledger(folder / "ledger")
        handler = self.office.handler
        self.kept = 0
        self.night_steps = Night(
            handler=handler,
            vault=self.vault,
            keys=self.keys,
            eraser=Eraser(handler, self.vault, ledger, MUNICIPALITY),
            taker=Taker(handler, self.vault, ledger),
            ledger=ledger,
            municipality=MUNICIPALITY,
            archive=Archive(self.office.log, self.vault, MUNICIPALITY, ArchiveFolder(self.archive)),
            keep_access_log=self._keep,
            clock=lambda: self.now,
        )

    async def _keep(self, now: datetime) -> None:
        self.kept += 1

    async def opens_and_closes(self, *every: UUID) -> None:
        await self.office.define()
        await self.office.define(RETENTION)
        for about in every:
            form = a_form("exit-pakke")
            day = date(2008, 3, 3)
            self.now = start_of_day(day) + timedelta(hours=15)
            opening = {"programme": "exit-pakke", "centre": "socialcenter", "contact": form}
            await self.office.does(to_do(OpenTrajectory, about, day, **opening))
            reading = Reading("BB1", Action.WRITE_IDENTITY, AccessPurpose.CASEWORK, self.now)
            await self.vault.write(about, {VaultField.CALL_NAME: "Rosa"}, reading)
            await self.vault.add_note(about, Note(trajectory(f"note of {about}"), day, "Ring om aftenen."), reading)
            self.now = start_of_day(CLOSED) + timedelta(hours=15)
            await self.office.does(to_do(CloseTrajectory, about, CLOSED, reason=CloseReason.OWN_WISH))

    async def night(self, now: datetime, *, late: timedelta = timedelta()) -> None:
        """Do the night's job of an instant, at that instant or later."""
        self.now = now + late
        office = self.office
        jobs = Jobs(office.log, office.handler, office.activities, MUNICIPALITY, self.night_steps)
        await jobs.do("retention", now)

    async def held(self, about: UUID) -> frozenset[VaultField]:
        return (await self.vault.holds([about])).get(about, frozenset())

    async def told(self, about: UUID) -> list[str]:
        return [name for name, _ in await self.office.told(about)]


@pytest.fixture
async def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    await made.opens_and_closes(ONE, OTHER)
    return made


async def test_all_is_warned_of_then_delivered_then_erased(house: House) -> None:
    await house.night(start_of_day(date(2008, 9, 4)))
    assert await house.held(ONE) == {VaultField.CALL_NAME}, "anonymous notes go after six months"
    await house.night(WARNING)
    await house.night(PASSED - timedelta(seconds=1))
    assert await house.held(ONE) == {VaultField.CALL_NAME}
    await house.night(PASSED)
    assert not await house.held(ONE)
    assert (await house.told(ONE))[-5:] == [
        "VaultErased",
        "ReminderGiven",
        "DeadlinePassed",
        "ArchiveDelivered",
        "VaultErased",
    ]
    before = await house.told(ONE)
    await house.night(PASSED + timedelta(days=1))
    assert await house.told(ONE) == before
    assert len(list(house.archive.iterdir())) == 2
    assert (house.keys.asked, house.kept) == (["destroy", "rotate"] * 5, 5)


async def test_a_clock_that_was_away_for_years_warns_first_and_erases_a_month_later(house: House) -> None:
    late = start_of_day(date(2020, 1, 1))
    await house.night(late)
    await house.night(late + timedelta(days=29))
    assert await house.held(ONE) == {VaultField.CALL_NAME}
    await house.night(late + timedelta(days=32))
    assert not await house.held(ONE)


async def test_what_is_read_for_the_archive_is_written_down(house: House) -> None:
    await house.night(WARNING)
    await house.night(PASSED)
    reading = Reading(CLOCK, Action.EXPORT, AccessPurpose.RETENTION, PASSED)
    assert [one.trajectory for one in house.vault.accesses if one.reading == reading] == [ONE, OTHER]


async def test_what_cannot_be_delivered_is_not_erased_and_holds_up_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.night(WARNING)
    deliver = Archive.deliver

    async def broken_for_one(archive: Archive, about: UUID, now: datetime) -> str:
        if about == ONE:
            raise ServerError("arkivet er væk", "the archive is away")
        return await deliver(archive, about, now)

    with monkeypatch.context() as breaking:
        breaking.setattr(Archive, "deliver", broken_for_one)
        await house.night(PASSED)
    assert await house.held(ONE) == {VaultField.CALL_NAME}
    assert not await house.held(OTHER)
    await house.night(PASSED + timedelta(days=1))
    assert not await house.held(ONE)


async def test_a_night_in_which_the_vault_is_away_fails_and_the_next_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.night(WARNING)
    with monkeypatch.context() as breaking:

        async def silent(*_: object) -> None:
            raise VaultSilent

        breaking.setattr(InMemoryVault, "erase", silent)
        with pytest.raises(VaultSilent):
            await house.night(PASSED)
    assert await house.held(ONE)
    assert (await house.told(ONE))[-1] == "ArchiveDelivered"
    await house.night(PASSED)
    assert not await house.held(ONE)
    assert (await house.told(ONE)).count("ArchiveDelivered") == 1


async def test_a_night_whose_keys_do_not_change_keeps_the_access_log_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: datetime) -> None:
        raise VaultSilent

    monkeypatch.setattr(house.keys, "rotate", away)
    with pytest.raises(VaultSilent):
        await house.night_steps.finish(house.now)
    assert house.kept == 1


async def test_a_night_that_is_made_up_for_late_counts_its_final_days_from_when_it_runs(house: House) -> None:
    """A backup that was taken in between holds what is erased now, and is kept as long as any."""
    await house.night(WARNING)
    await house.night(PASSED, late=timedelta(days=20))
    erasing = (await house.office.handler.trajectory(ONE)).erasures[-1]
    assert erasing.basis is ErasureBasis.RETENTION
    assert (erasing.occurred.on, erasing.final) == (date(2013, 3, 31), date(2013, 5, 6))


async def test_a_night_asked_for_a_day_to_come_destroys_and_erases_nothing_before_that_day(house: House) -> None:
    await house.night(WARNING)
    house.now = WARNING + timedelta(days=1)
    for step in (house.night_steps.begin, house.night_steps.finish):
        await step(PASSED + timedelta(days=900))
    catalogue = await house.office.handler.catalogue()
    state = await house.office.handler.trajectory(ONE)
    await house.night_steps.keep([state], catalogue, PASSED + timedelta(days=900))
    assert house.keys.at[-2:] == [house.now, house.now]
    assert VaultField.CALL_NAME in await house.held(ONE)


async def test_what_is_under_a_hold_by_now_is_neither_delivered_nor_erased(house: House) -> None:
    """The hold was placed after the night had looked."""
    await house.night(WARNING)
    house.now = PASSED
    looked = [await house.office.handler.trajectory(about) for about in (ONE, OTHER)]
    await house.office.does(to_do(PlaceHold, ONE, date(2013, 3, 10), actor="LED1"))
    await house.night_steps.keep(looked, await house.office.handler.catalogue(), PASSED)
    assert VaultField.CALL_NAME in await house.held(ONE)
    assert not await house.held(OTHER)
    assert len(list(house.archive.iterdir())) == 1


async def test_what_was_reopened_while_it_was_delivered_is_not_erased(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.night(WARNING)
    deliver = Archive.deliver

    async def meanwhile(archive: Archive, about: UUID, now: datetime) -> str:
        digest = await deliver(archive, about, now)
        if about == ONE:
            await house.office.does(to_do(ReopenTrajectory, ONE, date(2013, 3, 10)))
        return digest

    monkeypatch.setattr(Archive, "deliver", meanwhile)
    await house.night(PASSED)
    assert VaultField.CALL_NAME in await house.held(ONE)
    assert "ArchiveDelivered" not in await house.told(ONE)
    assert not await house.held(OTHER)


async def test_what_the_log_does_not_take_as_delivered_is_not_erased_that_night(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.night(WARNING)
    handle = CommandHandler.handle

    async def busy(handler: CommandHandler, command: Command, now: datetime, **given: Any) -> Accepted | Refusal:
        return TOO_BUSY if isinstance(command, DeliverArchive) else await handle(handler, command, now, **given)

    with monkeypatch.context() as breaking:
        breaking.setattr(CommandHandler, "handle", busy)
        await house.night(PASSED)
    assert VaultField.CALL_NAME in await house.held(ONE)
    await house.night(PASSED + timedelta(days=1))
    assert not await house.held(ONE)
