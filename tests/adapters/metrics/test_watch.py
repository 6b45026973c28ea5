"""The watching port of an installation: metrics and readiness, with a database that answers, hangs, or is away."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from adapters.addresses import Addresses
from adapters.embedded.secret_file import make_secrets
from adapters.metrics.app import watch_app
from adapters.metrics.picture import age_of
from adapters.metrics.sdk import LABELS
from adapters.postgres.log import open_log
from adapters.process import watch as watching
from adapters.process.driver_seen import DriverSeen
from adapters.process.readiness import Check, Verdict
from adapters.process.roles import ALL_ROLES, Place, RoleName
from adapters.process.watch import NEEDED, Watch
from adapters.temporal.checkpoint import PostgresCheckpoint
from adapters.temporal.parking import PostgresParking
from tests.adapters.metrics.page import Page
from tests.adapters.web.town import NOW, Town
from tests.postgres_server import PostgresServer

DEPLOY = Path(__file__).parents[3] / "deploy"
NOBODY = "127.0.0.1:9"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
UNTIL_KNOWN = {"exitspor_up", "exitspor_temporal_up"}


@asynccontextmanager
async def asked(place: Place | None, roles: frozenset[RoleName] = ALL_ROLES) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a block the port of a process with some roles; None for an installation that is not open yet."""
    watch = Watch(roles)
    transport = httpx2.ASGITransport(watch_app(watch.metrics, watch.readiness))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        if place is None:
            yield client
            return
        async with watch.of(place):
            yield client


async def page_of(client: httpx2.AsyncClient) -> Page:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return Page.read(answer.content)


def place_in(town: Town, temporal: str = NOBODY) -> Place:
    return Place(town.services, Addresses("", temporal, make_secrets()), None)


@pytest.fixture
async def place(town: Town) -> Place:
    """The town, abreast of its log, with a driver at work."""
    await town.projector.catch_up()
    await PostgresCheckpoint(town.services.pool).save(await town.services.log.head())
    await DriverSeen(town.services.pool).say()
    return place_in(town)


async def test_what_is_open_and_overdue_is_counted_by_place_kind_and_age(place: Place) -> None:
    async with asked(place) as client:
        page = await page_of(client)
    assert page.of_name("exitspor_trajectories_open") == {
        'exitspor_trajectories_open{centre="hjemloeseenheden",programme="exit-prostitution"}': 2
    }
    overdue = page.of_name("exitspor_obligations_overdue")
    rows = await place.services.pool.fetch("SELECT due_at FROM deadlines")
    assert sum(overdue.values()) == sum(row["due_at"] <= NOW for row in rows) > 0
    for days in ("1", "7", "30", "90"):
        expected = sum(age_of(NOW - row["due_at"]) == days for row in rows if row["due_at"] <= NOW)
        assert sum(count for name, count in overdue.items() if f'age="{days}"' in name) == expected
    assert page.samples["exitspor_up"] == 1
    assert page.samples["exitspor_temporal_up"] == 0


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, "1"),
        (1, "1"),
        (1.01, "7"),
        (7, "7"),
        (30, "30"),
        (89.9, "90"),
        (90, "90"),
        (90.1, "older"),
        (9000, "older"),
    ],
)
def test_each_overdue_obligation_has_one_age(days: float, age: str) -> None:
    assert age_of(timedelta(days=days)) == age


async def test_a_metric_names_no_trajectory_no_worker_and_no_date(place: Place) -> None:
    async with asked(place) as client:
        text = (await page_of(client)).text
    told = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", told)
    assert not re.search(r"\b[A-Z]{2,5}[0-9]{1,3}\b", told)
    assert not re.search(r"20\d\d-\d\d", told)


async def test_a_driver_and_boards_that_are_behind_show_it(place: Place) -> None:
    checkpoint, head = PostgresCheckpoint(place.services.pool), await place.services.log.head()
    await checkpoint.save(head - 3)
    await place.services.pool.execute("UPDATE board.driver_seen SET seen = seen - interval '10 minutes'")
    await place.services.pool.execute("UPDATE board.runner SET seen = seen - interval '1 hour' WHERE board = 'cards'")
    late = replace(place.services, clock=lambda: datetime.now(UTC) + timedelta(hours=1))
    async with asked(replace(place, services=late)) as client:
        samples = (await page_of(client)).samples
        ready = await client.get("/health/ready")
    assert samples["exitspor_driver_lag_events"] == 3
    assert samples["exitspor_driver_lag_seconds"] > 3000
    assert samples["exitspor_driver_unseen_seconds"] > 500
    assert samples['exitspor_board_followed{board="cards"}'] == 0
    assert samples['exitspor_board_followed{board="contacts"}'] == 1
    assert ready.status_code == 503
    assert ready.json()["checks"]["driver"] == ready.json()["checks"]["boards"] == "not-followed"


async def test_a_driver_that_lives_but_is_behind_is_behind(place: Place) -> None:
    await PostgresCheckpoint(place.services.pool).save(1)
    late = replace(place.services, clock=lambda: datetime.now(UTC) + timedelta(hours=1))
    async with asked(replace(place, services=late)) as client:
        assert (await client.get("/health/ready")).json()["checks"]["driver"] == "behind"


