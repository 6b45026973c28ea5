"""Erasing what the vault holds: what bars it, what follows, and when it is final. Source: domain section 5."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from domain.base import CLOCK, SYSTEM
from domain.commands import Command
from domain.commands.contacts import GiveReturnCode, RegisterFollowUp
from domain.commands.corrections import WithdrawFact
from domain.commands.course import CloseTrajectory, PlaceHold, ReopenTrajectory
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import DeliverArchive, EraseVault, MakeErasureFinal
from domain.events.vault import ArchiveDelivered, ErasureMadeFinal, VaultErased
from domain.help_codes import IdentifiedBy
from domain.trajectory_codes import CloseReason, WithdrawReason
from domain.vault_codes import ErasureBasis, ErasureScope
from projections.boards import BOARDS
from tests.domain.given import given, new_id
from tests.domain.lawful import STEP, Given, told
from tests.domain.samples import TRAJECTORY, a_form, command, opened
from tests.projections.folding import folded

ERASURE = UUID(int=7)
OPENED = opened("2020-01-15")
CLOSED = command(CloseTrajectory, "2020-02-29", reason=CloseReason.OWN_WISH)
HELD = command(PlaceHold, "2020-03-01", actor="LED1")
MANIFEST = "a" * 64


def lifted(day: str = "2020-01-15", who: str = "CTI1") -> LiftAnonymity:
    return command(
        LiftAnonymity, day, actor=who, administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
    )


LIFTED = lifted()
KNOWN: tuple[Given, str, int] = (lifted, "CTI1", 0)


def erase(
    day: str,
    scope: ErasureScope = ErasureScope.IDENTITY,
    basis: ErasureBasis = ErasureBasis.PERSON_ASKED,
    *,
    erasure: UUID = ERASURE,
    final: str = "2030-01-01",
    actor: str = "LED1",
) -> EraseVault:
    return command(EraseVault, day, actor=actor, erasure=erasure, scope=scope, basis=basis, final=final)


def retention(day: str, **fields: str) -> EraseVault:
    return erase(day, ErasureScope.ALL, ErasureBasis.RETENTION, **fields)  # type: ignore[arg-type]


def a_measure_applied_for() -> Iterator[Command]:
    measure = new_id()
    yield command(ProposeMeasure, "2020-01-20", measure=measure, kind="cash-benefit")
    yield command(ApplyForMeasure, "2020-01-21", measure=measure)


def test_an_erasing_is_told_with_its_basis_and_its_final_day() -> None:
    given(OPENED, LIFTED).when(erase("2020-02-01")).then(
        VaultErased(
            erasure=ERASURE,
            scope=ErasureScope.IDENTITY,
            basis=ErasureBasis.PERSON_ASKED,
            final=date(2030, 1, 1),
        )
    )


def test_the_person_is_anonymous_again_once_the_identity_is_gone_and_can_be_known_anew() -> None:
    story = given(OPENED, LIFTED, erase("2020-02-01"))
    assert story.state(TRAJECTORY).is_anonymous
    story.when(LIFTED.model_copy(update={"command_id": new_id()})).then_types(type(story.events[0]))


def test_the_next_contact_after_an_erased_identity_is_taken_as_any() -> None:
    story = given(OPENED, LIFTED, erase("2020-02-01"))
    story.when(command(RegisterFollowUp, "2020-02-02", contact=a_form()))
    assert story.events
    assert story.state(TRAJECTORY).contacts == 2


def test_an_erasing_that_is_told_twice_is_told_once() -> None:
    given(OPENED, LIFTED, erase("2020-02-01")).when(erase("2020-02-01")).then()


@pytest.mark.parametrize("basis", ErasureBasis)
@pytest.mark.parametrize("scope", ErasureScope)
def test_nothing_is_erased_under_a_legal_hold(scope: ErasureScope, basis: ErasureBasis) -> None:
    given(OPENED, CLOSED, HELD).when(erase("2026-03-02", scope, basis)).refuses("erasing-on-hold")


@pytest.mark.parametrize("scope", [ErasureScope.IDENTITY, ErasureScope.ALL])
def test_an_identity_that_a_measure_rests_on_is_not_erased_because_somebody_wants_it(scope: ErasureScope) -> None:
    story = given(OPENED, LIFTED, *a_measure_applied_for())
    story.when(erase("2020-02-01", scope)).refuses("identity-in-use")
    story.when(erase("2020-02-01", scope, ErasureBasis.DE_IDENTIFIED)).refuses("identity-in-use")
    story.when(erase("2020-02-01", ErasureScope.NOTES)).then_types(VaultErased)


def test_an_identity_that_was_restricted_goes_when_its_retention_has_passed() -> None:
    story = given(OPENED, LIFTED, *a_measure_applied_for(), command(RestoreAnonymity, "2020-02-01"), CLOSED)
    assert story.state(TRAJECTORY).restricted
    story.when(retention("2025-03-01")).then_types(VaultErased)
    assert not story.state(TRAJECTORY).restricted
    assert story.state(TRAJECTORY).is_anonymous


def test_an_identity_that_is_somebody_else_s_goes_though_a_measure_rests_on_it() -> None:
    story = given(OPENED, LIFTED, *a_measure_applied_for())
    story.when(erase("2020-02-01", basis=ErasureBasis.WRONG_TRAJECTORY)).then_types(VaultErased)


def test_retention_erases_all_and_not_a_day_before_it_has_passed() -> None:
    story = given(OPENED, CLOSED)
    story.when(retention("2025-02-28")).refuses("erasing-basis-does-not-fit")
    story.when(erase("2025-03-01", basis=ErasureBasis.RETENTION)).refuses("erasing-basis-does-not-fit")
    story.when(retention("2025-03-01")).then_types(VaultErased)


def test_an_open_trajectory_has_no_retention_that_could_have_passed() -> None:
    given(OPENED).when(retention("2029-03-01")).refuses("erasing-basis-does-not-fit")


def test_anonymous_notes_are_those_of_somebody_who_was_never_known() -> None:
    notes = erase("2020-08-01", ErasureScope.NOTES, ErasureBasis.ANONYMOUS_NOTES)
    given(OPENED).when(notes).then_types(VaultErased)
    given(OPENED, LIFTED).when(notes).refuses("erasing-basis-does-not-fit")
    given(OPENED, LIFTED, command(RestoreAnonymity, "2020-02-01")).when(notes).refuses("erasing-basis-does-not-fit")
    early = erase("2020-07-15", ErasureScope.NOTES, ErasureBasis.ANONYMOUS_NOTES)
    given(OPENED).when(early).refuses("erasing-basis-does-not-fit")


def test_an_erasing_is_not_final_before_it_happened() -> None:
    given(OPENED, LIFTED).when(erase("2020-02-01", final="2020-01-31")).refuses("erasing-final-too-early")


def test_what_the_vault_has_done_already_is_told_though_a_hold_came_in_between() -> None:
    given(OPENED, CLOSED, HELD).when(erase("2020-03-02", actor=SYSTEM)).then_types(VaultErased)


def test_an_erasing_is_made_final_once_and_not_before_its_day() -> None:
    story = given(OPENED, LIFTED, erase("2020-02-01", final="2020-03-08"))
    final = [command(MakeErasureFinal, day, actor=CLOCK, erasure=ERASURE) for day in ("2020-03-07", "2020-03-08")]
    story.when(final[0]).refuses("erasing-not-final-yet")
    story.when(final[1]).then(ErasureMadeFinal(erasure=ERASURE))
    assert [known.is_final for known in story.state(TRAJECTORY).erasures] == [True]
    story.when(final[1]).then()
    story.when(command(MakeErasureFinal, "2020-03-09", erasure=new_id())).refuses("no-such-erasure")


def test_a_return_code_goes_with_all_and_stays_with_an_identity() -> None:
    code = command(GiveReturnCode, "2020-01-15")
    assert given(OPENED, LIFTED, code, erase("2020-02-01")).state(TRAJECTORY).code_given
    assert not given(OPENED, code, erase("2020-02-01", ErasureScope.ALL)).state(TRAJECTORY).code_given


def test_a_closed_trajectory_is_delivered_to_the_archive_and_anew_after_a_reopening() -> None:
    delivery = command(DeliverArchive, "2020-03-01", actor=CLOCK, manifest=MANIFEST)
    given(OPENED).when(delivery).refuses("not-for-the-archive-yet")
    story = given(OPENED, CLOSED).when(delivery)
    story.then(ArchiveDelivered(manifest=MANIFEST))
    assert story.state(TRAJECTORY).archived == MANIFEST
    story.when(delivery).then()
    story.when(command(ReopenTrajectory, "2020-03-05"))
    assert story.state(TRAJECTORY).archived is None


def test_a_certificate_is_neither_withdrawn_nor_set_to_another_day() -> None:
    story = given(OPENED, LIFTED, erase("2020-02-01"))
    fact = story.last_fact(TRAJECTORY, VaultErased)
    story.when(
        command(WithdrawFact, "2020-02-02", stream=TRAJECTORY, event=fact.id, reason=WithdrawReason.VOIDED)
    ).refuses("not-correctable")


def test_a_reopened_trajectory_is_deleted_anew_after_its_next_closing_even_on_the_same_day() -> None:
    story = given(OPENED, CLOSED, retention("2025-03-01"))
    assert not story.agenda(TRAJECTORY).timers
    for step in (ReopenTrajectory, CloseTrajectory):
        fields = {"reason": CloseReason.OWN_WISH} if step is CloseTrajectory else {}
        story.when(command(step, "2025-03-01", **fields))
        assert story.events
    assert [item.due.isoformat() for item in story.agenda(TRAJECTORY).timers] == ["2030-01-30", "2030-03-01"]


def replaced(row: Any, values: dict[str, bool]) -> object:
    return row._replace(**values)


@examples(st.lists(STEP, max_size=15), st.booleans(), st.sampled_from([ErasureScope.IDENTITY, ErasureScope.NOTES]))
def test_boards_show_the_same_before_and_after_an_identity_or_notes_are_erased(
    steps: list[tuple[Given, str, int]], known: bool, scope: ErasureScope
) -> None:
    """Only that the person is anonymous again is shown, and the history has one line more."""
    story = told([KNOWN, *steps] if known else steps)
    before = {board.name: list(board.rows(folded(story))) for board in BOARDS}
    active = story.state(TRAJECTORY).last_activity
    day = max(fact.occurred.on for fact in story.state(TRAJECTORY).facts) + timedelta(days=1)
    story.when(erase(day.isoformat(), scope, ErasureBasis.WRONG_TRAJECTORY, final="2199-01-01"))
    after = {board.name: list(board.rows(folded(story))) for board in BOARDS}
    assert story.state(TRAJECTORY).last_activity == active, "it cuts no silence short"
    history = "history"
    assert after[history][: len(before[history])] == before[history]
    for name in before.keys() - {history}:
        anonymous = {"anonymous": True} if name == "caseload" and scope is ErasureScope.IDENTITY else {}
        assert after[name] == [replaced(row, anonymous) for row in before[name]]
