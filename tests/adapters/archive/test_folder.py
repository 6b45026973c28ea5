"""The archive's folder: a delivery is there whole or not at all, its owner's only, and checked before it counts."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from adapters.archive.contents import EVENTS, MANIFEST, VAULT, delivery_of, digest_of
from adapters.archive.folder import ArchiveFolder, is_whole
from adapters.embedded.errors import ServerError
from domain.log import RecordedEvent
from domain.vault import Contents, Note
from domain.vault_codes import VaultField

ABOUT = UUID(int=1)
AT = datetime(2025, 3, 1, 2, tzinfo=UTC)
CONTENTS = Contents(
    {VaultField.NAME: "Ane Prøvesen"}, (Note(UUID(int=2), date(2020, 1, 15), "Ring ikke.", "BB1", AT),)
)


def event(position: int, name: str, payload: bytes | None) -> RecordedEvent:
    return RecordedEvent(
        position=position,
        stream=ABOUT,
        kind="trajectory",
        version=position,
        id=UUID(int=10 + position),
        type=name,
        schema_version=1,
        command_id=UUID(int=30),
        causation=None,
        actor="BB1",
        municipality="101",
        occurred_on=date(2020, 1, 15),
        occurred_at=None,
        recorded=AT,
        payload=payload,
    )


EVENTS_OF_IT = (event(1, "TrajectoryOpened", b'{"programme": "exit-pakke"}'), event(2, "HoldPlaced", None))


@pytest.fixture
def files() -> Mapping[str, bytes]:
    return delivery_of(ABOUT, "101", EVENTS_OF_IT, CONTENTS)


async def test_a_delivery_holds_events_and_vault_and_a_manifest_with_their_digests(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    digest = await ArchiveFolder(tmp_path / "archive").deliver(ABOUT, files)
    (place,) = (tmp_path / "archive").iterdir()
    manifest = json.loads((place / MANIFEST).read_bytes())
    assert digest == digest_of((place / MANIFEST).read_bytes())
    assert manifest["files"] == {name: digest_of((place / name).read_bytes()) for name in (EVENTS, VAULT)}
    told = [json.loads(line) for line in (place / EVENTS).read_bytes().splitlines()]
    assert [(one["type"], one["content"]) for one in told] == [
        ("TrajectoryOpened", {"programme": "exit-pakke"}),
        ("HoldPlaced", None),
    ]
    vault = json.loads((place / VAULT).read_bytes())
    assert vault["fields"] == {"name": "Ane Prøvesen"}
    assert [note["text"] for note in vault["notes"]] == ["Ring ikke."]


async def test_only_its_owner_may_look_into_the_folder_and_at_what_is_in_it(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    await ArchiveFolder(tmp_path / "archive").deliver(ABOUT, files)
    every = [tmp_path / "archive", *(tmp_path / "archive").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in every if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in every if path.is_file()} == {0o600}
    (tmp_path / "archive").chmod(0o750)
    with pytest.raises(ServerError, match="chmod 700"):
        await ArchiveFolder(tmp_path / "archive").deliver(ABOUT, files)


async def test_the_same_delivery_again_is_checked_and_not_made_twice(
    tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    folder = ArchiveFolder(tmp_path / "archive")
    delivered = event(3, "ArchiveDelivered", b'{"manifest": "%s"}' % (b"a" * 64))
    again = delivery_of(ABOUT, "101", (*EVENTS_OF_IT, delivered), CONTENTS)
    assert await folder.deliver(ABOUT, files) == await folder.deliver(ABOUT, again)
    assert len(list((tmp_path / "archive").iterdir())) == 1
    newer = delivery_of(ABOUT, "101", EVENTS_OF_IT, Contents({}))
    assert await folder.deliver(ABOUT, newer) != await folder.deliver(ABOUT, files)
    assert len(list((tmp_path / "archive").iterdir())) == 2


@pytest.mark.parametrize("name", [EVENTS, VAULT, MANIFEST])
@pytest.mark.parametrize("harm", ["changed", "gone"])
async def test_a_delivery_that_is_not_as_it_was_written_is_not_relied_on(
    tmp_path: Path, files: Mapping[str, bytes], name: str, harm: str
) -> None:
    folder = ArchiveFolder(tmp_path / "archive")
    digest = await folder.deliver(ABOUT, files)
    (place,) = (tmp_path / "archive").iterdir()
    if harm == "gone":
        (place / name).unlink()
    else:
        (place / name).write_bytes((place / name).read_bytes().replace(b"1", b"2"))
    assert not is_whole(place, digest)
    with pytest.raises(ServerError, match="erasing run"):
        await folder.deliver(ABOUT, files)


@pytest.mark.parametrize("last", range(5))
async def test_what_ends_while_a_delivery_is_written_leaves_none_and_the_next_try_makes_it(
    tmp_path: Path, files: Mapping[str, bytes], last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, fsync, done = ArchiveFolder(tmp_path / "archive"), os.fsync, []

    def ending(handle: int) -> None:
        done.append(handle)
        if len(done) == last:
            raise KeyboardInterrupt
        fsync(handle)

    with monkeypatch.context() as crashing:
        crashing.setattr(os, "fsync", ending)
        if last:
            with pytest.raises(KeyboardInterrupt):
                folder._deliver(ABOUT, files)
            assert list((tmp_path / "archive").iterdir()) == []
    digest = await folder.deliver(ABOUT, files)
    (place,) = (tmp_path / "archive").iterdir()
    assert is_whole(place, digest)


async def test_what_a_killed_process_left_behind_is_removed(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    left = tmp_path / "archive" / ".delivery-left"
    left.mkdir(parents=True)
    (tmp_path / "archive").chmod(0o700)
    (left / VAULT).write_bytes(files[VAULT])
    await ArchiveFolder(tmp_path / "archive").deliver(ABOUT, files)
    assert not left.exists()
    assert len(list((tmp_path / "archive").iterdir())) == 1


async def test_a_folder_that_cannot_be_written_to_says_what_to_do(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ServerError, match="EXITSPOR_ARCHIVE"):
        await ArchiveFolder(tmp_path / "file" / "archive").deliver(ABOUT, files)
