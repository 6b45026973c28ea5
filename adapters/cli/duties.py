"""`exitspor duty list`: what units have to do again and again, and by when."""

from collections.abc import Iterable

from adapters.addresses import Addresses
from adapters.cli.looking_back import Happened, Known, earlier_of, looking
from adapters.cli.printing import show_table
from adapters.cli.sent import who
from adapters.cli.session import do
from adapters.duties import duties_at
from adapters.earlier import View
from adapters.report.danish import danish_date
from adapters.services import Services
from adapters.web.explain import explain
from adapters.web.language import DANISH
from domain.agenda_item import ItemKind
from domain.recurring.standing import DutyDue

COLUMNS = ("", "Frist", "Opgave", "Art", "Enhed", "Hvem", "Hvorfor")


def list_duties(known: Known = None, happened: Happened = None) -> None:
    """What units have to do by their recurring duties, the overdue first (faste opgaver)."""
    earlier = earlier_of(known, happened)

    async def work(services: Services, _: Addresses) -> None:
        async with looking(services, earlier) as view:
            show_duties(await duties_at(services.log, view), view)

    do(work)


def show_duties(duties: Iterable[DutyDue], view: View) -> None:
    """Print what is due by recurring duties; an escalation of one is marked so."""
    show_table("Faste opgaver", COLUMNS, [_row(due, view) for due in duties])


def _row(due: DutyDue, view: View) -> tuple[str, ...]:
    obligation, duty = due.obligation, due.duty
    late = "OVERSKREDET" if due.is_overdue(view.now) else ""
    return (
        "ESKALERET" if obligation.kind is ItemKind.ESCALATION else late,
        danish_date(obligation.due.on),
        duty.da,
        duty.duty,
        duty.unit or "kommunen",
        who(obligation),
        explain(obligation, DANISH, view.catalogue),
    )
