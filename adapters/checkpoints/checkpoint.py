"""One signed checkpoint: what is said, the bytes that are signed, and the file that holds both.

What is signed is text, so that anybody with the public key can check it without this program:

    exitspor checkpoint 1
    municipality 101
    position 5100
    hash 2f1d... (64 hex digits)
    recorded 2026-11-22T09:15:00.123456Z
    signed 2026-11-22T22:00:00.000000Z

each line ended by a line feed. It is never laid out otherwise under the number 1.
"""

import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, StringConstraints, TypeAdapter

from adapters.checkpoints.keys import Keys, id_of
from domain.base import Frozen, MunicipalityCode
from domain.calendar import civil_date

FIRST_LINE = "exitspor checkpoint 1"

Instant = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{6}Z$")]
"""An instant in UTC, to the microsecond, such as `2026-11-22T22:00:00.000000Z`."""


class Checkpoint(Frozen):
    """What the log's head was: `hash` in hex, `recorded` that of the event at `position`, and when it was signed."""

    municipality: MunicipalityCode
    position: int = Field(ge=1)
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    recorded: Instant
    signed: Instant

    @property
    def day(self) -> date:
        """The day on which it was signed, in Denmark."""
        return civil_date(instant_of(self.signed))

    @property
    def file(self) -> str:
        """The name of the file that holds it."""
        return f"checkpoint-{self.day.isoformat()}-{self.position}.json"

    def signed_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        lines = (FIRST_LINE, *(f"{name} {value}" for name, value in self.model_dump().items()))
        return "".join(f"{line}\n" for line in lines).encode()


class SignedCheckpoint(Checkpoint):
    """A checkpoint, the id of the key that signed it, and the signature in base64."""

    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]

    @property
    def content(self) -> bytes:
        """What the file holds, byte for byte."""
        return json.dumps(self.model_dump(), indent=2).encode() + b"\n"

    def signed_bytes(self) -> bytes:
        return Checkpoint.model_validate(self.model_dump(exclude={"key", "signature"})).signed_bytes()

    def is_signed_by(self, keys: Keys) -> bool:
        """Tell whether a trusted key signed it. Raises KeyError for a key that is not among them."""
        try:
            keys[self.key].verify(b64decode(self.signature), self.signed_bytes())
        except InvalidSignature:
            return False
        return True


_FILE: TypeAdapter[SignedCheckpoint] = TypeAdapter(SignedCheckpoint)


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> SignedCheckpoint:
    """Return a checkpoint with the key's signature."""
    signature = b64encode(key.sign(checkpoint.signed_bytes())).decode()
    return SignedCheckpoint(**checkpoint.model_dump(), key=id_of(key.public_key()), signature=signature)


def read(content: bytes) -> SignedCheckpoint:
    """Return what a file holds. Raises ValueError if it is not, byte for byte, as it was written."""
    found = _FILE.validate_json(content, strict=True)
    if found.content != content:
        raise ValueError("the file was changed")
    return found


def text_of(moment: datetime) -> str:
    """Return an instant as a checkpoint says it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def instant_of(text: str) -> datetime:
    """Return the instant that a checkpoint says. Raises ValueError for one that no calendar has."""
    return datetime.fromisoformat(text)
