"""Which action each command is, and who may give it."""

from dataclasses import replace
from uuid import UUID, uuid4, uuid5

import pytest

from domain.access.codes import BreakGlassReason
from domain.access.commands import concerned, judge_command
from domain.access.needs import NEEDS
from domain.access.policy import Allowed
from domain.access.refusals import (
    NOT_OF_YOUR_CENTRE,
    NOT_YOU,
    NOT_YOUR_ROLE,
    NOT_YOURS,
    STEP_UP_NEEDED,
    THE_PROGRAM_DOES_IT,
)
from domain.access.who import Who, who_is
from domain.breach_codes import BreachCause
from domain.commands import COMMAND_TYPES, Command
from domain.commands.breach import ReportPossibleBreach
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.commands.contacts import RegisterContact
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.commands.course import (
    AcceptHandOver,
    AssignWorker,
    CloseTrajectory,
    OfferHandOver,
    OpenTrajectory,
    PlaceHold,
    RecordAttempt,
    ReturnHandOver,
)
from domain.commands.identity import DiscloseWithoutConsent
from domain.commands.recurring import CompleteOccasion, PreparePaper
from domain.commands.reference import Define
from domain.commands.supervision import HoldSupervision
from domain.commands.vault import BreakGlass, MakeErasureFinal
from domain.contact_codes import FormOfContact
from domain.duties import Duty
from domain.events import Event
from domain.events.course import HandOverOffered, HandOverReturned, WorkerAssigned
from domain.events.identity import AccessRestricted, AnonymityLifted
from domain.events.reference import RecurringDefined, StaffDefined
from domain.help_codes import IdentifiedBy, Information, LegalBasis, Recipient, SessionKind
from domain.reference.definitions import Provider, Recurring, Staff
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY, NOT_A_LEADER
from domain.rules.hand_over import NOT_THE_RECEIVER
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, CloseReason, HandOverReturn, Role, WithdrawReason
from tests.domain.access.records import BROKEN, DAY, NOW, OTHER_CENTRE, OWN_CENTRE, RECORDS, id_of, somebody
from tests.domain.given import Story, given, on
from tests.domain.samples import DEFINITIONS, a_form, catalogue_of, command

WORKER, LEADER = somebody(Role.CTI_WORKER), somebody(Role.LEADER)
SUPERVISOR = somebody(Role.METHOD_SUPERVISOR)
STREAM = UUID(int=77)
SUPERVISION = Recurring(
    code="team", duty=Duty.SUPERVISION, unit=OTHER_CENTRE, da="x", en="x", dates=("2026-03-02",), role=Role.LEADER
)


@pytest.fixture(scope="module")
def story() -> Story:
    """Every record of the matrix in one town, and a lone contact at each of two centres."""
    made = given(catalogue=catalogue_of(*DEFINITIONS, RecurringDefined(definition=SUPERVISION)))
    for name, steps in RECORDS.items():
        for step in steps(id_of(name)):
            made.when(step, BROKEN)
    for centre in (OWN_CENTRE, OTHER_CENTRE):
        made.when(contact_at(centre, id_of(centre)), BROKEN)
    return made


def contact_at(centre: str, stream: UUID) -> RegisterContact:
    return command(RegisterContact, DAY, stream=stream, contact=a_form(centre=centre))


def judged(who: Who, given_command: Command, story: Story) -> Allowed | Refusal:
    streams = {stream: story.state(stream) for stream in concerned(given_command)}
    return judge_command(who, given_command, streams, NOW, story.catalogue)


def allowed(who: Who, given_command: Command, story: Story) -> bool:
    return isinstance(judged(who, given_command, story), Allowed)


def test_every_command_type_has_its_line() -> None:
    assert set(NEEDS) == {kind for kind in COMMAND_TYPES.values() if not kind.__subclasses__()}


