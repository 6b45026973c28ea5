"""Rebuilding a timer engine from the log."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from adapters.memory.log import InMemoryEventLog
from domain.agenda import Agenda
from domain.commands.course import RecordAttempt
from domain.contact_codes import FormOfContact
from tests.workflows.engines import WrittenEngine
from tests.workflows.office import Office, contact_to_start, to_do, trajectory
from workflows import rebuild as module
from workflows.checkpoint import InMemoryCheckpoint
from workflows.contracts import AgendaSent
from workflows.driver import Driver
from workflows.engine import EngineAwayError, Held
from workflows.rebuild import rebuild
from workflows.rebuilds import InMemoryRebuilds

EARLY, LATE, LATEST = trajectory("early"), trajectory("late"), trajectory("latest")
GONE = trajectory("of a log that was restored to an earlier day")
A_DAY = date(2013, 4, 2)
WORKING = date(2013, 4, 4)
QUICKLY = 10_000.0


class KilledError(BaseException):
    """The process died here."""


class DyingEngine(WrittenEngine):
    """An engine at which the rebuilding process dies once so many clocks have been restarted."""

    def __init__(self, dies_after: int) -> None:
        super().__init__()
        self.dies_after: int | None = dies_after

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        if len(self.restarted) == self.dies_after:
            raise KilledError
        await super().restart(agenda, rebuild=rebuild)


class OvertakenEngine(WrittenEngine):
    """An engine at which a driver applies a newer agenda just before an older one restarts the clock."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        if not self.restarted:
            await self._office.does(to_do(RecordAttempt, EARLY, WORKING, form=FormOfContact.TELEPHONE))
        await super().restart(agenda, rebuild=rebuild)


