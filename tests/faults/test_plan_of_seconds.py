"""A plan of seconds, from contact to escalation on the real servers, with everything killed in between."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from adapters.addresses import running_addresses
from adapters.bootstrap import open_services
from adapters.reference.load import define_all
from adapters.services import Services
from adapters.settings import settings
from domain.agenda import agenda
from domain.agenda_item import Act, ItemKind
from domain.base import SYSTEM, Occurred
from domain.commands import Command
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import OpenTrajectory, StartCti
from domain.contact_codes import FormOfContact, HandledBy, WayIn
from domain.events.contacts import ContactForm
from domain.handler import Accepted
from domain.reference.definitions import Plan, PlanPhase, Programme
from domain.span import Span
from domain.trajectory_codes import DeviationReason, PhaseName
from tests.adapters.embedded.waiting import eventually
from tests.adapters.process.running import Up

TRAJECTORY = uuid4()
PHASE = PlanPhase(name=PhaseName.TRANSITION, length=Span(seconds=4), rhythm=Span(days=7), expected=())
PLAN = Plan(
    code="plan-of-seconds",
    version=1,
    da="Sekunder",
    en="Seconds",
    phases=(PHASE,),
    reminders=(Span(seconds=2),),
    escalate_after=Span(seconds=12),
)
PROGRAMME = Programme(code="trial", da="Prøve", en="Trial", plans=(PLAN.code,))
FORM = ContactForm(
    programme=PROGRAMME.code,
    centre="jobcenter",
    handled_by=HandledBy.BRIDGE_BUILDER,
    way_in=WayIn.KC,
    form=FormOfContact.MEETING,
)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    installation = Up(tmp_path / "state")
    yield installation
    installation.clean_up()


@asynccontextmanager
async def services_of(up: Up) -> AsyncIterator[Services]:
    chosen = settings(up.environment)
    async with open_services(chosen, running_addresses(chosen)) as services:
        yield services


async def happens(services: Services, command: type[Command], **fields: object) -> None:
    now = datetime.now(UTC)
    sent = command.model_validate(
        {
            "command_id": uuid4(), "actor": SYSTEM, "municipality": "101", "trajectory": TRAJECTORY,
            "occurred": Occurred.at_instant(now), **fields,
        }
    )  # fmt: skip
    answer = await services.handler.handle(sent, now)
    assert isinstance(answer, Accepted), answer


async def types_of(services: Services, stream: UUID) -> list[str]:
    return [event.type for event in await services.log.load(stream)]


async def test_from_contact_to_escalation_each_timer_fires_once_though_everything_is_killed(up: Up) -> None:
    up.start()
    async with services_of(up) as services:
        now = datetime.now(UTC)
        await define_all(services.handler, (PLAN, PROGRAMME), actor=SYSTEM, municipality="101", now=now)
        await happens(services, OpenTrajectory, programme=PROGRAMME.code, centre="jobcenter")
        await happens(services, RegisterFollowUp, contact=FORM)
        await happens(services, StartCti, plan=PLAN.code, reason=DeviationReason.OTHER)

        async def the_deadline_was_noted() -> bool:
            return "PhaseDeadlinePassed" in await types_of(services, TRAJECTORY)

        await eventually(the_deadline_was_noted)
        trajectory = await services.handler.trajectory(TRAJECTORY)
        timers = agenda(trajectory, await services.catalogue(), trajectory.position).timers
        (escalation,) = [item for item in timers if (item.kind, item.act) == (ItemKind.PHASE_END, Act.ESCALATE)]
    up.kill_everything()

    async def the_escalation_fell_due() -> bool:
        return datetime.now(UTC) > escalation.at

    await eventually(the_escalation_fell_due)
    up.start()
    async with services_of(up) as services:

        async def it_was_escalated() -> bool:
            return "Escalated" in await types_of(services, TRAJECTORY)

        await eventually(it_was_escalated)
        up.kill_everything()
    up.start()
    async with services_of(up) as services:
        await happens(services, RegisterFollowUp, contact=FORM)
        counted = Counter(await types_of(services, TRAJECTORY))
    assert counted == {
        "TrajectoryOpened": 1, "ContactRegistered": 2, "CtiStarted": 1,
        "ReminderGiven": 1, "PhaseDeadlinePassed": 1, "DeadlinePassed": 1, "Escalated": 1,
    }  # fmt: skip
    assert up.interrupt() == 0
