"""How a person writes the value of a field: what is expected, and how it is read before the model checks it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from domain.base import BatchMark, Code, Occurred, StaffCode
from domain.calendar import COPENHAGEN
from domain.events.contacts import ContactForm
from domain.events.help import Rating, WhoFive
from domain.labelled import Labelled

Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. `da` and `en` complete "expects ..."; `read` raises ValueError for what cannot be one."""

    metavar: str
    da: str
    en: str
    read: Read = str
    codes: type[Labelled] | None = None
    many: bool = False
    flag: bool = False


def read_occurred(text: str) -> Mapping[str, object]:
    """Read a date, or a Copenhagen date and time."""
    if len(text) == len("2026-01-31"):
        return {"on": date.fromisoformat(text)}
    at = datetime.fromisoformat(text)
    local = at if at.tzinfo else at.replace(tzinfo=COPENHAGEN)
    return {"on": local.astimezone(COPENHAGEN).date(), "at": local}


def read_who_five(text: str) -> list[str | None]:
    """Read the five answers of WHO-5, a dash for one that was declined."""
    return [None if item.strip() == "-" else item.strip() for item in text.split(",")]


def read_rating(text: str) -> Mapping[str, str]:
    """Read a self-rated area."""
    area, equals, score = text.partition("=")
    if not equals:
        raise ValueError
    return {"area": area.strip(), "score": score.strip()}


def read_form(text: str) -> Mapping[str, object]:
    """Read a contact of a visit: what it has otherwise than the visit's common options."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(equals for _, equals, _ in pairs):
        raise ValueError
    return {_field_name(name): _field_value(_field_name(name), value.strip()) for name, _, value in pairs}


def read_json(text: str) -> object:
    """Read a number, truth value, list or null as JSON writes it, and anything else as a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _field_name(name: str) -> str:
    return {"topic": "topics"}.get(name.strip(), name.strip().replace("-", "_"))


def _field_value(name: str, value: str) -> object:
    return value.split("+") if name in ("topics", "help_begun") else value


CODE = Kind(
    "CODE", "en kode fra kataloget (exitspor reference list)", "a code of the catalogue (exitspor reference list)"
)
KINDS: tuple[tuple[Any, Kind], ...] = (
    (Code, CODE),
    (StaffCode, Kind("STAFF", "en medarbejderkode som BB7 (exitspor staff list)", "a staff code such as BB7")),
    (BatchMark, Kind("BATCH", "et batchmærke som A12", "a batch mark such as A12")),
    (UUID, Kind("ID", "et nummer, som Exitspor har givet", "an id that Exitspor gave")),
    (date, Kind("DATE", "en dato som 2026-01-31", "a date such as 2026-01-31")),
    (
        Occurred,
        Kind(
            "DATE[THH:MM]",
            "en dato som 2026-01-31, eller dato og tid som 2026-01-31T13:30",
            "a date such as 2026-01-31, or date and time such as 2026-01-31T13:30",
            read_occurred,
        ),
    ),
    (
        WhoFive,
        Kind(
            "N,N,N,N,N",
            "fem svar fra 0 til 5 med komma, - for et, der ikke er givet",
            "five answers from 0 to 5 with commas, - for one that was declined",
            read_who_five,
        ),
    ),
    (
        Rating,
        Kind("AREA=N", "et område og 1 til 5, som housing=3", "an area and 1 to 5, as in housing=3", read_rating),
    ),
    (
        ContactForm,
        Kind(
            "FIELD=CODE,...",
            "felter og koder, som language=thai,topics=health+housing",
            "fields and codes, as in language=thai,topics=health+housing",
            read_form,
        ),
    ),
    (
        JsonValue,
        Kind("VALUE", "en kode, et tal eller en liste som JSON", "a code, a number or a list as JSON", read_json),
    ),
    (str, Kind("FIELD", "et felts navn, som contact.language", "a field's name, such as contact.language")),
)


def kind_of(annotation: Any, field: FieldInfo) -> Kind:
    """Return the kind of a field's values, from its annotation with all it is annotated with."""
    plain = _without_none(annotation)
    bare = get_args(plain)[0] if get_origin(plain) is Annotated else plain
    for known, kind in KINDS:
        # A text is told by how it is constrained; of anything else its type says enough.
        if known == (plain if bare is str else bare):
            return kind
    if get_origin(bare) in (tuple, frozenset):
        return _many(kind_of(get_args(bare)[0], field))
    if bare is bool:
        return Kind("", "ja eller nej", "yes or no", flag=True)
    if isinstance(bare, type) and issubclass(bare, Labelled):
        return _codes(bare)
    if bare is int:
        return _number([*get_args(plain)[1:], *field.metadata])
    raise TypeError(f"no way to write a {annotation}")


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return parts[0] if len(parts) == 1 else annotation


def _many(kind: Kind) -> Kind:
    return Kind(kind.metavar, kind.da, kind.en, kind.read, kind.codes, many=True)


def _codes(codes: type[Labelled]) -> Kind:
    known = ", ".join(codes)
    return Kind("CODE", f"en af {known}", f"one of {known}", codes=codes)


def _number(constraints: Iterable[object]) -> Kind:
    least, most = 0, None
    for constraint in constraints:
        if isinstance(constraint, Gt) and isinstance(constraint.gt, int):
            least = constraint.gt + 1
        if isinstance(constraint, Ge) and isinstance(constraint.ge, int):
            least = constraint.ge
        if isinstance(constraint, Le) and isinstance(constraint.le, int):
            most = constraint.le
    da = f"et helt tal fra {least} til {most}" if most else f"et helt tal, mindst {least}"
    en = f"a whole number from {least} to {most}" if most else f"a whole number, at least {least}"
    return Kind("N", da, en)
