"""What pages and reports ask of the boards, on a real database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.memory.log import InMemoryEventLog
from adapters.reference.load import shipped
from domain.base import SYSTEM
from domain.calendar import end_of_day
from domain.commands import Command
from domain.commands.contacts import HandOutCards, MakeCardBatch, RegisterContact, RegisterFollowUp
from domain.commands.course import (
    AssignWorker,
    CloseTrajectory,
    OpenTrajectory,
    Pause,
    PlanAppointment,
    StartCti,
)
from domain.commands.reference import Define
from domain.contact_codes import CardDistributor, CardLanguage, Community, HandledBy, HelpBegun, Topic, WayIn
from domain.reference.definitions import Period, Programme, Staff
from domain.rules.contacts import batch_stream
from domain.trajectory_codes import CloseReason, DeviationReason, PauseReason, Role
from projections.boards import BOARDS
from projections.cards.queries import BatchCount, CardsHandedOut, batch_counts, cards_handed_out
from projections.caseload.queries import WorkerLoad, caseload, worker_loads
from projections.contacts.fold import CONTACTS
from projections.contacts.queries import table_one, tallies
from projections.contacts.table_one import Cell, Who
from projections.deadlines.queries import DeadlineCounts, deadline_counts, deadlines
from projections.engine.board import Board
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from projections.history.queries import history
from tests.domain.given import on
from tests.domain.samples import TRAJECTORY, a_form, a_trajectory_in_transition, command, opened
from tests.projections.office import Office, an_office, boards_anew

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ROMANIAN = {"handled_by": HandledBy.CULTURAL_MEDIATOR, "community": Community.ROMANIAN}


def a_contact(day: str, programme: str = "exit-pakke", *, actor: str = "BB1", **fields: Any) -> RegisterContact:
    return command(RegisterContact, day, actor=actor, stream=uuid4(), contact=a_form(programme, **fields))


def a_period(code: str, first: date | None, last: date | None, order: int = 1) -> Period:
    return Period(code=code, programme="exit-pakke", name=code, first=first, last=last, order=order)


FIRST_HALF = a_period("h1", date(2026, 1, 1), date(2026, 6, 30))
SECOND_HALF = a_period("h2", date(2026, 7, 1), date(2026, 12, 31), order=2)


async def test_table_1_is_counted_by_the_day_it_happened_both_bounds_included(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    await office.do(
        a_contact("2025-12-31"),
        a_contact("2026-01-01"),
        a_contact("2026-06-30", **ROMANIAN),
        a_contact("2026-07-01"),
        a_contact("2026-07-02", handled_by=HandledBy.CTI_WORKER),
        a_contact("2026-07-02", "exit-prostitution"),
        opened("2026-08-01", programme="exit-pakke", contact=a_form("exit-pakke")),
        command(RegisterFollowUp, "2026-08-02", contact=a_form("exit-pakke")),
    )
    await projector.catch_up()
    catalogue = await office.handler.catalogue()
    table = await table_one(pool, catalogue, "exit-pakke", [SECOND_HALF, FIRST_HALF])
    assert [(row.who, [cell.contacts for cell in (*row.cells, row.total)]) for row in table.rows] == [
        (Who(HandledBy.BRIDGE_BUILDER), [1, 3, 4]),
        (Who(HandledBy.CULTURAL_MEDIATOR, Community.ROMANIAN), [1, 0, 1]),
        (Who(HandledBy.CTI_WORKER), [0, 1, 1]),
    ]
    assert table.total.cells == (Cell(2, 2, "events"), Cell(4, 3, "events"))
    assert table.total.total == Cell(6, 5, "events")


async def test_table_1_of_the_notes_of_2013_comes_from_the_log(pool: asyncpg.Pool) -> None:
    """The shipped reference data are defined; contacts entered for those years change nothing that was published."""
    office = Office(InMemoryEventLog())
    for definition in shipped():
        await office.do(command(Define, "2026-01-05", actor=SYSTEM, definition=definition))
    await office.do(a_contact("2012-05-01", actor=SYSTEM), a_contact("2013-05-01", actor=SYSTEM))
    await Projector(office.log, TableBoards(pool), BOARDS).catch_up()
    catalogue = await office.handler.catalogue()
    periods = [catalogue.periods[code] for code in ("p1", "p2", "y2011", "y2012", "y2013")]
    table = await table_one(pool, catalogue, "exit-pakke", periods)
    assert [[cell.contacts for cell in row.cells] for row in (*table.rows, table.total)] == [
        [15, 21, 7, 27, 1],
        [16, 118, 96, 125, 0],
        [31, 139, 103, 152, 1],
    ]
    assert [cell.source for cell in table.total.cells] == ["published"] * 4 + ["events"]
    assert table.total.total == Cell(426, None, "both")


ENTERED = st.lists(
    st.tuples(
        st.dates(*YEAR),
        st.sampled_from(
            [
                {"handled_by": HandledBy.BRIDGE_BUILDER},
                ROMANIAN,
                {"handled_by": HandledBy.CTI_WORKER},
            ]
        ),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), entered=ENTERED)
async def test_table_1_does_not_depend_on_the_order_of_entry(
    pool: asyncpg.Pool, data: st.DataObject, entered: list[tuple[date, dict[str, Any]]]
) -> None:
    tables = []
    for order in (entered, data.draw(st.permutations(entered))):
        await boards_anew(pool, (CONTACTS,))
        office = await an_office(InMemoryEventLog())
        await office.do(*(a_contact(min(day, date(2026, 11, 30)).isoformat(), **who) for day, who in order))
        await Projector(office.log, TableBoards(pool), (CONTACTS,), page_size=3).catch_up()
        catalogue = await office.handler.catalogue()
        tables.append(await table_one(pool, catalogue, "exit-pakke", [FIRST_HALF, SECOND_HALF]))
    assert tables[0] == tables[1]
    assert tables[0].total.total.contacts == len(entered)


async def test_no_periods_are_no_columns(office: Office, pool: asyncpg.Pool, projector: Projector) -> None:
    await projector.catch_up()
    table = await table_one(pool, await office.handler.catalogue(), "exit-pakke", [])
    assert (table.periods, table.total.total) == ((), Cell(None, None, "not-stated"))


async def test_tallies_count_each_code_of_one_programme(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    await office.do(
        a_contact("2026-03-02", topics={Topic.DEBT, Topic.HOUSING}, help_begun={HelpBegun.REFERRAL_KC}),
        a_contact("2026-03-03", topics={Topic.DEBT}, way_in=WayIn.OUTREACH, card_shown=True, card_batch="A7"),
        a_contact("2026-03-04", "exit-prostitution", topics={Topic.WORK}, card_shown=True),
        a_contact("2025-12-31", topics={Topic.WORK}),
    )
    await projector.catch_up()
    found = await tallies(pool, "exit-pakke", *YEAR)
    assert (found.contacts, found.first_contacts) == (2, 2)
    assert found.ways_in == {"kc": 1, "outreach": 1}
    assert list(found.topics.items()) == [("debt", 2), ("housing", 1)]
    assert (found.help_begun, found.cards_shown) == ({"referral-kc": 1}, {"A7": 1})
    nothing = await tallies(pool, "exit-pakke", date(2020, 1, 1), date(2020, 12, 31))
    assert (nothing.contacts, nothing.first_contacts, nothing.topics) == (0, 0, {})


async def test_cards_are_counted_by_distributor_and_batch(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    for day, distributor, batch, cards in (
        ("2026-04-02", CardDistributor.KC, None, 400),
        ("2026-04-03", CardDistributor.KC, "A7", 50),
        ("2026-05-03", CardDistributor.KC, "A7", 25),
        ("2026-05-03", CardDistributor.REDEN, "A7", 10),
        ("2025-05-03", CardDistributor.REDEN, "A7", 1000),
    ):
        handed = {"programme": "exit-pakke", "distributor": distributor, "batch": batch, "cards": cards}
        await office.do(command(HandOutCards, day, stream=uuid4(), **handed))
    await projector.catch_up()
    assert await cards_handed_out(pool, "exit-pakke", *YEAR) == (
        CardsHandedOut(CardDistributor.KC, None, 400),
        CardsHandedOut(CardDistributor.KC, "A7", 75),
        CardsHandedOut(CardDistributor.REDEN, "A7", 10),
    )
    assert await cards_handed_out(pool, "exit-prostitution", *YEAR) == ()


async def test_what_became_of_a_batch_is_counted_from_its_making_to_the_cards_shown(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    pakke: dict[str, Any] = {"programme": "exit-pakke"}
    for batch, cards in (("A7", 400), ("A12", 100)):
        made = {**pakke, "batch": batch, "cards": cards, "language": CardLanguage.THAI}
        await office.do(command(MakeCardBatch, "2026-01-05", stream=batch_stream("exit-pakke", batch), **made))
    for by, of, cards in (
        (CardDistributor.KC, "A7", 350),
        (CardDistributor.REDEN, "A7", 51),
        (CardDistributor.KC, None, 9),
    ):
        await office.do(
            command(HandOutCards, "2026-01-06", stream=uuid4(), distributor=by, batch=of, cards=cards, **pakke)
        )
    for shown in ("A7", "A7", "B1", None):
        await office.do(a_contact("2026-02-02", card_shown=True, card_batch=shown))
    await projector.catch_up()
    counts = await batch_counts(pool, "exit-pakke")
    assert counts == (
        BatchCount("A7", CardLanguage.THAI, date(2026, 1, 5), 400, 401, 2),
        BatchCount("B1", None, None, 0, 0, 1),
        BatchCount("A12", CardLanguage.THAI, date(2026, 1, 5), 100, 0, 0),
        BatchCount(None, None, None, 0, 9, 1),
    )
    assert [count.is_overdrawn for count in counts] == [True, False, False, False]
    assert await cards_handed_out(pool, "exit-pakke", date(2026, 1, 5), date(2026, 1, 5)) == ()
    assert await batch_counts(pool, "exit-prostitution") == ()


def a_course(trajectory: UUID, start: str, worker: str = "CTI1") -> tuple[Command, ...]:
    """A trajectory with a worker and a running course."""
    return (
        opened(start, trajectory=trajectory),
        command(AssignWorker, start, actor="LED1", trajectory=trajectory, worker=worker),
        command(StartCti, start, trajectory=trajectory, plan="cti-9m", reason=DeviationReason.OTHER),
    )


async def test_the_caseload_shows_the_nearest_deadline_first(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    early, late, quiet, other, closed = (UUID(int=number) for number in range(1, 6))
    await office.do(*a_course(late, "2026-03-02"), *a_course(early, "2026-02-02"))
    await office.do(
        opened("2026-01-05", trajectory=quiet),
        command(AssignWorker, "2026-01-05", actor="LED1", trajectory=quiet, worker="CTI1"),
        command(OpenTrajectory, "2026-01-05", trajectory=other, programme="exit-pakke", centre="socialcenter"),
        opened("2026-01-05", trajectory=closed),
        command(CloseTrajectory, "2026-01-06", trajectory=closed, reason=CloseReason.OWN_WISH),
    )
    await projector.catch_up()
    everything = await caseload(pool)
    assert [row.trajectory for row in everything] == [early, late, quiet, other]
    assert [row.next_due_on is None for row in everything] == [False, False, True, True]
    by_centre = await caseload(pool, centre="hjemloeseenheden")
    assert [row.trajectory for row in by_centre] == [early, late, quiet]
    assert [row.trajectory for row in await caseload(pool, worker="CTI1", programme="exit-pakke")] == []
    assert [row.trajectory for row in await caseload(pool, programme="exit-pakke")] == [other]
    assert [(row.trajectory, row.closing_reason) for row in await caseload(pool, closed=True)] == [
        (closed, "own-wish")
    ]


async def test_each_worker_is_held_against_the_cap_of_the_programme(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    catalogue = await office.handler.catalogue()
    programme = Programme.model_validate(
        {**catalogue.programmes["exit-prostitution"].model_dump(), "caseload_cap": 3}
    )
    part_time = Staff(code="CTI2", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", full_time=40)
    for definition in (programme, part_time):
        await office.do(command(Define, "2026-01-05", actor="LED1", definition=definition))
    first, second, third = (UUID(int=number) for number in range(1, 4))
    await office.do(*a_course(first, "2026-02-02", "CTI2"), *a_course(second, "2026-02-02", "CTI2"))
    await office.do(
        command(Pause, "2026-02-03", trajectory=second, reason=PauseReason.AWAY),
        opened("2026-02-02", trajectory=third),
    )
    await projector.catch_up()
    loads = await worker_loads(pool, await office.handler.catalogue(), "exit-prostitution", centre="hjemloeseenheden")
    assert loads == (
        WorkerLoad(None, 1, 0, None),
        WorkerLoad("CTI1", 0, 0, 3),
        WorkerLoad("CTI2", 2, 1, 1),
    )
    assert [load.is_over for load in loads] == [False, False, True]


async def test_the_overdue_stand_first_and_are_counted(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    for number, day in enumerate(("2026-03-20", "2026-03-11", "2026-03-12", "2026-03-19"), start=1):
        trajectory = UUID(int=number)
        await office.do(
            opened("2026-03-02", trajectory=trajectory),
            command(PlanAppointment, "2026-03-02", trajectory=trajectory, appointment=uuid4(), planned=on(day)),
        )
    await projector.catch_up()
    now = end_of_day(date(2026, 3, 11))
    found = await deadlines(pool, centre="hjemloeseenheden")
    assert [item.obligation.due.on.day for item in found] == [11, 12, 19, 20]
    assert [item.is_overdue(now) for item in found] == [True, False, False, False]
    assert [item.trajectory for item in await deadlines(pool, limit=2)] == [UUID(int=2), UUID(int=3)]
    assert await deadline_counts(pool, now, centre="hjemloeseenheden") == DeadlineCounts(overdue=1, soon=2)
    before = now - timedelta(microseconds=1)
    assert await deadline_counts(pool, before) == DeadlineCounts(overdue=0, soon=2)
    for nobodys in ({"centre": "socialcenter"}, {"worker": "CTI1"}, {"programme": "exit-pakke"}):
        assert await deadlines(pool, **nobodys) == ()  # type: ignore[arg-type]
        assert await deadline_counts(pool, now, **nobodys) == DeadlineCounts(0, 0)  # type: ignore[arg-type]


async def test_the_history_comes_back_in_the_order_of_the_log(
    office: Office, pool: asyncpg.Pool, projector: Projector
) -> None:
    await office.do(*a_trajectory_in_transition("2026-03-02"))
    await projector.catch_up()
    found = await history(pool, TRAJECTORY)
    assert [row.type for row in found] == [event.type for event in await office.log.load(TRAJECTORY)]
    assert [row.version for row in found] == list(range(1, len(found) + 1))
    assert all(row.recorded > datetime(2026, 1, 1, tzinfo=UTC) for row in found)
    assert await history(pool, uuid4()) == ()


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
async def test_a_view_has_exactly_the_columns_of_its_rows(
    board: Board, pool: asyncpg.Pool, projector: Projector
) -> None:
    await projector.catch_up()
    columns = await pool.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'board' AND table_name = $1"
        " ORDER BY ordinal_position",
        board.name,
    )
    assert tuple(row["column_name"] for row in columns) == board.columns
