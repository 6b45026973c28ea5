"""A whole caseload moves in one append: never a part of it, whoever else is at it and wherever it is cut off."""

import asyncio
from collections import Counter
from contextlib import suppress
from uuid import UUID, uuid4

from adapters.postgres.faults import PAUSES
from adapters.postgres.log import PostgresEventLog, open_log
from domain.base import SYSTEM
from domain.commands.caseload import MoveCaseload
from domain.commands.course import AssignWorker
from domain.commands.reference import Define
from domain.handler import Accepted, CommandHandler
from domain.log import LogUnavailable
from domain.preview import Preview
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.trajectory_codes import Role
from tests.domain.samples import command, opened
from tests.postgres_proxy import a_proxy_to
from tests.postgres_server import PostgresServer, TestDatabase
from tests.projections.office import NOW, Office, an_office

DAY = "2026-03-02"
WHOLE_CASELOAD = 500
FEW = 20
ROUNDS = 8
ATTEMPTS = len(PAUSES) + 1


async def an_office_with_a_caseload(log: PostgresEventLog, size: int) -> tuple[Office, tuple[UUID, ...]]:
    """Let CTI1 carry so many trajectories."""
    office = await an_office(log)
    for code in ("CTI1", "CTI2", "CTI3"):
        staff = Staff(code=code, roles=(Role.CTI_WORKER,), centre="hjemloeseenheden")
        await office.do(command(Define, DAY, actor=SYSTEM, definition=staff))
    trajectories = tuple(uuid4() for _ in range(size))
    await asyncio.gather(*(_carried(office, trajectory) for trajectory in trajectories))
    return office, trajectories


async def _carried(office: Office, trajectory: UUID) -> None:
    await office.do(opened(DAY, trajectory=trajectory))
    await office.do(command(AssignWorker, DAY, trajectory=trajectory, worker="CTI1"))


def moves(trajectories: tuple[UUID, ...], to: str = "CTI2", worker: str = "CTI1") -> MoveCaseload:
    return command(MoveCaseload, DAY, actor="LED1", worker=worker, to=to, trajectories=trajectories)


async def workers(log: PostgresEventLog, trajectories: tuple[UUID, ...]) -> Counter[str | None]:
    """Return who carries them, by what the log alone says."""
    fresh = CommandHandler(log)
    return Counter([(await fresh.trajectory(trajectory)).worker for trajectory in trajectories])


async def test_five_hundred_trajectories_move_in_one_step_and_are_previewed_whole(pg_log: PostgresEventLog) -> None:
    office, trajectories = await an_office_with_a_caseload(pg_log, WHOLE_CASELOAD)
    sent, head = moves(trajectories), await pg_log.head()
    handler = CommandHandler(pg_log)
    preview = await handler.preview(sent, NOW)
    assert isinstance(preview, Preview)
    assert {moved.stream for moved in preview.obligations} <= set(trajectories)
    assert [(over.worker, over.trajectories, over.cap) for over in preview.overloads] == [
        ("CTI2", WHOLE_CASELOAD, 10)
    ]
    assert await pg_log.head() == head
    answer = await handler.handle(sent, NOW)
    assert isinstance(answer, Accepted)
    assert (answer.position, len(answer.events)) == (head + WHOLE_CASELOAD, WHOLE_CASELOAD)
    assert await workers(pg_log, trajectories) == {"CTI2": WHOLE_CASELOAD}
    assert await office.handler.handle(sent, NOW) == Accepted(answer.position)


async def test_of_leaders_who_move_one_caseload_at_once_one_has_it_all(pg_log: PostgresEventLog) -> None:
    office, trajectories = await an_office_with_a_caseload(pg_log, FEW)
    for number in range(ROUNDS):
        former, others = f"CTI{number % 2 + 1}", (f"CTI{(number + 1) % 2 + 1}", "CTI3")
        answers = await asyncio.gather(
            *(CommandHandler(pg_log).handle(moves(trajectories, to, former), NOW) for to in others)
        )
        (refused,) = [answer for answer in answers if isinstance(answer, Refusal)]
        assert refused.code == "nothing-to-move"
        ((winner, count),) = (await workers(pg_log, trajectories)).items()
        assert (winner in others, count) == (True, FEW)
        await office.do(*([moves(trajectories, others[0], "CTI3")] if winner == "CTI3" else []))


async def test_a_handler_that_has_seen_some_of_them_before_moves_them_all(pg_log: PostgresEventLog) -> None:
    office, trajectories = await an_office_with_a_caseload(pg_log, FEW)
    other = CommandHandler(pg_log)
    assert isinstance(await other.handle(moves(trajectories[:5], "CTI3"), NOW), Accepted)
    answer = await office.handler.handle(moves(trajectories), NOW)
    assert isinstance(answer, Accepted)
    assert len(answer.events) == FEW - 5
    assert await workers(pg_log, trajectories) == {"CTI2": FEW - 5, "CTI3": 5}


async def test_cut_off_anywhere_it_is_stored_whole_or_not_at_all_and_sent_again_answered(
    postgres_server: PostgresServer, database: TestDatabase, pg_log: PostgresEventLog
) -> None:
    """So many answers of the server are lost, be they of the loading or of the append; each is tried a few times."""
    _, trajectories = await an_office_with_a_caseload(pg_log, FEW)
    stored = Counter[bool]()
    for number in range(2 * ATTEMPTS):
        former, to = (f"CTI{(number + turn) % 2 + 1}" for turn in (0, 1))
        sent, head = moves(trajectories, to, former), await pg_log.head()
        async with a_proxy_to(postgres_server.socket_file) as (proxy, folder):
            dsn = database.app_dsn.replace(str(postgres_server.home), str(folder))
            async with open_log(dsn) as log:
                handler = CommandHandler(log)
                await handler.catalogue()
                proxy.answers_to_lose = number
                with suppress(LogUnavailable):
                    await handler.handle(sent, NOW)
                proxy.answers_to_lose = 0
                ((carrier, count),) = (await workers(pg_log, trajectories)).items()
                assert (carrier in (former, to), count) == (True, FEW)
                stored[carrier == to] += 1
                answer = await handler.handle(sent, NOW)
                assert isinstance(answer, Accepted)
                assert answer.position == head + FEW
        assert await workers(pg_log, trajectories) == {to: FEW}
    assert stored.keys() == {True, False}
