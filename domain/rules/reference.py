"""Defining reference data: who may, what must be defined first, and what no definition may contradict.

A definition takes the place of the former one of its code. Source: design section 3, domain sections 1, 7 and 8.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain import refusals
from domain.base import SYSTEM, stream_of
from domain.commands.reference import Define
from domain.contact_codes import HandledBy
from domain.decide import Decision, Raised, States, decides_across
from domain.duties import Duty
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
    ReferenceEvent,
    StaffDefined,
    TimingDefined,
)
from domain.reference.catalogue import Catalogue
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
from domain.refusal import Refusal
from domain.timing import stands_elsewhere
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role

UNDEFINED_PLAN = Refusal(
    "undefined-plan",
    "Programmet nævner en plan, der ikke findes. Definér planen først.",
    "The programme names a plan that does not exist. Define the plan first.",
)
UNDEFINED_PROVIDER = Refusal(
    "undefined-provider",
    "Tiltaget nævner en udbyder, der ikke findes. Definér udbyderen først.",
    "The measure kind names a provider that does not exist. Define the provider first.",
)
UNDEFINED_ADMINISTRATION = Refusal(
    "undefined-administration",
    "Centret hører til en forvaltning, der ikke findes. Definér forvaltningen først.",
    "The centre belongs to an administration that does not exist. Define the administration first.",
)
UNDEFINED_CENTRE = Refusal(
    "undefined-centre",
    "Medarbejderen hører til et center, der ikke findes. Definér centret først.",
    "The worker belongs to a centre that does not exist. Define the centre first.",
)
UNDEFINED_DEPUTY = Refusal(
    "undefined-deputy",
    "Stedfortræderen skal være en anden medarbejder, der findes. Definér stedfortræderen først.",
    "The deputy must be another worker who exists. Define the deputy first.",
)
UNDEFINED_EMPLOYER = Refusal(
    "undefined-employer",
    "En samarbejdspartner hører til en udbyder, der findes, og ingen anden medarbejder gør. Angiv udbyderen.",
    "A partner belongs to a provider that exists, and no other worker does. Give the provider.",
)
RIGHTS_FOR_ONESELF = Refusal(
    "rights-for-oneself",
    "Ingen kan give sig selv roller eller et andet center. Bed en anden leder eller administrator om det.",
    "Nobody can give themselves roles or another centre. Ask another leader or administrator.",
)
ROLES_APART = Refusal(
    "roles-apart",
    "Administrator, kontrollant, evaluator og samarbejdspartner har ingen anden rolle. Giv rollerne til hver sin.",
    "An administrator, auditor, evaluator or partner has no other role. Give the roles to different people.",
)
UNDEFINED_PROGRAMME = Refusal(
    "undefined-programme",
    "Opgørelsen hører til et program, der ikke findes. Definér programmet først.",
    "The figures belong to a programme that does not exist. Define the programme first.",
)
UNDEFINED_PERIOD = Refusal(
    "undefined-period",
    "Programmet har ikke den periode, som tallet hører til. Definér perioden for dette program først.",
    "The programme has no such period for the figure. Define the period for this programme first.",
)
NEEDS_A_HIGHER_VERSION = Refusal(
    "needs-a-higher-version",
    "Planens indhold er ændret. Giv den et højere versionsnummer end den gældende plans.",
    "The plan's content has changed. Give it a higher version than that of the plan in force.",
)
COMMUNITY_WITHOUT_MEDIATOR = Refusal(
    "community-without-mediator",
    "Et sprogmiljø angives kun for en kulturformidlers tal. Fjern sprogmiljøet, eller ret, hvem tallet gælder.",
    "A community is given for a cultural mediator's figure only. Remove it, or correct whose figure it is.",
)
PERIODS_OVERLAP = Refusal(
    "periods-overlap",
    "Perioden overlapper en anden periode i programmet. Ret den første eller den sidste dag.",
    "The period overlaps another period of the programme. Correct its first or its last day.",
)
PERIOD_OF_ANOTHER_PROGRAMME = Refusal(
    "period-of-another-programme",
    "Perioden hører allerede til et andet program. Giv den nye periode sin egen kode.",
    "The period belongs to another programme already. Give the new period a code of its own.",
)

TIMED_ELSEWHERE = Refusal(
    "timed-elsewhere",
    "Noget af dette sættes ikke her: det står i planen, programmet, tiltagets art eller den faste opgave. "
    "Se exitspor agenda kinds.",
    "Some of this is not set here: it stands in the plan, the programme, the measure's kind or the recurring duty. "
    "See exitspor agenda kinds.",
)

DUTY_DEFINED_TWICE = Refusal(
    "duty-defined-twice",
    "Enheden har allerede denne faste opgave under en anden kode. Ret den i stedet.",
    "The unit has this recurring duty under another code already. Change that one instead.",
)
UNDEFINED_UNIT = Refusal(
    "undefined-unit",
    "Angiv en enhed, der findes: et center for supervision og gennemgang, et program for et statusnotat.",
    "Give a unit that exists: a centre for supervision and review, a programme for a status report.",
)

_KINDS: Mapping[type[Definition], tuple[str, type[Event]]] = MappingProxyType(
    {
        Programme: ("programme", ProgrammeDefined),
        Plan: ("plan", PlanDefined),
        MeasureKind: ("measure-kind", MeasureKindDefined),
        Provider: ("provider", ProviderDefined),
        Administration: ("administration", AdministrationDefined),
        Centre: ("centre", CentreDefined),
        Staff: ("staff", StaffDefined),
        Period: ("period", PeriodDefined),
        PublishedTotal: ("total", PublishedTotalImported),
        Timing: ("timing", TimingDefined),
        Recurring: ("recurring", RecurringDefined),
        NoticePreference: ("notice-preference", NoticePreferenceDefined),
    }
)
"""For each kind of definition the first part of its stream's name, and its event."""

