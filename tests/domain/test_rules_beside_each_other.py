"""Rules that meet: corrections and the action card, approvals and ended phases, hand-over and consent."""

from uuid import uuid4

from domain.agenda_item import ItemKind
from domain.base import SYSTEM
from domain.commands.contacts import FollowActionCard, RegisterContact, RegisterVisit
from domain.commands.corrections import CorrectDate, CorrectField, WithdrawFact
from domain.commands.course import (
    AcceptHandOver,
    AssignWorker,
    CloseTrajectory,
    DecideExtension,
    EndPhase,
    OfferHandOver,
    RequestExtension,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordMeasurement
from domain.commands.identity import GiveConsent, WithdrawConsent
from domain.commands.reference import Define
from domain.contact_codes import Topic
from domain.events.contacts import ActionCardOpened, ContactRegistered
from domain.events.corrections import Corrected
from domain.events.course import CtiStarted, HandOverAccepted, TrajectoryClosed, TrajectoryOpened
from domain.events.help import MeasureApplied, MeasurementRecorded, MeasureProposed
from domain.events.identity import AnonymityLifted
from domain.help_codes import (
    ActionCardTrigger,
    ConsentForm,
    IdentifiedBy,
    Information,
    Occasion,
    Purpose,
    Questionnaire,
)
from domain.rules.reference import stream_for
from domain.trajectory_codes import CloseReason, DeviationReason, WithdrawReason
from tests.domain.given import Story, given, on
from tests.domain.help_story import due
from tests.domain.samples import (
    CTI_9M,
    TRAJECTORY,
    a_form,
    a_trajectory_in_transition,
    command,
    opened,
)

START = "2026-03-02"


def corrects(story: Story, event_type: type, field: str, value: object, day: str = "2026-05-01") -> CorrectField:
    fact = story.last_fact(TRAJECTORY, event_type)
    return command(CorrectField, day, stream=TRAJECTORY, event=fact.id, field=field, value=value)


def a_consent_to_hand_over() -> GiveConsent:
    return command(
        GiveConsent,
        START,
        consent=uuid4(),
        information=frozenset({Information.COURSE}),
        sender="sof",
        receiver="bif",
        purpose=Purpose.HAND_OVER,
        form=ConsentForm.WRITTEN,
        consequences_told=True,
    )


def a_measurement(who_5: tuple[int, int, int, int, int], day: str, occasion: Occasion) -> RecordMeasurement:
    return command(RecordMeasurement, day, occasion=occasion, questionnaire=Questionnaire.CITIZEN, who_5=who_5)


def test_a_topic_added_by_a_correction_opens_the_action_card() -> None:
    story = given(opened(START))
    story.when(corrects(story, ContactRegistered, "contact.topics", ["under-18"]))
    story.then_types(Corrected, ActionCardOpened)
    assert story.state(TRAJECTORY).action_card == {ActionCardTrigger.UNDER_18}


def test_a_score_corrected_to_35_or_below_opens_the_action_card_once() -> None:
    story = given(*a_trajectory_in_transition(START), a_measurement((4, 4, 4, 4, 4), START, Occasion.START))
    story.when(corrects(story, MeasurementRecorded, "who_5", [1, 1, 1, 1, 1])).then_types(Corrected, ActionCardOpened)
    story.when(corrects(story, MeasurementRecorded, "who_5", [1, 1, 1, 1, 0])).then_types(Corrected)


def test_a_trajectory_from_a_lone_contact_takes_its_action_card_along() -> None:
    stream = uuid4()
    story = given(command(RegisterContact, START, stream=stream, contact=a_form(topics={Topic.TRAFFICKING})))
    contact = story.last_fact(stream, ContactRegistered).id
    story.when(opened(START, contact=None, from_stream=stream, from_contact=contact))
    assert len(due(story, ItemKind.ACTION_CARD)) == 1


def test_a_low_score_nine_months_after_closing_opens_a_card_that_can_be_followed() -> None:
    story = given(
        *a_trajectory_in_transition(START),
        command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH),
        a_measurement((1, 1, 1, 1, 1), "2027-01-10", Occasion.FOLLOW_UP),
    )
    assert len(due(story, ItemKind.ACTION_CARD)) == 1
    story.when(command(FollowActionCard, "2027-01-11"))
    assert due(story, ItemKind.ACTION_CARD) == []


def test_a_death_leaves_no_action_card_to_follow() -> None:
    story = given(
        opened(START, contact=a_form(topics={Topic.VIOLENCE, Topic.ACUTE_DANGER})),
        command(CloseTrajectory, START, reason=CloseReason.DEATH),
    )
    assert due(story, ItemKind.ACTION_CARD) == []


def test_a_name_given_with_a_lone_contact_seals_the_contact_until_the_person_says_yes() -> None:
    stream = uuid4()
    story = given(command(RegisterContact, START, stream=stream, contact=a_form()))
    contact = story.last_fact(stream, ContactRegistered).id
    known = {"administration": "sof", "identified_by": IdentifiedBy.NAME}
    story.when(opened(START, contact=None, from_stream=stream, from_contact=contact, **known))
    lifted = story.last_fact(TRAJECTORY, AnonymityLifted).event
    assert isinstance(lifted, AnonymityLifted)
    assert not lifted.earlier_follow


