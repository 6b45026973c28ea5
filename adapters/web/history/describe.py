"""What an event says, field by field, in a language."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from adapters.web.explain import span_text, what
from adapters.web.history.field_names import FIELD_NAMES, LEFT_OUT
from adapters.web.language import Language
from domain.agenda import Obligation
from domain.agenda_item import ItemKey
from domain.base import Frozen, Occurred
from domain.labelled import Labelled
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Plan
from domain.span import Span
from domain.trajectory.state import Trajectory

SHELVES: Mapping[str, tuple[str, ...]] = {
    "programme": ("programmes",),
    "centre": ("centres",),
    "kind": ("measure_kinds",),
    "provider": ("providers",),
    "administration": ("administrations",),
    "sender": ("administrations", "providers"),
    "receiver": ("administrations", "providers"),
}
"""Where the catalogue names the code of a field."""

SHORT_ID = 8
"""How many digits of an id a page shows."""


class Describer:
    """Describes the events of one trajectory: `catalogue` names codes, the trajectory names its measures."""

    def __init__(self, language: Language, catalogue: Catalogue, trajectory: Trajectory) -> None:
        self._language = language
        self._catalogue = catalogue
        self._measures = {measure.id: measure.kind for measure in trajectory.measures}

    def fields(self, event: Frozen) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each field that says something; those of a contact form one by one."""
        return tuple(self._fields(event))

    def what(self, obligation: Obligation) -> str:
        """Return what is due; of a measure, which one."""
        return what(obligation, self._language, {id: self.code("kind", kind) for id, kind in self._measures.items()})

    def code(self, field: str, code: str) -> str:
        """Return the name of a code of the catalogue, or the code itself."""
        for shelf in SHELVES.get(field, ()):
            definitions = getattr(self._catalogue, shelf)
            if code in definitions:
                return self._language.label(definitions[code])
        return code

    def _fields(self, event: Frozen) -> Iterable[tuple[str, str]]:
        for field in type(event).model_fields:
            value = getattr(event, field)
            if field in LEFT_OUT or not value or (field == "measure" and hasattr(event, "kind")):
                continue
            if field == "contact" and isinstance(value, Frozen):
                yield from self._fields(value)
            else:
                yield self._language.text(*FIELD_NAMES[field]), self._text(field, value)

    def _text(self, field: str, value: object) -> str:
        match value:
            case True:
                return self._language.text("ja", "yes")
            case Labelled():
                return self._language.label(value)
            case str():
                return self.code(field, value)
            case int():
                return self._language.number(value)
            case date():
                return self._language.date(value)
            case UUID():
                return self._id(value)
            case frozenset():
                return self._text(field, tuple(sorted(value, key=str)))
            case tuple():
                return self._language.list([self._text(field, item) for item in value])
            case _:
                return self._structure(value)

    def _structure(self, value: object) -> str:
        match value:
            case Occurred():
                return self._language.occurred(value)
            case Span():
                return span_text(value, self._language)
            case Plan():
                return f"{self._language.label(value)}, version {value.version}"
            case ItemKey():
                return f"{self._language.label(value.kind)}, {self._language.date(value.due)}"
            case Frozen():
                return "; ".join(f"{name}: {text}" for name, text in self._fields(value))
            case _:
                raise TypeError(f"no words for a {type(value).__name__}")

    def _id(self, value: UUID) -> str:
        kind = self._measures.get(value)
        return short_id(value) if kind is None else self.code("kind", kind)


def short_id(value: UUID) -> str:
    """Return the beginning of an id: enough to tell one from another on a page."""
    return str(value)[:SHORT_ID]
