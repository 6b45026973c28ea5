"""The register of tables and columns: what each holds, how personal it is, how protected, how long it is kept.

It is data (`data/tables.toml`), and a test holds it against a migrated database: a table or a column without a line
fails, and so does a line without its column.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from adapters.privacy.classes import DataClass, Protection, Retention
from projections.engine.codes import code_of

_BUILD = re.compile(r"_[0-9]+$")
"""A board's table carries the number of its build."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    data: DataClass
    protection: Protection


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `name` is ``schema.table``, of a board's builds without their number."""

    name: str
    da: str
    en: str
    retention: Retention
    columns: tuple[Column, ...]

    @property
    def schema(self) -> str:
        return self.name.partition(".")[0]


@cache
def tables() -> Mapping[str, Table]:
    """Return every table that is described, by its name."""
    text = (files("adapters.privacy") / "data" / "tables.toml").read_text(encoding="utf-8")
    return {table.name: table for table in _tables(tomllib.loads(text))}


def plain_name(schema: str, table: str) -> str:
    """Return a table's name as the register has it."""
    return f"{schema}.{_BUILD.sub('', table) if schema == 'board' else table}"


def _tables(read: Mapping[str, Any]) -> Iterator[Table]:
    for schema, inner in read.items():
        for name, said in inner.items():
            columns = tuple(_columns(said["columns"]))
            yield Table(f"{schema}.{name}", said["da"], said["en"], code_of(Retention, said["keep"]), columns)


def _columns(said: Mapping[str, str]) -> Iterator[Column]:
    """Yield the columns of lines such as ``article-9 = "event payload"``: names by class and, where not in the clear,
    protection (``identity.sealed``)."""
    for kinds, names in said.items():
        data, _, protection = kinds.partition("/")
        for name in names.split():
            yield Column(name, code_of(DataClass, data), code_of(Protection, protection or Protection.CLEAR))
