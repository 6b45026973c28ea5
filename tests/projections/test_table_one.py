"""Table 1 of the status reports, put together from figures. Source: domain section 8, seeds 002 and 004."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.reference.load import shipped
from domain.contact_codes import Community, HandledBy
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Definition, Period, PublishedTotal
from projections.contacts.table_one import Cell, Count, TableOne, TableRow, Who, make_table

BRIDGE_BUILDERS = Who(HandledBy.BRIDGE_BUILDER)
THAI = Who(HandledBy.CULTURAL_MEDIATOR, Community.THAI)
ROMANIAN = Who(HandledBy.CULTURAL_MEDIATOR, Community.ROMANIAN)
CTI_WORKERS = Who(HandledBy.CTI_WORKER)


def catalogue_of(definitions: tuple[Definition, ...]) -> Catalogue:
    periods = {item.code: item for item in definitions if isinstance(item, Period)}
    totals = {item.code: item for item in definitions if isinstance(item, PublishedTotal)}
    return Catalogue(periods=periods, totals=totals)


SHIPPED = catalogue_of(shipped())


def periods(*codes: str, catalogue: Catalogue = SHIPPED) -> list[Period]:
    return [catalogue.periods[code] for code in codes]


def figures(row: TableRow) -> list[int | None]:
    return [cell.contacts for cell in (*row.cells, row.total)]


def the_row(table: TableOne, who: Who) -> TableRow:
    return next(row for row in table.rows if row.who == who)


def test_table_1_is_that_of_the_notes_of_2013() -> None:
    table = make_table(SHIPPED, "exit-pakke", periods("p1", "p2", "y2011", "y2012"), {})
    assert [period.name for period in table.periods] == ["2008-2009", "2009-2010", "2011", "2012"]
    assert [row.who for row in table.rows] == [BRIDGE_BUILDERS, THAI]
    assert figures(table.rows[0]) == [15, 21, 7, 27, 70]
    assert figures(table.rows[1]) == [16, 118, 96, 125, 355]
    assert figures(table.total) == [31, 139, 103, 152, 425]
    assert {cell.source for row in (*table.rows, table.total) for cell in (*row.cells, row.total)} == {"published"}
    assert [period.footnote_da for period in table.periods if period.footnote_da] == [
        "Ændret opgørelsesperiode, der følger kalenderåret."
    ]


def test_periods_stand_in_their_order_however_they_are_asked_for() -> None:
    table = make_table(SHIPPED, "exit-pakke", periods("y2012", "p1"), {})
    assert [period.code for period in table.periods] == ["p1", "y2012"]


def test_a_period_without_published_figures_is_counted_with_its_first_contacts() -> None:
    counts = {("y2014", BRIDGE_BUILDERS): Count(9, 4), ("y2014", ROMANIAN): Count(3, 3)}
    table = make_table(SHIPPED, "exit-pakke", periods("y2013", "y2014"), counts)
    assert [row.who for row in table.rows] == [BRIDGE_BUILDERS, ROMANIAN]
    assert table.rows[0].cells == (Cell(0, 0, "events"), Cell(9, 4, "events"))
    assert table.total.cells == (Cell(0, 0, "events"), Cell(12, 7, "events"))
    assert table.total.total == Cell(12, 7, "events")


def test_published_figures_stand_whatever_events_say_of_that_period() -> None:
    table = make_table(SHIPPED, "exit-pakke", periods("y2012"), {("y2012", BRIDGE_BUILDERS): Count(99, 99)})
    assert the_row(table, BRIDGE_BUILDERS).cells == (Cell(27, None, "published"),)


def test_a_total_over_published_and_counted_periods_says_so_and_knows_no_first_contacts() -> None:
    counts = {("y2013", BRIDGE_BUILDERS): Count(5, 2), ("y2013", CTI_WORKERS): Count(1, 1)}
    table = make_table(SHIPPED, "exit-pakke", periods("y2012", "y2013"), counts)
    assert the_row(table, BRIDGE_BUILDERS).total == Cell(32, None, "both")
    assert the_row(table, THAI).total == Cell(125, None, "both")
    assert the_row(table, CTI_WORKERS).cells == (Cell(None, None, "not-stated"), Cell(1, 1, "events"))
    assert the_row(table, CTI_WORKERS).total == Cell(1, 1, "events")
    assert table.total.total == Cell(158, None, "both")


def test_a_period_with_an_unknown_bound_and_no_published_figures_is_not_stated() -> None:
    unknown = Period(code="p9", programme="exit-pakke", name="?", first=date(2030, 1, 1), order=99)
    table = make_table(SHIPPED, "exit-pakke", [unknown], {})
    assert table.total.total == Cell(None, None, "not-stated")


def test_of_two_published_figures_for_the_same_cell_the_later_one_stands() -> None:
    total = SHIPPED.totals["y2012-bridge-builders"]
    again = total.model_copy(update={"code": "y2012-restated", "contacts": 28})
    catalogue = replace(SHIPPED, totals={**SHIPPED.totals, again.code: again})
    table = make_table(catalogue, "exit-pakke", periods("y2012"), {})
    assert the_row(table, BRIDGE_BUILDERS).cells == (Cell(28, None, "published"),)


def test_a_period_of_another_programme_is_refused() -> None:
    with pytest.raises(ValueError, match="another programme"):
        make_table(SHIPPED, "exit-prostitution", periods("y2012"), {})


def test_published_figures_of_another_programme_are_not_shown() -> None:
    own = Period(code="e2012", programme="exit-prostitution", name="2012", order=1)
    table = make_table(SHIPPED, "exit-prostitution", [own], {})
    assert table.total.total.contacts is None
