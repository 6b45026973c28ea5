"""Something that can be typed for every kind of value."""

from datetime import date
from uuid import UUID

from adapters.cli.options import Entry
from adapters.cli.step import Common, Content, Step

A_UUID = "5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21"
BY_METAVAR = {
    "ID": A_UUID,
    "DATE": "2026-01-31",
    "DATE[THH:MM]": "2026-01-31T13:30",
    "STAFF": "CTI1",
    "BATCH": "A12",
    "N": "3",
    "N,N,N,N,N": "5,4,-,2,1",
    "AREA=N": "housing=3",
    "FIELD=CODE,...": "way-in=kc,form=meeting,handled-by=bridge-builder,topics=housing+debt",
    "FIELD": "contact.language",
    "VALUE": "thai",
}
BY_FIELD = {
    "programme": "exit-prostitution",
    "centre": "hjemloeseenheden",
    "administration": "sof",
    "plan": "cti-9m",
    "kind": "referral-kc",
    "provider": "kc",
    "sender": "sof",
    "receiver": "bif",
    "unit": "exit-pakke",
}


def typed_for(entry: Entry) -> object:
    """Return something that can be typed for an entry, in the shape in which typer gives it."""
    if entry.kind.flag:
        return True
    one = next(iter(entry.kind.codes)).value if entry.kind.codes else _text(entry)
    return [one] if entry.kind.many else one


def typed_for_all(step: Step) -> Content:
    """Return something typed for every entry of a step, except a community, which only mediators have."""
    return {entry.name: typed_for(entry) for entry in step.entries if entry.path[-1] != "community"}


def _text(entry: Entry) -> str:
    if entry.kind.metavar == "CODE":
        return BY_FIELD[entry.path[-1]]
    return BY_METAVAR[entry.kind.metavar]


def common(command_id: UUID) -> Common:
    """Return what every step is given, for a command of 31 January 2026."""
    return Common(actor="CTI1", municipality="101", on=date(2026, 1, 31), command_id=command_id)
