"""What the driver tells a timer engine, and that it skips nothing, whatever goes away in between."""

import asyncio
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
from workflows.contracts import AgendaSent
from workflows.driver import PAGE
from workflows.engine import Held

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
    await scene.open(ANNA)
    await scene.driver.catch_up()
    await scene.close(ANNA)
    await scene.driver.catch_up()
    assert scene.engine.clocks == {}
    await scene.office.does(to_do(ReopenTrajectory, ANNA, NEXT_DAY))
    await scene.driver.catch_up()
    assert scene.engine.clocks.keys() == {ANNA}


async def test_a_closed_trajectory_of_which_something_is_to_come_keeps_its_clock(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.close(ANNA)
    await scene.driver.catch_up()
    assert (await scene.office.agendas.newest(ANNA)).timers
    assert scene.engine.clocks.keys() == {ANNA}
    await scene.another_driver().reconcile()
    assert scene.engine.clocks.keys() == {ANNA}


async def test_a_changed_setting_is_sent_to_the_open_trajectories_whose_timers_it_moves(scene: Scene) -> None:
    in_a_course, silent, closed = ANNA, BODIL, trajectory("closed")
    await scene.begin(in_a_course)
    await scene.open(silent, closed)
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
    await scene.begin(ANNA)
    await scene.open(BODIL)
    await scene.close(BODIL)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.office.define(SOONER_ASKED)
    await scene.another_driver().catch_up()
    assert scene.engine.applied_to() == [ANNA]


async def test_a_trajectory_that_closes_on_the_same_page_as_a_changed_setting_is_told(scene: Scene) -> None:
    await scene.open(ANNA)
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
    assert scene.engine.clocks.keys() == {BODIL}


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
    assert await scene.parking.streams() == {ANNA}
    assert scene.engine.applied_to() == [BODIL]
    assert end == await scene.office.log.head()


async def test_reconciling_starts_what_is_missing_ends_what_is_closed_and_restarts_what_is_unreadable(
    scene: Scene,
) -> None:
    closed, unreadable, closed_unreadable = (trajectory(name) for name in ("closed", "sealed", "closed and sealed"))
    await scene.begin(ANNA, unreadable)
    await scene.open(closed, closed_unreadable)
    await scene.close(closed)
    await scene.close(closed_unreadable)
    scene.engine.clocks = {closed: Held("another"), unreadable: None, closed_unreadable: None}
    await scene.driver.reconcile()
    assert scene.engine.clocks == {
        about: Held(AgendaSent.of(await scene.office.agendas.newest(about)).digest) for about in (ANNA, unreadable)
    }
    assert {agenda.trajectory for agenda in scene.engine.restarted} == {unreadable, closed_unreadable}


async def test_reconciling_tells_nobody_whose_clock_holds_what_it_should(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    await scene.another_driver().reconcile()
    assert scene.engine.applied_to() == []
    assert scene.engine.restarted_to() == []


async def test_reconciling_tells_those_whose_clock_lost_what_it_was_told(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.driver.catch_up()
    scene.engine.applied_to()
    scene.engine.clocks[BODIL] = Held("of an older agenda")
    await scene.another_driver().reconcile()
    assert scene.engine.applied_to() == [BODIL]


async def test_reconciling_ends_the_clock_of_a_stream_that_the_log_does_not_know(scene: Scene) -> None:
    scene.engine.clocks[ANNA] = Held("of a log that was restored to an earlier day")
    await scene.driver.reconcile()
    assert scene.engine.clocks == {}


async def test_a_clock_that_fails_again_and_again_is_restarted(scene: Scene) -> None:
    await scene.begin(ANNA, BODIL)
    await scene.driver.catch_up()
    scene.engine.stuck_clocks = {BODIL}
    await scene.driver.mend()
    assert scene.engine.restarted_to() == [BODIL]
    assert scene.engine.clocks.keys() == {ANNA, BODIL}


async def test_what_an_earlier_driver_parked_is_tried_again_and_settled(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.parking.park(ANNA)
    driver = scene.another_driver()
    await driver.mend()
    assert scene.engine.applied_to() == [ANNA]
    assert driver.parked == set()
    assert await scene.parking.streams() == set()


async def test_following_computes_from_what_it_remembers_and_the_page_alone(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    scene.engine.applied.clear()
    await scene.attempt(ANNA)
    scene.log.loaded.clear()
    end = await scene.driver.catch_up()
    assert ANNA not in scene.log.loaded
    (sent,) = scene.engine.applied
    assert sent == await scene.office.agendas.newest(ANNA)
    assert sent.position == end


async def test_what_was_remembered_before_an_order_to_blank_is_forgotten(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    await scene.blank(ANNA)
    attempt = ContactAttempted(form=FormOfContact.TELEPHONE)
    await scene.append_raw(ANNA, new_event(attempt, Occurred(on=A_DAY), command=uuid4(), ordinal=0))
    await scene.driver.catch_up()
    assert scene.engine.clocks == {}


async def test_restarting_never_leaves_a_clock_with_less_than_following_told_it(scene: Scene) -> None:
    await scene.begin(ANNA)
    await scene.driver.catch_up()
    scene.engine.clocks[ANNA] = None
    restarting = asyncio.create_task(scene.driver.mend())
    await scene.attempt(ANNA)
    await scene.driver.catch_up()
    await restarting
    newest = AgendaSent.of(await scene.office.agendas.newest(ANNA))
    assert scene.engine.clocks == {ANNA: Held(newest.digest)}


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
