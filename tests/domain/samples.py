"""A small catalogue and commands with sensible contents, for tests."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from domain.base import SYSTEM, Occurred, stream_of
from domain.commands import Command
from domain.commands.course import AssignWorker, BeginPreCti, OpenTrajectory, RecordExpectation, StartCti
from domain.contact_codes import FormOfContact, HandledBy, WayIn
from domain.events.contacts import ContactForm
from domain.events.reference import (
    AdministrationDefined,
    CentreDefined,
    MeasureKindDefined,
    PlanDefined,
    ProgrammeDefined,
    ProviderDefined,
    ReferenceEvent,
    StaffDefined,
)
from domain.fact import Fact
from domain.reference.catalogue import Catalogue, fold_catalogue
from domain.reference.definitions import (
    Administration,
    Centre,
    MeasureKind,
    Plan,
    PlanPhase,
    Programme,
    Provider,
    Staff,
)
from domain.span import Span
from domain.trajectory_codes import Expectation, PhaseName, Role, TargetGroup

C = TypeVar("C", bound=Command)

TRANSITION = PlanPhase(
    name=PhaseName.TRANSITION,
    length=Span(months=3),
    rhythm=Span(days=7),
    expected=(Expectation.ACTIVITY_PLAN, Expectation.COMMUNITY_MEETINGS, Expectation.NETWORK_MEETINGS),
)
TRY_OUT = PlanPhase(
    name=PhaseName.TRY_OUT,
    length=Span(months=3),
    rhythm=Span(days=14),
    expected=(Expectation.PLAN_REVIEWED, Expectation.ACTIVITY_PLAN),
)
TRANSFER = PlanPhase(
    name=PhaseName.TRANSFER_OF_CARE,
    length=Span(months=3),
    rhythm=Span(months=1),
    expected=(Expectation.TRANSFER_MEETING, Expectation.LAST_MEETING, Expectation.LONG_TERM_PLAN),
)
CTI_9M = Plan(code="cti-9m", version=1, da="CTI 9 måneder", en="CTI 9 months", phases=(TRANSITION, TRY_OUT, TRANSFER))

DEFINITIONS: tuple[ReferenceEvent, ...] = (
    PlanDefined(definition=CTI_9M),
    ProgrammeDefined(definition=Programme(code="exit-pakke", da="Exit-pakken", en="The Exit package")),
    ProgrammeDefined(
        definition=Programme(
            code="exit-prostitution",
            da="Exit Prostitution",
            en="Exit Prostitution",
            plans=("cti-9m",),
            target_groups=tuple(TargetGroup),
        )
    ),
    AdministrationDefined(definition=Administration(code="sof", da="Socialforvaltningen", en="Social Services")),
    AdministrationDefined(definition=Administration(code="bif", da="Beskæftigelse", en="Employment")),
    CentreDefined(definition=Centre(code="socialcenter", da="Socialcenter", en="Centre", administration="sof")),
    CentreDefined(definition=Centre(code="hjemloeseenheden", da="Hjemløseenheden", en="Unit", administration="sof")),
    CentreDefined(definition=Centre(code="jobcenter", da="Jobcenter", en="Job centre", administration="bif")),
    ProviderDefined(definition=Provider(code="kc", da="Kompetencecenter Prostitution", en="KC")),
    ProviderDefined(definition=Provider(code="reden", da="Reden", en="Reden")),
    MeasureKindDefined(
        definition=MeasureKind(code="cash-benefit", da="Kontanthjælp", en="Cash benefit", needs_identity=True)
    ),
    MeasureKindDefined(
        definition=MeasureKind(
            code="referral-kc",
            da="Henvisning til KC",
            en="Referral to KC",
            answer=Span(working_days=5),
            providers=("kc",),
        )
    ),
    MeasureKindDefined(
        definition=MeasureKind(
            code="housing-list", da="Opskrivning til bolig", en="Housing list", needs_identity=True, yearly_check=True
        )
    ),
    MeasureKindDefined(
        definition=MeasureKind(code="anonymous-counselling", da="Anonym rådgivning", en="Anonymous counselling")
    ),
    StaffDefined(definition=Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden")),
    StaffDefined(definition=Staff(code="CTI2", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden")),
    StaffDefined(definition=Staff(code="BB1", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter")),
    StaffDefined(definition=Staff(code="BB2", roles=(Role.BRIDGE_BUILDER,), centre="jobcenter")),
    StaffDefined(definition=Staff(code="LED1", roles=(Role.LEADER,), centre="hjemloeseenheden")),
    StaffDefined(definition=Staff(code="MET1", roles=(Role.METHOD_SUPERVISOR,), centre="hjemloeseenheden")),
    StaffDefined(definition=Staff(code="OLD1", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter", active=False)),
)

_DAY = datetime(2008, 1, 1, 12, tzinfo=UTC)


def catalogue_of(*events: ReferenceEvent) -> Catalogue:
    """Return the catalogue that reference events make."""
    return fold_catalogue(
        Fact(
            uuid4(), stream_of(event.type_name, event.definition.code), "reference", event,
            Occurred(on=date(2008, 1, 1)), _DAY, SYSTEM, position, 1,
        )
        for position, event in enumerate(events, start=1)
    )  # fmt: skip


CATALOGUE = catalogue_of(*DEFINITIONS)
TRAJECTORY = UUID("5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21")
MEETING = FormOfContact.MEETING


def a_form(programme: str = "exit-prostitution", **fields: Any) -> ContactForm:
    """Return a contact form of a bridge builder, with other fields where given."""
    filled: dict[str, Any] = {
        "programme": programme,
        "centre": "socialcenter",
        "handled_by": HandledBy.BRIDGE_BUILDER,
        "way_in": WayIn.KC,
        "form": MEETING,
        **fields,
    }
    return ContactForm(**filled)


def command(command_type: type[C], day: str | Occurred, **fields: Any) -> C:
    """Return a command by a CTI worker about the sample trajectory, on a day."""
    occurred = Occurred(on=date.fromisoformat(day)) if isinstance(day, str) else day
    filled: dict[str, Any] = {
        "command_id": uuid4(),
        "actor": "CTI1",
        "municipality": "101",
        "occurred": occurred,
        **({"trajectory": TRAJECTORY} if "trajectory" in command_type.model_fields else {}),
        **fields,
    }
    return command_type(**filled)


def opened(day: str, **fields: Any) -> OpenTrajectory:
    return command(
        OpenTrajectory,
        day,
        **{"programme": "exit-prostitution", "centre": "hjemloeseenheden", "contact": a_form(), **fields},
    )


def a_trajectory_in_transition(start: str) -> tuple[Command, ...]:
    """Opened, assigned, pre-CTI with agreement and intake, and CTI started, all on one day."""
    return (
        opened(start),
        command(AssignWorker, start, worker="CTI1"),
        command(BeginPreCti, start, plan="cti-9m"),
        command(RecordExpectation, start, expectation=Expectation.AGREEMENT),
        command(RecordExpectation, start, expectation=Expectation.INTAKE),
        command(StartCti, start, plan="cti-9m"),
    )
