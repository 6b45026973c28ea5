"""Rows of the schema `access` as values of the domain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import Entry, Extracted, Place, Sample

ACTIONS = {str(one): one for one in Action}
PURPOSES = {str(one): one for one in AccessPurpose}
OUTCOMES = {str(one): one for one in AccessOutcome}


def entry_of(row: Any) -> Entry:
    """Return a row of `access.entry`."""
    return Entry(
        place=Place(row["segment"], row["number"]),
        at=row["at"],
        actor=row["actor"],
        action=ACTIONS[row["action"]],
        purpose=PURPOSES[row["purpose"]],
        outcome=OUTCOMES[row["outcome"]],
        trajectory=row["trajectory"],
        fields=tuple(row["fields"]),
        criterion=row["criterion"],
    )


def extracted_of(row: Any) -> Extracted:
    """Return a row of `access.extract`."""
    action, purpose = ACTIONS[row["action"]], PURPOSES[row["purpose"]]
    return Extracted(row["at_time"], action, purpose, tuple(row["fields"]))


def sample_of(month: date, rows: Sequence[Any]) -> Sample:
    """Return the rows of `access.sample`, which all tell of the drawing; where nothing was drawn there are none."""
    if not rows:
        return Sample(month, b"", is_over=False, drawn_from=0, entries=())
    first = rows[0]
    entries = tuple(entry_of(row["entry"]) for row in rows)
    return Sample(month, first["seed"], first["is_over"], first["drawn_from"], entries)
