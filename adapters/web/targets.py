"""Where a log-in leads on to: a page of ours, whose address holds nothing but plain words and random ids."""

import re
from urllib.parse import urlencode

FRONT = "/"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PAGE = re.compile(rf"(?:/(?:[a-z]+(?:-[a-z]+)*|{_UUID}))+")
LONGEST = 200


def target_of(path: str | None) -> str:
    """Return the path of a page of ours, the front page for anything else: no address of others, nothing typed."""
    return path if path and len(path) <= LONGEST and _PAGE.fullmatch(path) else FRONT


def leading_on(page: str, path: str) -> str:
    """Return the address of a page that leads on to another."""
    target = target_of(path)
    return page if target == FRONT else f"{page}?{urlencode({'til': target})}"
