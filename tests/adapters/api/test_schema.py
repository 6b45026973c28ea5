"""The whole interface from its own description, by a worker of every role: no fault, and nothing beyond the role."""

import asyncio
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.api.app import API
from domain.calendar import civil_date
from domain.trajectory_codes import Role
from tests.adapters.api.house import House, tells
from tests.adapters.api.limits import OWN, may
from tests.adapters.api.test_paths import described
from tests.domain.access.records import COLUMNS, NOW, OTHER_CENTRE, OWN_CENTRE, id_of

LONG = os.environ.get("EXITSPOR_LONG") == "1"
EXAMPLES = 25 if LONG else 1
UNUSABLE_BY = (Role.CTI_WORKER,)
"""Who sends what cannot be used, where not everybody does: it is refused before it is looked at who asks."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ANY_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
NUMBERS = count(1)
SCHEMA = schemathesis.openapi.from_dict(described())
OPERATIONS = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok)
}  # fmt: skip

RECORDS = tuple(str(id_of(name)) for name in COLUMNS)
KNOWN: Mapping[str, tuple[object, ...]] = {
    "centre": (OWN_CENTRE, OWN_CENTRE, OTHER_CENTRE),
    "programme": ("exit-prostitution", "exit-pakke"),
    "plan": ("cti-9m",),
    "kind": ("cash-benefit",),
    "provider": ("kc",),
    "trajectory": RECORDS,
    "event": RECORDS,
    "worker": ("CTI1", "CTI2", "BB1", "LED1"),
    "to": ("CTI1", "CTI2", "BB1"),
    "occurred": ({"on": civil_date(NOW).isoformat()},),
    "administration": ("sof", "bif"),
    "sender": ("sof",),
    "receiver": ("kc",),
}
"""What a field holds that does something, where chance would only be refused."""

NEW = frozenset({"command_id", "note"})
"""Ids that are new in each call: one that was sent before does nothing."""


@dataclass(frozen=True)
class Call:
    """One call of an operation. Each role that makes it names another record."""

    operation: str
    method: str
    path: str
    query: dict[str, Any]
    body: Any
    is_about_one: bool

    def by(self, number: int, *, fitting: bool) -> "Call":
        """Return the `number`-th call that is made: with what is known here, and ids of its own."""
        if not fitting:
            return self
        path = re.sub(ANY_ID, RECORDS[number % len(RECORDS)], self.path) if self.is_about_one else self.path
        return replace(self, path=path, body=fitted(self.body, number))

    @property
    def trajectory(self) -> UUID | None:
        found = ANY_ID.search(self.path) if self.is_about_one else None
        return None if found is None else UUID(found[0])

    @property
    def sent(self) -> dict[str, Any]:
        return self.body if isinstance(self.body, dict) else self.query


def fitted(body: Any, number: int) -> Any:
    """Put what is known here in the place of what chance made up, except in each fifth call."""
    if isinstance(body, list):
        return [fitted(item, number) for item in body]
    if not isinstance(body, dict):
        return body
    return {name: _fitted(name, value, number) for name, value in body.items()}


def _fitted(name: str, value: Any, number: int) -> Any:
    if name in NEW:
        return str(UUID(int=number, version=4))
    if name in KNOWN and (number % 5 or name == "occurred"):
        return KNOWN[name][number % len(KNOWN[name])]
    return fitted(value, number)


@st.composite
def calls(draw: st.DrawFn, operation: str, mode: GenerationMode) -> tuple[Call, Case[Any]]:
    case: Case[Any] = draw(OPERATIONS[operation].as_strategy(generation_mode=mode))
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    is_about_one = "trajectory" in (case.path_parameters or {})
    return Call(operation, case.method, case.formatted_path, query, case.body, is_about_one), case


def takes_anything(operation: str) -> bool:
    """Tell whether an operation is sent anything, which could then be something that cannot be used."""
    described = OPERATIONS[operation].definition.raw
    return bool(described.get("parameters") or described.get("requestBody"))


async def answered(house: House, role: Role, call: Call) -> httpx2.Response:
    """Make a call as a role, and have what is said beyond the role found out."""
    who = await house.who(role)
    allowed = await may(house, who, call.operation, call.trajectory, call.sent)
    sent: dict[str, Any] = {"json": call.body} if isinstance(call.body, dict | list | str | int | float) else {}
    client = house.callers[role]
    answer = await client.request(call.method, f"{API}{call.path}", params=call.query, **sent)
    if call.operation in OWN:
        await house.sign_in(role)
    assert allowed or not answer.is_success, (role, call.operation, answer.status_code)
    assert not tells(answer.text) or (call.operation == "read-vault" and allowed), (role, call.operation)
    assert answer.headers["cache-control"] == "no-store"
    return answer


async def asked(house: House, operation: str, mode: GenerationMode, roles: Iterable[Role]) -> None:
    """Have roles ask for an operation, as often as there are examples."""
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(calls(operation, mode))
    def ask(made: tuple[Call, Case[Any]]) -> None:
        call, case = made
        for role in roles:
            made_now = call.by(next(NUMBERS), fitting=mode is GenerationMode.POSITIVE)
            answer = asyncio.run_coroutine_threadsafe(answered(house, role, made_now), loop).result()
            case.validate_response(answer, checks=CHECKS)

    await asyncio.to_thread(ask)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
async def test_no_role_makes_it_fail_or_tell_more_than_it_may(shaken: House, operation: str) -> None:
    await asked(shaken, operation, GenerationMode.POSITIVE, Role)
    if takes_anything(operation):
        await asked(shaken, operation, GenerationMode.NEGATIVE, Role if LONG else UNUSABLE_BY)
