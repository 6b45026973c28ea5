"""What the clock's one activity does to the log, and what it brings back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from adapters.memory.log import InMemoryEventLog
from domain.agenda import Agenda
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day, start_of_day
from domain.commands.course import CloseTrajectory, OpenTrajectory, RecordAttempt
from domain.contact_codes import FormOfContact
from domain.log import RecordedEvent
from domain.trajectory_codes import CloseReason
from tests.domain.samples import a_form
from tests.workflows.office import MUNICIPALITY, Office, contact_to_start, to_do, trajectory
from workflows.activities import ATTEMPTS, ClockActivities
from workflows.agendas import Agendas, Loaded
from workflows.contracts import NEXT_TIMERS, ActInput, AgendaSent
from workflows.parking import InMemoryParking

ANNA, BODIL = trajectory("anna"), trajectory("bodil")
A_DAY = date(2013, 4, 2)
RHYTHM_DUE = date(2013, 4, 9)


class UnreachableLog(InMemoryEventLog):
    """A log that went away, with something in its message that nobody may read."""

    async def load(
        self, stream: object, *, after_version: int = 0, up_to: int | None = None
    ) -> tuple[RecordedEvent, ...]:
        raise ConnectionError("a secret of Anna")


@pytest.fixture
async def office() -> Office:
    office = Office(InMemoryEventLog())
    await office.define()
    await office.do_all(contact_to_start(ANNA, A_DAY, A_DAY))
    return office


async def first_timer(office: Office) -> ItemKey:
    return (await office.agendas.newest(ANNA)).timers[0]


async def contact_timer(office: Office) -> ItemKey:
    timers = (await office.agendas.newest(ANNA)).timers
    return next(item for item in timers if item.kind is ItemKind.CONTACT)


def at(item: ItemKey, *, later: timedelta = timedelta()) -> ActInput:
    return ActInput(trajectory=ANNA, item=item, now=item.at + later)


def an_item(due: date, instant: datetime) -> ItemKey:
    return ItemKey(kind=ItemKind.PHASE_END, act=Act.NOTE_PASSED, subject=1, due=due, at=instant)


async def test_an_act_appends_what_became_due_on_its_due_date_and_returns_the_fresh_agenda(office: Office) -> None:
    item = await first_timer(office)
    fresh = await office.activities.act_on_item(at(item, later=timedelta(hours=30)))
    assert (await office.told(ANNA))[-1] == ("ReminderGiven", RHYTHM_DUE)
    assert fresh == AgendaSent.of(await office.agendas.newest(ANNA))
    assert fresh.position == await office.log.head()
    assert item not in fresh.timers


async def test_an_act_that_runs_twice_appends_once(office: Office) -> None:
    item = await first_timer(office)
    first = await office.activities.act_on_item(at(item))
    second = await office.activities.act_on_item(at(item, later=timedelta(days=3)))
    assert first == second
    assert [told[0] for told in await office.told(ANNA)].count("ReminderGiven") == 1


async def test_a_stale_timer_appends_nothing_and_brings_back_the_moved_one(office: Office) -> None:
    stale = await contact_timer(office)
    await office.does(to_do(RecordAttempt, ANNA, date(2013, 4, 8), form=FormOfContact.TELEPHONE))
    before = await office.told(ANNA)
    fresh = await office.activities.act_on_item(at(stale))
    assert await office.told(ANNA) == before
    assert stale not in fresh.timers
    assert (await contact_timer(office)).due == date(2013, 4, 15)
    assert await contact_timer(office) in fresh.timers


async def test_a_timer_of_a_closed_trajectory_of_which_nothing_is_to_come_ends_its_clock(office: Office) -> None:
    only_opened = to_do(
        OpenTrajectory, BODIL, A_DAY, programme="exit-prostitution", centre="socialcenter", contact=a_form()
    )
    await office.does(only_opened)
    stale = (await office.agendas.newest(BODIL)).timers[0]
    await office.does(to_do(CloseTrajectory, BODIL, A_DAY, reason=CloseReason.OWN_WISH))
    fresh = await office.activities.act_on_item(ActInput(trajectory=BODIL, item=stale, now=stale.at))
    assert not fresh.is_open
    assert stale not in fresh.timers


class BrokenRule(Agendas):
    """Agendas whose computing fails, as a bug in a rule does, with something in its message nobody may read."""

    is_mended = False

    def compute(self, loaded: Loaded) -> Agenda:
        if self.is_mended:
            return super().compute(loaded)
        raise KeyError("a secret of Anna")


async def attempt(activities: ClockActivities, asked: ActInput, number: int) -> AgendaSent:
    """Act as Temporal lets a worker do it for the n-th time."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=number)
    return await environment.run(activities.act_on_item, asked)


