"""The timer engine in memory: everything due, in order, once."""

from datetime import date, timedelta
from uuid import UUID

from domain.agenda import Agenda
from tests.workflows.fakes import FakeDomain, a_closed_agenda, a_timer, an_agenda, midnight
from tests.workflows.office import trajectory
from workflows.virtual_engine import VirtualEngine

ANNA, BODIL = sorted([trajectory("anna"), trajectory("bodil")])
FIRST, SECOND, THIRD = date(2013, 1, 1), date(2013, 2, 1), date(2013, 3, 1)
LATER = midnight(date(2014, 1, 1))


async def engine_with(fake: FakeDomain, *agendas: Agenda) -> VirtualEngine:
    engine = VirtualEngine(fake.act_on_item)
    for agenda in agendas:
        await engine.apply(agenda)
    return engine


def acts(fake: FakeDomain) -> list[tuple[date, UUID]]:
    return [(asked.item.due, asked.trajectory) for asked in fake.asked]


async def test_what_is_due_is_acted_on_in_order_over_all_trajectories_and_no_further() -> None:
    anna, bodil = an_agenda(ANNA, 1, FIRST, THIRD), an_agenda(BODIL, 1, FIRST, SECOND)
    fake = FakeDomain(anna, bodil)
    engine = await engine_with(fake, bodil, anna)
    await engine.run_until(midnight(SECOND))
    assert acts(fake) == [(FIRST, ANNA), (FIRST, BODIL), (SECOND, BODIL)]
    assert all(asked.now == asked.item.at for asked in fake.asked)
    assert engine.next() == (midnight(THIRD), ANNA, a_timer(THIRD))


async def test_an_older_agenda_changes_nothing_unless_the_clock_is_restarted() -> None:
    newer, older = an_agenda(ANNA, 5, THIRD), an_agenda(ANNA, 4, FIRST)
    engine = await engine_with(FakeDomain(newer), newer, older)
    assert engine.next() == (midnight(THIRD), ANNA, a_timer(THIRD))
    await engine.restart(older)
    assert engine.next() == (midnight(FIRST), ANNA, a_timer(FIRST))


async def test_a_closed_trajectory_has_no_clock() -> None:
    engine = await engine_with(FakeDomain(), an_agenda(ANNA, 1, FIRST), a_closed_agenda(ANNA, 2))
    await engine.restart(a_closed_agenda(BODIL, 2))
    assert await engine.running() == {}
    assert engine.next() is None


async def test_an_item_that_still_stands_is_asked_about_once_and_keeps_no_other_from_acting() -> None:
    agenda = an_agenda(ANNA, 1, FIRST, SECOND)
    fake = FakeDomain(agenda, refused=[a_timer(FIRST)])
    engine = await engine_with(fake, agenda)
    await engine.run_until(LATER + timedelta(days=1))
    assert fake.days == [FIRST, SECOND]
