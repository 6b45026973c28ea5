"""Where a log-in leads on to: a page of ours, whose address holds nothing but plain words and random ids."""

import re
from urllib.parse import urlencode

FRONT = "/"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PAGE = re.compile(rf"(?:/(?:[a-z]+(?:-[a-z]+)*|{_UUID}))+")
LONGEST = 200
WRITTEN_DOWN = frozenset({"adgangslog", "udtraek"})
"""Parts of the addresses whose very opening is written to the access log."""


def target_of(path: str | None) -> str:
    """Return the path of a page of ours, the front page for anything else: no address of others, nothing typed."""
    return path if path and len(path) <= LONGEST and _PAGE.fullmatch(path) else FRONT


def is_written_down(path: str) -> bool:
    """Tell whether opening a page is written to the access log, so that no page elsewhere may lead to it."""
    return not WRITTEN_DOWN.isdisjoint(path.split("/"))


def leading_on(page: str, path: str) -> str:
    """Return the address of a page that leads on to another."""
    target = target_of(path)
    return page if target == FRONT else f"{page}?{urlencode({'til': target})}"
