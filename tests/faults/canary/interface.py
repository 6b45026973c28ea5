"""The same words typed at the programming interface: in every question, body and path that it describes."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.faults.canary.visitor import Visitor
from tests.faults.canary.words import CANARIES

BASE = "/api/v1"
EVERYTHING = " ".join(canary.typed for canary in CANARIES)
METHODS = ("get", "post", "put", "patch")
"""Deleting is left out: it ends the session."""


def spoil_the_interface(visitor: Visitor, trajectory: str) -> int:
    """Call every operation with the words in all that it takes; return how many there are."""
    described = visitor.get(f"{BASE}/openapi.json").json()
    calls = [(path, method) for path, said in described["paths"].items() for method in said if method in METHODS]
    token = visitor.get(f"{BASE}/session").json()
    headers = {"x-exitspor-form": next(text for name, text in token.items() if "form" in name)}
    for path, method in calls:
        said = described["paths"][path][method]
        names = [one["name"] for one in said.get("parameters", ()) if one["in"] == "query"]
        visitor.request(
            method.upper(),
            BASE + _with(path, trajectory),
            params=dict.fromkeys(names, EVERYTHING),
            json=dict.fromkeys(_fields(said, described), EVERYTHING) if "requestBody" in said else None,
            headers=headers,
        )
    return len(calls)


def _with(path: str, trajectory: str) -> str:
    """Return a path with a trajectory's id in each of its places."""
    before, brace, after = path.partition("{")
    return before + trajectory + _with(after.partition("}")[2], trajectory) if brace else before


def _fields(said: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of what an operation takes, and one that nobody foresaw."""
    [content] = said["requestBody"]["content"].values()
    model = content["schema"].get("$ref", "").rpartition("/")[2]
    yield from described["components"]["schemas"].get(model, {}).get("properties", {})
    yield "karla"
