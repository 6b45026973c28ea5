"""The values that everything else is made of: frozen models, codes and the two kinds of time.

No type in this module can carry a name, a CPR number or free text: a `Code` is a short lower-case slug
with fewer than five digits, a `StaffCode` is two to five letters and at most three digits.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Literal, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from domain.calendar import DAYS_REMEMBERED, civil_date


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields and never shows its input in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


F = TypeVar("F", bound=Frozen)


def made(kind: type[F], fields: dict[str, object]) -> F:
    """Return a value with all of its fields, which are known to be right: a quicker `model_construct`."""
    value = object.__new__(kind)
    object.__setattr__(value, "__dict__", fields)
    object.__setattr__(value, "__pydantic_fields_set__", set(fields))
    object.__setattr__(value, "__pydantic_extra__", None)
    object.__setattr__(value, "__pydantic_private__", None)
    return value


MOST_DIGITS = 4
_TOO_MANY_DIGITS = re.compile(rf"(?:\D*\d){{{MOST_DIGITS + 1}}}")


def _few_digits(text: str) -> str:
    if _TOO_MANY_DIGITS.match(text):
        raise ValueError("a code holds at most four digits")
    return text


Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40),
    AfterValidator(_few_digits),
]
"""A code of the catalogue, such as ``exit-pakke``; it must be known there before a command may use it."""

T = TypeVar("T", bound=str)

CodeSet = Annotated[frozenset[T], PlainSerializer(sorted, return_type=list[str])]
"""A set of codes, written in one order so that equal values have equal bytes."""

StaffCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}[0-9]{1,3}$")]
"""A worker's code, such as ``BB07``; never a name and never initials with a meaning."""

BatchMark = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,3}$")]
"""The mark of a batch of VIP cards, such as ``A12``; a card carries no code of its own."""

CLOCK: Literal["CLOCK0"] = "CLOCK0"
"""The actor of what happens because time passed."""

SYSTEM: Literal["SYS0"] = "SYS0"
"""The actor of imports and set-up."""

LocalTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day on the wall clock in Copenhagen, such as ``08:00``."""

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
"""A Danish municipality code (kommunekode), such as ``101`` for Copenhagen."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

NAMES = uuid5(NAMESPACE_URL, "exitspor")


def stream_of(kind: str, code: str) -> UUID:
    """Return the stream of a named thing of the catalogue, the same on every installation."""
    return uuid5(NAMES, f"{kind}:{code}")


def _written_as_an_instant(value: object) -> object:
    """Refuse a bare number, which is read as seconds since 1970 and could be a CPR number."""
    if isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("an instant is written like 2026-03-02T09:30:00Z")


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_written_as_an_instant), AfterValidator(_in_utc)]
"""An instant in UTC, whatever zone it was given in: equal instants have equal bytes."""


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Nothing that a trajectory tells of lies outside these days; a year typed wrong does."""


def _written_as_a_day(value: object) -> object:
    """Refuse a bare number, which would be read as seconds since 1970 and could be a CPR number."""
    if isinstance(value, date) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("a day is written like 2026-03-02")


Day = Annotated[
    date,
    Field(ge=FIRST_DAY, le=LAST_DAY),
    BeforeValidator(_written_as_a_day),
    Field(json_schema_extra={"ge": FIRST_DAY.isoformat(), "le": LAST_DAY.isoformat()}),
]
"""A civil date in Copenhagen. The bounds stand inside, where pydantic checks them without calling Python."""


class Occurred(Frozen):
    """When something happened: a Copenhagen civil date, and the instant where somebody knows it.

    Deadlines, periods and statistics follow the date. Source: design section 4.
    """

    on: Day
    at: Instant | None = None

    @model_validator(mode="after")
    def _instant_falls_on_the_date(self) -> "Occurred":
        if self.at is not None and civil_date(self.at) != self.on:
            raise ValueError("the instant does not fall on the civil date in Copenhagen")
        return self

    @classmethod
    def known(cls, on: date, at: datetime | None) -> "Occurred":
        """Return a time that was checked when it was stored, without checking it again."""
        return _on_day(on) if at is None else made(cls, {"on": on, "at": at})

    @classmethod
    def at_instant(cls, instant: datetime) -> "Occurred":
        return cls(on=civil_date(instant), at=instant)


@lru_cache(maxsize=DAYS_REMEMBERED)
def _on_day(on: date) -> Occurred:
    return made(Occurred, {"on": on, "at": None})