async def test_what_is_parked_shows(place: Place) -> None:
    parking, stream, item = PostgresParking(place.services.pool), uuid4(), uuid4()
    await parking.park(stream)
    await parking.park(stream, item)
    try:
        async with asked(place) as client:
            samples = (await page_of(client)).samples
        assert samples["exitspor_clock_parked_streams"] == samples["exitspor_clock_parked_items"] == 1
    finally:
        await parking.settle(stream)
        await parking.settle(stream, item)


async def test_the_page_answers_what_it_knows_while_the_database_is_away(place: Place) -> None:
    async with open_log("postgresql://nobody@/none?host=/nonexistent") as log:
        away = replace(place, services=replace(place.services, log=log))
        async with asked(away) as client:
            page, ready = await page_of(client), await client.get("/health/ready")
            live = await client.get("/health/live")
    assert page.samples["exitspor_up"] == 0
    assert {name for name in page.samples if name.startswith("exitspor_")} == UNTIL_KNOWN
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] == ready.json()["checks"]["driver"] == "away"
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert "nonexistent" not in page.text + ready.text


async def test_a_database_that_hangs_holds_nobody_up_and_is_asked_no_more_until_it_answers(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.2)
    blocker = await place.services.pool.acquire()
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE board.build, board.driver_seen IN ACCESS EXCLUSIVE MODE")
        async with asked(place) as client:
            for _ in range(20):
                assert (await page_of(client)).samples["exitspor_up"] == 0
            waiting = await blocker.fetchval(WAITING)
            assert waiting <= 1, "twenty scrapes take one connection"
    await place.services.pool.release(blocker)
    async with asked(place) as client:
        assert (await page_of(client)).samples["exitspor_up"] == 1


async def test_a_process_needs_what_its_roles_need(place: Place) -> None:
    for role, needed in NEEDED.items():
        async with asked(place, frozenset({role})) as client:
            assert list((await client.get("/health/ready")).json()["checks"]) == list(needed)
    async with asked(place, frozenset({RoleName.WEB})) as client:
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready"), "pages do without Temporal"


async def test_without_temporal_and_its_worker_the_clock_is_not_ready(place: Place) -> None:
    async with asked(place) as client:
        checks = (await client.get("/health/ready")).json()["checks"]
    assert checks == {
        Check.DATABASE: Verdict.OK,
        Check.MIGRATIONS: Verdict.OK,
        Check.BOARDS: Verdict.OK,
        Check.TEMPORAL: Verdict.AWAY,
        Check.WORKER: Verdict.NOT_RUNNING,
        Check.DRIVER: Verdict.OK,
    }


async def test_other_migrations_than_the_programs_are_told(place: Place, postgres_server: PostgresServer) -> None:
    pool = place.services.pool
    ours = await pool.fetchval("SELECT log.migrations_fingerprint()")
    assert await pool.fetchval("SELECT current_user") == "exitspor_app"
    async with asked(place) as client:
        for change in (
            "INSERT INTO log.migration (name, checksum) VALUES ('9999_of_tomorrow.sql', 'x')",
            "DELETE FROM log.migration WHERE name = '9999_of_tomorrow.sql'",
        ):
            await as_owner(postgres_server, change)
            checks = (await client.get("/health/ready")).json()["checks"]
            newer = await pool.fetchval("SELECT log.migrations_fingerprint()") != ours
            assert checks["migrations"] == ("other-version" if newer else "ok")
        assert not newer


async def as_owner(server: PostgresServer, statement: str) -> None:
    owner = await asyncpg.connect(server.dsn("watched_town"))
    await owner.execute(statement)
    await owner.close()


async def test_before_the_installation_is_open_it_lives_and_is_not_ready() -> None:
    async with asked(None) as client:
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        page = await page_of(client)
    assert ready.status_code == 503
    assert set(ready.json()["checks"].values()) == {"starting"}
    assert {name for name in page.samples if name.startswith("exitspor_")} == UNTIL_KNOWN
    assert page.samples["process_open_fds"] > 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:9464", ""])
async def test_another_host_name_is_refused(host: str) -> None:
    async with asked(None) as client:
        answer = await client.get("/metrics", headers={"Host": host})
    assert answer.status_code == 421
    assert "exitspor_up" not in answer.text


async def test_every_metric_that_an_alert_names_is_told(place: Place) -> None:
    async with asked(place) as client:
        told = {name.partition("{")[0] for name in (await page_of(client)).samples}
    of_sdk = {f"{name}{suffix}" for name in LABELS for suffix in ("", "_total", "_seconds_bucket")}
    rules = (DEPLOY / "alerts.yaml").read_text()
    named = set(re.findall(r"\b(?:exitspor|temporal)_[a-z_]+", rules))
    assert len(named) > 10
    assert named <= told | of_sdk
    described = (DEPLOY / "README.md").read_text()
    assert [name for name in told if name.startswith("exitspor_") and name not in described] == []


async def test_asking_for_metrics_and_health_at_once_disturbs_nobody(place: Place) -> None:
    async with asked(place) as client:
        asked_for = [client.get(path) for _ in range(20) for path in ("/metrics", "/health/ready", "/health/live")]
        answers = await asyncio.gather(*asked_for)
    assert {answer.status_code for answer in answers} == {200, 503}
    assert all(
        "exitspor_up 1.0" in answer.text for answer in answers if "text/plain" in answer.headers["content-type"]
    )