@pytest.mark.parametrize(
    "own",
    [
        command(MakeErasureFinal, DAY, erasure=uuid4()),
        command(PreparePaper, DAY, duty=Duty.SUPERVISION, occasion=DAY),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_what_the_program_does_is_nobody_elses(own: Command, role: Role, story: Story) -> None:
    assert judged(somebody(role), own, story) == THE_PROGRAM_DOES_IT


def test_a_command_is_given_in_ones_own_name_and_municipality(story: Story) -> None:
    attempt = command(RecordAttempt, DAY, trajectory=id_of("own"), form=FormOfContact.TELEPHONE)
    assert allowed(WORKER, attempt, story)
    for field in ({"actor": "CTI2"}, {"municipality": "751"}):
        assert judged(WORKER, attempt.model_copy(update=field), story) == NOT_YOU


def test_what_begins_begins_at_ones_own_centre(story: Story) -> None:
    assert allowed(WORKER, contact_at(OWN_CENTRE, STREAM), story)
    assert judged(WORKER, contact_at(OTHER_CENTRE, STREAM), story) == NOT_OF_YOUR_CENTRE
    assert judged(SUPERVISOR, contact_at(OWN_CENTRE, STREAM), story) == NOT_YOUR_ROLE


def test_to_begin_with_a_name_is_a_lifting(story: Story) -> None:
    fields = {"programme": "exit-prostitution", "centre": OWN_CENTRE, "contact": a_form(centre=OWN_CENTRE)}
    anonymous = command(OpenTrajectory, DAY, trajectory=STREAM, **fields)
    named = command(
        OpenTrajectory, DAY, trajectory=STREAM, administration="sof", identified_by=IdentifiedBy.NAME, **fields
    )
    tired = Who(WORKER.code, WORKER.municipality, WORKER.roles, WORKER.centre)
    assert allowed(tired, anonymous, story)
    assert judged(tired, named, story) == STEP_UP_NEEDED
    assert allowed(WORKER, named, story)


def test_a_lone_contact_of_another_centre_does_not_exist(story: Story) -> None:
    for centre, seen in ((OWN_CENTRE, True), (OTHER_CENTRE, False)):
        withdrawn = command(WithdrawFact, DAY, stream=id_of(centre), event=STREAM, reason=WithdrawReason.VOIDED)
        moved = command(MoveContact, DAY, stream=id_of(centre), event=STREAM, trajectory=id_of("own"))
        begun = command(
            OpenTrajectory, DAY, trajectory=STREAM, programme="exit-prostitution", centre=OWN_CENTRE,
            from_stream=id_of(centre), from_contact=STREAM,
        )  # fmt: skip
        for step in (withdrawn, moved, begun):
            assert allowed(WORKER, step, story) is seen
            assert seen or judged(WORKER, step, story) == NO_SUCH_TRAJECTORY
    glass = command(BreakGlass, DAY, trajectory=id_of(OTHER_CENTRE), reason=BreakGlassReason.CHILD)
    assert judged(WORKER, glass, story) == NO_SUCH_TRAJECTORY
    unknown = command(WithdrawFact, DAY, stream=STREAM, event=STREAM, reason=WithdrawReason.VOIDED)
    assert judged(WORKER, unknown, story) == NO_SUCH_TRAJECTORY


def test_every_trajectory_that_a_command_names_is_judged(story: Story) -> None:
    for other, seen in (("colleague", True), ("elsewhere", False)):
        duplicate = command(
            CloseTrajectory, DAY, trajectory=id_of("own"), reason=CloseReason.DUPLICATE, duplicate_of=id_of(other)
        )
        assert allowed(WORKER, duplicate, story) is seen


def fact_of(story: Story, name: str, event_type: type[Event]) -> UUID:
    return story.last_fact(id_of(name), event_type).id


@pytest.mark.parametrize(
    ("name", "event_type"),
    [("own-lifted", AnonymityLifted), ("own-restricted", AnonymityLifted), ("own-restricted", AccessRestricted)],
)
def test_what_seals_or_opens_an_identity_is_corrected_as_it_is_lifted(
    name: str, event_type: type[Event], story: Story
) -> None:
    stream, event = id_of(name), fact_of(story, name, event_type)
    tired = Who(WORKER.code, WORKER.municipality, WORKER.roles, WORKER.centre)
    colleague = Who("CTI2", WORKER.municipality, WORKER.roles, WORKER.centre, stepped_up=NOW)
    for step in (
        command(WithdrawFact, DAY, stream=stream, event=event, reason=WithdrawReason.VOIDED),
        command(CorrectDate, DAY, stream=stream, event=event, happened=on("2026-03-01")),
        command(CorrectField, DAY, stream=stream, event=event, field="earlier_follow", value=True),
    ):
        assert allowed(WORKER, step, story)
        assert judged(tired, step, story) == STEP_UP_NEEDED
        assert judged(colleague, step.model_copy(update={"actor": "CTI2"}), story) == NOT_YOURS


def test_nobody_takes_back_by_the_side_door_what_a_leader_decided(story: Story) -> None:
    event = fact_of(story, "colleague", WorkerAssigned)
    taken_back = command(WithdrawFact, DAY, stream=id_of("colleague"), event=event, reason=WithdrawReason.VOIDED)
    assert judged(WORKER, taken_back, story) == NOT_A_LEADER
    assert allowed(LEADER, taken_back, story)


def test_an_offered_hand_over_is_not_taken_back_or_put_off_by_who_sees_it(story: Story) -> None:
    offered, hand_over = id_of("offered"), uuid5(id_of("offered"), "hand-over")
    returned = command(
        ReturnHandOver, DAY, trajectory=offered, hand_over=hand_over, reason=HandOverReturn.NO_CAPACITY
    )
    told = given(catalogue=story.catalogue)
    for step in (*RECORDS["offered"](offered), returned):
        told.when(step, BROKEN)
    bridge_builder = Who("BB1", "101", frozenset({Role.BRIDGE_BUILDER}), OTHER_CENTRE)
    leader = replace(bridge_builder, roles=frozenset({Role.LEADER}))
    for event_type in (HandOverOffered, HandOverReturned):
        event = told.last_fact(offered, event_type).id
        back = command(
            WithdrawFact, DAY, stream=offered, event=event, reason=WithdrawReason.VOIDED, actor=bridge_builder.code
        )
        assert judged(bridge_builder, back, told) == NOT_A_LEADER
        assert allowed(leader, back, told)


def assigned(name: str, worker: str) -> AssignWorker:
    return command(AssignWorker, DAY, trajectory=id_of(name), worker=worker)


def test_one_takes_from_the_queue_and_only_a_leader_assigns_to_others_or_takes_over(story: Story) -> None:
    assert allowed(WORKER, assigned("queue", "CTI1"), story)
    assert allowed(WORKER, assigned("own", "CTI1"), story)
    for step in (assigned("queue", "CTI2"), assigned("own", "CTI2"), assigned("colleague", "CTI1")):
        assert judged(WORKER, step, story) == NOT_A_LEADER
        assert allowed(LEADER, step, story)


def test_a_leader_whose_role_the_log_in_took_away_neither_assigns_nor_answers_for_others(story: Story) -> None:
    leads = Staff(code="CTI1", roles=(Role.CTI_WORKER, Role.LEADER), centre=OWN_CENTRE)
    offer = command(OfferHandOver, DAY, trajectory=id_of("own"), hand_over=STREAM, to="CTI2")
    told = given(catalogue=catalogue_of(*DEFINITIONS, StaffDefined(definition=leads)))
    for step in (*RECORDS["own"](id_of("own")), *RECORDS["colleague"](id_of("colleague")), offer):
        told.when(step, BROKEN)
    narrowed = who_is("CTI1", told.catalogue, "101", claimed={Role.CTI_WORKER}, stepped_up=NOW)
    whole = who_is("CTI1", told.catalogue, "101", stepped_up=NOW)
    assert narrowed is not None
    assert whole is not None
    accepted = command(AcceptHandOver, DAY, trajectory=id_of("own"), hand_over=STREAM)
    returned = command(
        ReturnHandOver, DAY, trajectory=id_of("own"), hand_over=STREAM, reason=HandOverReturn.NO_CAPACITY
    )
    for answer in (accepted, returned):
        assert judged(narrowed, answer, told) == NOT_THE_RECEIVER
        assert allowed(whole, answer, told)
        receiver = replace(WORKER, code="CTI2")
        assert allowed(receiver, answer.model_copy(update={"actor": "CTI2"}), told)
    taken = assigned("colleague", "CTI1")
    assert judged(narrowed, taken, told) == NOT_A_LEADER
    assert allowed(whole, taken, told)


def test_what_a_leader_decides_only_a_leader_of_the_centre_decides(story: Story) -> None:
    own, elsewhere = (command(PlaceHold, DAY, trajectory=id_of(name)) for name in ("own", "elsewhere"))
    assert judged(WORKER, own, story) == NOT_A_LEADER
    assert allowed(LEADER, own, story)
    assert judged(LEADER, elsewhere, story) == NO_SUCH_TRAJECTORY


def test_a_hand_over_is_answered_by_who_sees_it_and_nothing_else_is_done_with_it_before(story: Story) -> None:
    accept = command(AcceptHandOver, DAY, trajectory=id_of("offered"), hand_over=STREAM)
    taken = command(AssignWorker, DAY, trajectory=id_of("offered"), worker="CTI1")
    for who in (WORKER, LEADER):
        assert allowed(who, accept, story)
        assert not allowed(who, taken, story)


def test_nobody_takes_over_what_a_colleague_carries_by_offering_it_to_oneself(story: Story) -> None:
    offers = {
        name: command(OfferHandOver, DAY, trajectory=id_of(name), hand_over=STREAM, to="CTI1")
        for name in ("own", "colleague", "queue")
    }
    assert judged(WORKER, offers["colleague"], story) == NOT_YOURS
    assert allowed(WORKER, offers["own"], story)
    assert allowed(WORKER, offers["queue"], story)
    assert all(allowed(LEADER, offer, story) for offer in offers.values())


def test_a_disclosure_is_never_barred_to_who_sees_the_trajectory(story: Story) -> None:
    for name in ("own", "colleague", "broken-anonymous", "own-restricted", "closed"):
        disclosed = command(
            DiscloseWithoutConsent,
            DAY,
            trajectory=id_of(name),
            information=frozenset({Information.FAMILY}),
            basis=LegalBasis.CHILD_NOTIFICATION,
            recipient=Recipient.CHILD_AUTHORITY,
        )
        assert allowed(WORKER, disclosed, story)


def test_whoever_sees_a_trajectory_may_report_a_possible_breach(story: Story) -> None:
    report = command(
        ReportPossibleBreach, DAY, trajectory=id_of("shared"), breach=STREAM, cause=BreachCause.SEEN_BY_OTHERS
    )
    assert all(allowed(somebody(role), report, story) for role in (Role.CTI_WORKER, Role.PARTNER))
    assert not allowed(somebody(Role.EVALUATOR), report, story)


def test_leave_is_ones_own_or_the_leaders_of_the_centre(story: Story) -> None:
    own, colleague, elsewhere = (command(TakeLeave, DAY, worker=worker) for worker in ("CTI1", "CTI2", "BB1"))
    assert allowed(WORKER, own, story)
    assert allowed(LEADER, own, story)
    assert judged(WORKER, colleague, story) == NOT_A_LEADER
    assert allowed(LEADER, colleague, story)
    assert judged(LEADER, elsewhere, story) == NOT_OF_YOUR_CENTRE
    for role in Role:
        if role is not Role.LEADER and role not in CASEWORK_ROLES:
            assert judged(somebody(role), own, story) == NOT_YOUR_ROLE


def test_a_caseload_is_moved_by_the_leader_of_its_centre(story: Story) -> None:
    own = command(MoveCaseload, DAY, worker="CTI2", trajectories=(id_of("colleague"),))
    leaving = command(MoveCaseload, DAY, worker="BB1", leaves=True)
    assert allowed(LEADER, own, story)
    assert judged(WORKER, own, story) == NOT_A_LEADER
    assert judged(LEADER, leaving, story) == NOT_OF_YOUR_CENTRE


def test_supervision_is_led_anywhere_by_the_method_supervisor_and_at_the_centre_by_its_leader(story: Story) -> None:
    here, there = (
        command(
            HoldSupervision, DAY, stream=STREAM, centre=centre, kind=SessionKind.WEEKLY, trajectories=(id_of(name),)
        )
        for centre, name in ((OWN_CENTRE, "own"), (OTHER_CENTRE, "other-centre"))
    )
    assert allowed(SUPERVISOR, here, story)
    assert allowed(SUPERVISOR, there, story)
    assert allowed(LEADER, here, story)
    assert not allowed(LEADER, there, story)


def test_a_duty_is_done_by_those_whose_it_is_at_their_own_centre(story: Story) -> None:
    done = command(CompleteOccasion, DAY, duty=Duty.SUPERVISION, unit=OTHER_CENTRE, occasion=DAY)
    assert judged(LEADER, done, story) == NOT_OF_YOUR_CENTRE
    near = Who("CTI1", "101", frozenset({Role.LEADER}), OTHER_CENTRE)
    assert allowed(near, done, story)
    assert judged(WORKER, done, story) == NOT_YOUR_ROLE


def test_reference_data_are_the_administrators(story: Story) -> None:
    define = command(Define, DAY, definition=Provider(code="kc", da="KC", en="KC"))
    assert allowed(somebody(Role.ADMINISTRATOR), define, story)
    assert not any(allowed(somebody(role), define, story) for role in Role if role is not Role.ADMINISTRATOR)


def test_no_role_gives_no_command() -> None:
    nobody = Who("CTI1", "101", frozenset(), OWN_CENTRE)
    streams = {id_of("own"): Trajectory(id_of("own"))}
    attempt = command(RecordAttempt, DAY, trajectory=id_of("own"), form=FormOfContact.TELEPHONE)
    assert judge_command(nobody, attempt, streams, NOW, catalogue_of(*DEFINITIONS)) == NO_SUCH_TRAJECTORY
