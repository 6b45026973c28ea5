"""A step: a command of the domain as a command of the command line, built from the command's own model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from adapters.cli.options import Entry, content_of, entries_of
from adapters.cli.trouble import BadInputError, Words
from domain.commands.base import Command

Content = dict[str, Any]

TOGETHER: Mapping[str, Words] = {
    "a community is given for a cultural mediator, and only then": Words(
        "--community angives for en kulturformidler og kun da.",
        "--community is given for a cultural mediator, and only then.",
    ),
    "an area is rated once": Words("--rating: et område vurderes én gang.", "--rating: an area is rated once."),
}
"""What a model says of values that do not fit together, in the words of the command line."""

NOT_FITTING = Words(
    "Værdierne passer ikke sammen. Se kommandoens --help.",
    "The values do not fit together. See the command's --help.",
)

COMMON_COMPLAINTS: Mapping[int | str, Words] = {
    "actor": Words(
        "--actor: angiv en medarbejderkode som BB7 (exitspor staff list).",
        "--actor: give a staff code such as BB7 (exitspor staff list).",
    ),
    "occurred": Words("--on: datoen kan ikke bruges.", "--on: the date cannot be used."),
}
"""What is wrong with a value that every step is given."""


@dataclass(frozen=True, slots=True)
class Common:
    """What every step is given: who, when (a civil date), and the id under which it can be sent again."""

    actor: str
    municipality: str
    on: date
    command_id: UUID


def as_it_is(content: Content) -> Content:
    return content


@dataclass(frozen=True)
class Step:
    """`path` is the command line's, as in ``trajectory measure propose``; `makes` the field of a new thing's id.

    `further` are entries that no field of the model has; `finish` turns the content typed into the model's, and gives
    the field `follows` its id, where that is known from the rest.
    """

    path: str
    command: type[Command]
    da: str
    en: str
    makes: str | None = None
    further: tuple[Entry, ...] = ()
    finish: Callable[[Content], Content] = field(default=as_it_is)
    follows: str | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return (*entries_of(self.command, self.makes or self.follows), *self.further)

    def build(self, typed: Mapping[str, Any], common: Common) -> Command:
        """Return the command that was typed. Raises BadInputError, which shows none of it."""
        content = self.finish(content_of(self.entries, typed)) | {
            "command_id": common.command_id,
            "actor": common.actor,
            "municipality": common.municipality,
            "occurred": {"on": common.on},
        }
        if self.makes is not None:
            content[self.makes] = new_id(common.command_id, self.makes)
        try:
            return self.command.model_validate(content)
        except ValidationError as error:
            raise BadInputError(_complaints(self.entries, error)) from None


def new_id(command_id: UUID, name: str) -> UUID:
    """Return the id of what a command makes: the same for the command sent again, else as random as its id."""
    return UUID(bytes=uuid5(command_id, name).bytes, version=4)


def _complaints(entries: Sequence[Entry], error: ValidationError) -> list[Words]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return list(dict.fromkeys(_complaint(entries, problem) for problem in found))


def _complaint(entries: Sequence[Entry], problem: ErrorDetails) -> Words:
    for message, words in TOGETHER.items():
        if problem["msg"].endswith(message):
            return words
    entry = _entry_at(entries, problem["loc"])
    if entry is None:
        return COMMON_COMPLAINTS.get(next(iter(problem["loc"]), ""), NOT_FITTING)
    return entry.missing() if problem["type"] == "missing" else entry.complaint()


def _entry_at(entries: Sequence[Entry], place: Sequence[int | str]) -> Entry | None:
    """Return the entry of the innermost field that a place names."""
    for name in reversed(place):
        for entry in entries:
            if entry.path[-1] == name:
                return entry
    return None
