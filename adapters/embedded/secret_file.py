"""The passwords and keys of an installation: made once, kept in one file that only its owner may read."""

import secrets
from base64 import b64encode
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Base64Bytes, Field, ValidationError

from adapters.embedded.errors import ServerError
from adapters.embedded.files import write_private
from adapters.settings import Settings
from domain.base import Frozen

FILE = "secrets.json"
KEY_BYTES = 32


def _whole(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


Key = Annotated[Base64Bytes, AfterValidator(_whole)]
"""32 bytes, in base64 in the file."""


class RolePasswords(Frozen):
    """Passwords of the PostgreSQL roles that the embedded server knows from the start."""

    superuser: str = Field(repr=False)
    migrator: str = Field(repr=False)
    app: str = Field(repr=False)


class NamedKey(Frozen):
    """A 32-byte key and the id by which ciphertexts name it."""

    id: str
    key: Key = Field(repr=False)


class Secrets(Frozen):
    """What must be kept secret: lose it, and what it guards is lost."""

    passwords: RolePasswords
    temporal_key: NamedKey
    return_code_key: Key = Field(repr=False)


def secrets_for(settings: Settings) -> Secrets:
    """Return an installation's secrets: from the file that the settings name, else the state directory's.

    They are only ever made for an embedded PostgreSQL: a given one has data, and these their secrets.
    """
    if settings.secrets_file:
        return read_secrets(settings.secrets_file)
    if settings.postgres:
        return read_secrets(settings.state / FILE)
    return load_or_make_secrets(settings.state)


def load_or_make_secrets(state: Path) -> Secrets:
    """Return the secrets of a state directory (``secrets.json``, 0600), made at the first call.

    Raises `ServerError` where data exist but their secrets are gone: new ones would not open them.
    """
    path = state / FILE
    if path.exists() or any(state.glob("postgres-*/data")):
        return read_secrets(path)
    made = make_secrets()
    write_private(path, made.model_dump_json(indent=2).encode())
    return made


def read_secrets(path: Path) -> Secrets:
    """Read a file of secrets; raises `ServerError` if it is missing or cannot be opened or understood."""
    try:
        return Secrets.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise _gone(path) from None
    except OSError as error:
        raise ServerError(
            f"{path} kan ikke åbnes ({error.strerror}). Kontrollér EXITSPOR_SECRETS og filens rettigheder.",
            f"{path} cannot be opened ({error.strerror}). Check EXITSPOR_SECRETS and the file's permissions.",
        ) from None
    except ValidationError:
        raise ServerError(
            f"{path} kan ikke læses som hemmeligheder. Hent filen fra sikkerhedskopien.",
            f"{path} does not read as secrets. Restore it from the backup.",
        ) from None


def make_secrets() -> Secrets:
    """Return new passwords and keys from the system's random source."""
    return Secrets(
        passwords=RolePasswords(superuser=_password(), migrator=_password(), app=_password()),
        temporal_key=NamedKey(id=f"t-{secrets.token_hex(4)}", key=_key()),
        return_code_key=_key(),
    )


def _password() -> str:
    return secrets.token_urlsafe(24)


def _key() -> bytes:
    return b64encode(secrets.token_bytes(KEY_BYTES))


def _gone(path: Path) -> ServerError:
    return ServerError(
        f"{path} mangler, og data kan ikke åbnes uden. Hent filen fra sikkerhedskopien, eller sæt "
        "EXITSPOR_SECRETS til den.",
        f"{path} is missing, and the data cannot be opened without it. Restore it from the backup, or point "
        "EXITSPOR_SECRETS to it.",
    )