STANDS_ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.EVALUATOR, Role.PARTNER})
"""Who controls, studies or comes from elsewhere has no other role: the rights would add up."""


def stream_for(definition: Definition) -> UUID:
    """Return the stream of a definition: every version of one kind and code lies there."""
    kind, _ = _KINDS[type(definition)]
    return stream_of(kind, definition.code)


@decides_across(Define, lambda command: (stream_for(command.definition),))
def define(states: States, command: Define, now: datetime, catalogue: Catalogue) -> Decision:
    """Define something; the definition in force again is no change."""
    definition, stream = command.definition, stream_for(command.definition)
    if not _may_define(command.actor, definition, catalogue):
        return refusals.NOT_A_LEADER
    former = in_force(states[stream])
    if definition == former:
        return ()
    refusal = _undefined(definition, catalogue) or _contradiction(definition, former, catalogue)
    refusal = refusal or _rights_refusal(command.actor, definition, catalogue)
    return refusal or [Raised(stream, "reference", _event_of(definition), command.occurred)]


def _may_define(actor: str, definition: Definition, catalogue: Catalogue) -> bool:
    """Tell whether somebody may define something: leaders and administrators; and how one is sent mail."""
    own = isinstance(definition, NoticePreference) and definition.code == actor
    return (
        own or actor == SYSTEM or any(catalogue.has_role(actor, role) for role in (Role.LEADER, Role.ADMINISTRATOR))
    )


def _rights_refusal(actor: str, definition: Definition, catalogue: Catalogue) -> Refusal | None:
    """Return why a worker may not have the rights that a definition gives: whoever controls carries no cases."""
    if not isinstance(definition, Staff):
        return None
    if (definition.provider is not None) != (Role.PARTNER in definition.roles):
        return UNDEFINED_EMPLOYER
    if len(set(definition.roles)) > 1 and not STANDS_ALONE.isdisjoint(definition.roles):
        return ROLES_APART
    former = catalogue.staff.get(actor)
    if definition.code == actor and former is not None and _rights_of(former) != _rights_of(definition):
        return RIGHTS_FOR_ONESELF
    return None


def _rights_of(staff: Staff) -> tuple[object, ...]:
    return frozenset(staff.roles), staff.centre, staff.community, staff.provider


