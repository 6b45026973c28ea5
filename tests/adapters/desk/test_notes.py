"""Notes are warned of before they are kept; what lies on the wrong trajectory is moved or shredded, and reported."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from adapters.desk.answers import Kept, Warned
from adapters.desk.desk import Desk
from adapters.desk.refusals import (
    NOTE_EMPTY,
    NOTE_HAS_A_DAY,
    NOTE_KEPT_OTHERWISE,
    NOTE_SEALED,
    NOTHING_CHOSEN,
    SAME_TRAJECTORY,
    TARGET_HOLDS_IT,
)
from adapters.erasing.ledger import NotedTaking
from adapters.erasing.wiring import ledger_of
from adapters.web.controlling import extract_for, sample_for
from domain import refusals
from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import Sample
from domain.access.refusals import ACCESS_RESTRICTED, ANONYMOUS_TO_YOU, NOT_YOURS, STEP_UP_NEEDED
from domain.breach_codes import BreachCause
from domain.commands.course import PlaceHold
from domain.handler import Accepted
from domain.note_warnings import NoteWarning
from domain.rules.erasing import BASIS_DOES_NOT_FIT, IDENTITY_IN_USE, ON_HOLD
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role
from domain.vault import Contents, ErasedVault, Note
from domain.vault_codes import ErasureBasis, ErasureScope, VaultField
from tests.adapters.desk.office import NAME, Office
from tests.domain.access.records import NOW, id_of, restricted
from tests.domain.samples import command

CASEWORK = AccessPurpose.CASEWORK
RESTRICTED = id_of("own-restricted")
OWN, LIFTED, COLLEAGUE = id_of("own"), id_of("own-lifted"), id_of("colleague")
DAY = NOW.date()


def note(text: str) -> Note:
    return Note(uuid4(), DAY, text)


@pytest.fixture
def desk(town: Office) -> Desk:
    return town.desk(Role.CTI_WORKER)


async def texts(desk: Desk, trajectory: UUID = OWN) -> list[str]:
    found = await desk.read(trajectory, [VaultField.NOTE], CASEWORK)
    assert isinstance(found, Contents)
    return [one.text for one in found.notes]


async def state_of(town: Office, trajectory: UUID) -> Trajectory:
    return await town.services.handler.trajectory(trajectory)


async def test_a_note_that_seems_to_hold_a_number_is_kept_only_when_it_is_confirmed(desk: Desk) -> None:
    wanted = note("Ring på 22334455, cpr 010180-1234.")
    assert await desk.add_note(OWN, wanted, CASEWORK) == Warned((NoteWarning.CPR, NoteWarning.TELEPHONE))
    assert await texts(desk) == []
    assert await desk.add_note(OWN, wanted, CASEWORK, confirmed=True) == Kept()
    assert await texts(desk) == [wanted.text]


async def test_a_note_is_signed_by_who_wrote_it_and_not_by_whom_it_says(desk: Desk) -> None:
    await desk.add_note(OWN, Note(uuid4(), DAY, "Talte om bolig.", "LED1"), CASEWORK)
    found = await desk.read(OWN, [VaultField.NOTE], CASEWORK)
    assert isinstance(found, Contents)
    assert [(one.written_by, one.written) for one in found.notes] == [("CTI1", NOW)]


async def test_an_empty_note_is_refused_and_a_sent_one_is_kept_once(desk: Desk) -> None:
    wanted = note("Talte om bolig.")
    assert await desk.add_note(OWN, note(" \n"), CASEWORK) == NOTE_EMPTY
    answers = [await desk.add_note(OWN, wanted, CASEWORK) for _ in range(2)]
    assert answers == [Kept(), Kept()]
    other = Note(wanted.id, DAY, "Noget andet.")
    assert await desk.add_note(OWN, other, CASEWORK) == NOTE_KEPT_OTHERWISE
    assert await texts(desk) == ["Talte om bolig."]


async def test_a_note_is_about_a_day_that_has_come_and_is_no_field(desk: Desk) -> None:
    tomorrow = Note(uuid4(), DAY + timedelta(days=1), "Talte om bolig.")
    assert await desk.add_note(OWN, tomorrow, CASEWORK) == refusals.IN_THE_FUTURE
    assert await desk.write(OWN, {VaultField.NOTE: "Talte om bolig."}, CASEWORK) == NOTE_HAS_A_DAY
    assert await texts(desk) == []


async def test_who_may_not_write_a_note_gets_no_warning_about_it(desk: Desk) -> None:
    assert await desk.add_note(COLLEAGUE, note("010180-1234"), CASEWORK) == NOT_YOURS


async def test_a_note_on_the_wrong_trajectory_is_moved_and_a_possible_breach_reported(
    town: Office, desk: Desk
) -> None:
    wrong, sent = note("Talte om bolig."), uuid4()
    await desk.add_note(OWN, wrong, CASEWORK)
    for _ in range(2):
        moved = await desk.move(OWN, LIFTED, [], [wrong.id], command_id=sent)
        assert isinstance(moved, Accepted)
    assert await texts(desk) == []
    assert await texts(desk, LIFTED) == ["Talte om bolig."]
    breaches = [(one.cause, one.assessed) for one in (await state_of(town, OWN)).breaches]
    assert breaches == [(BreachCause.WRONG_TRAJECTORY, None)]
    assert not (await state_of(town, LIFTED)).breaches


async def test_nothing_is_moved_to_where_one_may_not_write_it(town: Office, desk: Desk) -> None:
    wrong = note("Talte om bolig.")
    await desk.add_note(OWN, wrong, CASEWORK)
    await desk.write(LIFTED, NAME, CASEWORK)
    assert await desk.move(OWN, COLLEAGUE, [], [wrong.id], command_id=uuid4()) == NOT_YOURS
    assert await desk.move(OWN, uuid4(), [], [wrong.id], command_id=uuid4()) == refusals.NO_SUCH_TRAJECTORY
    assert await desk.move(LIFTED, OWN, [VaultField.NAME], [], command_id=uuid4()) == ANONYMOUS_TO_YOU
    assert await desk.move(OWN, OWN, [], [wrong.id], command_id=uuid4()) == SAME_TRAJECTORY
    assert await desk.move(OWN, LIFTED, [], [], command_id=uuid4()) == NOTHING_CHOSEN
    assert await texts(desk) == ["Talte om bolig."]
    assert not (await state_of(town, OWN)).breaches


async def test_moving_opens_nothing_that_is_shut(town: Office, desk: Desk) -> None:
    await town.desk(Role.LEADER, code="LED1").write(RESTRICTED, NAME, CASEWORK)
    for refused in (
        await desk.move(RESTRICTED, LIFTED, [VaultField.NAME], [], command_id=uuid4()),
        await desk.shred(RESTRICTED, [VaultField.NAME], [], command_id=uuid4()),
    ):
        assert refused == ACCESS_RESTRICTED
    assert await desk.move(OWN, LIFTED, [VaultField.NOTE], [], command_id=uuid4()) == NOTHING_CHOSEN
    assert await town.stored(RESTRICTED) == ["name"]


async def test_a_note_from_before_the_lifting_is_not_read_by_moving_it_nor_shredded(town: Office, desk: Desk) -> None:
    before, on_the_day = Note(uuid4(), DAY - timedelta(days=1), "Talte om bolig."), note("Talte om gæld.")
    for one in (before, on_the_day):
        await desk.add_note(LIFTED, one, CASEWORK)
    assert await texts(desk, LIFTED) == ["Talte om gæld."]
    assert await desk.move(LIFTED, OWN, [], [before.id, on_the_day.id], command_id=uuid4()) == NOTE_SEALED
    assert await desk.shred(LIFTED, [], [before.id], command_id=uuid4()) == NOTE_SEALED
    assert await town.notes(LIFTED) == 2
    assert (await town.outcomes(Action.MOVE, LIFTED))[-1] is AccessOutcome.REFUSED
    assert isinstance(await desk.move(LIFTED, OWN, [], [on_the_day.id], command_id=uuid4()), Accepted)
    assert await texts(desk) == ["Talte om gæld."]


async def test_the_person_and_the_sample_are_told_of_a_note_and_not_its_id(town: Office, desk: Desk) -> None:
    kept = note("Talte om bolig.")
    await desk.add_note(OWN, kept, CASEWORK)
    leader = town.desk(Role.LEADER, code="LED1")
    extract, sample = await extract_for(leader, OWN), await sample_for(leader, DAY.replace(day=1))
    assert isinstance(extract, tuple)
    assert isinstance(sample, Sample)
    told = [one.fields for one in extract] + [one.fields for one in sample.entries]
    assert ("note",) in told
    assert str(kept.id) not in {field for fields in told for field in fields}


async def test_under_a_legal_hold_nothing_is_moved_shredded_or_emptied(town: Office, desk: Desk) -> None:
    wrong, removed = note("Talte om bolig."), {VaultField.CALL_NAME: ""}
    await desk.add_note(OWN, wrong, CASEWORK)
    await desk.write(OWN, {VaultField.CALL_NAME: "M"}, CASEWORK)
    await town.told(command(PlaceHold, str(DAY), trajectory=OWN, actor="LED1"))
    assert await desk.shred(OWN, [VaultField.CALL_NAME], [wrong.id], command_id=uuid4()) == ON_HOLD
    assert await desk.move(OWN, LIFTED, [], [wrong.id], command_id=uuid4()) == ON_HOLD
    assert await desk.write(OWN, removed, CASEWORK) == ON_HOLD
    assert await desk.write(OWN, {VaultField.CALL_NAME: "N"}, CASEWORK) == Kept()
    assert await town.stored(OWN) == ["call-name"]
    assert await texts(desk) == ["Talte om bolig."]
    assert not (await state_of(town, OWN)).breaches


async def test_an_identity_that_a_measure_rests_on_is_corrected_and_not_emptied_and_shredded_as_somebody_elses(
    town: Office, desk: Desk
) -> None:
    await desk.write(LIFTED, {**NAME, VaultField.CALL_NAME: "M"}, CASEWORK)
    *measure, _ = restricted(LIFTED)
    await town.told(*measure)
    assert await desk.write(LIFTED, {VaultField.NAME: " "}, CASEWORK) == IDENTITY_IN_USE
    assert await town.outcomes(Action.ERASE, LIFTED) == [AccessOutcome.REFUSED]
    assert await desk.write(LIFTED, {VaultField.NAME: "Maren T", VaultField.CALL_NAME: "N"}, CASEWORK) == Kept()
    assert await desk.write(LIFTED, {VaultField.CALL_NAME: ""}, CASEWORK) == Kept()
    assert await town.stored(LIFTED) == ["name"]
    assert isinstance(await desk.shred(LIFTED, [VaultField.NAME], [], command_id=uuid4()), Accepted)
    assert await town.stored(LIFTED) == []


async def test_to_shred_one_logs_in_anew_and_to_move_one_does_not(town: Office, desk: Desk) -> None:
    wrong, tired = note("Talte om bolig."), town.desk(Role.CTI_WORKER, stepped_up=NOW - timedelta(minutes=16))
    await desk.add_note(OWN, wrong, CASEWORK)
    assert await tired.shred(OWN, [], [wrong.id], command_id=uuid4()) == STEP_UP_NEEDED
    assert await town.outcomes(Action.ERASE, OWN) == [AccessOutcome.REFUSED]
    assert await texts(desk) == ["Talte om bolig."]
    assert isinstance(await tired.move(OWN, LIFTED, [], [wrong.id], command_id=uuid4()), Accepted)


async def test_what_the_right_trajectory_holds_already_is_not_overwritten(town: Office, desk: Desk) -> None:
    for trajectory in (OWN, LIFTED):
        await desk.write(trajectory, {VaultField.CALL_NAME: str(trajectory)}, CASEWORK)
    moved = await desk.move(OWN, LIFTED, [VaultField.CALL_NAME], [], command_id=uuid4())
    assert moved == TARGET_HOLDS_IT
    found = await desk.read(LIFTED, [VaultField.CALL_NAME], CASEWORK)
    assert found == Contents({VaultField.CALL_NAME: str(LIFTED)})


async def test_an_identity_on_the_wrong_trajectory_is_shredded_and_a_possible_breach_reported(
    town: Office, desk: Desk
) -> None:
    await desk.write(LIFTED, {**NAME, VaultField.PHONE: "22334455"}, CASEWORK)
    assert isinstance(await desk.shred(LIFTED, [VaultField.NAME], [], command_id=uuid4()), Accepted)
    assert await town.stored(LIFTED) == ["phone"]
    assert [one.cause for one in (await state_of(town, LIFTED)).breaches] == [BreachCause.WRONG_TRAJECTORY]
    assert set(await town.outcomes(Action.MOVE, LIFTED)) == {AccessOutcome.ALLOWED}


async def test_a_leader_erases_what_is_asked_for_and_nobody_else_does(town: Office, desk: Desk) -> None:
    leader = town.desk(Role.LEADER, code="LED1")
    await desk.write(LIFTED, {**NAME, VaultField.CALL_NAME: "M"}, CASEWORK)
    scope, asked = ErasureScope.IDENTITY, ErasureBasis.PERSON_ASKED
    assert await desk.erase(LIFTED, scope, asked, command_id=uuid4()) == refusals.NOT_A_LEADER
    erased = await leader.erase(LIFTED, scope, asked, command_id=uuid4())
    assert isinstance(erased, ErasedVault)
    assert erased.final > DAY
    assert await town.stored(LIFTED) == ["call-name"]
    assert [one.id for one in (await state_of(town, LIFTED)).erasures] == [erased.erasure]
    assert not (await state_of(town, LIFTED)).breaches


@pytest.mark.parametrize("basis", [ErasureBasis.RETENTION, ErasureBasis.ANONYMOUS_NOTES, ErasureBasis.DE_IDENTIFIED])
async def test_people_do_not_say_that_time_has_passed_or_that_somebody_is_anonymous_again(
    town: Office, desk: Desk, basis: ErasureBasis
) -> None:
    await desk.write(OWN, {VaultField.CALL_NAME: "M"}, CASEWORK)
    leader = town.desk(Role.LEADER, code="LED1")
    for scope in ErasureScope:
        assert await leader.erase(OWN, scope, basis, command_id=uuid4()) == BASIS_DOES_NOT_FIT
    assert await town.stored(OWN) == ["call-name"]


async def test_what_is_shredded_is_noted_outside_the_database_and_once(town: Office, desk: Desk) -> None:
    wrong, sent = note("Talte om bolig."), uuid4()
    await desk.add_note(OWN, wrong, CASEWORK)
    await desk.write(OWN, {VaultField.CALL_NAME: "M"}, CASEWORK)
    for _ in range(2):
        assert isinstance(await desk.shred(OWN, [VaultField.CALL_NAME], [wrong.id], command_id=sent), Accepted)
        await desk.write(OWN, {VaultField.CALL_NAME: "N"}, CASEWORK)
    (noted,) = ledger_of(town.services).noted()
    assert isinstance(noted, NotedTaking)
    assert (noted.trajectory, noted.target, noted.fields, noted.notes) == (
        OWN,
        None,
        (VaultField.CALL_NAME,),
        (wrong.id,),
    )
    assert await town.stored(OWN) == ["call-name"]


async def test_what_is_erased_since_it_lay_on_the_wrong_trajectory_is_reported(town: Office, desk: Desk) -> None:
    leader = town.desk(Role.LEADER, code="LED1")
    await desk.add_note(OWN, note("Talte om bolig."), CASEWORK)
    basis = ErasureBasis.WRONG_TRAJECTORY
    assert isinstance(await leader.erase(OWN, ErasureScope.NOTES, basis, command_id=uuid4()), ErasedVault)
    assert await town.notes(OWN) == 0
    assert [one.cause for one in (await state_of(town, OWN)).breaches] == [BreachCause.WRONG_TRAJECTORY]
