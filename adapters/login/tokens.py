"""What a browser is given to hold: random ids, and the token of a session's forms."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

ID_BYTES = 32
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LETTERS, CODE_GROUP = 20, 5
_FORM = b"exitspor.form"


def new_id() -> str:
    """Return 256 random bits, as text for a cookie."""
    return secrets.token_urlsafe(ID_BYTES)


def new_code() -> str:
    """Return a code of 100 random bits that a person can type, in groups of five."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LETTERS))
    return "-".join(letters[start : start + CODE_GROUP] for start in range(0, CODE_LETTERS, CODE_GROUP))


def typed(code: str) -> str:
    """Return a code as it was made, however it was typed: spaces, hyphens and small letters do not matter."""
    letters = "".join(code.split()).replace("-", "").upper()
    return "-".join(letters[start : start + CODE_GROUP] for start in range(0, len(letters), CODE_GROUP))


def hash_of(secret: str) -> bytes:
    """Return what is kept of an id or a code (32 bytes): it has too many random bits to be guessed from this."""
    return sha256(secret.encode()).digest()


def form_token(session_id: str) -> str:
    """Return what every form of a session carries: it follows from the id, and tells nothing of it."""
    return urlsafe_b64encode(hmac.digest(session_id.encode(), _FORM, "sha256")).decode().rstrip("=")


def is_form_token(given: str, session_id: str) -> bool:
    """Tell whether a form's token is the session's, in the same time for any."""
    return hmac.compare_digest(given.encode(), form_token(session_id).encode())