async def test_an_act_that_a_bug_makes_fail_is_tried_some_times_and_then_parked_until_it_works(
    office: Office,
) -> None:
    agendas, parking = BrokenRule(office.log), InMemoryParking()
    activities = ClockActivities(office.handler, agendas, MUNICIPALITY, parking)
    asked = at(await first_timer(office))
    parked = {(ANNA, asked.item.command_id(ANNA))}
    for number in range(1, ATTEMPTS):
        with pytest.raises(ApplicationError) as raised:
            await attempt(activities, asked, number)
        assert (raised.value.type, raised.value.non_retryable) == ("ClockActFailed", False)
    assert parking.parked == set()
    with pytest.raises(ApplicationError) as raised:
        await attempt(activities, asked, ATTEMPTS)
    assert (raised.value.message, raised.value.type) == ("KeyError", "ClockActParked")
    assert raised.value.non_retryable
    assert parking.parked == parked
    agendas.is_mended = True
    await attempt(activities, asked, 1)
    assert parking.parked == set()


async def test_an_act_is_never_parked_because_the_log_is_away() -> None:
    office = Office(UnreachableLog())
    parking = InMemoryParking()
    activities = ClockActivities(office.handler, office.agendas, MUNICIPALITY, parking)
    with pytest.raises(ApplicationError) as raised:
        await attempt(activities, at(an_item(A_DAY, end_of_day(A_DAY))), 1_000)
    assert not raised.value.non_retryable
    assert parking.parked == set()


async def test_an_item_before_its_instant_is_left_standing(office: Office) -> None:
    item = await first_timer(office)
    fresh = await office.activities.act_on_item(at(item, later=-timedelta(seconds=1)))
    assert fresh.timers[0] == item


async def test_an_error_names_its_class_and_nothing_else() -> None:
    office = Office(UnreachableLog())
    with pytest.raises(ApplicationError) as raised:
        await office.activities.act_on_item(at(an_item(A_DAY, end_of_day(A_DAY))))
    assert raised.value.message == "ConnectionError"
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("item", "occurred"),
    [
        (an_item(A_DAY, end_of_day(A_DAY)), Occurred(on=A_DAY)),
        (an_item(A_DAY, start_of_day(A_DAY)), Occurred(on=A_DAY, at=start_of_day(A_DAY))),
        (
            an_item(A_DAY, datetime(2013, 4, 2, 21, 59, 59, tzinfo=UTC)),
            Occurred(on=A_DAY, at=datetime(2013, 4, 2, 21, 59, 59, tzinfo=UTC)),
        ),
        (an_item(date(2013, 4, 16), start_of_day(A_DAY)), Occurred(on=A_DAY, at=start_of_day(A_DAY))),
    ],
    ids=["deadline", "reminder", "plan-of-seconds", "reminder-named-by-its-deadline"],
)
def test_an_act_occurs_on_its_due_date_and_never_after_its_instant(item: ItemKey, occurred: Occurred) -> None:
    assert item.occurred == occurred


async def test_only_the_next_timers_are_sent(office: Office) -> None:
    agenda = await office.agendas.newest(ANNA)
    many = tuple(an_item(A_DAY, start_of_day(A_DAY) + timedelta(hours=n)) for n in range(NEXT_TIMERS + 5))
    longer = type(agenda)(ANNA, agenda.position, True, (), many)
    assert AgendaSent.of(longer).timers == many[:NEXT_TIMERS]
