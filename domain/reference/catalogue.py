"""The catalogue: the fold of all reference data, as it stands at one position of the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from domain.base import CLOCK, SYSTEM
from domain.events import Event
from domain.events.reference import (
    AdministrationDefined,
    CentreDefined,
    MeasureKindDefined,
    NoticePreferenceDefined,
    PeriodDefined,
    PlanDefined,
    ProgrammeDefined,
    ProviderDefined,
    PublishedTotalImported,
    RecurringDefined,
    StaffDefined,
    TimingDefined,
)
from domain.fact import Fact
from domain.reference.definitions import (
    Administration,
    Centre,
    Definition,
    MeasureKind,
    NoticePreference,
    Period,
    Plan,
    Programme,
    Provider,
    PublishedTotal,
    Recurring,
    Staff,
    Timing,
)
from domain.trajectory_codes import Role

SHELVES: Mapping[type[Event], str] = MappingProxyType(
    {
        ProgrammeDefined: "programmes",
        PlanDefined: "plans",
        MeasureKindDefined: "measure_kinds",
        ProviderDefined: "providers",
        AdministrationDefined: "administrations",
        CentreDefined: "centres",
        StaffDefined: "staff",
        PeriodDefined: "periods",
        PublishedTotalImported: "totals",
        TimingDefined: "timings",
        RecurringDefined: "recurring",
        NoticePreferenceDefined: "notice_preferences",
    }
)
"""Where each reference event's definition stands in the catalogue."""


@dataclass(frozen=True)
class Catalogue:
    """Definitions by code. `position` is that of the newest reference event folded in."""

    programmes: Mapping[str, Programme] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    measure_kinds: Mapping[str, MeasureKind] = field(default_factory=dict)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    administrations: Mapping[str, Administration] = field(default_factory=dict)
    centres: Mapping[str, Centre] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    periods: Mapping[str, Period] = field(default_factory=dict)
    totals: Mapping[str, PublishedTotal] = field(default_factory=dict)
    timings: Mapping[str, Timing] = field(default_factory=dict)
    recurring: Mapping[str, Recurring] = field(default_factory=dict)
    notice_preferences: Mapping[str, NoticePreference] = field(default_factory=dict)
    duties_since: Mapping[str, date] = field(default_factory=dict)
    """The day from which each recurring duty is in force, also after it was not: nothing fell due before it."""
    versions: Mapping[UUID, int] = field(default_factory=dict)
    position: int = 0

    def knows_actor(self, code: str) -> bool:
        """Tell whether a code may act: the clock, the system, or a worker in active service."""
        return code in (CLOCK, SYSTEM) or (code in self.staff and self.staff[code].active)

    def has_role(self, code: str, role: Role) -> bool:
        return code in self.staff and self.staff[code].active and role in self.staff[code].roles

    def administration_of(self, centre: str) -> str:
        """Return the administration that a centre belongs to; empty for an unknown centre."""
        return self.centres[centre].administration if centre in self.centres else ""

    def definition(self, event_type: type[Event], code: str) -> Definition | None:
        """Return what is defined under a code by events of a type."""
        found: Definition | None = getattr(self, SHELVES[event_type]).get(code)
        return found


def evolve_catalogue(catalogue: Catalogue, fact: Fact) -> Catalogue:
    """Return the catalogue with one more reference fact; other facts change nothing."""
    if fact.event is None or type(fact.event) not in SHELVES:
        return catalogue
    shelf = SHELVES[type(fact.event)]
    definition: Definition = fact.event.definition  # type: ignore[attr-defined]
    return replace(
        catalogue,
        duties_since=_duties_since(catalogue, fact),
        **{shelf: {**getattr(catalogue, shelf), definition.code: definition}},
        versions={**catalogue.versions, fact.stream: fact.version},
        position=fact.position,
    )


def _duties_since(catalogue: Catalogue, fact: Fact) -> Mapping[str, date]:
    """Return since when each recurring duty is in force, with one more fact."""
    if not isinstance(fact.event, RecurringDefined):
        return catalogue.duties_since
    duty = fact.event.definition
    former = catalogue.recurring.get(duty.code)
    is_same = former is not None and (former.duty, former.unit) == (duty.duty, duty.unit)
    goes_on = is_same and former is not None and (former.active or not duty.active)
    return catalogue.duties_since if goes_on else {**catalogue.duties_since, duty.code: fact.occurred.on}


def fold_catalogue(facts: Iterable[Fact], catalogue: Catalogue | None = None) -> Catalogue:
    """Return the catalogue after facts in log order."""
    catalogue = catalogue or Catalogue()
    for fact in facts:
        catalogue = evolve_catalogue(catalogue, fact)
    return catalogue
