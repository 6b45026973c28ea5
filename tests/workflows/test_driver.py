"""What the driver tells a timer engine, and that it skips nothing, whatever goes away in between."""

from uuid import uuid4

import pytest

from domain.base import Occurred
from domain.commands.course import ReopenTrajectory
from domain.contact_codes import FormOfContact
from domain.events.course import ContactAttempted
from domain.fact import new_event
from domain.log import NewEvent
from domain.reference.definitions import Period
from domain.span import Span
from tests.domain.samples import CTI_9M, DEFINITIONS
from tests.postgres_server import until
from tests.workflows.office import to_do, trajectory
from tests.workflows.scene import A_DAY, NEXT_DAY, Scene, running
from workflows.driver import PAGE

ANNA, BODIL = trajectory("anna"), trajectory("bodil")

(_PROGRAMME,) = (event.definition for event in DEFINITIONS if event.definition.code == "exit-prostitution")
SOONER_ASKED = _PROGRAMME.model_copy(update={"inactivity": Span(days=90)})


@pytest.fixture
async def scene() -> Scene:
    made = Scene()
    await made.office.define()
    await made.driver.catch_up()
    return made


async def test_only_the_newest_agenda_of_each_moved_trajectory_is_sent(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    end = await scene.driver.catch_up()
    assert {agenda.trajectory: agenda for agenda in scene.engine.applied} == {
        ANNA: await scene.office.agendas.newest(ANNA),
        BODIL: await scene.office.agendas.newest(BODIL),
    }
    assert len(scene.engine.applied) == 2
    assert all(agenda.position == end for agenda in scene.engine.applied)


async def test_nothing_is_sent_twice_where_the_newest_agenda_was_sent_for_an_earlier_page(scene: Scene) -> None:
    await scene.begin(ANNA)
    command, attempt = uuid4(), ContactAttempted(form=FormOfContact.TELEPHONE)
    attempts = [new_event(attempt, Occurred(on=A_DAY), command=command, ordinal=n) for n in range(2 * PAGE)]
    await scene.append_raw(ANNA, *attempts)
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == [ANNA]
    await scene.attempt(ANNA)
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == [ANNA]


async def test_a_trajectory_that_did_not_move_is_left_alone(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.attempt(BODIL)
    await scene.driver.catch_up()
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == [BODIL]


async def test_the_checkpoint_moves_after_the_engine_was_told(scene: Scene) -> None:
    before = await scene.checkpoint.load()
    await scene.begin(ANNA)
    scene.engine.away = 1
    with pytest.raises(ExceptionGroup):
        await scene.driver.catch_up()
    assert await scene.checkpoint.load() == before
    await scene.another_driver().catch_up()
    assert scene.engine.applied_to() == [ANNA]
    assert await scene.checkpoint.load() == await scene.office.log.head()


async def test_a_closed_trajectorys_clock_ends_and_a_reopened_ones_starts_again(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    await scene.close(ANNA)
    await scene.driver.catch_up()
    assert scene.engine.clocks == {}
    await scene.office.does(to_do(ReopenTrajectory, ANNA, NEXT_DAY))
    await scene.driver.catch_up()
    assert scene.engine.clocks == {ANNA: True}


async def test_a_changed_setting_is_sent_to_the_open_trajectories_whose_timers_it_moves(scene: Scene) -> None:
    in_a_course, silent, closed = ANNA, BODIL, trajectory("closed")
    await scene.begin(in_a_course, closed)
    await scene.open(silent)
    await scene.close(closed)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.office.define(SOONER_ASKED)
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == [silent]
    await scene.office.define(CTI_9M.model_copy(update={"version": 2}))
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == []


async def test_a_new_driver_sends_every_open_trajectory_after_a_changed_setting(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.close(BODIL)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.office.define(SOONER_ASKED)
    await scene.another_driver().catch_up()
    assert scene.engine.applied_to() == [ANNA]


async def test_a_changed_setting_makes_no_driver_read_what_it_knows_to_be_closed(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.close(BODIL)
    await scene.driver.catch_up()
    scene.log.loaded.clear()
    await scene.office.define(SOONER_ASKED)
    await scene.driver.catch_up()
    assert BODIL not in scene.log.loaded
    assert ANNA in scene.log.loaded


async def test_a_trajectory_that_closes_on_the_same_page_as_a_changed_setting_is_told(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    await scene.office.define(SOONER_ASKED)
    await scene.close(ANNA)
    await scene.driver.catch_up()
    assert scene.engine.clocks == {}


async def test_an_order_that_blanks_a_trajectory_ends_its_clock_even_if_the_engine_is_away_at_first(
    scene: Scene,
) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.driver.catch_up()
    await scene.blank(ANNA)
    scene.engine.away = 1
    with pytest.raises(ExceptionGroup):
        await scene.driver.catch_up()
    await scene.driver.catch_up()
    assert scene.engine.clocks == {BODIL: True}


async def test_a_new_reporting_period_concerns_no_clock(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.office.define(Period(code="in-2013", programme="exit-prostitution", name="2013", order=1))
    await scene.driver.catch_up()
    assert scene.engine.applied_to() == []


async def test_a_trajectory_that_cannot_be_folded_is_parked_and_stops_no_other(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.append_raw(ANNA, NewEvent(uuid4(), "EventOfTheFuture", 1, Occurred(on=A_DAY), b"{}"))
    end = await scene.driver.catch_up()
    assert scene.driver.parked == {ANNA}
    assert scene.engine.applied_to() == [BODIL]
    assert end == await scene.office.log.head()


async def test_reconciling_starts_what_is_missing_ends_what_is_closed_and_restarts_what_is_unreadable(
    scene: Scene,
) -> None:
    closed, unreadable, closed_unreadable = (trajectory(name) for name in ("closed", "sealed", "closed and sealed"))
    await scene.begin(ANNA, closed, unreadable, closed_unreadable)
    await scene.close(closed)
    await scene.close(closed_unreadable)
    scene.engine.clocks = {closed: True, unreadable: False, closed_unreadable: False}
    await scene.driver.reconcile()
    assert scene.engine.clocks == {ANNA: True, unreadable: True}
    assert {agenda.trajectory for agenda in scene.engine.restarted} == {unreadable, closed_unreadable}


async def test_a_driver_waits_for_an_engine_that_is_away_and_catches_up(scene: Scene) -> None:
    async def all_told() -> bool:
        return scene.engine.clocks.keys() == {ANNA, BODIL} and await scene.checkpoint.load() == end

    scene.engine.away = 2
    await scene.begin(ANNA)
    async with running(scene.driver):
        await scene.begin(BODIL)
        scene.engine.away += 1
        end = await scene.office.log.head()
        await until(all_told)
    assert scene.engine.away == 0


async def test_a_driver_that_runs_follows_the_log(scene: Scene) -> None:
    async def told() -> bool:
        return ANNA in scene.engine.clocks

    async with running(scene.driver):
        await scene.begin(ANNA)
        await until(told)
