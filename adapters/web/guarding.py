"""Who may open a page: one that somebody may not see is the same 404 as one that there is not."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, params
from starlette.exceptions import HTTPException

from adapters.web.asking import TheDesk
from domain.access.codes import Action
from domain.access.scope import Scope
from domain.reference.catalogue import Catalogue


def only(*actions: Action) -> Callable[..., Awaitable[None]]:
    """Return what lets only those open a page who may do any of some things, whatever else the address holds.

    A refused attempt is written down as one at the first of them.
    """

    async def guard(desk: TheDesk) -> None:
        if not any([await desk.may(action) for action in actions]):
            await desk.allowed(actions[0])
            raise HTTPException(HTTPStatus.NOT_FOUND)

    return guard


def only_with(*actions: Action) -> params.Depends:
    """Return the same, as what a router depends on."""
    dependency: params.Depends = Depends(only(*actions))
    return dependency


async def scope_of(desk: TheDesk) -> Scope:
    """Return which trajectories boards show to who is signed in."""
    return await desk.scope()


TheScope = Annotated[Scope, Depends(scope_of)]


def shows_unit(scope: Scope, unit: str | None, catalogue: Catalogue) -> bool:
    """Tell whether what concerns a whole unit is shown: a centre that is seen; a programme and the municipality to
    everybody who works here."""
    if scope.trajectories is not None:
        return False
    return scope.centres is None or unit not in catalogue.centres or unit in scope.centres
