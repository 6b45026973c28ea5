"""The interface is only added to: what a program calls today is there tomorrow."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from adapters.api.app import create_api, description_of
from adapters.api.bodies import FROM_THE_SESSION
from adapters.services import Services

GOLDEN = Path(__file__).with_name("paths.txt")


@cache
def described() -> dict[str, Any]:
    return description_of(create_api(cast("Services", SimpleNamespace())))


def lines(document: dict[str, Any]) -> set[str]:
    """Return a line for each route, and one for each field of each body, parameter and answer."""
    routes = {
        f"{method.upper()} {path} {operation['operationId']}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    fields = {
        f"{name}.{field}" for name, schema in document["components"]["schemas"].items()
        for field in schema.get("properties", {})
    }  # fmt: skip
    return routes | fields


def test_no_route_and_no_field_is_gone() -> None:
    assert set(GOLDEN.read_text("utf-8").splitlines()) <= lines(described())


def test_every_route_and_field_is_kept_in_the_golden_file() -> None:
    """A new one is added to `paths.txt`, so that it cannot disappear silently."""
    assert lines(described()) <= set(GOLDEN.read_text("utf-8").splitlines())


def test_the_description_holds_no_secret_and_nobody_says_who_they_are() -> None:
    document = described()
    assert document["servers"] == [{"url": "/api/v1"}]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            name = body.get("$ref", "").rpartition("/")[2]
            asked = document["components"]["schemas"].get(name, {})
            assert FROM_THE_SESSION.isdisjoint(asked.get("properties", {})), path
            assert asked.get("additionalProperties", False) is False, path
