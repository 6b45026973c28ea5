"""A small town in a real database, with its boards: what the pages are tested on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from adapters.notify.notifier import PostgresNotifier
from adapters.postgres.log import open_log
from adapters.reference.load import define_all, shipped
from adapters.services import Services
from domain.agenda_item import ItemKind
from domain.base import SYSTEM
from domain.commands import Command
from domain.commands.contacts import HandOutCards, RegisterContact
from domain.commands.corrections import CorrectDate, WithdrawFact
from domain.commands.course import (
    AssignWorker,
    CloseTrajectory,
    DecideExtension,
    EndPhase,
    OpenTrajectory,
    Pause,
    RecordAttempt,
    RecordCtiContact,
    RecordObservation,
    ReopenTrajectory,
    RequestExtension,
    Resume,
    SetActivityPlan,
    StartCti,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure, RecordAnswer
from domain.commands.recurring import PreparePaper
from domain.commands.reference import Define
from domain.contact_codes import CardDistributor, Community, FormOfContact, HandledBy, HelpBegun, Topic, WayIn
from domain.duties import Duty
from domain.events.contacts import ContactForm
from domain.handler import Accepted
from domain.log import event_id
from domain.notices.codes import NoticeKind
from domain.notices.notice import Notice, Person, Queue, Recipient
from domain.reference.definitions import Recurring, Staff
from domain.span import Span
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    FocusArea,
    Observation,
    Party,
    PauseReason,
    Place,
    Role,
    TargetGroup,
    WithdrawReason,
)
from projections.boards import BOARDS
from projections.engine.projector import Projector
from projections.engine.tables.store import TableBoards
from tests.adapters.web.signing_in import ALL_ROUND
from tests.conftest import TEMPLATE, database_on, run_as_superuser
from tests.domain.given import evening_of, on
from tests.postgres_server import PostgresServer
from tests.services import services_on
from workflows.notifier import Told

NOW = datetime(2014, 9, 1, 10, tzinfo=UTC)
"""The day on which the town is looked at."""

COURSE = UUID("5f0c9f3e-7d62-4b0e-9d0a-1f9d0a6b7c21")
SECOND_RUN = UUID("0b9f6a52-91c3-4c39-8b38-6b1a2f3c4d5e")
REMINDER = UUID(int=1)
"""A notice to CTI1 about the course."""

TEAM = "hjemloeseenheden"
SHEET, REVIEW, DRAFT, FIGURES = (event_id(UUID(int=number), 0) for number in range(11, 15))
"""Papers: of the team's supervision and review, of the Exit package's status report, of the committee."""

CLOSED = UUID("9a3d1c44-0f6e-4a6b-8f2d-7e5c4b3a2d1f")

MEETING: dict[str, Any] = {
    "place": Place.COMMUNITY,
    "party": Party.PERSON,
    "form": FormOfContact.MEETING,
    "minutes": 50,
}
STAFF = (
    Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden"),
    Staff(code="CTI2", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden"),
    Staff(code="BB1", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter"),
    Staff(code="BB2", roles=(Role.BRIDGE_BUILDER,), centre="jobcenter"),
    Staff(code="KF1", roles=(Role.CULTURAL_MEDIATOR,), centre="socialcenter", community=Community.THAI),
    Staff(code="LED1", roles=(Role.LEADER,), centre="hjemloeseenheden"),
    ALL_ROUND,
)

COMMITTEE = Recurring(
    code="udvalg",
    duty=Duty.COMMITTEE,
    da="Møde i udvalget",
    en="Committee meeting",
    dates=(date(2014, 9, 10),),
    prepare=Span(days=14),
    role=Role.HEAD_OF_OFFICE,
)


@dataclass(frozen=True)
class Town:
    """An open installation of the town."""

    services: Services
    projector: Projector

    async def tell(self, command_type: type[Command], day: str, actor: str = "CTI1", **fields: Any) -> Accepted:
        """Have a command accepted on the evening of a day; ids that a command needs are made up."""
        made_up = {name: uuid4() for name in ("stream",) if name in command_type.model_fields and name not in fields}
        given = {"command_id": uuid4(), **made_up, **fields}
        command = command_type(actor=actor, municipality="101", occurred=on(day), **given)
        answer = await self.services.handler.handle(command, evening_of(command.occurred))
        assert isinstance(answer, Accepted), answer
        return answer


def a_form(by: HandledBy = HandledBy.BRIDGE_BUILDER, programme: str = "exit-pakke", **codes: Any) -> ContactForm:
    """Return a contact form; a mediator's is that of the Thai community."""
    community = Community.THAI if by is HandledBy.CULTURAL_MEDIATOR else None
    filled = {"way_in": WayIn.KC, "form": FormOfContact.MEETING, "centre": "socialcenter", **codes}
    return ContactForm(programme=programme, handled_by=by, community=community, **filled)


