"""A command model's fields as options of a command line, and what was typed as the model's content."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import typer
from pydantic.fields import FieldInfo

from adapters.cli.glossary import FIELDS, Word
from adapters.cli.kinds import Kind, kind_of
from adapters.cli.trouble import BadInputError, Words
from domain.base import Frozen
from domain.commands.base import Command
from domain.events.contacts import ContactForm

COMMON = frozenset(Command.model_fields)
"""The fields that every command has; they have options of their own (`adapters.cli.common`)."""

FORMS = frozenset({"contact"})
"""Fields that hold a contact form: its fields are options beside the command's own."""

FILLED_IN = frozenset({"contacts"})
"""Required fields that need not be typed, since other options fill them in (`adapters.cli.visit`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as somebody types it. `path` is its place in the model's content; `spelled` its option or argument."""

    path: tuple[str, ...]
    kind: Kind
    word: Word
    spelled: str
    is_argument: bool
    is_required: bool

    @property
    def name(self) -> str:
        return "_".join(self.path)

    def parameter(self) -> Parameter:
        """Return the parameter by which typer makes the option."""
        return Parameter(self.name, Parameter.KEYWORD_ONLY, default=self._default, annotation=self._annotation)

    def read(self, typed: Any) -> object:
        """Return what was typed as the model takes it. Raises BadInputError."""
        if self.kind.flag:
            return typed
        try:
            return [self.kind.read(item) for item in typed] if self.kind.many else self.kind.read(typed)
        except ValueError:
            raise BadInputError([self.complaint()]) from None

    def complaint(self) -> Words:
        """Return what is wrong with a value that the model refuses."""
        return Words(
            f"{self.spelled}: værdien kan ikke bruges. Angiv {self.kind.da}.",
            f"{self.spelled}: the value cannot be used. Give {self.kind.en}.",
        )

    def missing(self) -> Words:
        """Return what is wrong when a value is missing."""
        return Words(
            f"{self.spelled}: mangler. Angiv {self.kind.da}.", f"{self.spelled}: is missing. Give {self.kind.en}."
        )

    @property
    def _default(self) -> Any:
        return Parameter.empty if self.is_argument else [] if self.kind.many else None

    @property
    def _annotation(self) -> Any:
        if self.is_argument:
            return Annotated[str, typer.Argument(metavar=self.spelled, help=self._help())]
        plain: Any = bool if self.kind.flag else list[str] if self.kind.many else str
        shown = None if self.kind.flag else self.kind.metavar
        return Annotated[plain | None, typer.Option(self.spelled, metavar=shown, help=self._help())]

    def _help(self) -> str:
        required = "Required. " if self.is_required and not self.is_argument else ""
        about = f"{required}{self.word.en[0].upper()}{self.word.en[1:]} ({self.word.da})"
        if self.kind.codes is None:
            return f"{about}: {self.kind.en}." if self.kind.many or not self.kind.flag else f"{about}."
        return f"{about}: " + ", ".join(f"{code} ({code.da})" for code in self.kind.codes) + "."


def entries_of(model: type[Command], made: str | None) -> tuple[Entry, ...]:
    """Return a command's entries, the ids that must be given first. `made` names the field of a new thing's id."""
    own = [entry for entry in _entries(model, ()) if entry.path[-1] not in COMMON and entry.path != (made,)]
    names = {entry.path[-1] for entry in own}
    forms = [entry for name in FORMS & model.model_fields.keys() for entry in _of_form(name, model, names)]
    return tuple(sorted([*own, *forms], key=lambda entry: not entry.is_argument))


def form_entries() -> tuple[Entry, ...]:
    """Return the entries of a contact form, none of which is required."""
    return tuple(_entries(ContactForm, (), optional=True))


def content_of(entries: Sequence[Entry], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content for a model from what was typed. Raises BadInputError that names all that is missing."""
    given = {entry: typed[entry.name] for entry in entries if typed.get(entry.name) not in (None, [], ())}
    missing = [entry.missing() for entry in entries if entry.is_required and entry not in given]
    if missing:
        raise BadInputError(missing)
    content: dict[str, Any] = {}
    for entry, value in given.items():
        _put(content, entry.path, entry.read(value))
    return _with_shared(content)


def _of_form(name: str, model: type[Command], taken: set[str]) -> Iterator[Entry]:
    optional = not model.model_fields[name].is_required()
    for entry in _entries(ContactForm, (name,), optional=optional):
        if entry.path[-1] not in taken:
            yield entry


def _entries(model: type[Frozen], within: tuple[str, ...], *, optional: bool = False) -> Iterator[Entry]:
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        if name not in FORMS and name not in COMMON:
            yield _entry((*within, name), hints[name], field, optional)


def _entry(path: tuple[str, ...], annotation: Any, field: FieldInfo, optional: bool) -> Entry:
    name, kind = path[-1], kind_of(annotation, field)
    is_argument = field.is_required() and annotation is UUID
    option = FIELDS[name].option or f"--{name.replace('_', '-')}"
    return Entry(
        path=path,
        kind=kind,
        word=FIELDS[name],
        spelled=name.upper().replace("_", "-") if is_argument else option,
        is_argument=is_argument,
        is_required=field.is_required() and not (optional or is_argument or name in FILLED_IN),
    )


def _put(content: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        content = content.setdefault(name, {})
    content[path[-1]] = value


def _with_shared(content: dict[str, Any]) -> dict[str, Any]:
    """Give a contact form what the command has under the same name (its programme and centre)."""
    for name in FORMS & content.keys():
        shared = {field: content[field] for field in ContactForm.model_fields if field in content}
        content[name] = {**shared, **content[name]}
    return content
