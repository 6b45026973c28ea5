"""Erasing on real PostgreSQL: what goes and what stays, crashes between the steps, and what the log is told."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from adapters.earlier import view_at
from adapters.erasing.certificate import certificate
from adapters.erasing.coming import coming_erasures
from adapters.erasing.eraser import Eraser
from adapters.erasing.ledger import Ledger, Noted
from adapters.erasing.wiring import ledger_of
from adapters.report.boards import REPORTED
from adapters.report.data import StatusReportData
from adapters.report.gather import gather
from adapters.report.periods import periods_of
from adapters.settings import Settings
from adapters.vault.vault import PostgresVault
from domain.access.codes import Action
from domain.base import SYSTEM
from domain.calendar import civil_date
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import PlaceHold
from domain.commands.identity import RestoreAnonymity
from domain.events.vault import VaultErased
from domain.refusal import Refusal
from domain.vault import ErasedVault, VaultSilent
from domain.vault_codes import ErasureBasis, ErasureScope, VaultField
from projections.engine.cut import cut_at
from tests.adapters.erasing.house import IDENTITY, NOTE, House
from tests.domain.samples import a_form

DAY = timedelta(days=1)
STEPS: Mapping[str, tuple[type, str]] = {"vault": (PostgresVault, "erase"), "event": (Eraser, "tell")}
"""The steps that come after the ledger's."""


class CrashError(BaseException):
    """The process ends here."""


async def test_an_erased_identity_leaves_call_name_notes_and_return_code_and_the_next_contact_works(
    house: House,
) -> None:
    about = await house.opens("one")
    await house.gives_code(about)
    done = await house.erases(about)
    assert isinstance(done, ErasedVault)
    left = await house.holds(about)
    assert dict(left.fields) == {VaultField.CALL_NAME: IDENTITY[VaultField.CALL_NAME]}
    assert [note.text for note in left.notes] == [NOTE]
    assert await house.has_code(about)
    await house.does(RegisterFollowUp, trajectory=about, actor="BB1", contact=a_form("exit-pakke"))
    assert (await house.state(about)).contacts == 2
    assert (await house.state(about)).is_anonymous


async def report_of(house: House) -> StatusReportData:
    """Return the status report of all that is known now."""
    cut = await cut_at(house.services.log, house.now)
    async with view_at(house.services, REPORTED, cut) as view:
        periods = periods_of(view.catalogue, "exit-pakke", today=civil_date(house.now))
        return await gather(view.connection, view.catalogue, "exit-pakke", periods, house.now)


@pytest.mark.parametrize("scope", [ErasureScope.IDENTITY, ErasureScope.ALL])
async def test_a_report_is_the_same_before_and_after_an_erasing(house: House, scope: ErasureScope) -> None:
    about, _ = await house.opens("one"), await house.opens("other", known=False)
    before = await report_of(house)
    await house.erases(about, scope)
    assert await report_of(house) == before
    assert before.ticks is not None, "the two enquiries are counted"


async def test_with_all_goes_the_return_code(house: House) -> None:
    about = await house.opens("one")
    await house.gives_code(about)
    await house.erases(about, ErasureScope.ALL)
    assert not await house.has_code(about)
    assert not (await house.holds(about)).fields
    assert not (await house.state(about)).code_given


async def test_what_is_refused_erases_nothing(house: House) -> None:
    about = await house.opens("one")
    await house.does(PlaceHold, trajectory=about, actor="LED1")
    answer = await house.erases(about, ErasureScope.ALL)
    assert isinstance(answer, Refusal)
    assert answer.code == "erasing-on-hold"
    assert dict((await house.holds(about)).fields) == IDENTITY
    assert house.noted() == []


async def test_an_erasing_that_is_sent_again_another_day_answers_as_the_first_time(house: House) -> None:
    about, sent = await house.opens("one"), uuid4()
    first = await house.erases(about, command_id=sent)
    house.now += DAY
    assert await house.erases(about, command_id=sent) == first
    assert (await house.told(about)).count("VaultErased") == 1
    assert len(house.noted()) == 1


