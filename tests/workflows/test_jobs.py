"""What schedules have done: papers ready ahead of their occasions, and deletions of closed trajectories."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from adapters.memory.log import InMemoryEventLog
from domain.base import Occurred
from domain.calendar import start_of_day
from domain.commands.course import CloseTrajectory, OpenTrajectory, PlaceHold
from domain.duties import Duty
from domain.log import CommandAppend, NewEvent, StreamAppend
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring
from domain.span import Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, Role
from tests.domain.samples import a_form
from tests.workflows.office import MUNICIPALITY, Office, afternoon_of, to_do, trajectory
from workflows.housekeeping import Housekeeping
from workflows.jobs import Jobs

SHEET = Recurring(
    code="sheet",
    duty=Duty.SUPERVISION,
    unit="socialcenter",
    da="Teamsupervision",
    en="Team supervision",
    first=date(2008, 1, 4),
    every=Span(days=7),
    prepare=Span(days=1),
    role=Role.METHOD_SUPERVISOR,
)
RETENTION = Recurring(
    code="retention",
    duty=Duty.RETENTION,
    da="Natlig sletterutine",
    en="Nightly retention",
    first=date(2008, 1, 1),
    every=Span(days=1),
    role=Role.LEADER,
)
SHEETS = duty_stream(Duty.SUPERVISION, "socialcenter")
CLOSED, HELD, OPEN = (trajectory(name) for name in ("closed", "closed and held", "open"))


@pytest.fixture
async def office() -> Office:
    """An office in which team supervision was defined on 1 January 2008, a Tuesday."""
    made = Office(InMemoryEventLog())
    await made.define()
    await made.define(SHEET, RETENTION)
    return made


def jobs(office: Office, housekeeping: Housekeeping | None = None) -> Jobs:
    return Jobs(office.log, office.handler, office.activities, MUNICIPALITY, housekeeping)


async def papers(office: Office) -> list[tuple[str, date]]:
    return [told for told in await office.told(SHEETS) if told[0] == "PaperPrepared"]


async def anonymous(office: Office, about: UUID, day: date) -> None:
    await office.does(
        to_do(OpenTrajectory, about, day, programme="exit-pakke", centre="socialcenter", contact=a_form("exit-pakke"))
    )


def noon(year: int, month: int, day: int) -> datetime:
    return start_of_day(date(year, month, day)) + timedelta(hours=12)


async def test_a_paper_is_ready_a_day_ahead_and_not_before(office: Office) -> None:
    await jobs(office).do("sheet", start_of_day(date(2008, 1, 3)) - timedelta(seconds=1))
    assert await papers(office) == []
    await jobs(office).do("sheet", start_of_day(date(2008, 1, 3)))
    assert await papers(office) == [("PaperPrepared", date(2008, 1, 3))]


async def test_a_job_that_runs_twice_prepares_once(office: Office) -> None:
    for _ in range(3):
        await jobs(office).do("sheet", noon(2008, 1, 3))
    assert len(await papers(office)) == 1


async def test_what_was_missed_while_temporal_was_away_is_made_up_once_each(office: Office) -> None:
    await jobs(office).do("sheet", noon(2008, 1, 3))
    await jobs(office).do("sheet", noon(2008, 1, 18))
    assert len(await papers(office)) == 3


async def test_nothing_is_prepared_for_a_duty_that_is_given_up(office: Office) -> None:
    await office.define(SHEET.model_copy(update={"active": False}))
    await jobs(office).do("sheet", noon(2008, 1, 3))
    assert await papers(office) == []


async def test_a_duty_that_nobody_defines_is_no_job(office: Office) -> None:
    head = await office.log.head()
    await jobs(office).do("unknown", noon(2008, 1, 3))
    assert await office.log.head() == head


async def close(office: Office, about: UUID, day: date) -> None:
    await office.does(to_do(CloseTrajectory, about, day, reason=CloseReason.OWN_WISH))


async def test_retention_warns_of_a_deletion_a_month_ahead_and_notes_when_it_is_due(office: Office) -> None:
    for about in (CLOSED, HELD, OPEN):
        await anonymous(office, about, date(2008, 3, 3))
    for about in (CLOSED, HELD):
        await close(office, about, date(2008, 3, 10))
    await office.does(to_do(PlaceHold, HELD, date(2008, 3, 11), actor="LED1"))
    before = {about: await office.told(about) for about in (CLOSED, HELD, OPEN)}

    async def told_since(about: UUID) -> list[tuple[str, date]]:
        return (await office.told(about))[len(before[about]) :]

    await jobs(office).do("retention", start_of_day(date(2013, 2, 8)) - timedelta(seconds=1))
    assert await told_since(CLOSED) == []
    await jobs(office).do("retention", start_of_day(date(2013, 2, 8)))
    await jobs(office).do("retention", noon(2013, 2, 9))
    assert await told_since(CLOSED) == [("ReminderGiven", date(2013, 2, 8))]
    await jobs(office).do("retention", start_of_day(date(2013, 3, 11)))
    await jobs(office).do("retention", noon(2013, 3, 11))
    assert await told_since(CLOSED) == [("ReminderGiven", date(2013, 2, 8)), ("DeadlinePassed", date(2013, 3, 10))]
    assert await told_since(HELD) == []
    assert await told_since(OPEN) == []


async def unknown_event(office: Office, about: UUID) -> None:
    """Append an event of a newer program."""
    event = NewEvent(uuid4(), "NotYetInvented", 1, Occurred(on=date(2008, 4, 1)), b"{}")
    version = len(await office.log.load(about))
    streams = (StreamAppend(about, "trajectory", version, (event,)),)
    await office.log.append((CommandAppend(uuid4(), bytes(32), "CTI1", MUNICIPALITY, streams),))


async def test_retention_that_did_not_run_for_years_makes_up_in_order(office: Office) -> None:
    await anonymous(office, CLOSED, date(2008, 3, 3))
    await close(office, CLOSED, date(2008, 3, 10))
    known = len(await office.told(CLOSED))
    await jobs(office).do("retention", afternoon_of(date(2020, 1, 1)))
    assert (await office.told(CLOSED))[known:] == [
        ("ReminderGiven", date(2013, 2, 8)),
        ("DeadlinePassed", date(2013, 3, 10)),
    ]


async def test_a_trajectory_that_cannot_be_read_holds_up_no_other(office: Office) -> None:
    for about in (HELD, CLOSED):
        await anonymous(office, about, date(2008, 3, 3))
        await close(office, about, date(2008, 3, 10))
    await unknown_event(office, HELD)
    await jobs(office).do("retention", start_of_day(date(2013, 2, 8)))
    assert ("ReminderGiven", date(2013, 2, 8)) in await office.told(CLOSED)


class Watched:
    """A housekeeping that tells in which order it was asked, and what the log had told of a trajectory by then."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.asked: list[tuple[str, list[UUID], int]] = []

    async def begin(self, now: datetime) -> None:
        await self._note("begin", ())

    async def keep(self, trajectories: Sequence[Trajectory], catalogue: Catalogue, now: datetime) -> None:
        assert catalogue.programmes
        await self._note("keep", trajectories)

    async def finish(self, now: datetime) -> None:
        await self._note("finish", ())

    async def _note(self, step: str, trajectories: Sequence[Trajectory]) -> None:
        told = await self._office.told(CLOSED)
        self.asked.append((step, [known.id for known in trajectories], len(told)))


async def test_the_night_puts_right_then_warns_then_erases_then_rotates(office: Office) -> None:
    for about in (HELD, CLOSED, OPEN):
        await anonymous(office, about, date(2008, 3, 3))
    await close(office, CLOSED, date(2008, 3, 10))
    await unknown_event(office, HELD)
    known = len(await office.told(CLOSED))
    watched = Watched(office)
    await jobs(office, watched).do("retention", start_of_day(date(2013, 2, 8)))
    assert watched.asked == [
        ("begin", [], known),
        ("keep", [CLOSED, OPEN], known + 1),
        ("finish", [], known + 1),
    ]
