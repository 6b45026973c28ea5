"""Health and readiness of the pages, at the new addresses and at the former ones."""

from dataclasses import replace

import httpx2

from adapters.postgres.log import open_log
from adapters.web.app import create_app
from domain.handler import CommandHandler
from tests.adapters.web.signing_in import ADDRESS, pages_of
from tests.adapters.web.town import Town


async def test_the_pages_live_and_are_ready_when_the_boards_are_kept(web: httpx2.AsyncClient, town: Town) -> None:
    await town.projector.catch_up()
    live, ready = await web.get("/health/live"), await web.get("/health/ready")
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert ready.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "boards": "ok"},
    }
    assert ready.status_code == 200
    assert "set-cookie" not in ready.headers


async def test_the_former_addresses_answer_still(web: httpx2.AsyncClient, town: Town) -> None:
    await town.projector.catch_up()
    assert (await web.get("/healthz")).json() == {"status": "ok"}
    assert (await web.get("/readyz")).json()["status"] == "ok"


async def test_how_the_log_grows_is_told_to_who_is_signed_in_and_to_nobody_else(
    web: httpx2.AsyncClient, town: Town
) -> None:
    await town.projector.catch_up()
    boards = (await web.get("/readyz")).json()["boards"]
    assert all(board["head"] > 0 for board in boards)
    for cookies in (None, {"exitspor": "made-up"}):
        async with pages_of(town.services, None, cookies=cookies) as nobody:
            assert (await nobody.get("/readyz")).json() == {"status": "ok"}


async def test_pages_whose_boards_nobody_keeps_are_not_ready(web: httpx2.AsyncClient, town: Town) -> None:
    await town.services.pool.execute("UPDATE board.runner SET seen = seen - interval '1 hour'")
    try:
        ready = await web.get("/health/ready")
        assert (ready.status_code, ready.json()["checks"]["boards"]) == (503, "not-followed")
    finally:
        await town.projector.catch_up()


async def test_pages_without_a_database_live_and_are_not_ready(town: Town) -> None:
    async with open_log("postgresql://nobody@/none?host=/nonexistent") as log:
        services = replace(town.services, log=log, handler=CommandHandler(log))
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(create_app(services)), base_url=ADDRESS
        ) as client:
            ready, live = await client.get("/health/ready"), await client.get("/health/live")
    assert ready.status_code == 503
    assert set(ready.json()["checks"].values()) == {"away"}
    assert "nonexistent" not in ready.text
    assert live.status_code == 200


async def test_metrics_are_not_told_on_the_pages_port(web: httpx2.AsyncClient) -> None:
    assert (await web.get("/metrics")).status_code == 404
