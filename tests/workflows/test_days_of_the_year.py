"""Days on which calendars go wrong, on a real server's clock: month ends, a leap day, both clock changes.

Each course begins so that its first phase of three months ends on such a day; nobody ends it. All instants are
counted by hand, in UTC: a day ends at 23:00 in winter and at 22:00 in summer.
"""

from datetime import date, datetime
from uuid import UUID

from temporalio.testing import WorkflowEnvironment

from adapters.memory.log import InMemoryEventLog
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from domain.agenda_item import Act, ItemKind
from tests.workflows.nine_months import Done
from tests.workflows.office import Office, afternoon_of, contact_to_start, trajectory
from tests.workflows.simulated_centre import SimulatedCentre
from tests.workflows.two_years.staffing import HEAD_OF_OFFICE
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver

BEGUN = {
    trajectory("ends as summer time begins"): date(2034, 12, 25),
    trajectory("ends as summer time ends"): date(2035, 7, 28),
    trajectory("begins on 30 November, ends on the leap day"): date(2035, 11, 30),
    trajectory("begins on 31 January, ends on 30 April"): date(2036, 1, 31),
    trajectory("begins on the leap day"): date(2036, 2, 29),
}
END = date(2036, 6, 9)

COUNTED_BY_HAND = """
    2035-03-10T23:00 remind         14 days before Easter Day, 25 March, on which summer time begins
    2035-03-17T23:00 remind         7 days before
    2035-03-25T22:00 note-passed    the day has 23 hours
    2035-04-02T22:00 escalate       Easter Monday is none of the five working days: 27, 28, 29, 30 March, 2 April

    2035-10-13T22:00 remind         14 days before Sunday 28 October, on which summer time ends
    2035-10-20T22:00 remind         7 days before
    2035-10-28T23:00 note-passed    the day has 25 hours
    2035-11-02T23:00 escalate       29, 30, 31 October, 1, 2 November

    2036-02-14T23:00 remind         14 days before 29 February: there is no 30 February
    2036-02-21T23:00 remind         7 days before
    2036-02-29T23:00 note-passed    a Friday
    2036-03-07T23:00 escalate       3 to 7 March

    2036-04-15T22:00 remind         14 days before 30 April: there is no 31 April
    2036-04-22T22:00 remind         7 days before
    2036-04-30T22:00 note-passed    a Wednesday
    2036-05-07T22:00 escalate       1, 2, 5, 6, 7 May

    2036-05-14T22:00 remind         14 days before 29 May
    2036-05-21T22:00 remind         7 days before, which is Ascension Day
    2036-05-29T22:00 note-passed    a Thursday
    2036-06-06T22:00 escalate       30 May, 3, 4, 5, 6 June: 2 June is Whit Monday
"""

PHASE_END = {(ItemKind.PHASE_END, act) for act in (Act.REMIND, Act.NOTE_PASSED, Act.ESCALATE)}


def counted_by_hand() -> list[list[tuple[datetime, str]]]:
    """Return each course's instants and acts, in the order of the courses."""
    courses = COUNTED_BY_HAND.strip().split("\n\n")
    return [[_read(line) for line in course.strip().splitlines()] for course in courses]


def _read(line: str) -> tuple[datetime, str]:
    instant, act = line.split()[:2]
    return datetime.fromisoformat(f"{instant}+00:00"), act


async def test_phases_that_end_on_awkward_days_are_reminded_of_and_escalated_at_their_instants(
    temporal: WorkflowEnvironment,
) -> None:
    office = Office(InMemoryEventLog())
    await office.define()
    await office.define(HEAD_OF_OFFICE)
    centre = SimulatedCentre(office)
    story = [
        Done(afternoon_of(day), command)
        for about, day in BEGUN.items()
        for command in contact_to_start(about, day, day)
    ]
    driver = Driver(office.log, TemporalTimerEngine(temporal.client), InMemoryCheckpoint())
    async with clock_worker(temporal.client, centre.activities):
        await centre.live(temporal, driver, story, afternoon_of(END))
    acts: dict[UUID, list[tuple[datetime, str]]] = {about: [] for about in BEGUN}
    for asked in centre.activities.asked:
        assert asked.now >= asked.item.at
        if (asked.item.kind, asked.item.act) in PHASE_END:
            acts[asked.trajectory].append((asked.item.at, asked.item.act))
    assert list(acts.values()) == counted_by_hand()
