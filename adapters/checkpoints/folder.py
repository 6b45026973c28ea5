"""The folder of signed checkpoints: one small file a day and position."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from adapters.checkpoints.checkpoint import SignedCheckpoint, instant_of, read
from adapters.checkpoints.errors import CheckpointError
from adapters.checkpoints.keys import Keys
from adapters.embedded.files import write_private
from adapters.postgres.verify import Reached

NAME = re.compile(r"checkpoint-.*\.json")

Read = tuple[SignedCheckpoint, ...]


def read_checkpoints(folder: Path, keys: Keys, municipality: str) -> Read:
    """Return all checkpoints of a folder in the order in which they were signed; other files are let lie.

    Raises CheckpointError that names the first file that is not as a trusted key signed it for the municipality.
    """
    try:
        files = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
        found = [_checked(path.name, path.read_bytes(), keys, municipality) for path in files]
    except OSError as error:
        raise CheckpointError(
            f"Mappen med kontrolpunkter kan ikke læses ({error.strerror}).",
            f"The folder of checkpoints cannot be read ({error.strerror}).",
        ) from None
    ordered = tuple(sorted(found, key=lambda one: (one.signed, one.position)))
    _refuse_contradiction(ordered)
    return ordered


def write_checkpoint(folder: Path, checkpoint: SignedCheckpoint) -> bool:
    """Write a checkpoint's file (0600), whole or not at all; return False if its day and position have one."""
    path = folder / checkpoint.file
    if path.exists():
        return False
    try:
        write_private(path, checkpoint.content)
    except OSError as error:
        raise CheckpointError(
            f"Kontrolpunktet kan ikke skrives i mappen ({error.strerror}).",
            f"The checkpoint cannot be written to the folder ({error.strerror}).",
        ) from None
    return True


def anchors_of(checkpoints: Sequence[SignedCheckpoint]) -> dict[int, bytes]:
    """Return the hash of each signed position."""
    return {one.position: bytes.fromhex(one.hash) for one in checkpoints}


def reached_by(checkpoint: SignedCheckpoint) -> Reached:
    """Return where a walk of the log may go on after a checkpoint."""
    return Reached(
        checkpoint.position,
        bytes.fromhex(checkpoint.hash),
        instant_of(checkpoint.recorded),
        checkpoint.municipality,
    )


def _checked(name: str, content: bytes, keys: Keys, municipality: str) -> SignedCheckpoint:
    try:
        found = read(content)
        right_name = found.file
    except ValueError:
        raise _bad(name, "er ændret eller ikke hel", "was changed or is not whole") from None
    if found.key not in keys:
        raise _bad(name, f"er skrevet under med en ukendt nøgle ({found.key})", f"is of an unknown key ({found.key})")
    if not found.is_signed_by(keys):
        raise _bad(name, "har en underskrift, der ikke passer", "has a signature that does not fit")
    if found.municipality != municipality:
        raise _bad(name, "er en anden kommunes", "is another municipality's")
    if name != right_name:
        raise _bad(name, "har fået et andet navn", "was given another name")
    return found


def _refuse_contradiction(checkpoints: Read) -> None:
    for earlier, later in pairwise(checkpoints):
        same = earlier.position == later.position and earlier.hash == later.hash
        if not same and later.position <= earlier.position:
            raise _bad(
                later.file,
                f"siger noget andet end {earlier.file}, som er ældre",
                f"says otherwise than {earlier.file}, which is older",
            )


def _bad(name: str, danish: str, english: str) -> CheckpointError:
    return CheckpointError(
        f"{name} {danish}. Find ud af hvorfor, før loggen bruges som bevis.",
        f"{name} {english}. Find out why before the log is used as evidence.",
    )
