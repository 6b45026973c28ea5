"""A caseload is handed over in one step, and a worker on leave has a deputy: nothing is ever without an answer."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import pytest

from domain.agenda import Obligation
from domain.agenda_item import ItemKind
from domain.base import SYSTEM
from domain.commands import Command
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.commands.course import (
    AcceptHandOver,
    AssignWorker,
    BeginPreCti,
    CloseTrajectory,
    OfferHandOver,
    ReopenTrajectory,
    ReturnHandOver,
)
from domain.commands.identity import GiveConsent
from domain.commands.reference import Define
from domain.events import Event
from domain.events.course import HandOverAccepted, HandOverReturned, WorkerAssigned, WorkerReleased
from domain.events.reference import StaffDefined
from domain.help_codes import ConsentForm, Information, Purpose
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.rules.caseload import cap_of
from domain.trajectory_codes import CloseReason, HandOverReturn, Role
from tests.domain.given import Story, given
from tests.domain.samples import CATALOGUE, command, opened

DAY = "2026-03-02"
LATER = "2026-03-09"
ONE, TWO, THREE = (UUID(int=number, version=4) for number in (1, 2, 3))


def staff(code: str, centre: str = "hjemloeseenheden", *, active: bool = True, **fields: object) -> Staff:
    return Staff(code=code, roles=(Role.CTI_WORKER,), centre=centre, active=active, **fields)


LEADER = Staff(code="LED1", roles=(Role.LEADER,), centre="hjemloeseenheden")
CTI1, CTI2, CTI3 = staff("CTI1"), staff("CTI2"), staff("CTI3")
ELSEWHERE = staff("BB2", "jobcenter")


def defined(*definitions: Staff) -> tuple[Define, ...]:
    return tuple(command(Define, DAY, actor=SYSTEM, definition=definition) for definition in definitions)


def a_caseload_of_cti1(*trajectories: UUID) -> tuple[Command, ...]:
    return tuple(
        step
        for trajectory in trajectories
        for step in (
            opened(DAY, trajectory=trajectory),
            command(AssignWorker, DAY, trajectory=trajectory, worker="CTI1"),
            command(BeginPreCti, DAY, trajectory=trajectory, plan="cti-9m"),
        )
    )


def an_office(*trajectories: UUID) -> Story:
    return given(*defined(CTI1, CTI2, CTI3, LEADER, ELSEWHERE), *a_caseload_of_cti1(*trajectories))


def move(*trajectories: UUID, actor: str = "LED1", **fields: object) -> MoveCaseload:
    filled = {"worker": "CTI1", "to": "CTI2", "trajectories": trajectories, **fields}
    return command(MoveCaseload, LATER, actor=actor, **filled)


def leave(worker: str, deputy: str | None, actor: str = "LED1") -> TakeLeave:
    return command(TakeLeave, LATER, actor=actor, worker=worker, deputy=deputy)


def to_cti2() -> Event:
    return WorkerAssigned(worker="CTI2", centre="hjemloeseenheden")


STAFF_GONE = StaffDefined(definition=staff("CTI1", active=False))


def where(story: Story) -> list[tuple[UUID, Event]]:
    assert not isinstance(story.decision, Refusal)
    return [(item.stream, item.event) for item in story.decision]


def obligations(story: Story, trajectories: Iterable[UUID]) -> list[Obligation]:
    return [due for trajectory in trajectories for due in story.agenda(trajectory).obligations]


def test_a_leader_moves_every_trajectory_named_to_another_worker() -> None:
    story = an_office(ONE, TWO).when(move(ONE, TWO))
    assert where(story) == [(ONE, to_cti2()), (TWO, to_cti2())]
    assert [story.state(one).worker for one in (ONE, TWO)] == ["CTI2", "CTI2"]


def test_a_trajectory_that_is_not_named_stays_where_it_is() -> None:
    assert an_office(ONE, TWO).when(move(ONE)).state(TWO).worker == "CTI1"


def test_without_a_receiver_they_lie_in_the_queue_of_their_centre() -> None:
    story = an_office(ONE, TWO).when(move(ONE, TWO, to=None)).then(WorkerReleased(), WorkerReleased())
    assert {(due.worker, due.centre) for due in obligations(story, (ONE, TWO))} == {(None, "hjemloeseenheden")}


def test_what_somebody_else_has_by_now_stays_there() -> None:
    reassigned = command(AssignWorker, LATER, trajectory=ONE, worker="CTI3", actor="LED1")
    story = an_office(ONE, TWO).when(reassigned).when(move(ONE, TWO))
    assert where(story) == [(TWO, to_cti2())]


def test_of_two_leaders_who_move_the_same_caseload_the_second_is_told_that_nothing_is_left() -> None:
    an_office(ONE, TWO).when(move(ONE, TWO)).when(move(ONE, TWO, to="CTI3")).refuses("nothing-to-move")


def test_a_trajectory_named_twice_moves_once() -> None:
    an_office(ONE).when(move(ONE, ONE)).then(to_cti2())


def test_a_trajectory_that_is_not_there_lets_nothing_move() -> None:
    an_office(ONE).when(move(ONE, uuid4())).refuses("no-such-trajectory")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"actor": "CTI1"}, "not-a-leader"),
        ({"actor": "CTI2"}, "not-a-leader"),
        ({"worker": "CTI9"}, "unknown-staff"),
        ({"to": "CTI9"}, "unknown-staff"),
        ({"to": "OLD1"}, "unknown-staff"),
        ({"to": "LED1"}, "not-a-caseworker"),
        ({"to": "CTI1"}, "hand-over-to-self"),
        ({"to": "BB2"}, "hand-over-needs-consent"),
    ],
)
def test_who_may_not_move_a_caseload_and_where_it_cannot_go(fields: dict[str, str], code: str) -> None:
    an_office(ONE).when(move(ONE, **fields)).refuses(code)


def consent(trajectory: UUID) -> GiveConsent:
    return command(
        GiveConsent,
        DAY,
        trajectory=trajectory,
        consent=uuid4(),
        information={Information.COURSE},
        sender="sof",
        receiver="bif",
        purpose=Purpose.HAND_OVER,
        form=ConsentForm.WRITTEN,
        consequences_told=True,
    )


def test_to_another_administration_each_trajectory_needs_its_consent() -> None:
    story = an_office(ONE, TWO).when(consent(ONE))
    story.when(move(ONE, TWO, to="BB2")).refuses("hand-over-needs-consent")
    story.when(move(ONE, to="BB2")).then(WorkerAssigned(worker="BB2", centre="jobcenter"))


def test_a_worker_out_of_service_can_still_be_relieved_of_a_caseload() -> None:
    gone = an_office(ONE).when(defined(staff("CTI1", active=False))[0])
    assert {due.worker for due in obligations(gone, [ONE])} == {None}
    gone.when(move(ONE)).then(to_cti2())


def test_a_closed_trajectory_moves_too_and_stays_with_the_receiver_when_it_is_reopened() -> None:
    closed = command(CloseTrajectory, DAY, trajectory=ONE, reason=CloseReason.OWN_WISH)
    story = an_office(ONE).when(closed).when(move(ONE)).then(to_cti2())
    story.when(command(ReopenTrajectory, LATER, trajectory=ONE))
    assert story.state(ONE).worker == "CTI2"


def test_a_worker_leaves_and_everything_moves_in_the_same_step() -> None:
    story = an_office(ONE, TWO).when(move(ONE, TWO, leaves=True))
    assert [event for _, event in where(story)] == [to_cti2(), to_cti2(), STAFF_GONE]
    assert not story.catalogue.knows_actor("CTI1")


def test_a_worker_without_trajectories_leaves() -> None:
    an_office().when(move(leaves=True, to=None)).then(STAFF_GONE)


def test_a_worker_who_left_before_leaves_no_more() -> None:
    an_office().when(move(leaves=True)).when(move(leaves=True)).then()


def test_a_worker_who_leaves_while_on_leave_has_no_deputy_any_more() -> None:
    story = an_office(ONE).when(leave("CTI1", "CTI3")).when(move(leaves=True, to=None))
    assert story.catalogue.staff["CTI1"] == staff("CTI1", active=False)
    assert {due.worker for due in obligations(story, [ONE])} == {None}


def test_a_worker_out_of_service_with_a_deputy_has_none_after_leaving() -> None:
    gone = defined(staff("CTI1", active=False, deputy="CTI3"))[0]
    an_office(ONE).when(gone).when(move(ONE, leaves=True)).then(to_cti2(), STAFF_GONE)


def test_what_was_not_named_when_a_worker_left_lies_in_the_queue_of_its_centre() -> None:
    story = an_office(ONE, TWO).when(move(ONE, leaves=True))
    assert {(due.worker, due.centre) for due in obligations(story, [TWO])} == {(None, "hjemloeseenheden")}


def offered_to_cti1(trajectory: UUID, hand_over: UUID) -> tuple[Command, ...]:
    return (
        opened(DAY, trajectory=trajectory),
        command(AssignWorker, DAY, trajectory=trajectory, worker="CTI3", actor="LED1"),
        command(OfferHandOver, DAY, trajectory=trajectory, hand_over=hand_over, to="CTI1", actor="CTI3"),
    )


def with_an_offer(trajectory: UUID, hand_over: UUID) -> Story:
    story = an_office(ONE)
    for step in offered_to_cti1(trajectory, hand_over):
        story.when(step)
    return story


def test_what_was_offered_to_a_worker_who_leaves_goes_back_to_who_offered_it() -> None:
    hand_over = uuid4()
    story = with_an_offer(TWO, hand_over).when(move(ONE, TWO, leaves=True))
    returned = HandOverReturned(hand_over=hand_over, reason=HandOverReturn.NO_CAPACITY)
    assert where(story)[:2] == [(ONE, to_cti2()), (TWO, returned)]
    assert story.state(TWO).worker == "CTI3"


def test_what_was_offered_to_a_worker_who_stays_is_still_offered() -> None:
    hand_over = uuid4()
    story = with_an_offer(TWO, hand_over).when(move(ONE, TWO))
    assert where(story) == [(ONE, to_cti2())]
    assert story.state(TWO).hand_over is not None


def test_what_a_worker_who_leaves_has_offered_to_another_is_still_offered() -> None:
    story = an_office(ONE).when(command(OfferHandOver, DAY, trajectory=ONE, hand_over=uuid4(), to="CTI3"))
    story.when(move(ONE, to=None, leaves=True)).then(WorkerReleased(), STAFF_GONE)
    assert story.state(ONE).hand_over is not None


def hand_over_of(story: Story, trajectory: UUID) -> Obligation:
    (found,) = [due for due in story.agenda(trajectory).obligations if due.kind is ItemKind.HAND_OVER]
    return found


def test_an_offer_that_was_not_named_when_its_receiver_left_is_answered_by_a_leader() -> None:
    hand_over = uuid4()
    story = with_an_offer(TWO, hand_over).when(move(ONE, leaves=True))
    due = hand_over_of(story, TWO)
    assert (due.worker, due.role, due.centre) == (None, Role.LEADER, "hjemloeseenheden")
    accepted = command(AcceptHandOver, LATER, trajectory=TWO, hand_over=hand_over, actor="LED1")
    story.when(accepted).refuses("unknown-staff")
    answer = command(
        ReturnHandOver, LATER, trajectory=TWO, hand_over=hand_over, reason=HandOverReturn.NO_CAPACITY, actor="LED1"
    )
    story.when(answer).then(HandOverReturned(hand_over=hand_over, reason=HandOverReturn.NO_CAPACITY))


def test_an_offer_stays_open_while_the_trajectory_lies_in_the_queue() -> None:
    hand_over = uuid4()
    story = an_office(ONE)
    story.when(command(OfferHandOver, DAY, trajectory=ONE, hand_over=hand_over, to="CTI3"))
    story.when(move(ONE, to=None)).then(WorkerReleased())
    story.when(command(AcceptHandOver, LATER, trajectory=ONE, hand_over=hand_over, actor="CTI3"))
    story.then(HandOverAccepted(hand_over=hand_over))
    assert story.state(ONE).worker == "CTI3"


def test_the_deputy_of_who_it_was_offered_to_can_answer() -> None:
    hand_over = uuid4()
    story = with_an_offer(TWO, hand_over).when(leave("CTI1", "CTI2"))
    assert hand_over_of(story, TWO).worker == "CTI2"
    other = command(AcceptHandOver, LATER, trajectory=TWO, hand_over=hand_over, actor="CTI3")
    story.when(other).refuses("not-the-receiver")
    story.when(command(AcceptHandOver, LATER, trajectory=TWO, hand_over=hand_over, actor="CTI2"))
    story.then(HandOverAccepted(hand_over=hand_over))


def test_on_leave_the_deputy_answers_for_everything_until_the_worker_is_back() -> None:
    story = an_office(ONE, TWO).when(leave("CTI1", "CTI2"))
    story.then(StaffDefined(definition=staff("CTI1", deputy="CTI2")))
    assert {due.worker for due in obligations(story, (ONE, TWO))} == {"CTI2"}
    story.when(leave("CTI1", None)).then(StaffDefined(definition=CTI1))
    assert {due.worker for due in obligations(story, (ONE, TWO))} == {"CTI1"}


def test_a_worker_takes_leave_and_comes_back_without_a_leader() -> None:
    story = an_office().when(leave("CTI1", "CTI2", actor="CTI1"))
    story.then(StaffDefined(definition=staff("CTI1", deputy="CTI2")))
    story.when(leave("CTI1", None, actor="CTI1")).then(StaffDefined(definition=CTI1))


def test_the_deputy_may_change_during_the_leave() -> None:
    story = an_office().when(leave("CTI1", "CTI2")).when(leave("CTI1", "CTI3"))
    story.then(StaffDefined(definition=staff("CTI1", deputy="CTI3")))


@pytest.mark.parametrize("deputy", ["CTI2", None])
def test_the_same_leave_again_is_no_change(deputy: str | None) -> None:
    an_office().when(leave("CTI1", deputy)).when(leave("CTI1", deputy)).then()


@pytest.mark.parametrize(
    ("worker", "deputy", "actor", "code"),
    [
        ("CTI1", "CTI2", "CTI3", "not-your-leave"),
        ("CTI9", "CTI2", "LED1", "unknown-staff"),
        ("CTI1", "CTI9", "LED1", "unknown-staff"),
        ("CTI1", "OLD1", "LED1", "unknown-staff"),
        ("CTI1", "CTI1", "LED1", "deputy-to-self"),
        ("CTI1", "LED1", "LED1", "not-a-caseworker"),
        ("CTI1", "BB2", "LED1", "deputy-elsewhere"),
    ],
)
def test_who_may_not_record_leave_and_who_cannot_be_deputy(worker: str, deputy: str, actor: str, code: str) -> None:
    an_office().when(leave(worker, deputy, actor)).refuses(code)


def test_a_worker_on_leave_is_nobodys_deputy() -> None:
    an_office().when(leave("CTI2", "CTI3")).when(leave("CTI1", "CTI2")).refuses("deputy-on-leave")


def test_a_deputy_who_goes_on_leave_is_stood_in_for_too() -> None:
    story = an_office(ONE).when(leave("CTI1", "CTI2")).when(leave("CTI2", "CTI3"))
    assert {due.worker for due in obligations(story, [ONE])} == {"CTI3"}


def test_a_deputy_who_leaves_lets_it_lie_in_the_queue() -> None:
    story = an_office(ONE).when(leave("CTI1", "CTI2"))
    story.when(command(MoveCaseload, LATER, actor="LED1", worker="CTI2", trajectories=(), leaves=True))
    assert {due.worker for due in obligations(story, [ONE])} == {None}


@pytest.mark.parametrize("deputy", ["CTI2", "MET1"])
def test_a_leader_who_carries_nothing_has_any_worker_in_service_for_deputy(deputy: str) -> None:
    story = an_office().when(leave("LED1", deputy))
    story.then(StaffDefined(definition=LEADER.model_copy(update={"deputy": deputy})))


def test_the_cap_is_that_of_the_part_of_a_post() -> None:
    caps = [cap_of(code, "exit-prostitution", CATALOGUE) for code in ("CTI1", "CTI9", None)]
    assert caps == [10, None, None]
    assert cap_of("CTI1", "no-such-programme", CATALOGUE) is None
    story = given(*defined(staff("CTI4", full_time=35), staff("CTI5", full_time=1)))
    assert [cap_of(code, "exit-prostitution", story.catalogue) for code in ("CTI4", "CTI5")] == [3, 1]
