"""One clock, on a real server whose time is moved: what it does with agendas, however they reach it."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.temporal.engine import TemporalTimerEngine
from domain.agenda import Agenda
from domain.agenda_item import Act, ItemKey, ItemKind
from tests.postgres_server import until
from tests.temporal_server import Clock, clock_of, has_ended, move, standing_clocks
from tests.workflows.fakes import FakeDomain, a_closed_agenda, a_timer, a_worker, an_agenda, midnight
from workflows.contracts import AgendaSent
from workflows.engine import Held
from workflows.trajectory_clock import AGAIN, PARKED

IN_JANUARY = date(2035, 1, 31)
IN_FEBRUARY = date(2035, 2, 28)
IN_MARCH = date(2035, 3, 31)
BEFORE = midnight(date(2035, 1, 1))
LATER = midnight(date(2035, 12, 1))


async def tell(clock: Clock, agenda: Agenda) -> None:
    await clock.signal("agenda_changed", AgendaSent.of(agenda))


async def test_a_clock_acts_at_each_timer_in_order_and_not_before(temporal: WorkflowEnvironment) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY, IN_FEBRUARY)
    fake, clock = FakeDomain(agenda), clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(agenda)
        await move(temporal, clock, midnight(IN_FEBRUARY) - timedelta(seconds=5))
        before = list(fake.days)
        await move(temporal, clock, LATER)
    assert before == [IN_JANUARY]
    assert fake.days == [IN_JANUARY, IN_FEBRUARY]
    assert [asked.now.date() for asked in fake.asked] == fake.days
    assert all(asked.now >= asked.item.at for asked in fake.asked)


async def test_signals_doubled_and_in_any_order_leave_the_newest_agenda(temporal: WorkflowEnvironment) -> None:
    first = an_agenda(uuid4(), 1, IN_JANUARY)
    newest = an_agenda(first.trajectory, 9, IN_MARCH)
    fake, clock = FakeDomain(newest), clock_of(temporal.client, first.trajectory)
    older = [an_agenda(first.trajectory, position, date(2035, 2, position)) for position in range(2, 9)]
    sent = [*older, *older, newest, newest]
    random.Random(1).shuffle(sent)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(first)
        for agenda in sent:
            await tell(clock, agenda)
        await move(temporal, clock, LATER)
    assert fake.days == [IN_MARCH]


async def test_an_agenda_that_comes_before_the_first_line_of_the_workflow_counts(
    temporal: WorkflowEnvironment,
) -> None:
    first = an_agenda(uuid4(), 1, IN_JANUARY)
    newer = an_agenda(first.trajectory, 2, IN_MARCH)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(newer)
    await engine.apply(first)
    await engine.apply(newer)
    async with a_worker(temporal, fake):
        await move(temporal, clock_of(temporal.client, first.trajectory), LATER)
    assert fake.days == [IN_MARCH]


@pytest.mark.parametrize("days", [(), (IN_JANUARY,)], ids=["nothing to come", "something to come"])
async def test_a_clock_ends_when_its_trajectory_is_closed_and_none_starts_for_a_closed_one(
    temporal: WorkflowEnvironment, days: tuple[date, ...]
) -> None:
    agenda = an_agenda(uuid4(), 1, *days)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(agenda)
    clock = clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await engine.apply(agenda)
        await move(temporal, clock, BEFORE)
        await engine.apply(a_closed_agenda(agenda.trajectory, 2))
        await until(partial(has_ended, clock))
        await engine.apply(a_closed_agenda(agenda.trajectory, 2))
        await engine.apply(a_closed_agenda(uuid4(), 2))
        assert not await engine.running()
    assert fake.days == []


async def test_a_reopened_trajectory_gets_a_clock_again(temporal: WorkflowEnvironment) -> None:
    agenda = an_agenda(uuid4(), 1)
    reopened = an_agenda(agenda.trajectory, 3, IN_JANUARY)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(reopened)
    async with a_worker(temporal, fake):
        await engine.apply(agenda)
        await engine.apply(a_closed_agenda(agenda.trajectory, 2))
        await engine.apply(reopened)
        await move(temporal, clock_of(temporal.client, agenda.trajectory), LATER)
    assert fake.days == [IN_JANUARY]


async def test_an_item_that_still_stands_after_the_act_waits_and_keeps_no_other_from_acting(
    temporal: WorkflowEnvironment,
) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY, IN_FEBRUARY)
    fake, clock = FakeDomain(agenda, refused=[a_timer(IN_JANUARY)]), clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(agenda)
        await move(temporal, clock, midnight(IN_JANUARY) + 2.5 * AGAIN)
        assert fake.days == [IN_JANUARY] * 3
        fake.refused = ()
        await move(temporal, clock, LATER)
    assert fake.days == [*[IN_JANUARY] * 4, IN_FEBRUARY]


async def test_an_item_whose_act_is_given_up_is_tried_hourly_and_keeps_no_other_from_acting(
    temporal: WorkflowEnvironment,
) -> None:
    soon = an_agenda(uuid4(), 1, IN_JANUARY)
    later = ItemKey(kind=ItemKind.CONTACT, act=Act.ASK, subject=2, due=IN_JANUARY, at=soon.timers[0].at + PARKED / 2)
    agenda = replace(soon, timers=(*soon.timers, later, a_timer(IN_FEBRUARY)))
    fake, clock = FakeDomain(agenda, poisoned=soon.timers), clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(agenda)
        await move(temporal, clock, midnight(IN_JANUARY) + 2.5 * PARKED)
        assert [asked.item for asked in fake.asked] == [*soon.timers, later, *soon.timers, *soon.timers]
        fake.poisoned = ()
        await move(temporal, clock, LATER)
    assert [asked.item for asked in fake.asked[4:]] == [*soon.timers, a_timer(IN_FEBRUARY)]


async def test_a_listing_tells_what_a_clock_holds_after_it_acted(temporal: WorkflowEnvironment) -> None:
    async def newest_is_listed() -> bool:
        return await engine.running() == {agenda.trajectory: Held(AgendaSent.of(left).digest)}

    agenda = an_agenda(uuid4(), 1, IN_JANUARY, IN_FEBRUARY)
    left = an_agenda(agenda.trajectory, 2, IN_FEBRUARY)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(agenda)
    async with a_worker(temporal, fake):
        await engine.apply(agenda)
        await move(temporal, clock_of(temporal.client, agenda.trajectory), midnight(IN_JANUARY) + AGAIN)
        await until(newest_is_listed)


async def test_an_agenda_with_the_same_stamp_by_other_rules_counts(temporal: WorkflowEnvironment) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY)
    by_other_rules = an_agenda(agenda.trajectory, 1, IN_MARCH)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(by_other_rules)
    async with a_worker(temporal, fake):
        await engine.apply(agenda)
        await engine.apply(by_other_rules)
        await move(temporal, clock_of(temporal.client, agenda.trajectory), LATER)
    assert fake.days == [IN_MARCH]


async def test_an_agenda_that_changes_nothing_now_is_listed_as_held_all_the_same(
    temporal: WorkflowEnvironment,
) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY, IN_FEBRUARY)
    later = an_agenda(agenda.trajectory, 2, IN_JANUARY, IN_MARCH)
    engine, fake = TemporalTimerEngine(temporal.client), FakeDomain(later)

    async def later_is_listed() -> bool:
        return await engine.running() == {agenda.trajectory: Held(AgendaSent.of(later).digest)}

    async with a_worker(temporal, fake):
        await engine.apply(agenda)
        await engine.apply(later)
        await until(later_is_listed)
    assert fake.days == []


async def test_an_act_that_fails_is_tried_again_until_it_works(temporal: WorkflowEnvironment) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY)
    fake, clock = FakeDomain(agenda, failures=2), clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(agenda)
        await move(temporal, clock, LATER)
    assert fake.days == [IN_JANUARY] * 3
    assert fake.agendas[agenda.trajectory].timers == ()


async def test_the_fresh_agenda_that_an_act_brings_back_counts_like_a_signal(temporal: WorkflowEnvironment) -> None:
    agenda = an_agenda(uuid4(), 1, IN_JANUARY)
    fake, clock = FakeDomain(a_closed_agenda(agenda.trajectory, 7)), clock_of(temporal.client, agenda.trajectory)
    async with a_worker(temporal, fake):
        await TemporalTimerEngine(temporal.client).apply(agenda)
        await move(temporal, clock, LATER)
        await until(lambda: has_ended(clock))
    assert fake.days == [IN_JANUARY]


async def test_no_agenda_is_lost_over_continue_as_new() -> None:
    async def all_acted() -> bool:
        return len(fake.days) >= len(days)

    async def newest_is_listed() -> bool:
        return await engine.running() == {trajectory: Held(AgendaSent.of(fake.agendas[trajectory]).digest)}

    days = [date(2035, month, 1) for month in range(2, 10)]
    agendas = [an_agenda(uuid4(), 0)]
    trajectory = agendas[0].trajectory
    agendas += [an_agenda(trajectory, position, IN_JANUARY + timedelta(position)) for position in range(1, 30)]
    agendas.append(an_agenda(trajectory, 30, *days))
    fake = FakeDomain(agendas[-1])
    async with standing_clocks("limit.historyCount.suggestContinueAsNew=25") as temporal, a_worker(temporal, fake):
        engine, clock = TemporalTimerEngine(temporal.client), clock_of(temporal.client, trajectory)
        for agenda in agendas:
            await engine.apply(agenda)
        for day in days:
            await move(temporal, clock, midnight(day) + timedelta(hours=1))
        await until(all_acted)
        runs = [run async for run in temporal.client.list_workflows(f"WorkflowId = '{trajectory}'")]
        await until(newest_is_listed)
    assert len(runs) > 3
    assert fake.days == days