@asynccontextmanager
async def open_town(server: PostgresServer, name: str) -> AsyncIterator[Town]:
    """Give a block the town in a database of its own, its boards abreast of the log."""
    await run_as_superuser(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    async with open_log(database_on(server, name).app_dsn) as log:
        services = services_on(log, clock=lambda: NOW)
        await TableBoards(log.pool).set_up(BOARDS)
        town = Town(services, Projector(log, TableBoards(log.pool), BOARDS))
        await _fill(town)
        await _notices(town)
        await town.projector.catch_up()
        yield town
    await run_as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _fill(town: Town) -> None:
    definitions, defined = (*shipped(), *STAFF), datetime(2013, 1, 1, tzinfo=UTC)
    report = await define_all(town.services.handler, definitions, actor=SYSTEM, municipality="101", now=defined)
    assert not report.refused
    await _contacts(town)
    await _course(town)
    await _second_run(town)
    await _closed(town)
    await _duties(town)


async def _notices(town: Town) -> None:
    """What the worker of the course, and the leaders of the centre, were told of it."""
    leaders = Queue("hjemloeseenheden", Role.LEADER)
    told: tuple[tuple[NoticeKind, ItemKind, Recipient, UUID], ...] = (
        (NoticeKind.REMINDER, ItemKind.PHASE_END, Person("CTI1"), REMINDER),
        (NoticeKind.HAND_OVER_OFFERED, ItemKind.HAND_OVER, Person("CTI1"), UUID(int=2)),
        (NoticeKind.ESCALATED, ItemKind.PHASE_END, leaders, UUID(int=3)),
    )
    notices = [
        Notice(id, uuid4(), number, to, what, kind, COURSE, "trajectory", date(2014, 9, 1), NOW)
        for number, (what, kind, to, id) in enumerate(told)
    ]
    await PostgresNotifier(town.services.pool).tell(0, 1, [Told(notice) for notice in notices])


async def _contacts(town: Town) -> None:
    """Three enquiries of 2013 and one of 2014 in the Exit package, and cards handed out."""
    first = a_form(topics={Topic.DEBT, Topic.HOUSING}, help_begun={HelpBegun.REFERRAL_KC}, card_shown=True)
    mediator = a_form(HandledBy.CULTURAL_MEDIATOR, way_in=WayIn.OUTREACH, topics={Topic.HEALTH})
    await town.tell(RegisterContact, "2013-03-04", "BB1", contact=first)
    await town.tell(RegisterContact, "2013-05-06", "KF1", contact=mediator)
    await town.tell(RegisterContact, "2013-12-31", "KF1", contact=mediator)
    await town.tell(RegisterContact, "2014-02-03", "BB2", contact=a_form())
    await town.tell(
        HandOutCards, "2013-04-02", "BB1", programme="exit-pakke", distributor=CardDistributor.KC, cards=1_400
    )


async def _course(town: Town) -> None:
    """A course in its second phase: an extension, a pause, a measure without an answer, a correction, a mistake."""
    await _started(town, COURSE, "CTI1", "2014-03-03", TargetGroup.WANTS_OUT)
    areas = (FocusArea.HOUSING, FocusArea.FINANCES)
    await town.tell(SetActivityPlan, "2014-03-05", trajectory=COURSE, focus_areas=areas)
    moved = await town.tell(RecordCtiContact, "2014-03-10", trajectory=COURSE, **MEETING)
    await town.tell(CorrectDate, "2014-03-12", stream=COURSE, event=moved.events[0], happened=on("2014-03-11"))
    wrong = await town.tell(RecordAttempt, "2014-03-20", trajectory=COURSE, form=FormOfContact.TELEPHONE)
    await town.tell(WithdrawFact, "2014-03-21", stream=COURSE, event=wrong.events[0], reason=WithdrawReason.VOIDED)
    await town.tell(EndPhase, "2014-06-03", trajectory=COURSE, phase=1, reason=DeviationReason.PERSON_NOT_READY)
    await town.tell(Pause, "2014-06-10", trajectory=COURSE, reason=PauseReason.HOSPITAL)
    await town.tell(Resume, "2014-06-22", trajectory=COURSE)
    extension, measure = uuid4(), uuid4()
    reason = DeviationReason.AWAITING_OFFER
    await town.tell(RequestExtension, "2014-07-01", trajectory=COURSE, extension=extension, days=7, reason=reason)
    await town.tell(DecideExtension, "2014-07-02", "LED1", trajectory=COURSE, extension=extension, approved=True)
    await town.tell(
        ProposeMeasure, "2014-07-03", trajectory=COURSE, measure=measure, kind="referral-kc", provider="kc"
    )
    await town.tell(ApplyForMeasure, "2014-07-04", trajectory=COURSE, measure=measure)


async def _second_run(town: Town) -> None:
    """A course that was broken off, reopened, and begun anew."""
    await _started(town, SECOND_RUN, "CTI2", "2014-04-01", TargetGroup.BETTER_LIFE)
    await town.tell(CloseTrajectory, "2014-07-15", "CTI2", trajectory=SECOND_RUN, reason=CloseReason.CONTACT_CEASED)
    await town.tell(ReopenTrajectory, "2014-08-01", "CTI2", trajectory=SECOND_RUN)
    await _begun(town, SECOND_RUN, "CTI2", "2014-08-04")
    await town.tell(Pause, "2014-08-20", "CTI2", trajectory=SECOND_RUN, reason=PauseReason.AWAY)


async def _closed(town: Town) -> None:
    """An anonymous trajectory of the Exit package, closed, with a measure granted and an observation."""
    opening = {"programme": "exit-pakke", "centre": "socialcenter", "contact": a_form()}
    await town.tell(OpenTrajectory, "2014-01-06", "BB1", trajectory=CLOSED, **opening)
    await town.tell(AssignWorker, "2014-01-06", "BB1", trajectory=CLOSED, worker="BB1")
    measure = uuid4()
    await town.tell(ProposeMeasure, "2014-01-07", "BB1", trajectory=CLOSED, measure=measure, kind="debt-counselling")
    await town.tell(ApplyForMeasure, "2014-01-08", "BB1", trajectory=CLOSED, measure=measure)
    await town.tell(RecordAnswer, "2014-01-20", "BB1", trajectory=CLOSED, measure=measure, granted=True)
    await town.tell(RecordObservation, "2014-02-01", "BB1", trajectory=CLOSED, observation=Observation.HOUSED)
    await town.tell(CloseTrajectory, "2014-03-01", "BB1", trajectory=CLOSED, reason=CloseReason.OWN_WISH)


async def _duties(town: Town) -> None:
    """The team's duties in force for two weeks, in which it did not meet; a committee; and a paper of each kind."""
    for own in (one for one in shipped() if isinstance(one, Recurring) and one.unit == TEAM):
        await town.tell(Define, "2014-08-18", "LED1", definition=own.model_copy(update={"active": True}))
    await town.tell(Define, "2014-08-18", "LED1", definition=COMMITTEE)
    papers = (
        (SHEET, Duty.SUPERVISION, TEAM, "2014-08-29"),
        (REVIEW, Duty.CASELOAD_REVIEW, TEAM, "2014-08-31"),
        (DRAFT, Duty.STATUS_REPORT, "exit-pakke", "2015-03-31"),
        (FIGURES, Duty.COMMITTEE, None, "2014-09-10"),
    )
    for number, (_, duty, unit, occasion) in enumerate(papers, start=11):
        fields = {"command_id": UUID(int=number), "duty": duty, "unit": unit, "occasion": occasion}
        await town.tell(PreparePaper, "2014-08-25", SYSTEM, **fields)


async def _started(town: Town, trajectory: UUID, worker: str, day: str, group: TargetGroup) -> None:
    contact = a_form(HandledBy.CTI_WORKER, "exit-prostitution")
    opening = {"programme": "exit-prostitution", "centre": "hjemloeseenheden", "contact": contact}
    await town.tell(OpenTrajectory, day, worker, trajectory=trajectory, target_group=group, **opening)
    await town.tell(AssignWorker, day, worker, trajectory=trajectory, worker=worker)
    await _begun(town, trajectory, worker, day)


async def _begun(town: Town, trajectory: UUID, worker: str, day: str) -> None:
    await town.tell(
        StartCti, day, worker, trajectory=trajectory, plan="cti-9m", reason=DeviationReason.PERSON_NOT_READY
    )
