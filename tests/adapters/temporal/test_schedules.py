"""Temporal's schedules are those of the recurring duties, however often they are kept; and they run."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from temporalio.client import Client

from adapters.embedded.temporal import EmbeddedTemporal
from adapters.temporal.client import connect
from adapters.temporal.codec import Keyring
from adapters.temporal.schedules import PREFIX, Schedules
from adapters.temporal.worker import job_worker
from domain.calendar import start_of_day
from domain.duties import Duty
from domain.recurring.streams import duty_stream
from domain.reference.definitions import Recurring
from domain.span import Span
from domain.trajectory_codes import Role
from tests.postgres_server import until
from tests.temporal_server import NAMESPACE, TEST_KEY
from tests.workflows.office import MUNICIPALITY, Office
from workflows.jobs import JobAsked, Jobs
from workflows.scheduled_job import TASK_QUEUE, ScheduledJob

NOW = datetime(2034, 6, 1, 12, tzinfo=UTC)
SHEET = Recurring(
    code="sheet",
    duty=Duty.SUPERVISION,
    unit="socialcenter",
    da="Teamsupervision",
    en="Team supervision",
    first=date(2034, 1, 6),
    every=Span(days=7),
    prepare=Span(days=1),
    role=Role.METHOD_SUPERVISOR,
)
REVIEW = SHEET.model_copy(
    update={"code": "review", "duty": Duty.CASELOAD_REVIEW, "first": date(2034, 1, 31), "every": Span(months=1)}
)
MEETINGS = Recurring(
    code="meetings",
    duty=Duty.COMMITTEE,
    da="Møder i udvalget",
    en="Committee meetings",
    dates=(date(2034, 9, 14), date(2034, 12, 7)),
    prepare=Span(days=14),
    role=Role.CONSULTANT,
)
RETENTION = Recurring(
    code="retention",
    duty=Duty.RETENTION,
    da="Natlig sletterutine",
    en="Nightly retention",
    first=date(2034, 1, 1),
    every=Span(days=1),
    role=Role.LEADER,
)
UNPREPARED = MEETINGS.model_copy(update={"code": "unprepared", "unit": "socialcenter", "prepare": None})


@pytest.fixture
async def client(embedded: EmbeddedTemporal) -> Client:
    return await connect(embedded.target, NAMESPACE, TEST_KEY)


async def keep(client: Client, office: Office, now: datetime = NOW) -> Schedules:
    schedules = Schedules(client)
    await schedules.keep(await office.handler.catalogue(), now)
    return schedules


async def next_times(schedules: Schedules) -> dict[str, datetime | None]:
    return {one.code: one.next for one in await schedules.seen()}


async def has_been_said(schedules: Schedules, expected: dict[str, datetime | None]) -> bool:
    """The list of schedules is brought up to date a moment after each change."""
    return await next_times(schedules) == expected


async def test_yearly_monthly_weekly_nightly_things_and_dates_are_schedules(client: Client, office: Office) -> None:
    await office.define(SHEET, REVIEW, MEETINGS, RETENTION, UNPREPARED)
    schedules = await keep(client, office)
    expected = {
        "sheet": start_of_day(date(2034, 6, 1) + timedelta(days=7)),
        "review": start_of_day(date(2034, 6, 29)),
        "meetings": start_of_day(date(2034, 8, 31)),
        "retention": start_of_day(date(2034, 6, 2)),
    }
    await until(partial(has_been_said, schedules, dict(expected)))


async def test_keeping_again_changes_nothing(client: Client, office: Office) -> None:
    await office.define(SHEET)
    await keep(client, office)
    handle = client.get_schedule_handle(PREFIX + "sheet")
    updated = (await handle.describe()).info.last_updated_at
    for _ in range(3):
        await keep(client, office)
    assert (await handle.describe()).info.last_updated_at == updated


async def test_a_changed_duty_changes_its_schedule_and_one_given_up_loses_it(client: Client, office: Office) -> None:
    await office.define(SHEET, REVIEW)
    schedules = await keep(client, office)
    both = {"sheet": start_of_day(date(2034, 6, 8)), "review": start_of_day(date(2034, 6, 29))}
    await until(partial(has_been_said, schedules, dict(both)))
    await office.define(
        SHEET.model_copy(update={"first": date(2034, 1, 5)}), REVIEW.model_copy(update={"active": False})
    )
    await keep(client, office)
    await until(partial(has_been_said, schedules, {"sheet": start_of_day(date(2034, 6, 7))}))


async def is_paused(schedules: Schedules) -> bool:
    return [one.is_paused for one in await schedules.seen()] == [True]


async def test_a_schedule_that_somebody_paused_stays_paused_and_is_not_run(client: Client, office: Office) -> None:
    await office.define(SHEET)
    schedules = await keep(client, office)
    handle = client.get_schedule_handle(PREFIX + "sheet")
    made = (await handle.describe()).info.created_at
    await handle.pause(note="a case is before the court")
    await until(partial(is_paused, schedules))
    for later in (NOW, NOW, NOW + timedelta(days=9), NOW + timedelta(days=16)):
        await keep(client, office, now=later)
    found = await handle.describe()
    assert found.info.created_at == made
    assert found.schedule.state.paused
    assert (found.schedule.state.note or "").endswith(" a case is before the court")
    assert found.info.num_actions == 1, "it ran when it was made"


async def test_a_schedule_that_goes_on_after_a_pause_runs_at_once(client: Client, office: Office) -> None:
    await office.define(SHEET)
    schedules = await keep(client, office)
    handle = client.get_schedule_handle(PREFIX + "sheet")
    await handle.pause()
    await until(partial(is_paused, schedules))
    await handle.unpause()
    await until(partial(has_been_said, schedules, {"sheet": start_of_day(date(2034, 6, 8))}))
    await keep(client, office)
    found = await handle.describe()
    assert not found.schedule.state.paused


async def test_a_schedule_sealed_with_a_key_that_is_gone_is_made_anew(
    client: Client, embedded: EmbeddedTemporal, office: Office
) -> None:
    await office.define(SHEET)
    former = await connect(embedded.target, NAMESPACE, Keyring("gone", {"gone": bytes(32)}))
    await keep(former, office)
    handle = client.get_schedule_handle(PREFIX + "sheet")
    created = (await handle.describe()).info.created_at
    await until(partial(has_been_said, Schedules(client), {"sheet": start_of_day(date(2034, 6, 8))}))
    await keep(client, office)
    assert (await handle.describe()).info.created_at > created


async def paper_is_prepared(office: Office) -> bool:
    return "PaperPrepared" in [told for told, _ in await office.told(duty_stream(SHEET.duty, SHEET.unit))]


async def test_a_new_schedule_runs_at_once_and_makes_up_what_is_due(client: Client, office: Office) -> None:
    today = datetime.now(UTC).date()
    await office.define(SHEET.model_copy(update={"first": today - timedelta(days=70)}))
    jobs = Jobs(office.log, office.handler, office.activities, MUNICIPALITY)
    async with job_worker(client, jobs):
        await keep(client, office, now=datetime.now(UTC))
        await until(partial(paper_is_prepared, office))


async def test_a_job_takes_its_time_as_an_argument(client: Client, office: Office) -> None:
    await office.define(SHEET)
    jobs = Jobs(office.log, office.handler, office.activities, MUNICIPALITY)
    asked = JobAsked(code="sheet", at=start_of_day(date(2034, 1, 5)))
    async with job_worker(client, jobs):
        await client.execute_workflow(ScheduledJob.run, asked, id="job", task_queue=TASK_QUEUE)
    found = [told for told in await office.told(duty_stream(SHEET.duty, SHEET.unit)) if told[0] == "PaperPrepared"]
    assert found == [("PaperPrepared", date(2034, 1, 5))]
