"""A programme and its reporting periods, as the contacts page and the status report are asked for."""

from dataclasses import dataclass
from typing import Annotated

from asyncpg import Pool
from fastapi import Depends, Query

from adapters.report.periods import choose_periods, periods_of
from adapters.web.asking import Position, TheServices, known
from adapters.web.boards import BoardState, board_state
from adapters.web.errors import UnusableError
from domain import refusals
from domain.calendar import civil_date
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from domain.refusal import Refusal
from projections.contacts.fold import CONTACTS
from projections.contacts.queries import table_one
from projections.contacts.table_one import TableOne

Bound = Annotated[str | None, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Selection:
    """`every` are the programme's periods, `periods` those to show, which `table` has as its columns.

    `state` is that of the board of contacts, asked for before the table was.
    """

    state: BoardState
    catalogue: Catalogue
    programme: str
    every: tuple[Period, ...]
    table: TableOne

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.table.periods

    @property
    def query(self) -> dict[str, str]:
        return {"programme": self.programme, "from": self.periods[0].code, "to": self.periods[-1].code}


async def selection_of(
    services: TheServices,
    programme: str | None = None,
    first: Annotated[Bound, Query(alias="from")] = None,
    last: Annotated[Bound, Query(alias="to")] = None,
    *,
    after: Position = None,
) -> Selection:
    """Read a choice of periods: a bound that is not given is the first or last period with figures.

    A bound is a period's code or a year. Raises UnusableError for what is unknown.
    """
    state = await board_state(services, CONTACTS, after)
    catalogue = await services.catalogue()
    code = _programme(catalogue, programme)
    every = periods_of(catalogue, code, today=civil_date(services.clock()))
    if not first or not last:
        filled = await _with_figures(services.pool, catalogue, code, every)
        first, last = first or filled[0].code, last or filled[-1].code
    chosen = choose_periods(every, first, last)
    if isinstance(chosen, Refusal):
        raise UnusableError(chosen)
    return Selection(state, catalogue, code, every, await table_one(services.pool, catalogue, code, chosen))


TheSelection = Annotated[Selection, Depends(selection_of)]


def _programme(catalogue: Catalogue, programme: str | None) -> str:
    """Return the programme asked for, or the first. Raises UnusableError where it is unknown or there is none."""
    code = known(programme, catalogue.programmes, refusals.UNKNOWN_PROGRAMME) or next(
        iter(catalogue.programmes), None
    )
    if code is None:
        raise UnusableError(refusals.UNKNOWN_PROGRAMME)
    return code


async def _with_figures(
    pool: Pool, catalogue: Catalogue, programme: str, every: tuple[Period, ...]
) -> tuple[Period, ...]:
    """Return the periods from the first to the last that has any enquiry; the last one alone if none has."""
    table = await table_one(pool, catalogue, programme, every)
    places = [place for place, cell in enumerate(table.total.cells) if cell.contacts]
    return table.periods[places[0] : places[-1] + 1] if places else table.periods[-1:]
