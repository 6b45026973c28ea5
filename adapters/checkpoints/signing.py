"""Signing the log's head, once it is known to be whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.checkpoints.checkpoint import Checkpoint, SignedCheckpoint, sign, text_of
from adapters.checkpoints.folder import Read, anchors_of, reached_by, write_checkpoint
from adapters.postgres.verify import Reached, verify
from adapters.postgres.walk import Fault


@dataclass(frozen=True)
class Signing:
    """What came of it: the position after which `walked` events were verified, and the checkpoint or the fault.

    Neither for an empty log. `is_new` is false if the same day and position had a checkpoint already.
    """

    after: int
    walked: int
    fault: Fault | None = None
    checkpoint: SignedCheckpoint | None = None
    is_new: bool = False


async def sign_head(
    pool: asyncpg.Pool,
    folder: Path,
    earlier: Read,
    key: Ed25519PrivateKey,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda position: None,
) -> Signing:
    """Verify the log from the newest of the `earlier` checkpoints on, and write one for its head to the folder.

    The earlier ones are those of the folder, checked. A log that is broken, or has no longer what one of them says,
    is not signed. Raises CheckpointError if the file cannot be written.
    """
    start = reached_by(earlier[-1]) if earlier else Reached()
    result = await verify(pool, progress, anchors_of(earlier), start=start)
    if result.fault or not result.position:
        return Signing(start.position, result.events, result.fault)
    checkpoint = sign(_head(result.reached, now), key)
    is_new = write_checkpoint(folder, checkpoint)
    return Signing(start.position, result.events, checkpoint=checkpoint, is_new=is_new)


def _head(reached: Reached, now: datetime) -> Checkpoint:
    return Checkpoint(
        municipality=reached.municipality,
        position=reached.position,
        hash=reached.hash.hex(),
        recorded=text_of(reached.recorded),
        signed=text_of(now),
    )
