"""Lifting anonymity with an identity, making anonymous again, and breaking the glass."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from adapters.desk.answers import Kept, Lifted, Restored
from adapters.desk.desk import Desk
from domain import refusals
from domain.access.codes import AccessOutcome, AccessPurpose, Action, BreakGlassReason
from domain.access.refusals import ACCESS_RESTRICTED, ANONYMOUS_TO_YOU, STEP_UP_NEEDED
from domain.commands import Command
from domain.commands.course import PlaceHold
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import BreakGlass
from domain.cpr import NOT_A_CPR, CprWarning
from domain.events.identity import AnonymityLifted
from domain.handler import Accepted, CommandHandler
from domain.help_codes import IdentifiedBy
from domain.log import LogUnavailable
from domain.refusal import Refusal
from domain.rules.erasing import ON_HOLD
from domain.trajectory_codes import Role
from domain.vault import Contents, ErasedVault
from domain.vault_codes import VaultField
from tests.adapters.desk.office import NAME, Office
from tests.domain.access.records import NOW, id_of, restricted
from tests.domain.samples import command

CASEWORK, EMERGENCY = AccessPurpose.CASEWORK, AccessPurpose.EMERGENCY
CTI, LEADER = Role.CTI_WORKER, Role.LEADER
OWN = id_of("own")
TODAY = "2026-03-02"


def lift(trajectory: UUID = OWN, **fields: object) -> LiftAnonymity:
    filled = {"administration": "sof", "identified_by": IdentifiedBy.NAME, "earlier_follow": False, **fields}
    return command(LiftAnonymity, TODAY, trajectory=trajectory, **filled)


def restore(trajectory: UUID = OWN) -> RestoreAnonymity:
    return command(RestoreAnonymity, TODAY, trajectory=trajectory)


async def names(desk: Desk, trajectory: UUID = OWN) -> Contents | Refusal:
    return await desk.read(trajectory, [VaultField.NAME], CASEWORK)


class Crashes(CommandHandler):
    """A handler whose process dies before the log has anything."""

    async def handle(self, command: Command, now: datetime, *, claim: object = None) -> Accepted | Refusal:
        raise LogUnavailable


async def test_an_identity_is_kept_and_the_anonymity_lifted_in_one_step(town: Office) -> None:
    desk = town.desk(CTI)
    assert await names(desk) == ANONYMOUS_TO_YOU
    lifted = await desk.lift(lift(), {**NAME, VaultField.PHONE: " 22334455 "})
    assert isinstance(lifted, Lifted)
    assert lifted.warnings == ()
    found = await desk.read(OWN, [VaultField.NAME, VaultField.PHONE, VaultField.EMAIL], CASEWORK)
    assert isinstance(found, Contents)
    assert found.fields == {**NAME, VaultField.PHONE: "22334455"}
    assert await town.outcomes(Action.LIFT, OWN) == [AccessOutcome.ALLOWED]


async def test_what_a_crash_leaves_between_identity_and_event_nobody_reads_and_the_resend_finishes_it(
    town: Office,
) -> None:
    sent, desk = lift(), town.desk(CTI)
    dying = replace(town.services, handler=Crashes(town.services.log))
    with pytest.raises(LogUnavailable):
        await Desk(dying, desk.who).lift(sent, NAME)
    assert await town.stored(OWN) == ["name"]
    for role in Role:
        reader = town.desk(role)
        await reader.break_glass(command(BreakGlass, TODAY, trajectory=OWN, reason=BreakGlassReason.CHILD))
        assert isinstance(await names(reader), Refusal)
    finished = await desk.lift(sent, NAME)
    assert isinstance(finished, Lifted)
    assert await names(desk) == Contents(NAME)


async def test_sent_again_it_is_answered_as_the_first_time(town: Office) -> None:
    sent, desk = lift(), town.desk(CTI)
    answers = [await desk.lift(sent, NAME) for _ in range(2)]
    positions = {answer.accepted.position for answer in answers if isinstance(answer, Lifted)}
    assert len(positions) == 1
    state = await town.services.handler.trajectory(OWN)
    assert sum(isinstance(fact.event, AnonymityLifted) for fact in state.facts) == 1


async def test_when_a_lifting_is_sent_again_after_the_identity_was_erased_nothing_is_written_anew(
    town: Office,
) -> None:
    sent, desk = lift(), town.desk(CTI)
    await desk.lift(sent, NAME)
    await desk.restore(restore())
    assert await town.stored(OWN) == []
    assert isinstance(await desk.lift(sent, NAME), Lifted)
    assert isinstance(await desk.lift(sent, {VaultField.PHONE: "22334455"}), Lifted)
    assert await town.stored(OWN) == []
    assert await town.outcomes(Action.LIFT, OWN) == [AccessOutcome.ALLOWED] * 2


async def test_when_a_lifting_is_sent_again_after_access_was_restricted_the_identity_stays_as_it_was(
    town: Office,
) -> None:
    sent, desk = lift(), town.desk(CTI)
    await desk.lift(sent, NAME)
    *measure, _ = restricted(OWN)
    await town.told(*measure)
    await desk.restore(restore())
    await desk.lift(sent, {VaultField.NAME: "En anden"})
    assert await names(town.desk(LEADER, code="LED1")) == Contents(NAME)


async def test_a_lifting_without_a_name_is_in_the_access_log_too(town: Office) -> None:
    assert isinstance(await town.desk(CTI).advance(lift()), Accepted)
    assert await town.outcomes(Action.LIFT, OWN) == [AccessOutcome.ALLOWED]
    assert await town.stored(OWN) == []


async def test_where_the_rules_refuse_the_lifting_no_identity_is_kept(town: Office) -> None:
    refused = await town.desk(CTI).lift(lift(administration="police"), NAME)
    assert isinstance(refused, Refusal)
    assert refused.code == "no-such-administration"
    assert await town.stored(OWN) == []


async def test_a_number_that_fails_the_check_is_kept_with_a_warning_and_one_that_is_none_is_not(town: Office) -> None:
    desk = town.desk(CTI)
    assert await desk.lift(lift(), {VaultField.CPR: "010180-123"}) == NOT_A_CPR
    assert await town.stored(OWN) == []
    warned = await desk.lift(lift(), {VaultField.CPR: "010180-1235"})
    assert isinstance(warned, Lifted)
    assert warned.warnings == (CprWarning.FAILS_CHECK,)
    kept = await desk.write(OWN, {VaultField.CPR: "610180 1235"}, CASEWORK)
    assert kept == Kept((CprWarning.REPLACEMENT,))
    assert await desk.read(OWN, [VaultField.CPR], CASEWORK) == Contents({VaultField.CPR: "6101801235"})


async def test_an_identity_is_not_written_where_the_person_is_anonymous(town: Office) -> None:
    desk = town.desk(CTI)
    assert await desk.write(OWN, NAME, CASEWORK) == ANONYMOUS_TO_YOU
    assert isinstance(await desk.write(OWN, {VaultField.CALL_NAME: "M"}, CASEWORK), Kept)
    assert await desk.write(OWN, {**NAME, VaultField.CALL_NAME: "N"}, CASEWORK) == ANONYMOUS_TO_YOU
    assert await desk.read(OWN, [VaultField.CALL_NAME], CASEWORK) == Contents({VaultField.CALL_NAME: "M"})
    assert await town.stored(OWN) == ["call-name"]


async def test_to_lift_one_logs_in_anew(town: Office) -> None:
    tired = town.desk(CTI, stepped_up=NOW - timedelta(minutes=16))
    assert await tired.lift(lift(), NAME) == STEP_UP_NEEDED
    assert await tired.advance(restore()) == STEP_UP_NEEDED
    assert await town.outcomes(Action.LIFT, OWN) == [AccessOutcome.REFUSED] * 2
    assert await town.stored(OWN) == []


async def test_made_anonymous_again_the_identity_is_erased_and_the_rest_goes_on(town: Office) -> None:
    desk, sent = town.desk(CTI), restore()
    await desk.lift(lift(), NAME)
    await desk.write(OWN, {VaultField.CALL_NAME: "M"}, CASEWORK)
    restored = await desk.restore(sent)
    assert isinstance(restored, Restored)
    assert isinstance(restored.erased, ErasedVault)
    assert await town.stored(OWN) == ["call-name"]
    assert await names(desk) == ANONYMOUS_TO_YOU
    again = await desk.restore(sent)
    assert isinstance(again, Restored)
    assert again.erased == restored.erased


async def test_where_a_measure_rests_on_the_identity_access_is_restricted_instead(town: Office) -> None:
    desk = town.desk(CTI)
    await desk.lift(lift(), NAME)
    *measure, _ = restricted(OWN)
    await town.told(*measure)
    restored = await desk.restore(restore())
    assert isinstance(restored, Restored)
    assert restored.is_restricted
    assert restored.erased is None
    assert await names(desk) == ACCESS_RESTRICTED
    assert await names(town.desk(LEADER, code="LED1")) == Contents(NAME)


async def test_under_a_legal_hold_the_person_is_anonymous_and_the_answer_says_what_stays(town: Office) -> None:
    desk = town.desk(CTI)
    await desk.lift(lift(), NAME)
    await town.told(command(PlaceHold, TODAY, trajectory=OWN, actor="LED1"))
    restored = await desk.restore(restore())
    assert isinstance(restored, Restored)
    assert restored.kept_because == ON_HOLD
    assert isinstance(await names(desk), Refusal)


async def test_broken_glass_opens_what_is_elsewhere_and_the_breaking_is_in_the_access_log(town: Office) -> None:
    other = id_of("other-centre")
    await town.desk(LEADER, code="BB1", centre="socialcenter").lift(
        lift(other).model_copy(update={"actor": "BB1"}), NAME
    )
    desk = town.desk(CTI)
    assert await names(desk, other) == refusals.NO_SUCH_TRAJECTORY
    broken = command(BreakGlass, TODAY, trajectory=other, reason=BreakGlassReason.ACUTE_DANGER)
    assert isinstance(await desk.advance(broken), Accepted)
    assert await names(desk, other) == Contents(NAME)
    assert isinstance(await desk.write(other, NAME, EMERGENCY), Refusal)
    assert await town.outcomes(Action.BREAK_GLASS, other) == [AccessOutcome.ALLOWED]


async def test_to_break_the_glass_one_logs_in_anew_whether_the_trajectory_exists_or_not(town: Office) -> None:
    tired = town.desk(CTI, stepped_up=None)
    for trajectory in (id_of("other-centre"), uuid4()):
        broken = command(BreakGlass, TODAY, trajectory=trajectory, reason=BreakGlassReason.CHILD)
        assert await tired.break_glass(broken) == STEP_UP_NEEDED
        assert await town.outcomes(Action.BREAK_GLASS, trajectory) == [AccessOutcome.REFUSED]
