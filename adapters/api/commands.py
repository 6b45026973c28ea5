"""A route for every command that a person gives, made from the command's own model."""

from collections.abc import Awaitable, Callable
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import Field

from adapters.api.answers import RESPONSES
from adapters.api.bodies import body_of, command_of, name_of
from adapters.web.asking import TheDesk
from adapters.web.errors import told
from domain.access.needs import NEEDS
from domain.base import Frozen
from domain.commands import Command
from domain.commands.contacts import GiveReturnCode
from domain.commands.vault import EraseVault
from domain.handler import Accepted
from domain.refusal import Refusal

IN_THEIR_OWN_WAY = (GiveReturnCode, EraseVault)
"""These answer more than a position, at routes of their own."""

GIVEN_BY_PEOPLE = tuple(
    command for command, need in NEEDS.items() if need is not None and command not in IN_THEIR_OWN_WAY
)


class Done(Frozen):
    """A command holds, up to `position` of the log. `events` are what it raised; none for one sent again."""

    position: int = Field(ge=0)
    events: tuple[UUID, ...] = ()


def done(answer: Accepted | Refusal) -> Done:
    """Return what was accepted. Raises RefusedError."""
    accepted = told(answer)
    return Done(position=accepted.position, events=accepted.events)


@cache
def command_router() -> APIRouter:
    """Return the routes ``/commands/{name}``."""
    router = APIRouter(prefix="/commands", tags=["commands"])
    for command_type in GIVEN_BY_PEOPLE:
        router.add_api_route(
            f"/{name_of(command_type)}",
            _endpoint(command_type),
            methods=["POST"],
            operation_id=name_of(command_type),
            summary=(command_type.__doc__ or command_type.type_name).splitlines()[0],
            status_code=HTTPStatus.OK,
            response_model=Done,
            responses=RESPONSES,
        )
    return router


def _endpoint(command_type: type[Command]) -> Callable[..., Awaitable[Done]]:
    async def give(desk: TheDesk, body: Any) -> Done:
        command = command_of(command_type, body, desk.who)
        return done(command if isinstance(command, Refusal) else await desk.advance(command))

    give.__annotations__["body"] = Annotated[body_of(command_type), Body()]
    return give
