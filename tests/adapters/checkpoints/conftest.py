"""A key that signs, settings that name it, and a folder with three checkpoints of municipality 101."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.checkpoints.checkpoint import Checkpoint, SignedCheckpoint, sign
from adapters.checkpoints.folder import write_checkpoint
from adapters.checkpoints.keys import Keys, id_of

SIGNS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED: Keys = {id_of(SIGNS.public_key()): SIGNS.public_key()}


def a_checkpoint(position: int, day: int, **other: object) -> Checkpoint:
    said = {
        "municipality": "101",
        "position": position,
        "hash": f"{position:064x}",
        "recorded": f"2026-11-{day:02}T08:00:00.000001Z",
        "signed": f"2026-11-{day:02}T22:30:00.000000Z",
    }
    return Checkpoint.model_validate({**said, **other})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three days, on the last of which nothing was new; and a file of somebody else's."""
    for position, day in ((5, 1), (9, 2), (9, 3)):
        assert write_checkpoint(tmp_path, sign(a_checkpoint(position, day), SIGNS))
    (tmp_path / "README").write_text("ours")
    return tmp_path


def put(folder: Path, checkpoint: SignedCheckpoint) -> None:
    """Write a checkpoint as somebody does who has the key."""
    assert write_checkpoint(folder, checkpoint)
