"""The demo municipality: every state is there, it is the same for the same seed, and it can be made again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from adapters.demo.contacts import FIRST_COUNTED_YEAR
from adapters.demo.dice import Dice
from adapters.demo.fill import fill
from adapters.demo.plots import CTI_PLOTS
from adapters.memory.log import InMemoryEventLog
from adapters.papers.names import NAMES
from adapters.papers.prepared import papers_prepared
from adapters.process.demo import SEED
from adapters.reference.load import define_all, shipped
from domain.agenda import agenda
from domain.agenda_item import OF_UNITS, ItemKind
from domain.base import SYSTEM
from domain.duties import Duty
from domain.handler import CommandHandler
from domain.recurring.standing import duties_due, duty_streams
from domain.trajectory.state import Trajectory

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


Made = tuple[InMemoryEventLog, CommandHandler]


async def made(now: datetime) -> Made:
    log = InMemoryEventLog()
    handler = CommandHandler(log)
    await fill(handler, municipality="101", now=now, seed=SEED, progress=lambda done, parts: None)
    return log, handler


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo() -> Made:
    return await made(SATURDAY)


async def states(log: InMemoryEventLog, handler: CommandHandler) -> list[Trajectory]:
    return [await handler.trajectory(stream) for stream in await log.streams("trajectory")]


async def test_the_demo_has_courses_in_every_phase_and_state(demo: Made) -> None:
    log, handler = demo
    all_states, catalogue = await states(log, handler), await handler.catalogue()
    courses = [state for state in all_states if state.programme == "exit-prostitution"]
    assert len(courses) == len(CTI_PLOTS)
    obligations = [item for state in courses for item in agenda(state, catalogue, 0).obligations]
    kinds = Counter(item.kind for item in obligations)
    rare = {ItemKind.INACTIVITY, ItemKind.MEASURE_END, ItemKind.DELETION}
    for kind in set(ItemKind) - OF_UNITS - rare:
        assert kinds[kind], kind
    tomorrow = SATURDAY.date() + timedelta(days=1)
    assert any(item.kind is ItemKind.PHASE_END and item.due.on == tomorrow for item in obligations)
    assert any(item.kind is ItemKind.PHASE_END and item.is_overdue(SATURDAY) for item in obligations)
    running = [state.course for state in courses if state.course is not None]
    assert {course.phase.number for course in running if course.phase is not None} == {1, 2, 3}
    assert any(course.paused for course in running)
    assert any(extension.approved for course in running for extension in course.extensions)
    assert {state.closing.reason.value for state in all_states if state.closing is not None} >= {
        "completed", "own-wish", "contact-ceased", "moved", "death", "counselling-only",
    }  # fmt: skip


@pytest.mark.parametrize("is_set_up", [False, True], ids=["on an empty log", "where the shipped data are in force"])
async def test_the_team_missed_its_last_session_and_has_papers_of_every_kind(is_set_up: bool) -> None:
    log = InMemoryEventLog()
    handler = CommandHandler(log)
    if is_set_up:
        await define_all(handler, shipped(), actor=SYSTEM, municipality="101", now=SATURDAY)
    await fill(handler, municipality="101", now=SATURDAY, seed=SEED, progress=lambda done, parts: None)
    catalogue = await handler.catalogue()
    streams = {stream: await handler.trajectory(stream) for stream in duty_streams(catalogue)}
    overdue = [due for due in duties_due(streams, catalogue) if due.is_overdue(SATURDAY)]
    assert [(due.duty.duty, str(due.obligation.due.on)) for due in overdue] == [(Duty.SUPERVISION, "2026-11-20")]
    assert {paper.duty for paper in await papers_prepared(log, catalogue)} == set(NAMES)


async def test_contacts_are_there_for_every_year_since_the_published_totals(demo: Made) -> None:
    log, _ = demo
    page = await log.read(0, limit=100_000, kinds=("contact", "visit"))
    years = Counter(event.occurred.on.year for event in page.events if event.type == "ContactRegistered")
    assert set(years) == set(range(FIRST_COUNTED_YEAR, SATURDAY.year + 1))
    assert min(years.values()) > 50


@pytest.mark.parametrize(
    "day", ["2027-02-28T12:00:00+00:00", "2026-05-31T12:00:00+00:00", "2028-02-29T12:00:00+00:00"]
)
async def test_the_demo_can_be_made_on_any_day_of_the_year(day: str) -> None:
    log, _ = await made(datetime.fromisoformat(day))
    assert len(await log.streams("trajectory")) > len(CTI_PLOTS)


async def test_the_same_seed_on_the_same_day_makes_the_same(demo: Made) -> None:
    async def fingerprint(log: InMemoryEventLog) -> list[tuple[UUID, bytes | None]]:
        return sorted((event.id, event.payload) for event in (await log.read(0, limit=100_000)).events)

    again, _ = await made(SATURDAY)
    assert await fingerprint(again) == await fingerprint(demo[0])


async def test_made_again_it_changes_nothing(demo: Made) -> None:
    log, handler = demo
    head = await log.head()
    await fill(handler, municipality="101", now=SATURDAY, seed=SEED, progress=lambda done, parts: None)
    assert await log.head() == head


def test_another_seed_throws_other_dice() -> None:
    assert [Dice(1, "a").id() for _ in range(3)] == [Dice(1, "a").id()] * 3
    assert len({Dice(1, "a").id(), Dice(2, "a").id(), Dice(1, "b").id()}) == 3
