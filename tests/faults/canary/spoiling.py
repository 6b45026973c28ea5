"""The same words typed where they do not belong: in every form, address, header, body and command."""

import json
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from fastapi.routing import APIRoute

from adapters.web.app import PAGES
from adapters.web.language import ENGLISH
from tests.faults.canary.forms import Form
from tests.faults.canary.house import House
from tests.faults.canary.interface import spoil_the_interface
from tests.faults.canary.visitor import Visitor
from tests.faults.canary.words import CANARIES, CPR, NAME

EVERYTHING = " ".join(canary.typed for canary in CANARIES)
PLAIN_CPR = CPR.typed.replace("-", "")
SLUG = NAME.typed.lower().replace(" ", "-")
"""What could be taken for a code, as those in addresses are."""

ENDS_THE_SESSION = ("/log-ud", "/mine-adgange", "/login", "/opsaetning", "/bekraeft")
"""Forms that would sign the visitor out, or lock them out; these are spoiled by somebody who is not signed in."""

QUERIES = (
    "programme",
    "centre",
    "worker",
    "from",
    "to",
    "known",
    "happened",
    "after",
    "as_of",
    "til",
    "side",
    "navn",
)
HEADERS = ("referer", "user-agent", "x-forwarded-for", "x-request-id", "accept-language", "x-exitspor-form", "etag")
FEWEST_CALLS = 50
"""The interface has more operations; that they were found is what this says."""

MOST_PAGES = 30
"""How many pages a visitor looks at: all that the menu and a trajectory lead to are fewer."""


def spoil(house: House, *trajectories: str) -> None:
    """Type everywhere, as each worker and as nobody."""
    shapes = set[object]()
    for visitor in house.visitors.values():
        walk(visitor, shapes, *(f"/trajectories/{one}" for one in trajectories))
    worker = house.visitors["LED1"]
    assert spoil_the_interface(worker, trajectories[0]) > FEWEST_CALLS
    spoil_addresses(worker)
    spoil_bodies(worker)
    for visitor in (worker, house.nobody()):
        spoil_headers(visitor)
    spoil_the_log_in(house)


def walk(visitor: Visitor, shapes: set[object], *beginnings: str) -> None:
    """Follow the links from the front page and some others, and spoil every form whose shape is a new one."""
    waiting, seen = ["/", *beginnings], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or path.startswith(ENGLISH.prefix):
            continue
        seen.add(path)
        forms, links = visitor.look(path)
        waiting += [link for link in links if link not in seen]
        for form in forms:
            if _shape(form) not in shapes and not urlsplit(form.action).path.endswith(ENDS_THE_SESSION):
                shapes.add(_shape(form))
                _spoil(visitor, form)


def _shape(form: Form) -> object:
    """Return what makes a form another one: not which trajectory it is about."""
    path = urlsplit(form.action).path.split("/")
    return form.method, tuple(part for part in path if len(part) < 36), tuple(form.values)


def _spoil(visitor: Visitor, form: Form) -> None:
    for text in (EVERYTHING, PLAIN_CPR):
        for values in form.spoiled(text):
            visitor.send(form, values)


def spoil_addresses(visitor: Visitor) -> None:
    """Put the words into every part of every address that takes any, and into the questions after it."""
    for path in sorted(_addresses()):
        for text in (CPR.typed, SLUG):
            visitor.get(_with(path, text))
    for path in ("/boards/caseload", "/reports/status", "/indbakke", "/adgangslog"):
        for name in QUERIES:
            visitor.get(path, params={name: f"{EVERYTHING}\0"})
    visitor.get(f"/{quote(NAME.typed)}?{quote(CPR.typed)}")
    visitor.get("/trajectories/%ff%fe" + CPR.typed)


def _addresses() -> Iterator[str]:
    for page in PAGES:
        router: APIRouter = page.router
        yield from (route.path for route in router.routes if isinstance(route, APIRoute) and "{" in route.path)


def _with(path: str, text: str) -> str:
    """Return an address with a text in each of its places."""
    before, brace, after = path.partition("{")
    return before + quote(text) + _with(after.partition("}")[2], text) if brace else before


def spoil_bodies(visitor: Visitor) -> None:
    """Send what is no form and no JSON to addresses that take one, by every method."""
    bodies = (
        ("application/json", json.dumps({"name": NAME.typed, "note": EVERYTHING}).encode()),
        ("application/json", f'{{"cpr": "{CPR.typed}", '.encode()),
        ("application/x-www-form-urlencoded", f"cpr={CPR.typed}&%zz={NAME.typed}".encode()),
        ("multipart/form-data; boundary=x", f"--x\r\n{EVERYTHING}".encode()),
        ("text/plain", EVERYTHING.encode("utf-16")),
        ("application/json", b'"' + CPR.typed.encode() * 9_000 + b'"'),
    )
    for path in ("/cpr", "/api/v1/commands", "/api/v1/trajectories"):
        for kind, body in bodies:
            visitor.request("POST", path, content=body, headers={"content-type": kind})
    for method in ("PUT", "PATCH", "DELETE"):
        visitor.request(method, f"/cpr/{SLUG}", content=EVERYTHING.encode())


def spoil_headers(visitor: Visitor) -> None:
    """Send the words in headers, as a cookie, and as the name of this machine."""
    typed = NAME.typed.replace(" ", "-")
    for name in HEADERS:
        visitor.get("/boards/caseload", headers={name: f"http://x/{typed}?{CPR.typed}"})
    visitor.get("/", headers={"cookie": f"exitspor={typed}; {typed}={CPR.typed}"})
    visitor.get("/", headers={"host": f"{typed}.example"})
    visitor.request(typed.upper(), "/")


def spoil_the_log_in(house: House) -> None:
    """Sign in as somebody whose name is typed in the place of a code, as a password, and as a one-time code."""
    nobody = house.nobody()
    for path, action in (("/login", "/login"), ("/opsaetning", "/opsaetning")):
        for text in (EVERYTHING, PLAIN_CPR):
            form = nobody.form_at(path, action)
            nobody.send(form, form.filled(dict.fromkeys(form.typed, text)))


COMMANDS = (
    ("trajectory", "code", "find"),
    ("board", "caseload", "--worker", NAME.typed),
    ("report", "status", "--programme", NAME.typed, "--from", CPR.typed, "--to", CPR.typed),
    ("trajectory", "pause", CPR.typed, "--reason", NAME.typed),
    ("privacy", "record", "--language", NAME.typed),
    ("account", "add", NAME.typed),
    ("inbox", NAME.typed),
    (NAME.typed, CPR.typed),
)


def spoil_commands(house: House) -> None:
    """Type the words at the command line; every place that it has is tried in `tests/adapters/cli`."""
    for words in COMMANDS:
        house.run(*words, typed=f"{CPR.typed}\n{NAME.typed}\n")
        house.run(*words, actor=NAME.typed, typed=f"{EVERYTHING}\n")
