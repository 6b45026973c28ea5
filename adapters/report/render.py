"""Writes the status report as HTML in Danish. Prose that a person must write is a marked paragraph."""

from collections.abc import Callable, Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.report import danish, table_one
from adapters.report.data import StatusReportData
from adapters.report.known import BASELINE, EXIT_PACKAGE, MEDIATOR_HOURS
from domain.contact_codes import HandledBy
from domain.reference.definitions import Period
from projections.contacts.table_one import TableOne, TableRow

_TEMPLATES = Environment(
    loader=PackageLoader("adapters.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def status_report(data: StatusReportData) -> str:
    """Return a whole HTML document that needs no other file, made to be read on a screen and printed."""
    style = Markup(report_css())  # noqa: S704  (our own file)
    body = Markup(status_report_body(data))  # noqa: S704  (escaped when it was rendered)
    return _TEMPLATES.get_template("document.html").render(title=title(data), style=style, body=body)


def status_report_body(data: StatusReportData) -> str:
    """Return the report as an `article` in Danish, to be put into a page that has the style sheet."""
    return _TEMPLATES.get_template("report.html").render(data=data, title=title(data), **_words(data))


def report_css() -> str:
    """Return the report's style sheet, for screens and for print."""
    return (files("adapters.report") / "report.css").read_text(encoding="utf-8")


def title(data: StatusReportData) -> str:
    return f"Status på {data.programme.da}"


def _words(data: StatusReportData) -> Mapping[str, object]:
    table = data.table
    return {
        "dato": danish.danish_date,
        "kort_dato": danish.short_danish_date,
        "tal": danish.danish_number,
        "andel": danish.danish_share,
        "liste": danish.danish_list,
        "antal": _counted,
        "navne": lambda periods: table_one.names_of(periods).da,
        "bestemt": table_one.definite,
        "raekke": lambda row: table_one.row_text(row.who).da,
        "tabel_1": table_one.caption(data.programme.code).da,
        "overskrift": _heading(table),
        "fodnoter": list(table_one.footnotes(table.periods).values()),
        "offentliggjort": table_one.periods_by_source(table, "published"),
        "optalt": table_one.periods_by_source(table, "events"),
        "ikke_oplyst": table_one.periods_by_source(table, "not-stated"),
        "foerste": any(cell.first_contacts is not None for cell in table.total.cells),
        "stoerst": _dominating(table),
        "er_exit_pakken": data.programme.code == EXIT_PACKAGE,
        "baseline": BASELINE,
        "timer": MEDIATOR_HOURS,
    }


def _counted(number: int, one: str, many: str) -> str:
    return f"{danish.danish_number(number)} {one if number == 1 else many}"


def _heading(table: TableOne) -> Callable[[Period], str]:
    notes = table_one.footnotes(table.periods)
    return lambda period: table_one.heading(period, notes)


def _dominating(table: TableOne) -> TableRow | None:
    """Return the row of a cultural mediator that has more than half of all enquiries, if there is one."""
    whole = table.total.total.contacts or 0
    return next(
        (
            row
            for row in table.rows
            if row.who is not None
            and row.who.handled_by is HandledBy.CULTURAL_MEDIATOR
            and 2 * (row.total.contacts or 0) > whole
        ),
        None,
    )
