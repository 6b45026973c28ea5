"""Rebuilding a timer engine from the log."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from adapters.memory.log import InMemoryEventLog
from domain.agenda import Agenda
from domain.commands.course import CloseTrajectory, RecordAttempt
from domain.contact_codes import FormOfContact
from domain.trajectory_codes import CloseReason
from tests.workflows.engines import WrittenEngine
from tests.workflows.office import Office, contact_to_start, to_do, trajectory
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver
from workflows.rebuild import rebuild

EARLY, LATE, CLOSED = trajectory("early"), trajectory("late"), trajectory("closed")
A_DAY = date(2013, 4, 2)
WORKING = date(2013, 4, 4)


class OvertakenEngine(WrittenEngine):
    """An engine at which a driver applies a newer agenda just before an older one restarts the clock."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office

    async def restart(self, agenda: Agenda) -> None:
        if not self.restarted:
            await self._office.does(to_do(RecordAttempt, EARLY, WORKING, form=FormOfContact.TELEPHONE))
        await super().restart(agenda)


@pytest.fixture
async def office() -> Office:
    office = Office(InMemoryEventLog())
    await office.define()
    for about, day in ((LATE, A_DAY + timedelta(days=1)), (EARLY, A_DAY), (CLOSED, A_DAY)):
        await office.do_all(contact_to_start(about, day, day))
    await office.does(to_do(CloseTrajectory, CLOSED, WORKING, reason=CloseReason.OWN_WISH))
    return office


async def held_by_a_driver(office: Office) -> dict[UUID, Agenda]:
    engine = WrittenEngine()
    await Driver(office.log, engine, InMemoryCheckpoint()).catch_up()
    return {agenda.trajectory: agenda for agenda in engine.applied if agenda.is_open}


async def test_every_open_clock_starts_again_with_the_same_agenda_the_earliest_due_first(office: Office) -> None:
    engine, steps = WrittenEngine(), list[tuple[int, int]]()
    parked = await rebuild(office.log, engine, lambda done, of: steps.append((done, of)))
    assert {agenda.trajectory: agenda for agenda in engine.restarted} == await held_by_a_driver(office)
    assert [agenda.trajectory for agenda in engine.restarted] == [EARLY, LATE]
    assert steps == [(1, 2), (2, 2)]
    assert parked == 0


async def test_a_clock_left_over_from_a_closed_trajectory_is_given_up(office: Office) -> None:
    engine = WrittenEngine()
    engine.clocks = {CLOSED: False}
    await rebuild(office.log, engine, lambda done, of: None)
    assert engine.clocks == {EARLY: True, LATE: True}


async def test_what_happens_during_a_rebuild_is_sent_after_it(office: Office) -> None:
    engine = OvertakenEngine(office)
    await rebuild(office.log, engine, lambda done, of: None)
    assert engine.applied == [await office.agendas.newest(EARLY)]
    assert engine.applied[0].timers != engine.restarted[0].timers
