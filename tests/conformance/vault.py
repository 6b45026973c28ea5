"""The contract of vaults: what is put in comes back where it was put, and nobody reads without being written down."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access.codes import AccessPurpose, Action
from domain.vault import AccessNotLogged, Ages, Note, NoteIsSealed, Reading, Vault
from domain.vault_codes import ErasureScope, VaultField

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
READING = Reading("BB7", Action.READ_IDENTITY, AccessPurpose.CASEWORK, NOW)
IDENTITY = {VaultField.NAME: "Kirsten Æbelø", VaultField.CPR: "010190-1234"}
CONTACT = {VaultField.PHONE: "20 20 20 20"}
ALIAS = {VaultField.CALL_NAME: "Rose"}
EVERYTHING = tuple(VaultField)

Logged = tuple[str, str, str, UUID | None, tuple[str, ...]]
"""Actor, action, purpose, trajectory and fields of an access."""


def a_note(on: date = date(2026, 3, 1), text: str = "Vi talte om bolig.") -> Note:
    return Note(uuid4(), on, text, "BB7", NOW)


class VaultContract(ABC):
    """What a vault promises. `vault` is empty, of municipality 101, with backups kept for 35 days."""

    async def test_nothing_is_there_before_something_is_written(self, vault: Vault) -> None:
        contents = await vault.read(uuid4(), EVERYTHING, READING)
        assert (dict(contents.fields), contents.notes) == ({}, ())

    async def test_what_is_written_comes_back(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, {**IDENTITY, **CONTACT, **ALIAS}, READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert contents.fields == {**IDENTITY, **CONTACT, **ALIAS}

    async def test_only_what_is_asked_for_comes_back(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, {**IDENTITY, **ALIAS}, READING)
        await vault.add_note(one, a_note(), READING)
        contents = await vault.read(one, [VaultField.CALL_NAME], READING)
        assert (contents.fields, contents.notes) == (ALIAS, ())

    async def test_another_trajectory_has_nothing_of_it(self, vault: Vault) -> None:
        one, other = uuid4(), uuid4()
        await vault.write(one, IDENTITY, READING)
        await vault.add_note(one, a_note(), READING)
        contents = await vault.read(other, EVERYTHING, READING)
        assert (dict(contents.fields), contents.notes) == ({}, ())

    async def test_a_field_takes_the_place_of_what_it_held_and_the_others_stay(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, IDENTITY, READING)
        await vault.write(one, {VaultField.NAME: "Kirsten Ærø"}, READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert contents.fields == {**IDENTITY, VaultField.NAME: "Kirsten Ærø"}

    async def test_an_empty_text_removes_a_field(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, {**IDENTITY, **CONTACT}, READING)
        await vault.write(one, {VaultField.CPR: "", VaultField.PHONE: "", VaultField.EMAIL: ""}, READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert contents.fields == {VaultField.NAME: IDENTITY[VaultField.NAME]}
        assert await vault.find_cpr(IDENTITY[VaultField.CPR], READING) == ()

    async def test_a_note_is_no_field(self, vault: Vault) -> None:
        one = uuid4()
        with pytest.raises(ValueError, match="note"):
            await vault.write(one, {VaultField.NOTE: "En tekst"}, READING)
        with pytest.raises(ValueError, match="note"):
            await vault.shred(one, [VaultField.NOTE], [], READING)
        with pytest.raises(ValueError, match="note"):
            await vault.move(one, uuid4(), [VaultField.NOTE], [], READING)

    async def test_notes_come_back_the_oldest_first(self, vault: Vault) -> None:
        one = uuid4()
        late, early = a_note(date(2026, 3, 1)), a_note(date(2026, 1, 31))
        same_day_later = replace(a_note(date(2026, 1, 31)), written=NOW + timedelta(seconds=1))
        for note in (late, same_day_later, early):
            await vault.add_note(one, note, READING)
        contents = await vault.read(one, [VaultField.NOTE], READING)
        assert contents.notes == (early, same_day_later, late)

    async def test_a_note_that_does_not_say_is_by_who_adds_it_and_of_then(self, vault: Vault) -> None:
        one, note = uuid4(), Note(uuid4(), date(2026, 3, 1), "Kort")
        await vault.add_note(one, note, READING)
        [kept] = (await vault.read(one, [VaultField.NOTE], READING)).notes
        assert (kept.written_by, kept.written) == ("BB7", NOW)

    async def test_a_note_is_kept_once(self, vault: Vault) -> None:
        one, note = uuid4(), a_note()
        await vault.add_note(one, note, READING)
        await vault.add_note(one, note, READING)
        assert (await vault.read(one, [VaultField.NOTE], READING)).notes == (note,)

    async def test_a_notes_id_with_another_text_is_refused(self, vault: Vault) -> None:
        one, note = uuid4(), a_note()
        await vault.add_note(one, note, READING)
        with pytest.raises(ValueError, match="another text"):
            await vault.add_note(one, replace(note, text="Noget andet"), READING)
        assert (await vault.read(one, [VaultField.NOTE], READING)).notes == (note,)

    async def test_a_notes_id_of_another_trajectory_is_refused(self, vault: Vault) -> None:
        one, other, note = uuid4(), uuid4(), a_note()
        await vault.add_note(one, note, READING)
        with pytest.raises(ValueError, match="note"):
            await vault.add_note(other, note, READING)
        assert (await vault.read(other, [VaultField.NOTE], READING)).notes == ()

    async def test_notes_before_a_day_are_sealed(self, vault: Vault) -> None:
        one = uuid4()
        before, on_the_day = a_note(date(2026, 1, 31)), a_note(date(2026, 2, 1))
        for note in (before, on_the_day):
            await vault.add_note(one, note, READING)
        sealed = await vault.read(one, EVERYTHING, READING, notes_from=date(2026, 2, 1))
        assert sealed.notes == (on_the_day,)

    async def test_a_trajectory_is_found_by_its_cpr_number_however_it_is_typed(self, vault: Vault) -> None:
        one, other = sorted((uuid4(), uuid4()))
        await vault.write(one, {VaultField.CPR: "010190-1234"}, READING)
        await vault.write(other, {VaultField.CPR: "0101901234"}, READING)
        await vault.write(uuid4(), {VaultField.CPR: "020290-1234"}, READING)
        assert await vault.find_cpr("010190 1234", READING) == (one, other)
        assert await vault.find_cpr("030390-1234", READING) == ()

    @pytest.mark.parametrize("number", ["610190-1234", "910190-1234", "01019-1234", ""])
    async def test_a_replacement_number_or_half_a_number_is_never_matched(self, vault: Vault, number: str) -> None:
        await vault.write(uuid4(), {VaultField.CPR: number, VaultField.NAME: "N. N."}, READING)
        assert await vault.find_cpr(number, READING) == ()

    async def test_a_number_that_was_replaced_finds_nothing_any_more(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, {VaultField.CPR: "010190-1234"}, READING)
        await vault.write(one, {VaultField.CPR: "610190-1234"}, READING)
        assert await vault.find_cpr("010190-1234", READING) == ()

    async def test_what_is_moved_is_there_and_not_here(self, vault: Vault) -> None:
        here, there = uuid4(), uuid4()
        moved, stays = a_note(), a_note()
        await vault.write(here, {**IDENTITY, **ALIAS}, READING)
        for note in (moved, stays):
            await vault.add_note(here, note, READING)
        await vault.move(here, there, [VaultField.CPR], [moved.id], READING)
        left, come = await vault.read(here, EVERYTHING, READING), await vault.read(there, EVERYTHING, READING)
        assert (left.fields, left.notes) == ({VaultField.NAME: IDENTITY[VaultField.NAME], **ALIAS}, (stays,))
        assert (come.fields, come.notes) == ({VaultField.CPR: IDENTITY[VaultField.CPR]}, (moved,))
        assert await vault.find_cpr(IDENTITY[VaultField.CPR], READING) == (there,)

    async def test_what_is_there_already_is_not_overwritten_by_a_move(self, vault: Vault) -> None:
        here, there = uuid4(), uuid4()
        await vault.write(here, IDENTITY, READING)
        await vault.write(there, {VaultField.NAME: "En anden"}, READING)
        with pytest.raises(ValueError, match="already"):
            await vault.move(here, there, list(IDENTITY), [], READING)
        assert (await vault.read(here, EVERYTHING, READING)).fields == IDENTITY
        assert (await vault.read(there, EVERYTHING, READING)).fields == {VaultField.NAME: "En anden"}

    async def test_moved_a_second_time_nothing_changes(self, vault: Vault) -> None:
        here, there = uuid4(), uuid4()
        await vault.write(here, IDENTITY, READING)
        for _ in range(2):
            await vault.move(here, there, list(IDENTITY), [], READING)
        assert (await vault.read(there, EVERYTHING, READING)).fields == IDENTITY

    async def test_nothing_is_moved_to_where_it_is(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, IDENTITY, READING)
        with pytest.raises(ValueError, match="another trajectory"):
            await vault.move(one, one, list(IDENTITY), [], READING)
        assert (await vault.read(one, EVERYTHING, READING)).fields == IDENTITY

    async def test_what_is_shredded_is_gone_and_the_rest_stays(self, vault: Vault) -> None:
        one, goes, stays = uuid4(), a_note(), a_note()
        await vault.write(one, {**IDENTITY, **ALIAS}, READING)
        for note in (goes, stays):
            await vault.add_note(one, note, READING)
        await vault.shred(one, [VaultField.CPR, VaultField.CALL_NAME], [goes.id], READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert (contents.fields, contents.notes) == ({VaultField.NAME: IDENTITY[VaultField.NAME]}, (stays,))
        assert await vault.find_cpr(IDENTITY[VaultField.CPR], READING) == ()

    async def test_a_sealed_note_is_neither_moved_nor_shredded_and_nothing_that_is_named_beside_it(
        self, vault: Vault
    ) -> None:
        here, there = uuid4(), uuid4()
        before, on_the_day = a_note(date(2026, 1, 31)), a_note(date(2026, 2, 1))
        await vault.write(here, ALIAS, READING)
        for note in (before, on_the_day):
            await vault.add_note(here, note, READING)
        both, day = [before.id, on_the_day.id], date(2026, 2, 1)
        with pytest.raises(NoteIsSealed):
            await vault.move(here, there, list(ALIAS), both, READING, notes_from=day)
        with pytest.raises(NoteIsSealed):
            await vault.shred(here, list(ALIAS), both, READING, notes_from=day)
        held = await vault.read(here, EVERYTHING, READING)
        assert (held.fields, held.notes) == (ALIAS, (before, on_the_day))
        await vault.move(here, there, [], [on_the_day.id], READING, notes_from=day)
        assert (await vault.read(there, EVERYTHING, READING)).notes == (on_the_day,)
        assert (await vault.read(here, EVERYTHING, READING)).notes == (before,)

    async def test_after_a_shredding_writing_goes_on(self, vault: Vault) -> None:
        one, stays = uuid4(), a_note()
        await vault.write(one, IDENTITY, READING)
        await vault.add_note(one, stays, READING)
        await vault.shred(one, list(IDENTITY), [], READING)
        await vault.write(one, IDENTITY, READING)
        await vault.add_note(one, stays, READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert (contents.fields, contents.notes) == (IDENTITY, (stays,))

    async def test_the_same_taking_out_again_does_nothing_whatever_was_written_since(self, vault: Vault) -> None:
        one, other, shredded, moved = (uuid4() for _ in range(4))
        await vault.write(one, {**IDENTITY, **CONTACT}, READING)
        await vault.shred(one, [VaultField.CPR], [], READING, taking=shredded)
        await vault.move(one, other, [VaultField.PHONE], [], READING, taking=moved)
        await vault.write(one, {**IDENTITY, **CONTACT}, READING)
        await vault.shred(one, [VaultField.CPR], [], READING, taking=shredded)
        await vault.move(one, other, [VaultField.PHONE], [], READING, taking=moved)
        assert (await vault.read(one, EVERYTHING, READING)).fields == {**IDENTITY, **CONTACT}
        assert (await vault.read(other, EVERYTHING, READING)).fields == CONTACT

    async def test_a_taking_out_of_what_was_not_there_takes_nothing_later(self, vault: Vault) -> None:
        one, taking = uuid4(), uuid4()
        await vault.shred(one, [VaultField.NAME], [], READING, taking=taking)
        await vault.write(one, IDENTITY, READING)
        await vault.shred(one, [VaultField.NAME], [], READING, taking=taking)
        assert (await vault.read(one, EVERYTHING, READING)).fields == IDENTITY

    async def test_how_old_things_are_is_told_without_being_read(self, vault: Vault) -> None:
        one, empty, later = uuid4(), uuid4(), NOW + timedelta(hours=1)
        for day in (date(2026, 2, 1), date(2026, 1, 31)):
            await vault.add_note(one, a_note(day), READING)
        await vault.write(one, IDENTITY, READING)
        await vault.write(one, ALIAS, replace(READING, at=NOW + timedelta(hours=2)))
        assert await vault.ages([one]) == {one: Ages(date(2026, 2, 1), NOW)}
        await vault.write(one, CONTACT, replace(READING, at=later))
        before = await self.logged(vault)
        assert await vault.ages([one, empty]) == {one: Ages(date(2026, 2, 1), later), empty: Ages()}
        assert await self.logged(vault) == before

    async def test_many_who_write_at_the_same_time_lose_nothing_of_each_other(self, vault: Vault) -> None:
        one, goes = uuid4(), a_note()
        await vault.add_note(one, goes, READING)
        notes = [a_note(text=f"Nr. {number}") for number in range(6)]
        await asyncio.gather(
            *(vault.write(one, {name: text}, READING) for name, text in {**IDENTITY, **CONTACT, **ALIAS}.items()),
            *(vault.add_note(one, note, READING) for note in notes),
            vault.shred(one, [], [goes.id], READING),
        )
        contents = await vault.read(one, EVERYTHING, READING)
        assert contents.fields == {**IDENTITY, **CONTACT, **ALIAS}
        assert {note.id for note in contents.notes} == {note.id for note in notes}

    async def test_erasing_the_identity_leaves_alias_and_notes(self, vault: Vault) -> None:
        one, note = uuid4(), a_note()
        await vault.write(one, {**IDENTITY, **CONTACT, **ALIAS}, READING)
        await vault.add_note(one, note, READING)
        erased = await vault.erase(one, uuid4(), ErasureScope.IDENTITY, READING)
        contents = await vault.read(one, EVERYTHING, READING)
        assert (erased.items, contents.fields, contents.notes) == (3, ALIAS, (note,))
        assert await vault.find_cpr(IDENTITY[VaultField.CPR], READING) == ()

    async def test_erasing_the_notes_leaves_the_identity(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, IDENTITY, READING)
        await vault.add_note(one, a_note(), READING)
        assert (await vault.erase(one, uuid4(), ErasureScope.NOTES, READING)).items == 1
        contents = await vault.read(one, EVERYTHING, READING)
        assert (contents.fields, contents.notes) == (IDENTITY, ())

    async def test_erasing_all_leaves_nothing_of_this_trajectory_and_all_of_others(self, vault: Vault) -> None:
        one, other = uuid4(), uuid4()
        for trajectory in (one, other):
            await vault.write(trajectory, {**IDENTITY, **ALIAS}, READING)
            await vault.add_note(trajectory, a_note(), READING)
        assert (await vault.erase(one, uuid4(), ErasureScope.ALL, READING)).items == 4
        held = await vault.holds([one, other])
        assert held == {one: frozenset(), other: frozenset({*IDENTITY, *ALIAS, VaultField.NOTE})}

    async def test_an_erasing_says_the_day_on_which_it_is_final(self, vault: Vault) -> None:
        """The day after it the key is changed; 35 days later no backup needs the old one."""
        erased = await vault.erase(uuid4(), uuid4(), ErasureScope.ALL, READING)
        assert erased.final == date(2026, 4, 7)

    async def test_the_same_erasing_again_answers_as_the_first_time(self, vault: Vault) -> None:
        one, erasure = uuid4(), uuid4()
        await vault.write(one, IDENTITY, READING)
        first = await vault.erase(one, erasure, ErasureScope.IDENTITY, READING)
        await vault.write(one, ALIAS, READING)
        again = await vault.erase(one, erasure, ErasureScope.IDENTITY, replace(READING, at=NOW + timedelta(days=2)))
        assert again == first
        assert (await vault.read(one, EVERYTHING, READING)).fields == ALIAS

    async def test_an_erasure_is_not_used_for_something_else(self, vault: Vault) -> None:
        one, erasure = uuid4(), uuid4()
        await vault.erase(one, erasure, ErasureScope.IDENTITY, READING)
        await vault.write(one, IDENTITY, READING)
        with pytest.raises(ValueError, match="something else"):
            await vault.erase(one, erasure, ErasureScope.ALL, READING)
        with pytest.raises(ValueError, match="something else"):
            await vault.erase(uuid4(), erasure, ErasureScope.IDENTITY, READING)
        assert (await vault.read(one, EVERYTHING, READING)).fields == IDENTITY

    async def test_after_an_erasing_writing_begins_anew(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, IDENTITY, READING)
        await vault.erase(one, uuid4(), ErasureScope.ALL, READING)
        await vault.write(one, ALIAS, READING)
        assert (await vault.read(one, EVERYTHING, READING)).fields == ALIAS

    async def test_what_trajectories_hold_is_told_without_being_read(self, vault: Vault) -> None:
        one, empty = uuid4(), uuid4()
        await vault.write(one, CONTACT, READING)
        await vault.add_note(one, a_note(), READING)
        before = await self.logged(vault)
        held = await vault.holds([one, empty])
        assert held == {one: frozenset({VaultField.PHONE, VaultField.NOTE}), empty: frozenset()}
        assert await vault.holds([]) == {}
        assert await self.logged(vault) == before

    async def test_each_access_is_written_down(self, vault: Vault) -> None:
        one = uuid4()
        await vault.write(one, IDENTITY, replace(READING, action=Action.WRITE_IDENTITY))
        await vault.read(one, [VaultField.NAME], READING)
        await vault.find_cpr("010190-1234", replace(READING, action=Action.SEARCH_CPR))
        assert await self.logged(vault) == [
            ("BB7", "write-identity", "casework", one, ("cpr", "name")),
            ("BB7", "read-identity", "casework", one, ("name",)),
            ("BB7", "search-cpr", "casework", None, ("cpr",)),
        ]

    async def test_reading_what_is_not_there_is_written_down_as_well(self, vault: Vault) -> None:
        one = uuid4()
        await vault.read(one, [VaultField.NAME], READING)
        assert await self.logged(vault) == [("BB7", "read-identity", "casework", one, ("name",))]

    async def test_notes_moves_and_erasings_are_written_down_for_each_trajectory(self, vault: Vault) -> None:
        one, other, note = uuid4(), uuid4(), a_note()
        moving = replace(READING, action=Action.MOVE)
        await vault.add_note(one, note, replace(READING, action=Action.WRITE_NOTE))
        await vault.move(one, other, [], [note.id], moving)
        await vault.erase(other, uuid4(), ErasureScope.NOTES, replace(READING, action=Action.ERASE))
        told = {(action, trajectory) for _, action, _, trajectory, _ in await self.logged(vault)}
        assert told == {("write-note", one), ("move", one), ("move", other), ("erase", other)}

    async def test_while_the_log_cannot_be_written_nothing_is_read_and_nothing_changes(self, vault: Vault) -> None:
        one, other, note = uuid4(), uuid4(), a_note()
        await vault.write(one, IDENTITY, READING)
        await vault.add_note(one, note, READING)
        await self.break_the_log(vault)
        for refused in (
            vault.read(one, EVERYTHING, READING),
            vault.find_cpr(IDENTITY[VaultField.CPR], READING),
            vault.write(one, ALIAS, READING),
            vault.add_note(one, a_note(), READING),
            vault.move(one, other, list(IDENTITY), [note.id], READING),
            vault.shred(one, list(IDENTITY), [note.id], READING),
            vault.erase(one, uuid4(), ErasureScope.ALL, READING),
        ):
            with pytest.raises(AccessNotLogged):
                await refused
        assert await vault.holds([one, other]) == {
            one: frozenset({*IDENTITY, VaultField.NOTE}),
            other: frozenset(),
        }

    @abstractmethod
    async def logged(self, vault: Vault) -> list[Logged]:
        """Return what was written down, in order."""

    @abstractmethod
    async def break_the_log(self, vault: Vault) -> None:
        """Make the access log one that cannot be written."""


def as_logged(rows: Iterable[Sequence[Any]]) -> list[Logged]:
    """Return rows of actor, action, purpose, trajectory and fields as the contract compares them."""
    return [(row[0], row[1], row[2], row[3], tuple(sorted(row[4]))) for row in rows]
