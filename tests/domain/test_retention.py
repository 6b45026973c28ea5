"""How long what the vault holds is kept, and that nothing is erased unwarned. Source: domain section 5."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.agenda_item import ItemKind
from domain.breach_codes import BreachCause, BreachOutcome
from domain.calendar import start_of_day
from domain.commands.breach import AssessBreach, ReportPossibleBreach
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import CloseTrajectory, LiftHold, PlaceHold, ReopenTrajectory
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import EraseVault
from domain.erasure_ids import BASES, basis_of, erasure_of, told_by
from domain.events.reference import TimingDefined
from domain.help_codes import IdentifiedBy
from domain.reference.definitions import Timing
from domain.rules.retention import Retained, erasures_due, erasures_warned, retained
from domain.trajectory_codes import CloseReason
from domain.vault import Ages
from domain.vault_codes import ErasureBasis, ErasureScope
from tests.domain.given import Story, given, new_id
from tests.domain.help_story import acting, timers
from tests.domain.samples import CATALOGUE, DEFINITIONS, TRAJECTORY, a_form, catalogue_of, command, opened

OPENED = opened("2020-01-15")
LIFTED = command(
    LiftAnonymity, "2020-01-15", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
)
CLOSED = command(CloseTrajectory, "2020-02-29", reason=CloseReason.OWN_WISH)
WARNING = date(2025, 1, 29)
DUE = date(2025, 2, 28)


def due_at(story: Story, now: datetime) -> list[tuple[ErasureBasis, date]]:
    found = erasures_due(story.state(TRAJECTORY), now, story.catalogue)
    return [(one.basis, one.due.on) for one in found]


def warned_at(story: Story, day: date) -> list[tuple[ErasureBasis, date]]:
    found = erasures_warned(story.state(TRAJECTORY), start_of_day(day), story.catalogue)
    return [(one.basis, one.due.on) for one in found]


def warned(story: Story, at: datetime) -> Story:
    """Let the clock warn of the deletion, at its instant or later."""
    return story.when(acting(timers(story, ItemKind.DELETION)[0]), now=at)


def test_all_is_erased_when_the_retention_of_a_programme_has_passed_since_the_closing() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    last_moment = start_of_day(date(2025, 3, 1)) - timedelta(seconds=1)
    assert due_at(story, last_moment) == []
    assert due_at(story, last_moment + timedelta(seconds=1)) == [(ErasureBasis.RETENTION, DUE)]


def test_nothing_is_erased_before_its_warning_has_stood_its_time() -> None:
    story = given(OPENED, LIFTED, CLOSED)
    late = datetime(2027, 6, 1, 12, tzinfo=UTC)
    assert due_at(story, late) == []
    warned(story, late)
    assert due_at(story, late + timedelta(days=29)) == []
    assert due_at(story, late + timedelta(days=32)) == [(ErasureBasis.RETENTION, DUE)]


def test_a_municipality_that_does_not_warn_erases_on_the_day() -> None:
    catalogue = catalogue_of(*DEFINITIONS, TimingDefined(definition=Timing(code=ItemKind.DELETION, remind=())))
    story = given(OPENED, LIFTED, CLOSED, catalogue=catalogue)
    assert due_at(story, start_of_day(date(2025, 3, 1))) == [(ErasureBasis.RETENTION, DUE)]


def test_a_legal_hold_stops_it_and_lifting_the_hold_lets_it_go_on() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    story.when(command(PlaceHold, "2025-02-10", actor="LED1"))
    assert due_at(story, start_of_day(date(2026, 1, 1))) == []
    assert retained(story.state(TRAJECTORY), CATALOGUE) == ()
    lifted = start_of_day(date(2025, 12, 2))
    story.when(command(LiftHold, "2025-12-01", actor="LED1"), now=lifted)
    assert due_at(warned(story, lifted), start_of_day(date(2026, 1, 2))) == [(ErasureBasis.RETENTION, DUE)]


def test_what_was_warned_of_before_a_hold_is_warned_of_anew_after_it() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    story.when(command(PlaceHold, "2025-02-10", actor="LED1"))
    lifted = start_of_day(date(2025, 12, 2))
    story.when(command(LiftHold, "2025-12-01", actor="LED1"), now=lifted)
    assert due_at(story, lifted + timedelta(days=60)) == []
    warned(story, lifted)
    assert due_at(story, lifted + timedelta(days=29)) == []
    assert due_at(story, lifted + timedelta(days=31)) == [(ErasureBasis.RETENTION, DUE)]


def test_nothing_is_erased_by_time_while_a_possible_breach_is_to_be_assessed() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    breach, late = new_id(), start_of_day(date(2026, 1, 1))
    story.when(command(ReportPossibleBreach, "2025-02-20", breach=breach, cause=BreachCause.WRONG_TRAJECTORY))
    assert due_at(story, late) == []
    outcome = BreachOutcome.NO_BREACH
    story.when(command(AssessBreach, "2025-02-21", actor="LED1", breach=breach, outcome=outcome))
    assert due_at(story, late) == [(ErasureBasis.RETENTION, DUE)]
    anonymous = given(OPENED)
    anonymous.when(command(ReportPossibleBreach, "2020-02-20", breach=breach, cause=BreachCause.WRONG_TRAJECTORY))
    assert due_at(anonymous, late) == []


def test_the_day_of_the_newest_note_counts_as_a_contact() -> None:
    state = given(OPENED).state(TRAJECTORY)
    (kept,) = retained(state, CATALOGUE, Ages(newest_note=date(2020, 7, 14)))
    assert (kept.basis, kept.due.on) == (ErasureBasis.ANONYMOUS_NOTES, date(2021, 1, 14))
    (earlier,) = retained(state, CATALOGUE, Ages(newest_note=date(2019, 12, 1)))
    assert earlier.due.on == date(2020, 7, 15)


def test_an_identity_of_one_who_was_never_lifted_goes_after_a_day_and_a_second_one_too() -> None:
    written = datetime(2020, 2, 3, 12, tzinfo=UTC)
    story = given(OPENED)
    first = left_behind(story, written)
    assert (first.scope, first.due.at) == (ErasureScope.IDENTITY, written + timedelta(days=1))
    story.when(
        command(
            EraseVault,
            "2020-02-05",
            erasure=first.erasure(TRAJECTORY),
            scope=ErasureScope.IDENTITY,
            basis=ErasureBasis.DE_IDENTIFIED,
            final="2020-04-06",
        )
    )
    assert left_behind(story, written).erasure(TRAJECTORY) != first.erasure(TRAJECTORY)
    story.when(LIFTED.model_copy(update={"command_id": new_id()}))
    assert ErasureBasis.DE_IDENTIFIED not in {
        one.basis for one in retained(story.state(TRAJECTORY), CATALOGUE, Ages(identity=written))
    }


def left_behind(story: Story, written: datetime) -> Retained:
    """Return the one thing that is due because an identity was left behind."""
    found = retained(story.state(TRAJECTORY), CATALOGUE, Ages(identity=written))
    return next(one for one in found if one.basis is ErasureBasis.DE_IDENTIFIED)


def test_a_reopening_cancels_it() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    story.when(command(ReopenTrajectory, "2025-02-10"))
    assert due_at(story, start_of_day(date(2026, 1, 1))) == []


def test_what_is_erased_once_is_not_due_again() -> None:
    story = warned(given(OPENED, LIFTED, CLOSED), start_of_day(WARNING))
    story.when(
        command(
            EraseVault,
            "2025-03-01",
            erasure=new_id(),
            scope=ErasureScope.ALL,
            basis=ErasureBasis.RETENTION,
            final="2025-04-06",
        )
    )
    assert retained(story.state(TRAJECTORY), CATALOGUE) == ()


def test_anonymous_notes_are_kept_six_months_after_the_last_contact() -> None:
    story = given(OPENED, command(RegisterFollowUp, "2020-03-31", contact=a_form()))
    assert due_at(story, start_of_day(date(2020, 10, 1)) - timedelta(seconds=1)) == []
    assert due_at(story, start_of_day(date(2020, 10, 1))) == [(ErasureBasis.ANONYMOUS_NOTES, date(2020, 9, 30))]
    story.when(command(RegisterFollowUp, "2020-09-29", contact=a_form()))
    assert due_at(story, start_of_day(date(2020, 10, 1))) == []


def test_notes_written_after_an_erasing_are_kept_as_long_again() -> None:
    story = given(OPENED)
    story.when(
        command(
            EraseVault,
            "2020-07-16",
            erasure=new_id(),
            scope=ErasureScope.NOTES,
            basis=ErasureBasis.ANONYMOUS_NOTES,
            final="2020-09-01",
        )
    )
    assert [one.due.on for one in retained(story.state(TRAJECTORY), CATALOGUE)] == [date(2021, 1, 16)]


def test_notes_of_somebody_who_was_known_are_kept_with_all_the_rest() -> None:
    story = given(OPENED, LIFTED, CLOSED)
    assert [one.basis for one in retained(story.state(TRAJECTORY), CATALOGUE)] == [ErasureBasis.RETENTION]


def test_an_erasing_is_warned_of_thirty_days_ahead() -> None:
    story = given(OPENED)
    assert warned_at(story, date(2020, 6, 14)) == []
    assert warned_at(story, date(2020, 6, 15)) == [(ErasureBasis.ANONYMOUS_NOTES, date(2020, 7, 15))]
    known = given(OPENED, LIFTED, CLOSED)
    assert warned_at(known, WARNING - timedelta(days=1)) == []
    assert warned_at(known, WARNING) == [(ErasureBasis.RETENTION, DUE)]


def test_the_id_of_an_erasing_is_the_same_each_night_and_tells_its_basis() -> None:
    story = given(OPENED, CLOSED)
    first, second = (retained(story.state(TRAJECTORY), CATALOGUE) for _ in range(2))
    assert [one.erasure(TRAJECTORY) for one in first] == [one.erasure(TRAJECTORY) for one in second]
    assert [basis_of(one.erasure(TRAJECTORY)) for one in first] == [one.basis for one in first]
    assert len({one.erasure(TRAJECTORY) for one in first}) == 2


def test_every_basis_has_a_digit_of_its_own() -> None:
    assert set(BASES) == set(ErasureBasis)
    sent = UUID("5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c2f")
    assert [basis_of(told_by(basis, sent)) for basis in BASES] == list(BASES)
    assert [basis_of(erasure_of(sent, basis)) for basis in BASES] == list(BASES)
    assert basis_of(sent) is ErasureBasis.PERSON_ASKED


def test_an_identity_goes_once_its_person_is_anonymous_again_and_not_under_a_hold() -> None:
    story = given(OPENED, LIFTED, command(RestoreAnonymity, "2020-02-01"))
    tonight = start_of_day(date(2020, 2, 2))
    assert due_at(story, tonight) == [(ErasureBasis.DE_IDENTIFIED, date(2020, 2, 1))]
    (first,) = retained(story.state(TRAJECTORY), CATALOGUE)
    assert basis_of(first.erasure(TRAJECTORY)) is ErasureBasis.DE_IDENTIFIED
    story.when(command(PlaceHold, "2020-02-01", actor="LED1"))
    assert due_at(story, tonight) == []
    story.when(command(LiftHold, "2020-02-01", actor="LED1"))
    story.when(LIFTED.model_copy(update={"command_id": new_id()}))
    assert due_at(story, tonight) == []
    story.when(command(RestoreAnonymity, "2020-02-01"))
    (second,) = retained(story.state(TRAJECTORY), CATALOGUE)
    assert first.erasure(TRAJECTORY) != second.erasure(TRAJECTORY), "what was written since is erased as well"