class Rebuilding:
    """Rebuilds of one office, which remember what was begun; each returns the steps that it told."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.rebuilds = InMemoryRebuilds()

    async def run(self, engine: WrittenEngine, *, anew: bool = False) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []

        def tell(done: int, of: int) -> None:
            steps.append((done, of))

        await rebuild(self.office.log, engine, self.rebuilds, tell, per_second=QUICKLY, anew=anew)
        return steps


@pytest.fixture
async def office() -> Office:
    office = Office(InMemoryEventLog())
    await office.define()
    for about, days in ((LATE, 1), (EARLY, 0), (LATEST, 2)):
        day = A_DAY + timedelta(days=days)
        await office.do_all(contact_to_start(about, day, day))
    return office


@pytest.fixture
def rebuilding(office: Office) -> Rebuilding:
    return Rebuilding(office)


async def digests(office: Office) -> dict[UUID, str]:
    """Return what a driver would let each clock hold."""
    engine = WrittenEngine()
    await Driver(office.log, engine, InMemoryCheckpoint()).catch_up()
    return {agenda.trajectory: AgendaSent.of(agenda).digest for agenda in engine.applied if agenda.is_open}


def held(engine: WrittenEngine) -> dict[UUID, str]:
    return {stream: clock.digest for stream, clock in engine.clocks.items() if clock is not None}


async def test_every_open_clock_starts_again_with_the_same_agenda_the_earliest_due_first(
    rebuilding: Rebuilding,
) -> None:
    engine = WrittenEngine()
    steps = await rebuilding.run(engine)
    assert engine.restarted_to() == [EARLY, LATE, LATEST]
    assert held(engine) == await digests(rebuilding.office)
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


async def test_what_is_too_much_to_keep_is_computed_again(
    rebuilding: Rebuilding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 1)
    engine = WrittenEngine()
    await rebuilding.run(engine)
    assert held(engine) == await digests(rebuilding.office)


async def test_a_clock_of_a_stream_that_the_log_does_not_know_is_given_up(rebuilding: Rebuilding) -> None:
    engine = WrittenEngine()
    engine.clocks = {GONE: None}
    await rebuilding.run(engine)
    assert engine.clocks.keys() == {EARLY, LATE, LATEST}


async def test_what_happens_during_a_rebuild_is_sent_after_it(rebuilding: Rebuilding) -> None:
    engine = OvertakenEngine(rebuilding.office)
    await rebuilding.run(engine)
    assert engine.applied == [await rebuilding.office.agendas.newest(EARLY)]
    assert engine.applied[0].timers != engine.restarted[0].timers


@pytest.mark.parametrize("dies_after", [0, 1, 2])
async def test_a_rebuild_that_was_killed_goes_on_and_restarts_nothing_twice(
    rebuilding: Rebuilding, dies_after: int
) -> None:
    engine = DyingEngine(dies_after)
    with pytest.raises(BaseExceptionGroup):
        await rebuilding.run(engine)
    before = engine.restarted_to()
    engine.dies_after = None
    steps = await rebuilding.run(engine)
    assert [*before, *engine.restarted_to()] == [EARLY, LATE, LATEST]
    assert (steps[0], steps[-1]) == ((dies_after, 3), (3, 3))
    assert held(engine) == await digests(rebuilding.office)


async def test_what_moved_before_a_rebuild_was_killed_is_sent_by_the_one_that_goes_on(rebuilding: Rebuilding) -> None:
    engine = DyingEngine(1)
    with pytest.raises(BaseExceptionGroup):
        await rebuilding.run(engine)
    await rebuilding.office.does(to_do(RecordAttempt, EARLY, WORKING, form=FormOfContact.TELEPHONE))
    engine.dies_after = None
    await rebuilding.run(engine)
    assert held(engine) == await digests(rebuilding.office)


async def test_clocks_of_another_rebuild_are_not_mistaken_for_this_ones(rebuilding: Rebuilding) -> None:
    engine = WrittenEngine()
    await rebuilding.run(engine)
    engine.restarted_to()
    await rebuilding.run(engine)
    assert engine.restarted_to() == [EARLY, LATE, LATEST]


async def test_an_interrupted_rebuild_can_be_begun_anew(rebuilding: Rebuilding) -> None:
    engine = DyingEngine(2)
    with pytest.raises(BaseExceptionGroup):
        await rebuilding.run(engine)
    engine.restarted_to()
    engine.dies_after = None
    await rebuilding.run(engine, anew=True)
    assert engine.restarted_to() == [EARLY, LATE, LATEST]


async def test_an_engine_that_is_too_busy_for_a_while_is_waited_for(rebuilding: Rebuilding) -> None:
    class BusyEngine(WrittenEngine):
        async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
            self.away = max(self.away, 0 if self.restarted or self.refused else 1)
            self.refused = True
            await super().restart(agenda, rebuild=rebuild)

        refused = False

    engine = BusyEngine()
    await rebuilding.run(engine)
    assert engine.refused
    assert held(engine) == await digests(rebuilding.office)


async def test_a_rebuild_gives_up_on_an_engine_that_stays_away_and_can_go_on_later(
    rebuilding: Rebuilding, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LeavingEngine(WrittenEngine):
        left = False

        async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
            self.away = 1 if self.restarted and not self.left else 0
            await super().restart(agenda, rebuild=rebuild)

    monkeypatch.setattr(module, "SECONDS_AWAY", 0.0)
    engine = LeavingEngine()
    with pytest.raises(EngineAwayError):
        await rebuilding.run(engine)
    assert engine.restarted_to() == [EARLY]
    engine.left = True
    await rebuilding.run(engine)
    assert engine.restarted_to() == [LATE, LATEST]


async def test_a_driver_beside_a_rebuild_starts_clocks_that_the_rebuild_does_not_take_for_its_own(
    rebuilding: Rebuilding,
) -> None:
    engine = WrittenEngine()
    await Driver(rebuilding.office.log, engine, InMemoryCheckpoint()).catch_up()
    assert {clock.rebuild for clock in engine.clocks.values() if clock} == {None}
    await rebuilding.run(engine)
    assert engine.restarted_to() == [EARLY, LATE, LATEST]
    assert all(isinstance(clock, Held) and clock.rebuild for clock in engine.clocks.values())