def test_a_visit_names_a_centre_that_exists() -> None:
    visit = command(
        RegisterVisit, START, stream=uuid4(), programme="exit-prostitution", centre="ukendt", contacts=(a_form(),)
    )
    given().when(visit).refuses("unknown-centre")


def test_correcting_the_reason_does_not_go_round_the_leader() -> None:
    closing = command(CloseTrajectory, "2026-04-10", reason=CloseReason.OWN_WISH)
    story = given(*a_trajectory_in_transition(START), closing)
    story.when(corrects(story, TrajectoryClosed, "reason", "completed")).refuses("early-needs-approval")
    story.when(corrects(story, TrajectoryClosed, "reason", "counselling-only")).refuses("not-counselling-only")
    story.when(corrects(story, TrajectoryClosed, "reason", "duplicate")).refuses("duplicate-of-which")
    story.when(corrects(story, TrajectoryClosed, "reason", "contact-ceased")).then_types(Corrected)


def test_reference_data_is_defined_anew_and_never_withdrawn() -> None:
    stream, story = stream_for(CTI_9M), given(command(Define, "2026-01-01", actor=SYSTEM, definition=CTI_9M))
    fact = story.state(stream).facts[-1]
    withdrawal = command(WithdrawFact, START, stream=stream, event=fact.id, reason=WithdrawReason.VOIDED)
    story.when(withdrawal).refuses("not-correctable")
    moved = command(CorrectDate, START, stream=stream, event=fact.id, happened=on("2026-01-01"))
    story.when(moved).refuses("not-correctable")


def test_a_trajectory_does_not_open_after_its_course_began() -> None:
    story = given(*a_trajectory_in_transition(START))
    fact = story.last_fact(TRAJECTORY, TrajectoryOpened)
    late = command(CorrectDate, "2026-04-01", stream=TRAJECTORY, event=fact.id, happened=on("2026-03-20"))
    story.when(late).refuses("makes-no-sense")
    started = story.last_fact(TRAJECTORY, CtiStarted)
    early = command(CorrectDate, "2026-04-01", stream=TRAJECTORY, event=started.id, happened=on("2026-02-20"))
    story.when(early).refuses("makes-no-sense")


def test_a_proposal_is_not_withdrawn_under_its_application() -> None:
    measure = uuid4()
    story = given(
        opened(START),
        command(ProposeMeasure, START, measure=measure, kind="referral-kc"),
        command(ApplyForMeasure, START, measure=measure),
    )
    proposed = story.last_fact(TRAJECTORY, MeasureProposed)
    applied = story.last_fact(TRAJECTORY, MeasureApplied)
    voided = {"stream": TRAJECTORY, "reason": WithdrawReason.VOIDED}
    story.when(command(WithdrawFact, START, event=proposed.id, **voided)).refuses("makes-no-sense")
    story.when(command(WithdrawFact, START, event=applied.id, **voided))
    story.when(command(WithdrawFact, START, event=proposed.id, **voided))
    assert story.state(TRAJECTORY).measures == ()


def test_a_wish_for_extension_lapses_with_its_phase() -> None:
    wish = command(RequestExtension, "2026-05-20", extension=uuid4(), days=14, reason=DeviationReason.ILLNESS)
    story = given(
        *a_trajectory_in_transition(START),
        wish,
        command(EndPhase, "2026-06-01", phase=1, reason=DeviationReason.OTHER),
    )
    assert due(story, ItemKind.APPROVAL) == []
    story.when(command(DecideExtension, "2026-06-02", actor="LED1", extension=wish.extension, approved=True))
    story.refuses("no-request")
    again = command(RequestExtension, "2026-06-02", extension=uuid4(), days=7, reason=DeviationReason.ILLNESS)
    story.when(again)
    assert len(due(story, ItemKind.APPROVAL)) == 1


def test_a_leader_does_not_move_a_trajectory_to_another_administration_by_assigning() -> None:
    story = given(opened(START), command(AssignWorker, START, worker="CTI1"))
    story.when(command(AssignWorker, START, actor="LED1", worker="BB2")).refuses("hand-over-needs-consent")
    story.when(command(AssignWorker, START, actor="LED1", worker="BB1"))
    assert story.state(TRAJECTORY).worker == "BB1"


def test_a_leader_who_assigns_settles_an_open_hand_over() -> None:
    offer = command(OfferHandOver, START, hand_over=uuid4(), to="CTI2")
    story = given(
        opened(START),
        command(AssignWorker, START, worker="CTI1"),
        offer,
        command(AssignWorker, START, actor="LED1", worker="BB1"),
    )
    assert due(story, ItemKind.HAND_OVER) == []
    story.when(command(AcceptHandOver, START, actor="CTI2", hand_over=offer.hand_over)).refuses("no-hand-over")


def test_a_consent_withdrawn_before_the_answer_stops_the_hand_over() -> None:
    consent = a_consent_to_hand_over()
    offer = command(OfferHandOver, START, hand_over=uuid4(), to="BB2", consent=consent.consent)
    accept = command(AcceptHandOver, "2026-03-03", actor="BB2", hand_over=offer.hand_over)
    given(opened(START), consent, offer).when(accept).then(HandOverAccepted(hand_over=offer.hand_over))
    withdrawn = command(WithdrawConsent, "2026-03-03", consent=consent.consent)
    given(opened(START), consent, offer, withdrawn).when(accept).refuses("hand-over-needs-consent")
