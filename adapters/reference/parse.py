"""One TOML file of reference data: from its bytes to definitions, or to what is wrong with it.

A fault names the file, the table, the entry's number in it (from 1) and the field; it never shows what was written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.reference.definitions import (
    Administration,
    Centre,
    Definition,
    MeasureKind,
    NoticePreference,
    Period,
    Plan,
    Programme,
    Provider,
    PublishedTotal,
    Recurring,
    Staff,
    Timing,
)

TABLES: Mapping[str, type[Definition]] = MappingProxyType(
    {
        "administrations": Administration,
        "providers": Provider,
        "plans": Plan,
        "programmes": Programme,
        "measure_kinds": MeasureKind,
        "centres": Centre,
        "staff": Staff,
        "periods": Period,
        "totals": PublishedTotal,
        "timings": Timing,
        "recurring": Recurring,
        "notice_preferences": NoticePreference,
    }
)
"""The tables that a file may hold. Their order is that of dependency: none names anything of a later table."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file and what to do, in Danish and English."""

    da: str
    en: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A definition and where it stands: file, table and number in the table."""

    file: str
    table: str
    number: int
    definition: Definition


def parse(file: str, content: bytes) -> Iterator[Entry | Fault]:
    """Yield each definition of a file, and each fault in place of what cannot be read."""
    try:
        tables = tomllib.loads(content.decode())
    except UnicodeDecodeError:
        yield Fault(f"{file}: filen er ikke i UTF-8; gem den som UTF-8", f"{file}: not UTF-8; save it as UTF-8")
        return
    except tomllib.TOMLDecodeError as error:
        yield _not_toml(file, str(error))
        return
    for table, entries in tables.items():
        yield from _parse_table(file, table, entries)


def _not_toml(file: str, message: str) -> Fault:
    # The library's message quotes the file, so only the place is taken from it.
    place = re.search(r"line (\d+), column (\d+)", message)
    da = f"linje {place[1]}, tegn {place[2]}" if place else "filens slutning"
    en = f"line {place[1]}, column {place[2]}" if place else "the end of the file"
    return Fault(f"{file}: ikke gyldig TOML ved {da}; ret dér", f"{file}: no valid TOML at {en}; correct it there")


def _parse_table(file: str, table: str, entries: object) -> Iterator[Entry | Fault]:
    if table not in TABLES:
        known = ", ".join(f"[[{name}]]" for name in TABLES)
        yield Fault(f"{file}: ukendt tabel; brug {known}", f"{file}: an unknown table; use {known}")
    elif not isinstance(entries, list):
        yield Fault(f"{file}: skriv hver indgang som [[{table}]]", f"{file}: write each entry as [[{table}]]")
    else:
        for number, entry in enumerate(entries, start=1):
            yield from _parse_entry(file, table, number, entry)


def _parse_entry(file: str, table: str, number: int, entry: object) -> Iterator[Entry | Fault]:
    try:
        yield Entry(file, table, number, TABLES[table].model_validate(entry))
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_context=True, include_input=False):
            da, en = _explain(error, table)
            place = _place(error)
            yield Fault(f"{file}: {table} nr. {number}{place}: {da}", f"{file}: {table} no. {number}{place}: {en}")


def _place(error: ErrorDetails) -> str:
    # The last part of an unknown field's place is what somebody wrote; all other parts are names of our fields.
    known = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in known)
    return f", {path}" if path else ""


def _explain(error: ErrorDetails, table: str) -> tuple[str, str]:
    match error["type"]:
        case "missing":
            return "feltet mangler; tilføj det", "the field is missing; add it"
        case "extra_forbidden" if len(error["loc"]) == 1:
            known = ", ".join(TABLES[table].model_fields)
            return f"ukendt felt; kendte felter er {known}", f"an unknown field; known are {known}"
        case "extra_forbidden":
            return "ukendt felt; fjern det, eller ret dets navn", "an unknown field; remove it, or correct its name"
        case "enum":
            expected = error.get("ctx", {}).get("expected", "").replace(" or ", ", ")
            return f"brug en af {expected}", f"use one of {expected}"
        case _:
            return f"værdien kan ikke bruges ({error['msg']})", f"the value cannot be used ({error['msg']})"