async def test_many_who_erase_at_the_same_time_as_two_nights_run_erase_once(house: House) -> None:
    about, sent = await house.opens("one"), uuid4()
    await house.gives_code(about)
    erasing = [house.erases(about, ErasureScope.ALL, command_id=sent) for _ in range(4)]
    answers = await asyncio.gather(house.night(), *erasing, house.night())
    assert len({answer for answer in answers if answer is not None}) == 1
    await house.night(after=DAY)
    assert (await house.told(about)).count("VaultErased") == 1
    assert len(house.noted()) == 1
    assert not (await house.holds(about)).fields


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("scope", [ErasureScope.IDENTITY, ErasureScope.ALL])
async def test_a_crash_after_the_ledger_s_step_is_put_right_at_night_with_its_basis(
    house: House, step: str, scope: ErasureScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = await house.opens("one")
    await house.gives_code(about)
    with monkeypatch.context() as crashing:
        crashing.setattr(*STEPS[step], _crashes)
        with pytest.raises(CrashError):
            await house.erases(about, scope, ErasureBasis.DE_IDENTIFIED)
    assert "VaultErased" not in await house.told(about)
    erased_on = civil_date(house.now) + (DAY if step == "vault" else timedelta())
    for _ in range(2):
        await house.night(after=DAY)
    assert (await house.told(about)).count("VaultErased") == 1
    (erasing,) = (await house.state(about)).erasures
    assert (erasing.scope, erasing.basis, erasing.occurred.on) == (scope, ErasureBasis.DE_IDENTIFIED, erased_on)
    assert house.noted() == [erasing.id]
    assert await house.has_code(about) == (scope is not ErasureScope.ALL)


def _crashes(*_: object, **__: object) -> None:
    raise CrashError


async def test_a_hold_that_is_placed_while_the_vault_erases_undoes_nothing_and_the_log_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = await house.opens("one")
    with monkeypatch.context() as crashing:
        crashing.setattr(Eraser, "tell", _crashes)
        with pytest.raises(CrashError):
            await house.erases(about)
    await house.does(PlaceHold, trajectory=about, actor="LED1")
    await house.night(after=DAY)
    told = [event for event in await house.services.log.load(about) if event.type == VaultErased.type_name]
    assert [event.actor for event in told] == [SYSTEM]


async def test_the_night_erases_a_closed_trajectory_when_its_time_has_passed_and_makes_it_final(house: House) -> None:
    closed, held, going_on = [await house.opens(name) for name in ("closed", "held", "open")]
    await house.gives_code(closed)
    for about in (closed, held):
        await house.closes(about)
    await house.does(PlaceHold, trajectory=held, actor="LED1")
    await house.night(after=timedelta(days=5 * 366))
    assert not (await house.holds(closed)).fields
    assert not (await house.holds(closed)).notes
    assert not await house.has_code(closed)
    for about in (held, going_on):
        assert dict((await house.holds(about)).fields) == IDENTITY
    (erasing,) = (await house.state(closed)).erasures
    assert (erasing.basis, erasing.final) == (ErasureBasis.RETENTION, civil_date(house.now) + timedelta(days=36))
    for days, is_final in ((35, False), (1, True)):
        await house.night(after=timedelta(days=days))
        assert (await house.state(closed)).erasures[0].is_final == is_final
    assert house.noted() == []


async def test_the_night_erases_notes_of_the_anonymous_only_where_there_are_any(house: House) -> None:
    noted, known = await house.opens("noted", known=False), await house.opens("known")
    bare = await house.opens("bare", known=False)
    await house.erases(bare, ErasureScope.NOTES)
    house.now += timedelta(days=190)
    assert [one.trajectory for one in await coming_erasures(house.services.log, house.services.vault, house.now)] == [
        noted
    ]
    await house.night()
    assert not (await house.holds(noted)).notes
    assert [note.text for note in (await house.holds(known)).notes] == [NOTE]
    assert [one.basis for one in (await house.state(noted)).erasures] == [ErasureBasis.ANONYMOUS_NOTES]
    assert (await house.told(bare)).count("VaultErased") == 1


async def test_the_night_erases_the_identity_of_somebody_who_is_anonymous_again_where_nobody_did(
    house: House,
) -> None:
    about = await house.opens("one")
    await house.does(RestoreAnonymity, trajectory=about)
    for _ in range(2):
        await house.night(after=DAY)
    left = await house.holds(about)
    assert set(left.fields) == {VaultField.CALL_NAME}
    assert [note.text for note in left.notes] == [NOTE]
    assert [one.basis for one in (await house.state(about)).erasures] == [ErasureBasis.DE_IDENTIFIED]


async def test_a_certificate_says_what_was_erased_why_and_when_it_is_final_in_codes_only(house: House) -> None:
    about = await house.opens("one")
    await house.erases(about)
    text = "\n".join(certificate(await house.state(about), date(2020, 3, 3)))
    assert "Slettet 2. marts 2020: identitet og kontaktoplysninger" in text
    assert "Erased on 2020-03-02: identity and contact details" in text
    assert "Final on 2020-04-07" in text
    assert "A search by the CPR number stands as a keyed hash" in text
    assert not any(secret in text for secret in (*IDENTITY.values(), NOTE))


async def test_a_certificate_dates_what_is_final_by_when_the_keys_were_destroyed(house: House) -> None:
    about = await house.opens("one")
    await house.erases(about)
    await house.night(after=DAY)
    late = date(2020, 4, 20)
    text = "\n".join(certificate(await house.state(about), late))
    assert "Not final yet; was due on 2020-04-07" in text
    assert "Ikke endelig endnu; skulle have været det 7. april 2020" in text
    await house.night(after=late - civil_date(house.now))
    text = "\n".join(certificate(await house.state(about), late))
    assert "Final since 2020-04-20" in text
    assert "Endelig siden 20. april 2020" in text


async def test_where_an_operator_changes_the_keys_a_certificate_promises_no_day(house: House) -> None:
    about = await house.opens("one")
    await house.erases(about)
    text = "\n".join(certificate(await house.state(about), date(2020, 3, 3), keys_are_operators=True))
    assert "Not final yet, and on 2020-04-07 at the earliest" in text
    assert "Ikke endelig endnu, og tidligst 7. april 2020" in text


async def test_an_erasing_is_in_the_ledger_before_the_vault_does_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, noted = await house.opens("one"), list[int]()
    erase = PostgresVault.erase

    async def looks(vault: PostgresVault, *arguments: Any) -> ErasedVault:
        noted.append(len(house.noted()))
        return await erase(vault, *arguments)

    monkeypatch.setattr(PostgresVault, "erase", looks)
    await house.erases(about)
    assert noted == [1]


async def test_what_the_vault_could_not_erase_is_not_in_the_ledger_either(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, sent = await house.opens("one"), uuid4()

    async def silent(*_: object) -> None:
        raise VaultSilent

    with monkeypatch.context() as breaking:
        breaking.setattr(PostgresVault, "erase", silent)
        with pytest.raises(VaultSilent):
            await house.erases(about, command_id=sent)
    assert house.noted() == []
    await house.erases(about, command_id=sent)
    with monkeypatch.context() as breaking:
        breaking.setattr(PostgresVault, "erase", silent)
        with pytest.raises(VaultSilent):
            await house.erases(about, command_id=sent)
    assert len(house.noted()) == 1, "what was done before stays"


async def test_the_ledger_lies_where_it_is_set_else_beside_the_keys_for_every_process(
    house: House, tmp_path: Path
) -> None:
    keys, other = tmp_path / "shared" / "keys.json", tmp_path / "elsewhere" / "erasures"
    for given, lies in (
        ({}, tmp_path / "state" / "erasures.jsonl"),
        ({"keys_file": keys}, keys.with_name("erasures.jsonl")),
        ({"keys_file": keys, "erasures_file": other}, other),
    ):
        settings = Settings(state=tmp_path / "state", **given)
        entry = Noted(erasure=uuid4(), trajectory=uuid4(), scope=ErasureScope.ALL, at=house.now)
        ledger_of(replace(house.services, settings=settings)).note([entry])
        assert Ledger(lies).noted() == (entry,)


async def test_an_identity_that_an_interrupted_lifting_left_goes_after_a_day_each_time(house: House) -> None:
    about = await house.opens("one", known=False)
    for _ in range(2):
        await house.services.vault.write(about, IDENTITY, house.reading(Action.LIFT))
        await house.night(after=timedelta(hours=5))
        assert dict((await house.holds(about)).fields) == IDENTITY, "it can still be finished"
        await house.night(after=DAY)
        assert set((await house.holds(about)).fields) == {VaultField.CALL_NAME}
    assert [one.basis for one in (await house.state(about)).erasures] == [ErasureBasis.DE_IDENTIFIED] * 2


async def test_notes_of_the_anonymous_stay_while_a_newer_note_was_written(house: House) -> None:
    about = await house.opens("one", known=False)
    house.now += timedelta(days=190)
    await house.notes(about, "newer")
    assert await coming_erasures(house.services.log, house.services.vault, house.now) == ()
    await house.night()
    assert len((await house.holds(about)).notes) == 2
    await house.night(after=timedelta(days=185))
    assert not (await house.holds(about)).notes
