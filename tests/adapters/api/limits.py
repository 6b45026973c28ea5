"""What the policy's table says about one call of the interface: the same question, asked without the interface."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from adapters.api.bodies import body_of, command_of, name_of
from adapters.api.commands import GIVEN_BY_PEOPLE
from adapters.desk.reading import READ, WRITE, by_action
from domain.access.codes import Action
from domain.access.commands import concerned, judge_command
from domain.access.policy import Allowed, judge
from domain.access.who import Who
from domain.commands import Command
from domain.refusal import Refusal
from domain.vault_codes import VaultField
from tests.adapters.api.house import House

COMMANDS: Mapping[str, type[Command]] = {name_of(command): command for command in GIVEN_BY_PEOPLE}
GENERAL: Mapping[str, Action] = {
    "list-trajectories": Action.SEE_BOARD,
    "open-by-code": Action.OPEN_BY_CODE,
    "search-by-cpr": Action.SEARCH_CPR,
    "read-access-log": Action.READ_ACCESS_LOG,
    "sample-accesses": Action.SAMPLE_ACCESS,
    "table-one": Action.SEE_AGGREGATES,
    "export-events": Action.EXPORT,
}
OF_ONE: Mapping[str, Action] = {
    "show-trajectory": Action.SEE_TRAJECTORY,
    "show-history": Action.SEE_TRAJECTORY,
    "add-note": Action.WRITE_NOTE,
    "lift": Action.LIFT,
    "break-glass-of": Action.BREAK_GLASS,
    "set-right": Action.MOVE,
    "erase": Action.ERASE,
    "give-code": Action.ADVANCE,
    "extract": Action.EXTRACT_ACCESS,
}
OWN = frozenset({"show-session", "list-sessions", "end-session", "end-sessions"})
"""What everybody who is signed in may: their own sessions."""

Content = Mapping[str, Any]


async def may(house: House, who: Who, operation: str, trajectory: UUID | None, sent: Content) -> bool:
    """Tell whether the policy lets somebody do what an operation is about, as things stand now."""
    if operation in OWN:
        return True
    if operation in COMMANDS:
        return await _may_command(house, who, COMMANDS[operation], sent)
    return all([await _may(house, who, action, trajectory) for action in _actions(operation, sent)])


def _actions(operation: str, sent: Content) -> list[Action]:
    if operation == "read-vault":
        return list(by_action(_fields(sent.get("field", [])), READ))
    if operation == "write-vault":
        return list(by_action(_fields(sent.get("fields", {})), WRITE))
    return [GENERAL[operation] if operation in GENERAL else OF_ONE[operation]]


def _fields(names: Any) -> list[VaultField]:
    """Return the fields that are named, alone or among others, whatever else was sent."""
    named = names if isinstance(names, list | dict) else [names]
    return [field for field in VaultField if field in named]


async def _may(house: House, who: Who, action: Action, trajectory: UUID | None) -> bool:
    services = house.office.services
    state = None if trajectory is None else await services.handler.trajectory(trajectory)
    return isinstance(judge(who, action, state, services.clock(), await services.catalogue()), Allowed)


async def _may_command(house: House, who: Who, command_type: type[Command], sent: Content) -> bool:
    """A body that is no command is not judged: nothing can come of it."""
    services = house.office.services
    try:
        command = command_of(command_type, body_of(command_type).model_validate_json(json.dumps(sent)), who)
    except ValidationError:
        return False
    if isinstance(command, Refusal):
        return False
    streams = {stream: await services.handler.trajectory(stream) for stream in concerned(command)}
    verdict = judge_command(who, command, streams, services.clock(), await services.catalogue())
    return isinstance(verdict, Allowed)
