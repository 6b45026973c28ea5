"""A preview tells what handling the command then does, and appends nothing."""

import asyncio
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from hypothesis import given

from adapters.memory.log import InMemoryEventLog
from domain.agenda import Agenda, agenda
from domain.agenda_item import ItemKind
from domain.base import SYSTEM
from domain.commands import Command
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.commands.corrections import CorrectDate
from domain.commands.course import (
    AssignWorker,
    CloseTrajectory,
    OpenTrajectory,
    Pause,
    Resume,
    SetTargetGroup,
    StartCti,
)
from domain.commands.reference import Define
from domain.duties import Duty
from domain.events.course import CtiStarted
from domain.handler import Accepted
from domain.log import RecordedEvent
from domain.preview import ObligationMoved, Overload, Pinned, Preview, TimerMoved, obligations_moved, timers_moved
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Plan, Recurring, Staff
from domain.refusal import Refusal
from domain.span import Span
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CloseReason, DeviationReason, PauseReason, Role, TargetGroup
from tests.domain.given import on
from tests.domain.samples import CTI_9M, a_form, command
from tests.projections.histories import Action, actions, begin, command_of, id_of
from tests.projections.office import NOW, Office, an_office

START = "2026-03-02"
ONE, TWO = (UUID(int=number, version=4) for number in (1, 2))


