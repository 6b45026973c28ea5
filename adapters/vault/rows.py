"""What goes into and comes out of the functions of the schema `vault`: composite values, in their order there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from domain.vault import Reading
from domain.vault_codes import Compartment, VaultField

FIELDS: Mapping[str, VaultField] = MappingProxyType({str(field): field for field in VaultField})
COMPARTMENTS: Mapping[str, Compartment] = MappingProxyType({str(one): one for one in Compartment})


class NewKey(NamedTuple):
    """`vault.new_key`: a data key, wrapped."""

    compartment: str
    version: int
    epoch: int
    wrapped: bytes


class NewField(NamedTuple):
    """`vault.new_field`: a sealed field; without content, one that is removed."""

    field: str
    compartment: str
    key_version: int
    content: bytes | None
    index_key: int | None = None
    fingerprint: bytes | None = None


class NewNote(NamedTuple):
    """`vault.new_note`: a sealed note."""

    id: UUID
    on_day: date
    written_by: str
    written: datetime
    key_version: int
    content: bytes
    fingerprint: bytes


class Reindexed(NamedTuple):
    """`vault.reindexed`: a row of the index, put under another index key."""

    trajectory: UUID
    former: bytes
    key_version: int
    fingerprint: bytes


class WrappedIndexKey(NamedTuple):
    """`vault.index_key`: an index key, wrapped."""

    version: int
    epoch: int
    wrapped: bytes


class Filling(NamedTuple):
    """`vault.filling`: what is put into the vault of a trajectory."""

    trajectory: UUID
    keys: Sequence[NewKey] = ()
    fields: Sequence[NewField] = ()
    notes: Sequence[NewNote] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """`vault.sealed`: a field or note as it is stored, and the data key that it is under."""

    field: str
    note: UUID | None
    on_day: date | None
    written_by: str | None
    written: datetime | None
    content: bytes
    key: NewKey


def reading_row(reading: Reading) -> tuple[datetime, str, str, str]:
    """Return `vault.reading`."""
    return reading.at, reading.actor, str(reading.action), str(reading.purpose)


def sealed_of(row: Mapping[str, Any]) -> Sealed:
    """Return a row of `vault.sealed`."""
    return Sealed(
        row["field"], row["note"], row["on_day"], row["written_by"], row["written"], row["content"], new_key_of(row)
    )


def new_key_of(row: Mapping[str, Any]) -> NewKey:
    """Return a row's data key."""
    return NewKey(row["compartment"], row["version"], row["epoch"], row["wrapped"])
