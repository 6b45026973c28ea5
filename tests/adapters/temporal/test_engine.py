"""What Temporal's refusals mean to those who use the engine."""

from typing import Any, cast

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.engine import TemporalTimerEngine
from tests.workflows.fakes import a_closed_agenda, an_agenda
from tests.workflows.office import trajectory
from workflows.engine import EngineAwayError

ANNA = trajectory("anna")


class Refusing:
    """A client, and a workflow's handle, whose every call is refused."""

    def __init__(self, status: RPCStatusCode) -> None:
        self._status = status

    def get_workflow_handle(self, _: str) -> "Refusing":
        return self

    async def start_workflow(self, *_: Any, **__: Any) -> None:
        raise RPCError("10.0.0.1:7233 says no", self._status, b"")

    async def signal(self, *_: Any, **__: Any) -> None:
        await self.start_workflow()

    async def terminate(self, **_: Any) -> None:
        await self.start_workflow()


def engine_that_says(status: RPCStatusCode) -> TemporalTimerEngine:
    return TemporalTimerEngine(cast(Client, Refusing(status)))


@pytest.mark.parametrize("agenda", [an_agenda(ANNA, 1), a_closed_agenda(ANNA, 1)], ids=["open", "closed"])
@pytest.mark.parametrize(
    "status", [RPCStatusCode.UNAVAILABLE, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.DEADLINE_EXCEEDED]
)
async def test_what_passes_by_itself_is_an_engine_away_and_tells_no_address(
    agenda: Any, status: RPCStatusCode
) -> None:
    engine = engine_that_says(status)
    for call in (engine.apply, engine.restart):
        with pytest.raises(EngineAwayError) as raised:
            await call(agenda)
        assert str(raised.value) == status.name
        assert raised.value.__cause__ is None


async def test_what_does_not_pass_is_raised_as_it_is() -> None:
    with pytest.raises(RPCError):
        await engine_that_says(RPCStatusCode.PERMISSION_DENIED).apply(an_agenda(ANNA, 1))


async def test_there_being_no_clock_to_end_is_success() -> None:
    engine = engine_that_says(RPCStatusCode.NOT_FOUND)
    await engine.apply(a_closed_agenda(ANNA, 1))
    await engine.restart(a_closed_agenda(ANNA, 1))