def staff(code: str, **fields: object) -> Staff:
    return Staff(code=code, roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", **fields)


def a_course(trajectory: UUID, worker: str = "CTI1") -> tuple[Command, ...]:
    return (
        command(
            OpenTrajectory,
            START,
            trajectory=trajectory,
            programme="exit-prostitution",
            centre="hjemloeseenheden",
            contact=a_form(),
        ),
        command(AssignWorker, START, trajectory=trajectory, worker=worker, actor="LED1"),
        command(StartCti, START, trajectory=trajectory, plan="cti-9m", reason=DeviationReason.OTHER),
    )


async def with_courses(*trajectories: UUID) -> Office:
    office = await an_office(InMemoryEventLog())
    for code in ("CTI1", "CTI2"):
        await office.do(command(Define, START, actor=SYSTEM, definition=staff(code)))
    for trajectory in trajectories:
        await office.do(*a_course(trajectory))
    return office


async def previewed(office: Office, sent: Command) -> Preview:
    preview = await office.handler.preview(sent, NOW)
    assert isinstance(preview, Preview), preview
    return preview


def of_kind(preview: Preview, kind: ItemKind) -> list[ObligationMoved]:
    return [moved for moved in preview.obligations if kind in {one.kind for one in moved[1:3] if one is not None}]


def days(moved: Iterable[ObligationMoved]) -> list[tuple[str | None, str | None]]:
    return [
        (one.before.due.on.isoformat() if one.before else None, one.after.due.on.isoformat() if one.after else None)
        for one in moved
    ]


def test_a_corrected_date_moves_what_is_counted_from_it() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        facts = (await office.handler.trajectory(ONE)).facts
        (started,) = [fact.id for fact in facts if isinstance(fact.event, CtiStarted)]
        corrects = command(CorrectDate, "2026-04-01", stream=ONE, event=started, happened=on("2026-03-10"))
        preview = await previewed(office, corrects)
        assert days(of_kind(preview, ItemKind.PHASE_END)) == [("2026-06-02", "2026-06-10")]
        assert days(of_kind(preview, ItemKind.PLAN_END)) == [("2026-12-02", "2026-12-10")]
        assert preview.compared == 1

    asyncio.run(check())


def test_a_pause_that_is_ended_moves_the_deadlines_by_its_length() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        await office.do(command(Pause, "2026-03-10", trajectory=ONE, reason=PauseReason.HOSPITAL))
        preview = await previewed(office, command(Resume, "2026-03-20", trajectory=ONE))
        assert of_kind(preview, ItemKind.PHASE_END)[-1].after is not None
        assert days(of_kind(preview, ItemKind.PHASE_END))[-1][1] == "2026-06-12"

    asyncio.run(check())


def test_a_plan_that_changes_moves_nothing_that_runs_and_says_how_many_stay() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        longer = CTI_9M.phases[0].model_copy(update={"length": Span(months=4)})
        plan = CTI_9M.model_copy(update={"version": 2, "phases": (longer, *CTI_9M.phases[1:])})
        preview = await previewed(office, command(Define, "2026-04-01", actor="LED1", definition=plan))
        assert (preview.obligations, preview.timers) == ((), ())
        assert preview.pinned == (Pinned("cti-9m", 1, 2),)
        assert preview.compared == 2

    asyncio.run(check())


def test_a_new_plan_is_nobodys_yet() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        plan = Plan(code="cti-6m", version=1, da="CTI", en="CTI", phases=CTI_9M.phases)
        assert (await previewed(office, command(Define, START, actor="LED1", definition=plan))).pinned == ()

    asyncio.run(check())


def test_a_caseload_that_moves_changes_hands_and_keeps_its_days() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        preview = await previewed(office, move(ONE, TWO))
        owned = [moved for moved in preview.obligations if moved.before and moved.before.worker == "CTI1"]
        assert {moved.stream for moved in owned} == {ONE, TWO}
        assert all(moved.changes_hands and not moved.changes_day for moved in preview.obligations)
        assert {moved.after.worker for moved in owned if moved.after} == {"CTI2"}
        assert preview.timers == ()

    asyncio.run(check())


def test_more_than_the_cap_is_warned_of_and_not_barred() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        await office.do(command(Define, START, actor=SYSTEM, definition=staff("CTI2", full_time=10)))
        preview = await previewed(office, move(ONE, TWO))
        assert preview.overloads == (Overload("CTI2", "exit-prostitution", 2, 1),)
        assert (await previewed(office, move(ONE))).overloads == ()
        await office.do(move(ONE, TWO))

    asyncio.run(check())


def test_the_cap_counts_what_the_receiver_has_already() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        await office.do(*a_course(TWO, worker="CTI2"))
        await office.do(command(Define, START, actor=SYSTEM, definition=staff("CTI2", full_time=10)))
        assigns = command(AssignWorker, "2026-04-01", trajectory=ONE, worker="CTI2", actor="LED1")
        assert (await previewed(office, assigns)).overloads == (Overload("CTI2", "exit-prostitution", 2, 1),)

    asyncio.run(check())


def test_who_is_over_the_cap_already_is_warned_of_only_when_given_more() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        await office.do(command(Define, START, actor=SYSTEM, definition=staff("CTI1", full_time=10)))
        leave = command(TakeLeave, "2026-04-01", worker="CTI1", deputy="CTI2")
        assert (await previewed(office, leave)).overloads == ()
        assert (await previewed(office, move(ONE))).overloads == ()

    asyncio.run(check())


def test_a_closed_trajectory_counts_neither_for_the_cap_nor_as_a_running_course() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        await office.do(command(CloseTrajectory, "2026-03-20", trajectory=TWO, reason=CloseReason.MOVED))
        await office.do(command(Define, START, actor=SYSTEM, definition=staff("CTI2", full_time=10)))
        assert (await previewed(office, move(ONE, TWO))).overloads == ()
        plan = CTI_9M.model_copy(update={"version": 2, "phases": CTI_9M.phases[:2]})
        defines = command(Define, "2026-04-01", actor="LED1", definition=plan)
        assert (await previewed(office, defines)).pinned == (Pinned("cti-9m", 1, 1),)

    asyncio.run(check())


def test_leave_lets_everything_of_the_workers_change_hands() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        preview = await previewed(office, command(TakeLeave, "2026-04-01", worker="CTI1", deputy="CTI2"))
        assert {moved.stream for moved in preview.obligations} == {ONE, TWO}
        assert {moved.after.worker for moved in preview.obligations if moved.after} == {"CTI2"}

    asyncio.run(check())


def test_a_new_duty_of_a_unit_appears_and_one_that_changes_moves() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        stream = duty_stream(Duty.SUPERVISION, "hjemloeseenheden")
        weekly = Recurring(
            code="supervision",
            duty=Duty.SUPERVISION,
            unit="hjemloeseenheden",
            da="Teamsupervision",
            en="Team supervision",
            first=date(2026, 4, 8),
            every=Span(days=7),
            role=Role.METHOD_SUPERVISOR,
        )
        defines = command(Define, "2026-04-01", actor="LED1", definition=weekly)
        preview = await previewed(office, defines)
        assert {moved.stream for moved in preview.obligations} == {stream}
        assert days(preview.obligations) == [(None, "2026-04-08")]
        assert preview.compared == 1
        await office.do(defines)
        later = weekly.model_copy(update={"first": date(2026, 4, 9)})
        moving = await previewed(office, command(Define, "2026-04-02", actor="LED1", definition=later))
        assert days(moving.obligations) == [("2026-04-08", "2026-04-09")]

    asyncio.run(check())


def test_what_is_refused_is_refused_in_a_preview_too() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        refusal = await office.handler.preview(move(ONE, actor="CTI1"), NOW)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "not-a-leader"

    asyncio.run(check())


def test_a_command_that_was_accepted_before_moves_nothing_again() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        sent = move(ONE)
        await office.do(sent)
        assert await office.handler.preview(sent, NOW) == Preview()
        other = await office.handler.preview(sent.model_copy(update={"to": "CTI1"}), NOW)
        assert isinstance(other, Refusal)
        assert other.code == "command-id-reused"

    asyncio.run(check())


def test_a_step_that_moves_no_deadline_has_an_empty_preview() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        preview = await previewed(office, command(SetTargetGroup, START, trajectory=ONE, group=TargetGroup.WANTS_OUT))
        assert preview == Preview(compared=1)

    asyncio.run(check())


def test_commands_are_supposed_one_after_the_other() -> None:
    async def check() -> None:
        office = await with_courses(ONE)
        supposing = await office.handler.supposing()
        head = await office.log.head()
        new = command(Define, START, actor="LED1", definition=staff("CTI7"))
        assert not isinstance(await supposing.suppose(new, NOW), Refusal)
        assert not isinstance(await supposing.suppose(move(ONE, to="CTI7"), NOW), Refusal)
        refused = await supposing.suppose(move(ONE, to="CTI8"), NOW)
        assert isinstance(refused, Refusal)
        assert supposing.catalogue.knows_actor("CTI7")
        preview = await supposing.preview()
        assert {moved.after.worker for moved in preview.obligations if moved.after} >= {"CTI7"}
        assert preview.compared == 1
        assert await office.log.head() == head
        assert not (await office.handler.catalogue()).knows_actor("CTI7")

    asyncio.run(check())


def test_progress_is_told_up_to_the_end() -> None:
    async def check() -> None:
        office = await with_courses(ONE, TWO)
        told: list[tuple[int, int]] = []
        leave = command(TakeLeave, "2026-04-01", worker="CTI1", deputy="CTI2")
        await office.handler.preview(leave, NOW, progress=lambda done, of: told.append((done, of)))
        assert told == [(0, 2), (2, 2)]

    asyncio.run(check())


class LogOfTheFuture(InMemoryEventLog):
    """A log in which a stream holds an event of a type that this program does not know."""

    async def load_many(self, streams: object, *, up_to: int | None = None) -> tuple[RecordedEvent, ...]:
        events = await super().load_many(streams, up_to=up_to)  # type: ignore[arg-type]
        return tuple(
            event._replace(type="NotYetInvented") if event.stream == TWO and event.version == 2 else event
            for event in events
        )


def test_a_stream_that_cannot_be_read_is_left_out_and_counted() -> None:
    async def check() -> None:
        office = await an_office(LogOfTheFuture())
        await office.do(command(Define, START, actor=SYSTEM, definition=staff("CTI1")))
        for trajectory in (ONE, TWO):
            await office.do(*a_course(trajectory))
        preview = await previewed(office, command(TakeLeave, "2026-04-01", worker="CTI1", deputy="CTI2"))
        assert (preview.compared, preview.unreadable) == (1, 1)
        assert {moved.stream for moved in preview.obligations} == {ONE}

    asyncio.run(check())


def move(*trajectories: UUID, actor: str = "LED1", to: str | None = "CTI2", **fields: object) -> MoveCaseload:
    return command(MoveCaseload, "2026-04-01", actor=actor, worker="CTI1", to=to, trajectories=trajectories, **fields)


async def agendas(office: Office) -> dict[UUID, Agenda]:
    catalogue = await office.handler.catalogue()
    streams = await office.log.streams("trajectory")
    return {stream: agenda(await office.handler.trajectory(stream), catalogue, 0) for stream in streams}


def difference(before: dict[UUID, Agenda], after: dict[UUID, Agenda]) -> tuple[set[ObligationMoved], set[TimerMoved]]:
    nothing = {stream: agenda(Trajectory(stream), Catalogue(), 0) for stream in after.keys() - before.keys()}
    before = {**before, **nothing}
    obligations = {
        ObligationMoved(stream, *pair)
        for stream in after
        for pair in obligations_moved(before[stream], after[stream])
    }
    timers = {TimerMoved(stream, *pair) for stream in after for pair in timers_moved(before[stream], after[stream])}
    return obligations, timers


HANDING_OVER = ("leave", "move", "leaves")


def _handing_over(action: Action) -> Command:
    day, worker = action.on, f"CTI{action.stream % 2 + 1}"
    to = None if action.fact % 3 == 0 else f"CTI{action.fact % 3}"
    if action.what == "leave":
        return command(TakeLeave, day, actor="LED1", worker=worker, deputy=to)
    trajectories = tuple(id_of("trajectory", number) for number in range(action.fact % 4))
    return command(
        MoveCaseload,
        day,
        actor="LED1",
        worker=worker,
        to=to,
        trajectories=trajectories,
        leaves=action.what == "leaves",
    )


async def told_and_done(history: list[Action]) -> int:
    """Preview each command of a history and then handle it: what was told is what was done. Return how many moved."""
    office, moving = await an_office(InMemoryEventLog()), 0
    for code in ("CTI1", "CTI2"):
        await office.do(command(Define, START, actor=SYSTEM, definition=staff(code)))
    await begin(office)
    for action in history:
        sent = _handing_over(action) if action.what in HANDING_OVER else await command_of(office, action)
        if sent is None:
            continue
        before, head = await agendas(office), await office.log.head()
        preview = await office.handler.preview(sent, NOW)
        assert await office.log.head() == head
        answer = await office.handler.handle(sent, NOW)
        if isinstance(preview, Refusal):
            assert answer == preview
            continue
        assert isinstance(answer, Accepted)
        obligations, timers = difference(before, await agendas(office))
        assert {moved._replace(measure=None) for moved in preview.obligations} == obligations
        assert set(preview.timers) == timers
        moving += bool(obligations or timers)
    return moving


@given(actions(16, *HANDING_OVER))
def test_a_preview_is_the_difference_that_handling_the_command_makes(history: list[Action]) -> None:
    asyncio.run(told_and_done(history))


def test_the_histories_of_that_test_do_move_something() -> None:
    history = [Action("leave", 0, 2, 0), Action("move", 0, 8, 5), Action("leaves", 1, 0, 6), Action("pause", 1, 0, 7)]
    assert asyncio.run(told_and_done(history)) >= 3
