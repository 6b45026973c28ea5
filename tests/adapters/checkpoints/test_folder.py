"""A folder of checkpoints is taken whole and rightly signed, or refused with the name of the file."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.checkpoints.checkpoint import Checkpoint, sign
from adapters.checkpoints.errors import CheckpointError
from adapters.checkpoints.folder import anchors_of, reached_by, read_checkpoints, write_checkpoint
from adapters.checkpoints.keys import id_of
from tests.adapters.checkpoints.conftest import SIGNS, TRUSTED, a_checkpoint, put

SECOND = "checkpoint-2026-11-02-9.json"
SIGNED_FOR_EVER = (
    b"exitspor checkpoint 1\nmunicipality 101\nposition 5\n"
    b"hash 0000000000000000000000000000000000000000000000000000000000000005\n"
    b"recorded 2026-11-01T08:00:00.000001Z\nsigned 2026-11-01T22:30:00.000000Z\n"
)
SIGNATURE_FOR_EVER = "T81nnd2gmlhefKX1qYg1wFj0NFuiryaqxSJd42Qm3Tp8xqZJhuGNws7xAeb+7esuQZM/+v0dgJL7RbnNuS0IAw=="


def refused(folder: Path, *, municipality: str = "101") -> str:
    with pytest.raises(CheckpointError) as refusal:
        read_checkpoints(folder, TRUSTED, municipality)
    return refusal.value.english


def test_what_was_written_is_read_and_says_where_the_log_was(folder: Path) -> None:
    found = read_checkpoints(folder, TRUSTED, "101")
    assert [(one.day.day, one.position) for one in found] == [(1, 5), (2, 9), (3, 9)]
    assert anchors_of(found) == {5: bytes(31) + b"\5", 9: bytes(31) + b"\x09"}
    newest = reached_by(found[-1])
    assert (newest.position, newest.hash, newest.municipality) == (9, bytes(31) + b"\x09", "101")
    assert newest.recorded.isoformat() == "2026-11-03T08:00:00.000001+00:00"


def test_only_the_owner_may_read_a_checkpoint_and_nothing_is_left_beside_it(folder: Path) -> None:
    files = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir() if path.name != "README"}
    assert files == {f"checkpoint-2026-11-0{day}-{at}.json": 0o600 for day, at in ((1, 5), (2, 9), (3, 9))}


def test_a_day_and_position_are_written_once(folder: Path) -> None:
    before = (folder / SECOND).read_bytes()
    later = a_checkpoint(9, 2, signed="2026-11-02T22:45:00.000000Z")
    assert not write_checkpoint(folder, sign(later, SIGNS))
    assert (folder / SECOND).read_bytes() == before


def test_the_day_is_that_in_denmark() -> None:
    assert a_checkpoint(1, 1, signed="2026-10-31T23:30:00.000000Z").file == "checkpoint-2026-11-01-1.json"


def test_signed_bytes_and_signature_are_what_they_always_were() -> None:
    assert a_checkpoint(5, 1).signed_bytes() == SIGNED_FOR_EVER
    assert sign(a_checkpoint(5, 1), SIGNS).signature == SIGNATURE_FOR_EVER == signature_over(SIGNED_FOR_EVER)


def signature_over(text: bytes) -> str:
    return b64encode(SIGNS.sign(text)).decode()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), to=st.integers(0, 255))
def test_a_byte_that_was_changed_is_found(folder: Path, place: int, to: int) -> None:
    path = folder / SECOND
    before = path.read_bytes()
    place %= len(before)
    changed = before[:place] + bytes([to]) + before[place + 1 :]
    path.write_bytes(changed)
    try:
        assert changed == before or SECOND in refused(folder)
    finally:
        path.write_bytes(before)


def test_a_file_that_was_cut_off_is_found_wherever_it_was_cut(folder: Path) -> None:
    path = folder / SECOND
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refused(folder).startswith(f"{SECOND} was changed or is not whole")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", 8),
        ("hash", "0" * 64),
        ("recorded", "2026-11-02T08:00:00.000002Z"),
        ("signed", "2026-11-02T22:30:00.000001Z"),
        ("municipality", "751"),
    ],
)
def test_another_statement_under_the_old_signature_is_found(folder: Path, field: str, value: object) -> None:
    rewrite(folder, **{field: value})
    assert refused(folder).startswith(f"{SECOND} has a signature that does not fit")


def rewrite(folder: Path, **fields: object) -> None:
    said = json.loads((folder / SECOND).read_bytes()) | fields
    (folder / SECOND).write_bytes(json.dumps(said, indent=2).encode() + b"\n")


@pytest.mark.parametrize("fields", [{"more": 1}, {"position": "9"}, {"recorded": "2026-13-02T08:00:00.000000Z"}])
def test_a_statement_of_another_form_is_found(folder: Path, fields: dict[str, object]) -> None:
    rewrite(folder, **fields)
    assert SECOND in refused(folder)


def test_a_moment_that_no_calendar_has_is_found_though_it_was_signed(folder: Path) -> None:
    path = folder / "checkpoint-2026-11-04-9.json"
    said = Checkpoint.model_construct(**a_checkpoint(9, 4).model_dump() | {"signed": "2026-11-31T08:00:00.000000Z"})
    path.write_bytes(sign(said, SIGNS).content)
    assert refused(folder).startswith(f"{path.name} was changed or is not whole")


def test_a_forger_with_a_key_of_his_own_is_found(folder: Path) -> None:
    forger = Ed25519PrivateKey.generate()
    (folder / SECOND).write_bytes(sign(a_checkpoint(9, 2), forger).content)
    assert refused(folder).startswith(f"{SECOND} is of an unknown key ({id_of(forger.public_key())})")
    rewrite(folder, key=id_of(SIGNS.public_key()))
    assert refused(folder).startswith(f"{SECOND} has a signature that does not fit")


def test_another_municipalitys_checkpoint_is_found(folder: Path) -> None:
    put(folder, sign(a_checkpoint(12, 4, municipality="751"), SIGNS))
    assert refused(folder).startswith("checkpoint-2026-11-04-12.json is another municipality's")


def test_a_checkpoint_under_another_name_is_found(folder: Path) -> None:
    (folder / SECOND).rename(folder / "checkpoint-2026-11-02-8.json")
    assert refused(folder).startswith("checkpoint-2026-11-02-8.json was given another name")


@pytest.mark.parametrize(("position", "hash_in_hex"), [(9, "f" * 64), (7, "f" * 64)], ids=["hash", "lower position"])
def test_two_signed_histories_are_found(folder: Path, position: int, hash_in_hex: str) -> None:
    put(folder, sign(a_checkpoint(position, 4, hash=hash_in_hex), SIGNS))
    assert refused(folder).startswith(
        f"checkpoint-2026-11-04-{position}.json says otherwise than checkpoint-2026-11-03-9.json"
    )


def test_a_folder_that_is_not_there_is_said_in_both_languages(folder: Path) -> None:
    with pytest.raises(CheckpointError, match=r"kan ikke læses(?s:.*)cannot be read"):
        read_checkpoints(folder / "nothing", TRUSTED, "101")
    with pytest.raises(CheckpointError, match="kan ikke skrives"):
        write_checkpoint(folder / "nothing", sign(a_checkpoint(1, 1), SIGNS))
