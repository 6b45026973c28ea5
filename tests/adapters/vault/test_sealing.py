"""A seal is bound to its place by itself, and a data key by its wrapping: each holds where the other would fail."""

from dataclasses import replace
from uuid import uuid4

import pytest

from adapters.vault.data_keys import DataKeys
from adapters.vault.errors import NotGenuine
from adapters.vault.keys.key_file import FileKeys
from adapters.vault.rows import NewKey
from adapters.vault.sealing import DataKey
from domain.vault_codes import Compartment

KEY = DataKey("101", uuid4(), Compartment.IDENTITY, 7, bytes(range(32)))
OTHERS = {
    "municipality": replace(KEY, municipality="751"),
    "trajectory": replace(KEY, trajectory=uuid4()),
    "version": replace(KEY, version=8),
    "key": replace(KEY, key=bytes(32)),
}


def test_what_is_sealed_opens_in_its_place() -> None:
    sealed = KEY.seal("name", "Kirsten Æbelø")
    assert KEY.open("name", sealed) == "Kirsten Æbelø"
    assert b"Kirsten" not in sealed


@pytest.mark.parametrize("other", OTHERS)
def test_it_opens_for_no_other_municipality_trajectory_version_or_key(other: str) -> None:
    sealed = KEY.seal("name", "Kirsten Æbelø")
    with pytest.raises(NotGenuine):
        OTHERS[other].open("name", sealed)


@pytest.mark.parametrize("place", ["cpr", "", "name|7"])
def test_it_opens_in_no_other_place(place: str) -> None:
    with pytest.raises(NotGenuine):
        KEY.open(place, KEY.seal("name", "Kirsten Æbelø"))


def test_the_same_text_is_sealed_otherwise_each_time() -> None:
    assert KEY.seal("name", "Kirsten Æbelø") != KEY.seal("name", "Kirsten Æbelø")


def test_a_fingerprint_tells_equal_texts_of_a_note_and_nothing_without_the_key() -> None:
    note = uuid4()
    assert KEY.fingerprint(note, "tekst") == KEY.fingerprint(note, "tekst")
    others = {
        KEY.fingerprint(note, "Tekst"),
        KEY.fingerprint(uuid4(), "tekst"),
        OTHERS["key"].fingerprint(note, "tekst"),
    }
    assert len(others - {KEY.fingerprint(note, "tekst")}) == 3


def test_the_key_is_not_shown() -> None:
    assert repr(KEY.key) not in repr(KEY)


@pytest.mark.parametrize("change", ["trajectory", "compartment", "version", "municipality"])
async def test_a_data_key_unwraps_in_its_place_only(file_keys: FileKeys, change: str) -> None:
    one = uuid4()
    [made] = (await DataKeys(file_keys, "101").new_ring(one, [Compartment.IDENTITY])).made
    changed: dict[str, NewKey] = {
        "compartment": made._replace(compartment="contact"),
        "version": made._replace(version=made.version + 1),
    }
    keys = DataKeys(file_keys, "751" if change == "municipality" else "101")
    with pytest.raises(NotGenuine):
        await keys.opened(uuid4() if change == "trajectory" else one, [changed.get(change, made)])
