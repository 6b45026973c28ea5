"""The shipped catalogue, and a report's data, without a database."""

from collections import defaultdict
from datetime import date
from typing import Any

from adapters.reference.load import shipped
from adapters.reference.parse import TABLES
from adapters.report.data import Head, StatusReportData
from adapters.report.periods import choose_periods, periods_of
from domain.contact_codes import Community
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from domain.refusal import Refusal
from projections.contacts.table_one import Counts, make_table

TODAY = date(2014, 9, 1)


def shipped_catalogue() -> Catalogue:
    """Return the catalogue of the data shipped with Exitspor."""
    shelves: Any = defaultdict(dict)
    for definition in shipped():
        shelf = next(name for name, model in TABLES.items() if isinstance(definition, model))
        shelves[shelf][definition.code] = definition
    return Catalogue(**shelves)


def periods(first: str, last: str, programme: str = "exit-pakke") -> tuple[Period, ...]:
    """Return a programme's periods from one to another."""
    chosen = choose_periods(periods_of(shipped_catalogue(), programme, today=TODAY), first, last)
    assert not isinstance(chosen, Refusal)
    return chosen


def report_data(
    first: str = "2008", last: str = "2012", code: str = "exit-pakke", counts: Counts | None = None, **fields: Any
) -> StatusReportData:
    """Return the data of a report on published figures alone, with other fields where given."""
    catalogue = shipped_catalogue()
    filled: dict[str, Any] = {
        "programme": catalogue.programmes[code],
        "others": ("Exit Prostitution",),
        "head": Head(date(2013, 4, 24)),
        "earlier": (),
        "table": make_table(catalogue, code, periods(first, last, code), counts or {}),
        "sources": ("Statusnotat 24-04-2013, tabel 1",),
        "counted": (),
        "ticks": None,
        "cards": (),
        "placements": (),
        "communities": (Community.THAI,),
        "measures": (),
        "courses": (),
        **fields,
    }
    return StatusReportData(**filled)
