"""Which enquiries of a stream are counted, and as what. Source: domain section 3."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.base import Occurred
from domain.commands.contacts import RegisterContact, RegisterFollowUp, RegisterVisit
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.commands.course import OpenTrajectory, PlanAppointment, RecordCtiContact, RecordNoShow
from domain.contact_codes import Community, FormOfContact, HandledBy, HelpBegun, Language, Topic, WayIn, Wish
from domain.events.contacts import ContactRegistered
from domain.trajectory_codes import Party, Place, WithdrawReason
from projections.contacts.fold import rows
from projections.contacts.row import ContactRow
from tests.domain.given import Story, given, on
from tests.domain.samples import MEETING, TRAJECTORY, a_form, a_trajectory_in_transition, command, opened
from tests.projections.folding import folded

LONE = UUID("0b0c2a52-6a4e-4c2c-8a55-2a5cb6b5a001")


def contacts_of(story: Story, stream: UUID = TRAJECTORY) -> list[ContactRow]:
    return list(rows(folded(story, stream)))


def a_lone_contact(day: str = "2026-03-02", **fields: Any) -> RegisterContact:
    return command(RegisterContact, day, stream=LONE, contact=a_form(**fields))


def the_contact(story: Story, stream: UUID = LONE) -> UUID:
    return story.last_fact(stream, ContactRegistered).id


def test_every_code_of_the_form_stands_in_the_row() -> None:
    form = a_form(
        "exit-pakke",
        handled_by=HandledBy.CULTURAL_MEDIATOR,
        community=Community.THAI,
        way_in=WayIn.OUTREACH,
        form=FormOfContact.TELEPHONE,
        wish=Wish.OUT,
        topics={Topic.HOUSING, Topic.DEBT},
        help_begun={HelpBegun.REFERRAL_KC},
        language=Language.THAI,
        card_shown=True,
        card_batch="A7",
    )
    story = given(command(RegisterContact, "2026-03-02", stream=LONE, contact=form))
    assert contacts_of(story, LONE) == [
        ContactRow(
            stream=LONE,
            event=the_contact(story),
            trajectory=None,
            occurred_on=date(2026, 3, 2),
            programme="exit-pakke",
            centre="socialcenter",
            handled_by="cultural-mediator",
            community="thai",
            way_in="outreach",
            form="telephone",
            wish="out",
            topics=["debt", "housing"],
            help_begun=["referral-kc"],
            language="thai",
            card_shown=True,
            card_batch="A7",
            follow_up=False,
        )
    ]


def test_a_visit_counts_each_of_its_contacts_and_not_itself() -> None:
    forms = tuple(a_form(language=language) for language in (Language.THAI, Language.DANISH, Language.THAI))
    visit = command(
        RegisterVisit, "2026-03-02", stream=LONE, programme="exit-prostitution", centre="socialcenter", contacts=forms
    )
    assert [row.language for row in contacts_of(given(visit), LONE)] == ["thai", "danish", "thai"]


def test_a_contact_that_became_a_trajectory_is_counted_once_where_it_was_registered() -> None:
    story = given(a_lone_contact())
    opening = command(
        OpenTrajectory,
        "2026-03-03",
        programme="exit-prostitution",
        centre="socialcenter",
        from_stream=LONE,
        from_contact=the_contact(story),
    )
    story.when(opening)
    assert [row.trajectory for row in contacts_of(story, LONE)] == [TRAJECTORY]
    assert contacts_of(story) == []


def test_a_follow_up_belongs_to_its_trajectory() -> None:
    story = given(opened("2026-03-02"), command(RegisterFollowUp, "2026-03-09", contact=a_form()))
    assert [(row.trajectory, row.follow_up) for row in contacts_of(story)] == [
        (TRAJECTORY, False),
        (TRAJECTORY, True),
    ]


def test_a_course_meeting_and_a_no_show_are_no_enquiries() -> None:
    appointment = uuid4()
    story = given(
        *a_trajectory_in_transition("2026-03-02"),
        command(RecordCtiContact, "2026-03-03", place=Place.OFFICE, party=Party.PERSON, form=MEETING, minutes=30),
        command(PlanAppointment, "2026-03-03", appointment=appointment, planned=on("2026-03-04")),
        command(RecordNoShow, "2026-03-04", appointment=appointment),
    )
    assert len(contacts_of(story)) == 1


def test_a_withdrawn_contact_is_not_counted() -> None:
    story = given(a_lone_contact())
    story.when(
        command(WithdrawFact, "2026-03-03", stream=LONE, event=the_contact(story), reason=WithdrawReason.VOIDED)
    )
    assert contacts_of(story, LONE) == []


def test_a_moved_contact_is_counted_once_on_its_new_trajectory() -> None:
    story = given(a_lone_contact(language=Language.THAI), opened("2026-03-02", contact=None))
    move = command(MoveContact, "2026-03-05", stream=LONE, event=the_contact(story), trajectory=TRAJECTORY)
    story.when(move)
    assert contacts_of(story, LONE) == []
    assert [(row.trajectory, row.language) for row in contacts_of(story)] == [(TRAJECTORY, "thai")]


def test_a_corrected_date_moves_a_contact_into_another_year() -> None:
    story = given(a_lone_contact("2026-01-02"))
    happened = Occurred(on=date(2025, 12, 30))
    story.when(command(CorrectDate, "2026-01-05", stream=LONE, event=the_contact(story), happened=happened))
    assert [row.occurred_on for row in contacts_of(story, LONE)] == [date(2025, 12, 30)]


def test_a_corrected_field_is_counted_as_corrected() -> None:
    story = given(a_lone_contact(language=Language.THAI))
    story.when(
        command(
            CorrectField,
            "2026-03-03",
            stream=LONE,
            event=the_contact(story),
            field="contact.language",
            value="danish",
        )
    )
    assert [row.language for row in contacts_of(story, LONE)] == ["danish"]
