"""What an event is, and the register of every event type by its stable name."""

from typing import ClassVar

from domain.base import Frozen

EVENT_TYPES: dict[str, "type[Event]"] = {}
"""Every event type by its stable name; filled by importing `domain.events`."""


class Event(Frozen):
    """Something that happened, in codes, dates, amounts and references; never an identity, never free text.

    The type's stable name is stored in the log, never its Python path.
    """

    type_name: ClassVar[str]
    schema_version: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.type_name = cls.__name__
        EVENT_TYPES[cls.type_name] = cls
