"""Reference data as events: each names the whole definition as it stands from then on. Source: design section 3."""

from typing import ClassVar

from domain.events.base import Event
from domain.reference.definitions import (
    Administration,
    Centre,
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


class ProgrammeDefined(Event):
    schema_version: ClassVar[int] = 2

    definition: Programme


class PlanDefined(Event):
    definition: Plan


class MeasureKindDefined(Event):
    definition: MeasureKind


class ProviderDefined(Event):
    definition: Provider


class AdministrationDefined(Event):
    definition: Administration


class CentreDefined(Event):
    definition: Centre


class StaffDefined(Event):
    schema_version: ClassVar[int] = 2

    definition: Staff


class PeriodDefined(Event):
    definition: Period


class PublishedTotalImported(Event):
    definition: PublishedTotal


class TimingDefined(Event):
    definition: Timing


class RecurringDefined(Event):
    schema_version: ClassVar[int] = 2

    definition: Recurring


class NoticePreferenceDefined(Event):
    definition: NoticePreference


ReferenceEvent = (
    ProgrammeDefined
    | PlanDefined
    | MeasureKindDefined
    | ProviderDefined
    | AdministrationDefined
    | CentreDefined
    | StaffDefined
    | PeriodDefined
    | PublishedTotalImported
    | TimingDefined
    | RecurringDefined
    | NoticePreferenceDefined
)
