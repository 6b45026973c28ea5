"""SCRAM-SHA-256 verifiers, so that no password is ever in a statement (or in what a server logs of one)."""

from base64 import b64encode
from hashlib import pbkdf2_hmac, sha256
from hmac import digest
from secrets import token_bytes

ITERATIONS = 4096


def scram_verifier(password: str) -> str:
    """Return what PostgreSQL stores of an ASCII password (RFC 5803). Raises ValueError for any other."""
    if not password.isascii() or not password.isprintable():
        raise ValueError("a role's password is printable ASCII")
    salt = token_bytes(16)
    salted = pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = sha256(digest(salted, b"Client Key", "sha256")).digest()
    server = digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
