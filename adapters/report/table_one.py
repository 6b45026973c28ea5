"""How Table 1 is written: the texts of its rows, the marks of its footnotes, where its figures come from."""

from collections.abc import Sequence
from typing import NamedTuple

from adapters.report.danish import danish_list
from adapters.report.english import english_list
from adapters.report.known import EXIT_PACKAGE
from domain.contact_codes import HandledBy
from domain.reference.definitions import Period
from projections.contacts.table_one import TableOne, Who


class Text(NamedTuple):
    """A text in both languages."""

    da: str
    en: str


class Footnote(NamedTuple):
    """A footnote and the mark by which a column refers to it."""

    mark: str
    text: Text


TOTAL = Text("Antal henvendelser i alt", "Enquiries in total")
NOT_STATED = Text("ikke oplyst", "not stated")


def row_text(who: Who | None) -> Text:
    """Return the first cell of a row, such as *Antal henvendelser til brobyggere*. Source: seed 002."""
    if who is None:
        return TOTAL
    if who.community is not None:
        community = definite(who.community.da)
        return Text(
            f"Antal henvendelser til den {community} kulturformidler",
            f"Enquiries to the {who.community.en} cultural mediator",
        )
    if who.handled_by is HandledBy.BRIDGE_BUILDER:
        return Text("Antal henvendelser til brobyggere", "Enquiries to bridge builders")
    return Text("Antal henvendelser til CTI-medarbejdere", "Enquiries to CTI workers")


def definite(adjective: str) -> str:
    """Return a Danish adjective as it stands after *den*: thailandsk, den thailandske."""
    return adjective if adjective.endswith("e") else f"{adjective}e"


def footnotes(periods: tuple[Period, ...]) -> dict[str, Footnote]:
    """Return the footnotes by period code, marked *, ** and so on."""
    noted = [period for period in periods if period.footnote_da is not None]
    return {
        period.code: Footnote("*" * number, Text(period.footnote_da or "", period.footnote_en or ""))
        for number, period in enumerate(noted, start=1)
    }


def heading(period: Period, notes: dict[str, Footnote]) -> str:
    """Return a column's heading: the period's name and the mark of its footnote."""
    return period.name + (notes[period.code].mark if period.code in notes else "")


def periods_by_source(table: TableOne, source: str) -> tuple[Period, ...]:
    """Return the periods whose total has a source: published, events, or not-stated."""
    cells = zip(table.periods, table.total.cells, strict=True)
    return tuple(period for period, cell in cells if cell.source == source)


MOST_NAMES = 4
"""How many periods are named one by one."""


def names_of(periods: Sequence[Period]) -> Text:
    """Return the names of periods; more than four that follow one another by the first and the last."""
    names = [period.name for period in periods]
    if len(names) > MOST_NAMES and periods[-1].order - periods[0].order == len(names) - 1:
        return Text(f"{names[0]} til {names[-1]}", f"{names[0]} to {names[-1]}")
    return Text(danish_list(names), english_list(names))


def caption(programme: str) -> Text:
    """Return the caption of Table 1; that of the Exit package is as it was published. Source: seed 002."""
    if programme == EXIT_PACKAGE:
        return Text(
            "Tabel 1: Oversigt over antal henvendelser i social- og jobcentre",
            "Table 1: Number of enquiries in social and job centres",
        )
    return Text("Tabel 1: Oversigt over antal henvendelser", "Table 1: Number of enquiries")
