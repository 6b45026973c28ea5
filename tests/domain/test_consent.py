"""Consent to share: what is valid, in force and covered, and when its end is warned of. Source: domain section 4."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda_item import Act, ItemKind
from domain.calendar import add_months
from domain.commands.corrections import WithdrawFact
from domain.commands.course import CloseTrajectory, ReopenTrajectory
from domain.commands.identity import GiveConsent, RenewConsent, WithdrawConsent
from domain.events import Event
from domain.events.clock import DeadlinePassed, ReminderGiven
from domain.events.course import TrajectoryClosed
from domain.events.identity import ConsentGiven, ConsentRenewed, ConsentWithdrawn
from domain.help_codes import ConsentForm, Information, Purpose
from domain.rules.consent import (
    consent_covers_hand_over,
    consent_in_force,
    consents_in_force,
    covering_consent,
    covers,
    latest_end,
)
from domain.trajectory.state import Consent
from domain.trajectory_codes import CloseReason, WithdrawReason
from tests.domain.given import Story, given, new_id, on
from tests.domain.help_story import act_days, due, due_days, fire, folded, some_id, timers
from tests.domain.samples import TRAJECTORY, command, opened

CONSENT = UUID("3d1c7f34-52a6-4a2e-8f07-1c5d3e0c8b71")
OPENED = opened("2026-03-02")
HOUSING = frozenset({Information.HOUSING})
HOUSING_AND_HEALTH = frozenset({Information.HOUSING, Information.HEALTH})
CLOSED = command(CloseTrajectory, "2026-04-01", reason=CloseReason.OWN_WISH)
REOPENED = command(ReopenTrajectory, "2026-04-02")


def given_consent(day: str = "2026-03-02", **fields: Any) -> GiveConsent:
    filled: dict[str, Any] = {
        "consent": CONSENT,
        "information": HOUSING_AND_HEALTH,
        "sender": "sof",
        "receiver": "kc",
        "purpose": Purpose.COORDINATED_HELP,
        "form": ConsentForm.WRITTEN,
        "consequences_told": True,
        **fields,
    }
    return command(GiveConsent, day, **filled)


def renewed(day: str, until: str | None = None, consent: UUID = CONSENT) -> RenewConsent:
    last = None if until is None else date.fromisoformat(until)
    return command(RenewConsent, day, consent=consent, until=last)


def withdrawn(day: str, consent: UUID = CONSENT) -> WithdrawConsent:
    return command(WithdrawConsent, day, consent=consent)


def the_consent(story: Story) -> Consent:
    return story.state(TRAJECTORY).consents[0]


def in_force(story: Story, day: str) -> list[UUID]:
    return [consent.id for consent in consents_in_force(story.state(TRAJECTORY), date.fromisoformat(day))]


def test_a_consent_lasts_a_year_unless_something_else_is_said() -> None:
    given(OPENED).when(given_consent()).then(
        ConsentGiven(
            consent=CONSENT,
            information=HOUSING_AND_HEALTH,
            sender="sof",
            receiver="kc",
            purpose=Purpose.COORDINATED_HELP,
            form=ConsentForm.WRITTEN,
            until=date(2027, 3, 2),
        )
    )


def test_a_consent_may_end_sooner() -> None:
    story = given(OPENED, given_consent(until=date(2026, 3, 2)))
    assert the_consent(story).until == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"information": frozenset()}, "general-consent"),
        ({"consequences_told": False}, "consequences-not-told"),
        ({"sender": "nobody"}, "unknown-party"),
        ({"receiver": "socialcenter"}, "unknown-party"),
        ({"sender": "kc"}, "not-two-parties"),
        ({"until": date(2027, 3, 3)}, "consent-too-long"),
        ({"until": date(2026, 3, 1)}, "consent-ends-before"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_an_invalid_consent_is_refused(fields: dict[str, Any], code: str) -> None:
    given(OPENED).when(given_consent(**fields)).refuses(code)


def test_a_consent_id_is_used_once() -> None:
    given(OPENED, given_consent()).when(given_consent("2026-03-03")).refuses("consent-exists")


def test_a_consent_is_in_force_from_its_first_day_to_its_last() -> None:
    story = given(OPENED, given_consent(until=date(2026, 3, 31)))
    assert in_force(story, "2026-03-01") == []
    assert in_force(story, "2026-03-02") == [CONSENT]
    assert in_force(story, "2026-03-31") == [CONSENT]
    assert in_force(story, "2026-04-01") == []


def test_a_withdrawn_consent_is_not_in_force_from_that_day_on() -> None:
    story = given(OPENED, given_consent()).when(withdrawn("2026-03-10"))
    story.then(ConsentWithdrawn(consent=CONSENT))
    assert in_force(story, "2026-03-09") == [CONSENT]
    assert in_force(story, "2026-03-10") == []


def test_a_consent_is_withdrawn_once() -> None:
    given(OPENED, given_consent(), withdrawn("2026-03-10")).when(withdrawn("2026-03-11")).refuses("consent-withdrawn")


def test_an_unknown_consent_is_neither_renewed_nor_withdrawn() -> None:
    given(OPENED).when(renewed("2026-03-10")).refuses("no-such-consent")
    given(OPENED).when(withdrawn("2026-03-10")).refuses("no-such-consent")


def test_an_expired_consent_is_neither_renewed_nor_withdrawn() -> None:
    story = given(OPENED, given_consent(until=date(2026, 3, 31)))
    story.when(renewed("2026-04-01")).refuses("consent-not-in-force")
    story.when(withdrawn("2026-04-01")).refuses("consent-not-in-force")


def test_a_consent_is_not_withdrawn_before_it_was_given() -> None:
    given(OPENED, given_consent("2026-03-03")).when(withdrawn("2026-03-02")).refuses("consent-not-in-force")


def test_a_renewal_counts_a_year_from_the_day_it_is_renewed() -> None:
    story = given(OPENED, given_consent()).when(renewed("2027-02-01"))
    story.then(ConsentRenewed(consent=CONSENT, until=date(2028, 2, 1)))
    assert in_force(story, "2028-02-01") == [CONSENT]


def test_a_renewal_is_neither_longer_than_a_year_nor_in_the_past() -> None:
    story = given(OPENED, given_consent())
    story.when(renewed("2026-06-01", "2027-06-02")).refuses("consent-too-long")
    story.when(renewed("2026-06-01", "2026-05-31")).refuses("consent-ends-before")


def test_a_withdrawn_consent_is_not_renewed() -> None:
    given(OPENED, given_consent(), withdrawn("2026-03-10")).when(renewed("2026-03-11")).refuses("consent-withdrawn")


def test_a_consent_ends_with_its_case() -> None:
    story = given(OPENED, given_consent(), CLOSED)
    assert in_force(story, "2026-04-01") == []
    story.when(withdrawn("2026-04-02")).refuses("consent-not-in-force")
    story.when(renewed("2026-04-02")).refuses("trajectory-closed")
    story.when(given_consent("2026-04-02", consent=new_id())).refuses("trajectory-closed")


def test_a_consent_that_ended_with_its_case_does_not_come_back_when_it_is_reopened() -> None:
    story = given(OPENED, given_consent(), CLOSED, REOPENED)
    assert in_force(story, "2026-04-03") == []
    story.when(renewed("2026-04-03")).refuses("consent-not-in-force")
    again = new_id()
    story.when(given_consent("2026-04-03", consent=again))
    assert in_force(story, "2026-04-03") == [again]
    assert [item.subject for item in due(story, ItemKind.CONSENT_END)] == [again]


def test_a_consent_stands_when_the_closing_is_withdrawn_as_an_error() -> None:
    story = given(OPENED, given_consent(), CLOSED)
    closing = story.last_fact(TRAJECTORY, TrajectoryClosed)
    story.when(command(WithdrawFact, "2026-04-02", stream=TRAJECTORY, event=closing.id, reason=WithdrawReason.VOIDED))
    assert in_force(story, "2026-04-02") == [CONSENT]


@pytest.mark.parametrize(
    ("information", "sender", "receiver", "day", "covered"),
    [
        (HOUSING, "sof", "kc", "2026-03-02", True),
        (HOUSING_AND_HEALTH, "sof", "kc", "2026-03-02", True),
        (frozenset({Information.HOUSING, Information.INCOME}), "sof", "kc", "2026-03-02", False),
        (HOUSING, "kc", "sof", "2026-03-02", False),
        (HOUSING, "sof", "reden", "2026-03-02", False),
        (HOUSING, "bif", "kc", "2026-03-02", False),
        (HOUSING, "sof", "kc", "2027-03-03", False),
    ],
)
def test_a_consent_covers_what_it_names_and_nothing_more(
    information: frozenset[Information], sender: str, receiver: str, day: str, covered: bool
) -> None:
    consent = the_consent(given(OPENED, given_consent()))
    assert covers(consent, information, sender, receiver, date.fromisoformat(day)) is covered


def test_of_two_consents_that_cover_a_sharing_the_newest_is_named() -> None:
    newer = new_id()
    story = given(OPENED, given_consent(), given_consent("2026-03-03", consent=newer))
    found = covering_consent(story.state(TRAJECTORY), HOUSING, "sof", "kc", date(2026, 3, 4))
    assert found is not None
    assert found.id == newer


def a_hand_over_consent(**fields: Any) -> GiveConsent:
    course = frozenset({Information.COURSE})
    return given_consent(**{"receiver": "bif", "purpose": Purpose.HAND_OVER, "information": course, **fields})


def allows_hand_over(story: Story, *, to: str = "bif", consent: UUID = CONSENT, day: date = date(2026, 3, 5)) -> bool:
    return consent_covers_hand_over(story.state(TRAJECTORY), consent, "sof", to, day)


def test_a_consent_to_a_hand_over_covers_it() -> None:
    story = given(OPENED, a_hand_over_consent())
    assert allows_hand_over(story)
    assert not allows_hand_over(story, consent=new_id())
    assert not allows_hand_over(story, to="sof")
    assert not allows_hand_over(story, day=date(2027, 3, 3))


@pytest.mark.parametrize(
    "fields",
    [{"purpose": Purpose.REFERRAL}, {"information": HOUSING}, {"receiver": "kc"}],
    ids=lambda f: next(iter(f)),
)
def test_a_consent_to_something_else_covers_no_hand_over(fields: dict[str, Any]) -> None:
    assert not allows_hand_over(given(OPENED, a_hand_over_consent(**fields)))


def test_a_consent_that_no_longer_stands_covers_no_hand_over() -> None:
    assert not allows_hand_over(given(OPENED, a_hand_over_consent(), withdrawn("2026-03-04")))
    closed = command(CloseTrajectory, "2026-03-04", reason=CloseReason.OWN_WISH)
    assert not allows_hand_over(given(OPENED, a_hand_over_consent(), closed))


def test_a_consents_end_is_warned_of_30_and_7_days_ahead_and_told_when_it_comes() -> None:
    story = given(OPENED, given_consent())
    assert due_days(story, ItemKind.CONSENT_END) == [date(2027, 3, 2)]
    assert act_days(story, ItemKind.CONSENT_END) == [
        (Act.REMIND, date(2027, 1, 31)),
        (Act.REMIND, date(2027, 2, 23)),
        (Act.NOTE_PASSED, date(2027, 3, 3)),
    ]
    month_ahead, week_ahead, expired = timers(story, ItemKind.CONSENT_END)
    fire(story, ItemKind.CONSENT_END).then(ReminderGiven(item=month_ahead))
    fire(story, ItemKind.CONSENT_END).then(ReminderGiven(item=week_ahead))
    fire(story, ItemKind.CONSENT_END).then(DeadlinePassed(item=expired))
    assert due(story, ItemKind.CONSENT_END) == []
    assert timers(story, ItemKind.CONSENT_END) == []


def test_a_short_consent_is_not_warned_of_before_it_was_given() -> None:
    story = given(OPENED, given_consent(until=date(2026, 3, 20)))
    assert act_days(story, ItemKind.CONSENT_END) == [
        (Act.REMIND, date(2026, 3, 13)),
        (Act.NOTE_PASSED, date(2026, 3, 21)),
    ]


def test_a_warning_that_would_come_as_the_consent_is_given_is_left_out() -> None:
    story = given(OPENED, given_consent(until=date(2026, 4, 1)))
    assert act_days(story, ItemKind.CONSENT_END)[0] == (Act.REMIND, date(2026, 3, 25))


def test_a_renewal_moves_the_warnings() -> None:
    story = given(OPENED, given_consent(until=date(2026, 4, 30)), renewed("2026-04-10", "2026-07-31"))
    (ending,) = due(story, ItemKind.CONSENT_END)
    assert (ending.due.on, ending.why.start) == (date(2026, 7, 31), on("2026-04-10"))
    assert act_days(story, ItemKind.CONSENT_END)[0] == (Act.REMIND, date(2026, 7, 1))


def test_a_withdrawn_consent_is_not_warned_of() -> None:
    story = given(OPENED, given_consent(), withdrawn("2026-03-10"))
    assert due(story, ItemKind.CONSENT_END) == []
    assert timers(story, ItemKind.CONSENT_END) == []


@pytest.mark.parametrize("until", [date(2027, 3, 2), date(2027, 3, 3)], ids=["as long", "longer"])
def test_a_consent_that_a_newer_one_takes_over_is_not_warned_of(until: date) -> None:
    newer = new_id()
    story = given(OPENED, given_consent(), given_consent("2026-03-03", consent=newer, until=until))
    assert [item.subject for item in due(story, ItemKind.CONSENT_END)] == [newer]


def test_a_consent_to_something_else_takes_nothing_over() -> None:
    others: tuple[dict[str, Any], ...] = (
        {"information": HOUSING},
        {"receiver": "reden"},
        {"purpose": Purpose.TREATMENT},
        {"until": date(2026, 5, 1)},
    )
    for fields in others:
        story = given(OPENED, given_consent(), given_consent("2026-03-03", consent=new_id(), **fields))
        assert len(due(story, ItemKind.CONSENT_END)) == 2


def test_a_closed_trajectorys_consents_are_not_warned_of() -> None:
    assert due(given(OPENED, given_consent(), CLOSED), ItemKind.CONSENT_END) == []


@examples(st.dates(date(2008, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_consent_given_for_its_longest_time_is_in_force_for_exactly_that_time(given_on: date, days: int) -> None:
    consent = Consent(
        CONSENT, HOUSING, "sof", "kc", Purpose.REFERRAL, ConsentForm.ORAL, on(given_on), latest_end(given_on)
    )
    day = given_on + timedelta(days=days)
    assert consent_in_force(consent, day) is (day <= add_months(given_on, 12))


IDS = st.integers(1, 3).map(some_id)
UNTIL = st.dates(date(2026, 1, 1), date(2027, 1, 1))
STEPS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        ConsentGiven,
        consent=IDS,
        information=st.just(HOUSING),
        sender=st.just("sof"),
        receiver=st.just("kc"),
        purpose=st.sampled_from(Purpose),
        form=st.sampled_from(ConsentForm),
        until=UNTIL,
    ),
    st.builds(ConsentRenewed, consent=IDS, until=UNTIL),
    st.builds(ConsentWithdrawn, consent=IDS),
)


@examples(st.lists(STEPS, max_size=12))
def test_steps_in_any_order_fold_to_known_consents_only(steps: list[Event]) -> None:
    known = {step.consent for step in steps if isinstance(step, ConsentGiven)}
    consents = folded(steps).consents
    assert {consent.id for consent in consents} == known
    assert len(consents) == len(known)


@examples(st.lists(STEPS, max_size=8), UNTIL)
def test_what_was_withdrawn_is_never_in_force_afterwards(steps: list[Event], day: date) -> None:
    for consent in folded(steps, day=lambda _: date(2026, 1, 1)).consents:
        assert not (consent.withdrawn and consent_in_force(consent, day))