def in_force(stream: Trajectory) -> Definition | None:
    """Return the definition that a stream of reference data holds now."""
    # Read from the stream and not from the catalogue: the stream is what the append's expected version guards,
    # so that two leaders who change one plan at the same time cannot both give it the same version.
    events = (fact.event for fact in reversed(stream.facts))
    return next((event.definition for event in events if isinstance(event, ReferenceEvent)), None)


def _event_of(definition: Definition) -> Event:
    _, event_type = _KINDS[type(definition)]
    return event_type.model_validate({"definition": definition})


def _undefined(definition: Definition, catalogue: Catalogue) -> Refusal | None:
    """Return what must be defined before this definition, if anything."""
    references = _references(definition, catalogue)
    return next((refusal for codes, known, refusal in references if not set(codes) <= set(known)), None)


def _references(
    definition: Definition, catalogue: Catalogue
) -> Iterator[tuple[Collection[str | None], Collection[str | None], Refusal]]:
    """Yield the codes that a definition names, those that it may name, and the refusal if they differ."""
    match definition:
        case Programme():
            yield definition.plans, catalogue.plans, UNDEFINED_PLAN
        case MeasureKind():
            yield definition.providers, catalogue.providers, UNDEFINED_PROVIDER
        case Centre():
            yield {definition.administration}, catalogue.administrations, UNDEFINED_ADMINISTRATION
        case Staff():
            others = set(catalogue.staff) - {definition.code}
            yield {definition.centre}, catalogue.centres, UNDEFINED_CENTRE
            yield {definition.deputy} if definition.deputy else (), others, UNDEFINED_DEPUTY
            yield {definition.provider} if definition.provider else (), catalogue.providers, UNDEFINED_EMPLOYER
        case NoticePreference():
            yield {definition.code}, catalogue.staff, refusals.UNKNOWN_STAFF
        case Recurring():
            yield {definition.unit}, _units(definition.duty, catalogue), UNDEFINED_UNIT
        case Period():
            yield {definition.programme}, catalogue.programmes, UNDEFINED_PROGRAMME
        case PublishedTotal():
            periods = {code for code, period in catalogue.periods.items() if period.programme == definition.programme}
            yield {definition.programme}, catalogue.programmes, UNDEFINED_PROGRAMME
            yield {definition.period}, periods, UNDEFINED_PERIOD


def _units(duty: Duty, catalogue: Catalogue) -> Collection[str | None]:
    """Return whose a duty can be: a team's is a centre's, a report a programme's, others the municipality's too."""
    match duty:
        case Duty.SUPERVISION | Duty.CASELOAD_REVIEW:
            return {*catalogue.centres}
        case Duty.STATUS_REPORT:
            return {*catalogue.programmes}
        case _:
            return {None, *catalogue.centres, *catalogue.programmes}


def _contradiction(definition: Definition, former: Definition | None, catalogue: Catalogue) -> Refusal | None:
    match definition:
        case Plan() if isinstance(former, Plan) and definition.version <= former.version:
            return NEEDS_A_HIGHER_VERSION
        case Timing() if stands_elsewhere(definition):
            return TIMED_ELSEWHERE
        case PublishedTotal() if definition.community and definition.handled_by is not HandledBy.CULTURAL_MEDIATOR:
            return COMMUNITY_WITHOUT_MEDIATOR
        case Period() if isinstance(former, Period) and definition.programme != former.programme:
            return PERIOD_OF_ANOTHER_PROGRAMME
        case Recurring() if any(_is_another_of_its_duty(definition, other) for other in catalogue.recurring.values()):
            return DUTY_DEFINED_TWICE
        case Period() if any(_overlap(definition, other) for other in catalogue.periods.values()):
            return PERIODS_OVERLAP
        case _:
            return None


def _overlap(period: Period, other: Period) -> bool:
    """Tell whether two different periods of one programme share a day, so far as their bounds are known."""
    if period.code == other.code or period.programme != other.programme:
        return False
    if period.first is None or period.last is None or other.first is None or other.last is None:
        return False
    return period.first <= other.last and other.first <= period.last


def _is_another_of_its_duty(duty: Recurring, other: Recurring) -> bool:
    return duty.code != other.code and (duty.duty, duty.unit) == (other.duty, other.unit)
