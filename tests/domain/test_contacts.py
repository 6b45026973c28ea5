"""Contacts, visits, cards, return codes, action card and opening. Source: domain section 3."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from domain.commands.contacts import (
    FollowActionCard,
    GiveReturnCode,
    HandOutCards,
    MakeCardBatch,
    RegisterContact,
    RegisterFollowUp,
    RegisterVisit,
    RevokeReturnCode,
)
from domain.commands.corrections import WithdrawFact
from domain.commands.course import (
    CloseTrajectory,
    OpenTrajectory,
    RecordObservation,
    ReopenTrajectory,
    SetTargetGroup,
)
from domain.contact_codes import CardDistributor, CardLanguage, Community, HandledBy, HelpBegun, Topic
from domain.events.contacts import (
    ActionCardFollowed,
    ActionCardOpened,
    CardBatchMade,
    ContactContinued,
    ContactForm,
    ContactRegistered,
    ReturnCodeGiven,
    ReturnCodeRevoked,
    VipCardsHandedOut,
    VisitRegistered,
)
from domain.events.corrections import Withdrawn
from domain.events.course import TargetGroupSet, TrajectoryOpened, TrajectoryReopened
from domain.events.identity import AnonymityLifted
from domain.help_codes import ActionCardTrigger, IdentifiedBy
from domain.rules.contacts import batch_stream
from domain.trajectory_codes import CloseReason, Observation, TargetGroup, WithdrawReason
from tests.domain.given import evening_of, given, on
from tests.domain.samples import TRAJECTORY, a_form, command, opened

LONE = uuid4()


def test_a_lone_contact_is_a_stream_that_ends_with_itself() -> None:
    form = a_form("exit-pakke", help_begun=frozenset({HelpBegun.CASH_BENEFIT}))
    story = given().when(command(RegisterContact, "2026-01-05", stream=LONE, contact=form))
    story.then(ContactRegistered(contact=form))
    story.when(command(RegisterContact, "2026-01-05", stream=LONE, contact=form)).refuses("already-registered")


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"programme": "exit-2020"}, "unknown-programme"), ({"centre": "nowhere"}, "unknown-centre")],
)
def test_unknown_codes_on_the_form_are_refused(changed: dict[str, str], code: str) -> None:
    form = a_form().model_copy(update=changed)
    given().when(command(RegisterContact, "2026-01-05", stream=LONE, contact=form)).refuses(code)


def test_a_visit_with_ten_people_is_ten_contacts() -> None:
    thai = a_form("exit-pakke", handled_by=HandledBy.CULTURAL_MEDIATOR, community=Community.THAI)
    visit = command(
        RegisterVisit, "2026-01-05", stream=LONE, programme="exit-pakke", centre="socialcenter", contacts=(thai,) * 10
    )
    given().when(visit).then(
        VisitRegistered(programme="exit-pakke", centre="socialcenter", contacts=10),
        *(ContactRegistered(contact=thai),) * 10,
    )


def test_a_visit_belongs_to_one_programme() -> None:
    forms = (a_form("exit-pakke"), a_form("exit-prostitution"))
    visit = command(
        RegisterVisit, "2026-01-05", stream=LONE, programme="exit-pakke", centre="socialcenter", contacts=forms
    )
    given().when(visit).refuses("other-programme")


def test_a_cultural_mediator_has_a_community_and_nobody_else_has() -> None:
    with pytest.raises(ValidationError):
        a_form(handled_by=HandledBy.CULTURAL_MEDIATOR)
    with pytest.raises(ValidationError):
        a_form(handled_by=HandledBy.BRIDGE_BUILDER, community=Community.THAI)


@pytest.mark.parametrize("field", ["programme", "centre", "card_batch", "language", "interpreter", "wish"])
@pytest.mark.parametrize("canary", ["0101901234", "010190-1234", "Karla Kanariefugl"])
def test_no_field_of_the_form_takes_a_cpr_or_a_name(field: str, canary: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ContactForm.model_validate({**a_form().model_dump(mode="json"), field: canary})
    assert canary not in str(refused.value)


def test_some_topics_open_the_action_card_until_it_is_followed() -> None:
    form = a_form(topics=frozenset({Topic.TRAFFICKING, Topic.DEBT}))
    story = given(opened("2026-01-05")).when(command(RegisterFollowUp, "2026-01-06", contact=form))
    story.then(
        ContactRegistered(contact=form, follow_up=True),
        ActionCardOpened(triggers=frozenset({ActionCardTrigger.TRAFFICKING})),
    )
    assert [item.kind.value for item in story.agenda(TRAJECTORY).obligations] == ["action-card"]
    story.when(command(FollowActionCard, "2026-01-06")).then(ActionCardFollowed())
    story.when(command(FollowActionCard, "2026-01-06")).refuses("no-action-card")


def test_a_trajectory_opens_with_a_contact() -> None:
    given().when(opened("2026-01-05")).then(
        TrajectoryOpened(programme="exit-prostitution", centre="hjemloeseenheden"),
        ContactRegistered(contact=a_form()),
    )


def test_a_trajectory_may_begin_with_a_name() -> None:
    named = opened("2026-01-05", contact=None, administration="sof", identified_by=IdentifiedBy.NAME)
    given().when(named).then(
        TrajectoryOpened(programme="exit-prostitution", centre="hjemloeseenheden"),
        AnonymityLifted(administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True),
    )
    given().when(opened("2026-01-05", contact=None, administration="sof")).refuses("unknown-administration")


def test_a_lone_contact_is_continued_once_and_counted_where_it_was() -> None:
    story = given(command(RegisterContact, "2026-01-05", stream=LONE, contact=a_form()))
    contact = story.last_fact(LONE, ContactRegistered).id
    too_early = opened("2026-01-04", contact=None, from_stream=LONE, from_contact=contact)
    story.when(too_early, now=evening_of(on("2026-01-07"))).refuses("before-opening")
    continued = opened("2026-01-07", contact=None, from_stream=LONE, from_contact=contact)
    story.when(continued).then(
        TrajectoryOpened(programme="exit-prostitution", centre="hjemloeseenheden", from_contact=contact),
        ContactContinued(contact=contact, trajectory=TRAJECTORY),
    )
    again = continued.model_copy(update={"command_id": uuid4(), "trajectory": uuid4()})
    story.when(again).refuses("no-such-contact")


def test_a_trajectory_begins_with_one_contact_of_its_own_programme() -> None:
    given().when(opened("2026-01-05", from_stream=LONE, from_contact=uuid4())).refuses("one-beginning")
    given().when(opened("2026-01-05", from_stream=LONE, contact=None)).refuses("one-beginning")
    given().when(opened("2026-01-05", contact=a_form("exit-pakke"))).refuses("other-programme")
    given().when(opened("2026-01-05", contact=None, from_stream=LONE, from_contact=uuid4())).refuses(
        "no-such-contact"
    )
    given(opened("2026-01-05")).when(opened("2026-01-06")).refuses("trajectory-exists")


def test_a_target_group_is_one_of_the_programmes() -> None:
    story = given(opened("2026-01-05")).when(command(SetTargetGroup, "2026-01-06", group=TargetGroup.WANTS_OUT))
    story.then(TargetGroupSet(group=TargetGroup.WANTS_OUT))
    story.when(command(SetTargetGroup, "2026-01-06", group=TargetGroup.WANTS_OUT)).then()
    other = command(OpenTrajectory, "2026-01-05", programme="exit-pakke", centre="socialcenter", trajectory=LONE)
    story.when(other).when(command(SetTargetGroup, "2026-01-06", trajectory=LONE, group=TargetGroup.WANTS_OUT))
    story.refuses("no-such-target-group")


def test_a_contact_reopens_a_closed_trajectory_at_once() -> None:
    story = given(opened("2026-01-05"), command(CloseTrajectory, "2026-02-05", reason=CloseReason.CONTACT_CEASED))
    story.when(command(RegisterFollowUp, "2026-03-05", contact=a_form())).then(
        TrajectoryReopened(), ContactRegistered(contact=a_form(), follow_up=True)
    )
    assert story.state(TRAJECTORY).is_open


@pytest.mark.parametrize("reason", [CloseReason.DEATH, CloseReason.REGISTERED_IN_ERROR])
def test_a_trajectory_closed_for_good_is_never_reopened(reason: CloseReason) -> None:
    story = given(opened("2026-01-05"), command(CloseTrajectory, "2026-02-05", reason=reason))
    story.when(command(RegisterFollowUp, "2026-03-05", contact=a_form())).refuses("closed-for-good")
    story.when(command(ReopenTrajectory, "2026-03-05")).refuses("closed-for-good")


def test_an_open_trajectory_cannot_be_reopened() -> None:
    given(opened("2026-01-05")).when(command(ReopenTrajectory, "2026-03-05")).refuses("not-closed")


def test_going_back_is_an_observation_and_closes_nothing() -> None:
    story = given(opened("2026-01-05"), command(RecordObservation, "2026-02-05", observation=Observation.WENT_BACK))
    assert story.state(TRAJECTORY).is_open


def test_a_return_code_is_given_and_revoked_and_is_in_no_event() -> None:
    story = given(opened("2026-01-05")).when(command(GiveReturnCode, "2026-01-05")).then(ReturnCodeGiven())
    story.when(command(RevokeReturnCode, "2026-01-06")).then(ReturnCodeRevoked())
    story.when(command(RevokeReturnCode, "2026-01-06")).refuses("no-return-code")


def test_cards_handed_out_are_counted_by_distributor_and_batch() -> None:
    handed = command(
        HandOutCards, "2026-01-05", stream=LONE, programme="exit-pakke", distributor=CardDistributor.KC, cards=400
    )
    story = given().when(handed)
    story.then(VipCardsHandedOut(programme="exit-pakke", distributor=CardDistributor.KC, cards=400))
    story.when(handed.model_copy(update={"stream": uuid4(), "programme": "exit-2020"})).refuses("unknown-programme")


def a_batch(batch: str = "A12", programme: str = "exit-pakke", cards: int = 400) -> MakeCardBatch:
    return command(
        MakeCardBatch,
        "2026-01-05",
        stream=batch_stream(programme, batch),
        programme=programme,
        batch=batch,
        language=CardLanguage.THAI,
        cards=cards,
    )


def test_a_mark_is_used_for_one_batch_of_a_programme() -> None:
    made = CardBatchMade(programme="exit-pakke", batch="A12", language=CardLanguage.THAI, cards=400)
    story = given().when(a_batch())
    story.then(made)
    story.when(a_batch(cards=100)).refuses("batch-made-already")
    story.when(a_batch("A13")).then(made.model_copy(update={"batch": "A13"}))
    other = a_batch(programme="exit-prostitution")
    story.when(other).then(made.model_copy(update={"programme": "exit-prostitution"}))


def test_the_mark_of_a_batch_that_was_entered_by_mistake_can_be_used_again() -> None:
    story = given(a_batch())
    batch = batch_stream("exit-pakke", "A12")
    made = story.last_fact(batch, CardBatchMade).id
    story.when(command(WithdrawFact, "2026-01-05", stream=batch, event=made, reason=WithdrawReason.VOIDED))
    story.then(Withdrawn(event=made, reason=WithdrawReason.VOIDED))
    story.when(a_batch(cards=100)).then(
        CardBatchMade(programme="exit-pakke", batch="A12", language=CardLanguage.THAI, cards=100)
    )


def test_a_batch_of_an_unknown_programme_or_under_another_id_is_refused() -> None:
    given().when(a_batch(programme="exit-2020")).refuses("unknown-programme")
    given().when(a_batch().model_copy(update={"stream": LONE})).refuses("not-the-batchs-stream")


def test_cards_are_handed_out_of_a_batch_that_nobody_made_and_beyond_what_was_made() -> None:
    for cards in (10, 401):
        handed = VipCardsHandedOut(programme="exit-pakke", distributor=CardDistributor.KC, batch="A12", cards=cards)
        fields = {name: getattr(handed, name) for name in ("programme", "distributor", "batch", "cards")}
        given(a_batch()).when(command(HandOutCards, "2026-01-06", stream=uuid4(), **fields)).then(handed)
        given().when(command(HandOutCards, "2026-01-06", stream=uuid4(), **fields)).then(handed)


def test_an_unknown_or_retired_worker_and_the_future_are_refused() -> None:
    given().when(opened("2026-01-05", actor="XX99")).refuses("unknown-actor")
    given().when(opened("2026-01-05", actor="OLD1")).refuses("unknown-actor")
    given().when(opened("2026-01-07"), now=evening_of(on("2026-01-05"))).refuses("in-the-future")


def test_a_command_on_an_unknown_or_closed_trajectory_is_refused() -> None:
    given().when(command(RecordObservation, "2026-02-05", observation=Observation.LEFT)).refuses("no-such-trajectory")
    story = given(opened("2026-01-05"), command(CloseTrajectory, "2026-02-05", reason=CloseReason.OWN_WISH))
    story.when(command(RecordObservation, "2026-02-06", observation=Observation.LEFT)).refuses("trajectory-closed")
