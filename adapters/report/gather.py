"""Gathers from boards and catalogue what a status report shows."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from asyncpg import Connection, Pool

from adapters.report.courses import courses_by_group
from adapters.report.data import CardsByDistributor, Head, MeasureCount, Placement, StatusReportData
from adapters.report.periods import periods_of
from adapters.report.queries import STEPS, MeasureStep, course_groups, measure_steps, observed
from adapters.report.ticks import ticks
from domain.calendar import civil_date
from domain.contact_codes import CardDistributor, Community
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Period
from domain.trajectory_codes import Role
from projections.cards.queries import batch_counts, cards_handed_out
from projections.contacts.queries import table_one
from projections.contacts.table_one import is_counted, published_totals


async def gather(
    connection: Connection | Pool,
    catalogue: Catalogue,
    programme: str,
    periods: Sequence[Period],
    now: datetime,
    *,
    head: Head | None = None,
) -> StatusReportData:
    """Gather a report on one programme over periods of its own, in order. `programme` is known to the catalogue."""
    defined = catalogue.programmes[programme]
    published = published_totals(catalogue, programme)
    counted = tuple(period for period in periods if is_counted(period, published))
    groups = courses_by_group(
        defined, await course_groups(connection, programme), await observed(connection, programme)
    )
    return StatusReportData(
        programme=defined,
        others=tuple(other.da for other in catalogue.programmes.values() if other.code != programme),
        head=head or Head(civil_date(now)),
        earlier=_earlier(catalogue, periods, civil_date(now)),
        table=await table_one(connection, catalogue, programme, periods),
        sources=_sources(catalogue, programme, periods),
        counted=counted,
        ticks=await ticks(connection, programme, counted),
        cards=await _cards(connection, programme, counted),
        placements=_placements(catalogue),
        communities=_communities(catalogue, programme, periods),
        measures=_measures(catalogue, await measure_steps(connection, programme, counted)),
        courses=groups if defined.plans else (),
        batches=tuple(count for count in await batch_counts(connection, programme) if count.made_on),
    )


def _earlier(catalogue: Catalogue, periods: Sequence[Period], today: date) -> tuple[Period, ...]:
    """Return the programme's published periods before the first one of the report."""
    first = periods[0]
    published = {total.period for total in catalogue.totals.values() if total.programme == first.programme}
    every = periods_of(catalogue, first.programme, today=today)
    return tuple(period for period in every if period.order < first.order and period.code in published)


def _sources(catalogue: Catalogue, programme: str, periods: Sequence[Period]) -> tuple[str, ...]:
    codes = {period.code for period in periods}
    totals = (total for total in catalogue.totals.values() if total.programme == programme and total.period in codes)
    return tuple(dict.fromkeys(total.source for total in totals))


async def _cards(
    connection: Connection | Pool, programme: str, periods: Sequence[Period]
) -> tuple[CardsByDistributor, ...]:
    total: Counter[CardDistributor] = Counter()
    for period in periods:
        if period.first is not None and period.last is not None:
            for item in await cards_handed_out(connection, programme, period.first, period.last):
                total[item.distributor] += item.cards
    return tuple(CardsByDistributor(distributor, cards) for distributor, cards in total.most_common())


def _placements(catalogue: Catalogue) -> tuple[Placement, ...]:
    """Return the centres that have bridge builders in service, a cultural mediator being one. Source: domain 2."""
    placed = Counter(staff.centre for staff in catalogue.staff.values() if _is_bridge_builder(catalogue, staff.code))
    return tuple(Placement(centre.da, placed[code]) for code, centre in catalogue.centres.items() if placed[code])


def _is_bridge_builder(catalogue: Catalogue, code: str) -> bool:
    return any(catalogue.has_role(code, role) for role in (Role.BRIDGE_BUILDER, Role.CULTURAL_MEDIATOR))


def _communities(catalogue: Catalogue, programme: str, periods: Sequence[Period]) -> tuple[Community, ...]:
    """Return the communities that have a mediator in service, or published figures of one in the periods."""
    codes = {period.code for period in periods}
    seen = {
        total.community
        for total in catalogue.totals.values()
        if total.programme == programme and total.period in codes
    } | {
        staff.community
        for staff in catalogue.staff.values()
        if catalogue.has_role(staff.code, Role.CULTURAL_MEDIATOR)
    }
    return tuple(community for community in Community if community in seen)


def _measures(catalogue: Catalogue, steps: Sequence[MeasureStep]) -> tuple[MeasureCount, ...]:
    """Return the kinds of which a measure took a step, in the catalogue's order."""
    taken = {(step.kind, step.step): step.measures for step in steps}
    kinds = {step.kind for step in steps}
    return tuple(
        MeasureCount(kind.da, *(taken.get((code, step), 0) for step in STEPS))
        for code, kind in catalogue.measure_kinds.items()
        if code in kinds
    )
