"""Mistakes are events, not edits. Source: domain section 5, design section 4."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, SerializeAsAny, ValidationInfo, field_validator, model_validator

from domain.base import Digest, Occurred
from domain.events.base import EVENT_TYPES, Event
from domain.trajectory_codes import WithdrawReason


def _known_type(name: str) -> str:
    if name not in EVENT_TYPES:
        raise ValueError("not the name of an event type")
    return name


class Withdrawn(Event):
    """The fact with that event id does not hold, and never did. `moved_to` is the stream that has it now."""

    event: UUID
    reason: WithdrawReason
    moved_to: UUID | None = None


class DateCorrected(Event):
    """The fact with that event id happened at another time."""

    event: UUID
    occurred: Occurred


class Corrected(Event):
    """What the fact with that event id should have said: a whole event of the same type, checked by that type.

    `content_version` is the schema version that the type had when this was written. A later program brings the
    content to its own version before it reads it here (`domain/evolution.py`).
    """

    schema_version: ClassVar[int] = 2

    event: UUID
    type: Annotated[str, AfterValidator(_known_type)]
    content_version: int = Field(default=1, ge=1, le=999)
    content: SerializeAsAny[Event]

    @field_validator("content", mode="before")
    @classmethod
    def _read_by_its_type(cls, content: object, info: ValidationInfo) -> object:
        event_type = EVENT_TYPES.get(info.data.get("type", ""))
        return content if isinstance(content, Event) or event_type is None else event_type.model_validate(content)

    @model_validator(mode="after")
    def _of_that_version(self) -> "Corrected":
        if self.content_version != self.content.schema_version:
            raise ValueError("the content is not of the version that is told")
        return self


class PayloadsBlanked(Event):
    """A lawful order blanked payloads; the chain still verifies. `order` is the order's digest."""

    events: tuple[UUID, ...]
    order: Digest
