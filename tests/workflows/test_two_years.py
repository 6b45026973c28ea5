"""Two years of a centre: holidays, pauses, leave, somebody who quits. All that is due lies with somebody.

40 trajectories in the full counts, 10 else. What people do is drawn by chance and lived once in memory; the same
script then passes on the real Temporal server and PostgreSQL, and must tell the same.
"""

import os
from datetime import date
from uuid import UUID

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.postgres.log import PostgresEventLog
from adapters.temporal.engine import TemporalTimerEngine
from adapters.temporal.worker import clock_worker
from domain.agenda_item import Act, ItemKind
from domain.calendar import civil_date
from domain.events.course import TrajectoryOpened
from domain.log import STREAM_KINDS
from tests.workflows.office import Office
from tests.workflows.simulated_centre import SimulatedCentre
from tests.workflows.two_years.counted_anew import escalations_counted, escalations_told
from tests.workflows.two_years.life import Life
from tests.workflows.two_years.plots import MONTH_ENDS
from tests.workflows.two_years.promises import (
    acted_on,
    all_facts,
    dated_wrongly,
    done_twice,
)
from tests.workflows.two_years.staffing import REFERENCE
from workflows.checkpoint import InMemoryCheckpoint
from workflows.driver import Driver

PEOPLE = 40 if os.environ.get("EXITSPOR_LONG") else 10
SEED = 1

BY_THE_CLOCK = {
    "ReminderGiven", "DeadlinePassed", "PhaseDeadlinePassed", "AnswerDeadlinePassed", "MeasureTakenBack", "Escalated",
    "InactivityAsked", "TrajectoryClosed",
}  # fmt: skip
BY_PEOPLE = {
    "TrajectoryOpened", "TrajectoryReopened", "TrajectoryClosed", "DuplicateLinked", "WorkerAssigned",
    "WorkerReleased", "HandOverOffered", "HandOverAccepted", "PhaseEnded", "Paused", "Resumed", "ExtensionApproved",
    "EarlyDischargeRequested", "ActivityPlanSet", "ContactAttempted", "AppointmentKept", "AppointmentNotKept",
    "MeasureGranted", "MeasureRefused", "MeasureStopped", "MeasureCompleted", "YearlyCheckDone", "ConsentRenewed",
    "ConsentWithdrawn", "DisclosureSeenByLeader", "ActionCardFollowed", "EscalationAcknowledged", "HoldPlaced",
    "MeasurementRecorded", "MeasurementDeclined", "PossibleBreachReported", "BreachAssessed", "DateCorrected",
    "Withdrawn", "SupervisionHeld", "OccasionDone", "StaffDefined", "TimingDefined",
}  # fmt: skip


@pytest.fixture(scope="module")
async def life() -> Life:
    lived = Life(SEED, PEOPLE)
    await lived.live()
    return lived


async def streams(office: Office) -> dict[UUID, list[tuple[object, ...]]]:
    """Return every stream of a log without what differs between two runs of one story."""
    return {stream: await office.stream(stream) for kind in STREAM_KINDS for stream in await office.log.streams(kind)}


async def test_in_two_years_everything_happens_that_can(life: Life) -> None:
    facts = await all_facts(life.office.log)
    clock = {type(fact.event).__name__ for fact in facts if fact.actor == "CLOCK0"}
    people = {type(fact.event).__name__ for fact in facts if fact.actor != "CLOCK0"}
    opened = {fact.occurred.on for fact in facts if isinstance(fact.event, TrajectoryOpened)}
    acts = {(item.kind, item.act) for _, item, _ in acted_on(facts)}
    assert BY_THE_CLOCK - clock == set()
    assert BY_PEOPLE - people == set()
    assert set(MONTH_ENDS) <= opened
    assert {kind for kind, _ in acts} >= set(ItemKind) - {ItemKind.ESCALATION}
    assert {act for _, act in acts} == set(Act) - {Act.CLOSE}


async def test_whatever_was_due_lay_with_somebody_at_every_instant_and_nothing_is_left_undone(life: Life) -> None:
    """The life itself looks after each command and after each instant at which a clock acted."""
    assert life.watch.looks > len(life.script)
    assert not life.watch.due_by(life.end)


async def test_nothing_is_done_twice_and_every_act_is_told_of_its_own_day(life: Life) -> None:
    facts = await all_facts(life.office.log)
    assert done_twice(facts) == []
    assert dated_wrongly(facts) == []


async def test_every_escalation_that_was_due_was_made_on_its_day_and_no_other(life: Life) -> None:
    today = civil_date(life.end)
    expected = {stream: escalations_counted(state, today) for stream, state in life.watch.states.items()}
    counted = {stream: days for stream, days in expected.items() if days is not None}
    assert {stream: escalations_told(life.watch.states[stream]) for stream in counted} == counted
    assert sum(len(days) for days in counted.values()) >= PEOPLE // 5


@pytest.mark.timeout(1_200)
async def test_two_years_pass_on_temporal_and_postgresql_as_in_memory(
    temporal: WorkflowEnvironment, pg_log: PostgresEventLog, life: Life
) -> None:
    office = Office(pg_log)
    await office.define(*REFERENCE)
    centre = SimulatedCentre(office)
    driver = Driver(pg_log, TemporalTimerEngine(temporal.client), InMemoryCheckpoint())
    async with clock_worker(temporal.client, centre.activities):
        await centre.live(temporal, driver, life.script, life.end)
    assert await streams(office) == await streams(life.office)
    assert centre.instants == sorted(centre.instants)
    assert all(asked.now >= asked.item.at for asked in centre.activities.asked)
    assert date(2036, 2, 29) in {civil_date(instant) for instant in centre.instants}
