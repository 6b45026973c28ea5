"""Passing information on, under a consent or without one. Source: domain section 4."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.agenda_item import ItemKind
from domain.commands.corrections import WithdrawFact
from domain.commands.course import CloseTrajectory
from domain.commands.identity import (
    DiscloseWithoutConsent,
    GiveConsent,
    SeeDisclosures,
    ShareInformation,
    WithdrawConsent,
)
from domain.events import Event
from domain.events.identity import DisclosureRecorded, DisclosureSeenByLeader
from domain.help_codes import ConsentForm, Information, LegalBasis, Purpose, Recipient
from domain.trajectory_codes import CloseReason, Role, WithdrawReason
from tests.domain.given import given, new_id
from tests.domain.help_story import due, due_days, folded
from tests.domain.samples import TRAJECTORY, command, opened

CONSENT = UUID("3d1c7f34-52a6-4a2e-8f07-1c5d3e0c8b71")
OPENED = opened("2026-03-02")
CLOSED = command(CloseTrajectory, "2026-04-01", reason=CloseReason.DEATH)
HOUSING = frozenset({Information.HOUSING})
HOUSING_AND_HEALTH = frozenset({Information.HOUSING, Information.HEALTH})
FAMILY = frozenset({Information.FAMILY})


def consented(**fields: Any) -> GiveConsent:
    filled: dict[str, Any] = {
        "consent": CONSENT,
        "information": HOUSING_AND_HEALTH,
        "sender": "sof",
        "receiver": "bif",
        "purpose": Purpose.APPLICATION,
        "form": ConsentForm.ORAL,
        "consequences_told": True,
        **fields,
    }
    return command(GiveConsent, "2026-03-02", **filled)


def shared(day: str = "2026-03-03", **fields: Any) -> ShareInformation:
    return command(ShareInformation, day, **{"information": HOUSING, "sender": "sof", "receiver": "bif", **fields})


def disclosed(day: str = "2026-03-06") -> DiscloseWithoutConsent:
    return command(
        DiscloseWithoutConsent,
        day,
        information=FAMILY,
        basis=LegalBasis.CHILD_NOTIFICATION,
        recipient=Recipient.CHILD_AUTHORITY,
    )


def seen(day: str = "2026-03-09", actor: str = "LED1") -> SeeDisclosures:
    return command(SeeDisclosures, day, actor=actor)


def test_what_a_consent_covers_may_be_shared_under_it() -> None:
    story = given(OPENED, consented()).when(shared())
    story.then(DisclosureRecorded(information=HOUSING, consent=CONSENT, receiver="bif"))
    assert due(story, ItemKind.DISCLOSURE) == []


def test_without_a_consent_nothing_is_shared() -> None:
    given(OPENED).when(shared()).refuses("sharing-not-covered")


@pytest.mark.parametrize(
    "fields",
    [
        {"information": frozenset({Information.HOUSING, Information.INCOME})},
        {"sender": "bif", "receiver": "sof"},
        {"receiver": "kc"},
        {"day": "2027-03-03"},
    ],
    ids=["more kinds", "the other way", "another receiver", "expired"],
)
def test_what_no_consent_in_force_covers_is_not_shared(fields: dict[str, Any]) -> None:
    given(OPENED, consented()).when(shared(**fields)).refuses("sharing-not-covered")


def test_two_consents_do_not_cover_together_what_neither_covers_alone() -> None:
    income = consented(consent=new_id(), information=frozenset({Information.INCOME}))
    both = frozenset({Information.HOUSING, Information.INCOME})
    given(OPENED, consented(), income).when(shared(information=both)).refuses("sharing-not-covered")


def test_withdrawal_stops_future_sharing_and_leaves_what_was_shared() -> None:
    withdrawn = command(WithdrawConsent, "2026-03-10", consent=CONSENT)
    story = given(OPENED, consented(), shared(), withdrawn)
    story.when(shared("2026-03-10")).refuses("sharing-not-covered")
    assert story.last_fact(TRAJECTORY, DisclosureRecorded).occurred.on == date(2026, 3, 3)


def test_sharing_with_somebody_unknown_is_refused() -> None:
    given(OPENED, consented()).when(shared(receiver="police")).refuses("unknown-party")
    given(OPENED, consented()).when(shared(sender="jobcenter")).refuses("unknown-party")


def test_within_one_administration_no_sharing_is_needed() -> None:
    given(OPENED, consented()).when(shared(receiver="sof")).refuses("no-sharing-needed")


def test_nothing_is_shared_from_a_closed_trajectory() -> None:
    given(OPENED, consented(), CLOSED).when(shared("2026-04-02")).refuses("trajectory-closed")


def test_sharing_or_disclosing_nothing_is_no_command() -> None:
    with pytest.raises(ValidationError):
        shared(information=frozenset())
    with pytest.raises(ValidationError):
        command(
            DiscloseWithoutConsent,
            "2026-03-06",
            information=frozenset(),
            basis=LegalBasis.ACUTE_DANGER,
            recipient=Recipient.POLICE,
        )


def test_a_disclosure_on_a_legal_basis_needs_no_consent_and_the_leader_is_told() -> None:
    story = given(OPENED).when(disclosed())
    story.then(
        DisclosureRecorded(
            information=FAMILY, basis=LegalBasis.CHILD_NOTIFICATION, recipient=Recipient.CHILD_AUTHORITY
        )
    )
    (item,) = due(story, ItemKind.DISCLOSURE)
    assert item.subject == story.last_fact(TRAJECTORY, DisclosureRecorded).id
    assert (item.due.on, item.role, item.worker) == (date(2026, 3, 9), Role.LEADER, None)


def test_a_disclosure_is_never_blocked_not_even_after_closing() -> None:
    story = given(OPENED, CLOSED).when(disclosed("2026-04-01")).then_types(DisclosureRecorded)
    assert due_days(story, ItemKind.DISCLOSURE) == [date(2026, 4, 7)]
    story.when(seen("2026-04-07")).then(DisclosureSeenByLeader())
    assert due(story, ItemKind.DISCLOSURE) == []


def test_a_disclosure_stays_due_until_a_leader_has_seen_it() -> None:
    story = given(OPENED, disclosed(), disclosed("2026-03-07"))
    assert len(due(story, ItemKind.DISCLOSURE)) == 2
    story.when(seen(actor="CTI1")).refuses("not-a-leader")
    story.when(seen()).then(DisclosureSeenByLeader())
    assert due(story, ItemKind.DISCLOSURE) == []


def test_a_disclosure_after_the_leader_looked_is_due_again() -> None:
    story = given(OPENED, disclosed(), seen(), disclosed("2026-03-10"))
    assert due_days(story, ItemKind.DISCLOSURE) == [date(2026, 3, 11)]


def test_a_leader_who_has_nothing_to_see_changes_nothing() -> None:
    given(OPENED).when(seen()).then()
    given(OPENED, disclosed(), seen()).when(seen("2026-03-10")).then()


def test_a_disclosure_recorded_in_error_is_no_longer_due() -> None:
    story = given(OPENED, disclosed())
    wrong = story.last_fact(TRAJECTORY, DisclosureRecorded)
    story.when(command(WithdrawFact, "2026-03-06", stream=TRAJECTORY, event=wrong.id, reason=WithdrawReason.VOIDED))
    assert due(story, ItemKind.DISCLOSURE) == []


STEPS: st.SearchStrategy[Event] = st.one_of(
    st.builds(DisclosureRecorded, information=st.just(FAMILY), basis=st.none() | st.sampled_from(LegalBasis)),
    st.just(DisclosureSeenByLeader()),
)


@examples(st.lists(STEPS, max_size=12))
def test_in_any_order_exactly_the_disclosures_after_the_last_look_are_unseen(steps: list[Event]) -> None:
    last_look = max((n for n, step in enumerate(steps) if isinstance(step, DisclosureSeenByLeader)), default=-1)
    after = [step for step in steps[last_look + 1 :] if isinstance(step, DisclosureRecorded) and step.basis]
    assert sum(not disclosure.seen for disclosure in folded(steps).disclosures) == len(after)
