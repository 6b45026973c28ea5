"""A notice's reference: what a mail may carry. It finds the notice in the inbox, and tells nobody else anything."""

import base64
import re
from hashlib import sha256
from uuid import UUID

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as another sign."""

BYTES, GROUP = 10, 4

_OF_RFC_4648 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)
_MISREAD = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s-]")
_WHOLE = re.compile(f"[{SIGNS}]{{16}}")


def reference_of(notice: UUID) -> str:
    """Return a notice's reference, such as ``7F3K-Q0ZD-9XHM-2VBT``: 80 bits of a hash, from which no id follows."""
    digest = sha256(b"notice:" + notice.bytes).digest()[:BYTES]
    return _grouped(base64.b32encode(digest).decode().translate(_OF_RFC_4648))


def reference_in(typed: str) -> str | None:
    """Return the reference that somebody typed, small or large, with or without hyphens; None if it is none."""
    bare = _BETWEEN.sub("", typed).upper().translate(_MISREAD)
    return _grouped(bare) if _WHOLE.fullmatch(bare) else None


def _grouped(text: str) -> str:
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))
