"""What an installation can choose, read from the environment once and then passed on as a value."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo

from domain.base import Frozen, MunicipalityCode

Target = Annotated[str, StringConstraints(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$")]
"""A gRPC address, ``host:port``."""

Namespace = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]

HOST = re.compile(r"(?:\[[0-9a-fA-F:.%]+\]|[^:\[\]]*)(?::([0-9]{1,5}))?")
"""A host that may have a port, as an address (DSN) of PostgreSQL names them, several with commas between."""

LAST_PORT = 65535

SIGNING_KEY = re.compile(r"exitspor-signing-key:[A-Za-z0-9+/]{43}=")
"""A key that signs checkpoints, as `exitspor checkpoint key` makes it."""

VERIFY_KEYS = re.compile(r"\s*(exitspor-verify-key:[A-Za-z0-9+/]{43}=\s*)+")
"""Keys that check them, with space between."""

WHAT_TO_DO: Mapping[str, tuple[str, str]] = {
    "EXITSPOR_STATE": ("skal være stien til en mappe", "must be the path of a directory"),
    "EXITSPOR_POSTGRES": (
        "skal være en adresse som postgresql://bruger@vært/database",
        "must be an address such as postgresql://user@host/database",
    ),
    "EXITSPOR_TEMPORAL": ("skal være vært:port", "must be host:port"),
    "EXITSPOR_TEMPORAL_NAMESPACE": (
        "må kun have bogstaver, tal, punktum, understreg og bindestreg",
        "may only have letters, digits, dots, underscores and hyphens",
    ),
    "EXITSPOR_MUNICIPALITY": ("skal være tre cifre, fx 101", "must be three digits, such as 101"),
    "EXITSPOR_HOST": (
        "skal være 127.0.0.1, ::1 eller localhost, medmindre EXITSPOR_POSTGRES er sat",
        "must be 127.0.0.1, ::1 or localhost unless EXITSPOR_POSTGRES is set",
    ),
    "EXITSPOR_PORT": ("skal være et tal fra 1 til 65535", "must be a number from 1 to 65535"),
    "EXITSPOR_PG_BIN": (
        "skal være mappen med programmerne postgres og initdb",
        "must be the directory that holds the programs postgres and initdb",
    ),
    "EXITSPOR_SECRETS": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_SIGNING_KEY": (
        "skal være en nøgle, som »exitspor checkpoint key« laver den",
        'must be a key as "exitspor checkpoint key" makes it',
    ),
    "EXITSPOR_SIGNING_KEY_FILE": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_VERIFY_KEY": (
        "skal være offentlige nøgler, som »exitspor checkpoint key« skriver dem",
        'must be public keys as "exitspor checkpoint key" prints them',
    ),
    "EXITSPOR_VERIFY_KEY_FILE": ("skal være stien til en fil", "must be the path of a file"),
}
"""Every variable that is read, with what it must be, in Danish and English."""


class SettingsError(Exception):
    """Variables have values that cannot be used; the text says what they must be, never what they were.

    One line in Danish, one in English.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.danish = " ".join(f"{name} {WHAT_TO_DO[name][0]}." for name in names)
        self.english = " ".join(f"{name} {WHAT_TO_DO[name][1]}." for name in names)
        super().__init__(f"{self.danish}\n{self.english}")


def default_state() -> Path:
    """Return ``.exitspor`` in the checkout that runs, else (an installed wheel) in the current directory."""
    checkout = Path(__file__).resolve().parents[1]
    home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return home / ".exitspor"


class Settings(Frozen):
    """What an installation chose.

    `postgres` and `temporal` are None where the embedded servers are meant, `pg_bin` where its programs are to
    be looked for, and `secrets_file` where that of the state directory is meant. A key goes before its file.
    """

    model_config = ConfigDict(populate_by_name=True)

    state: Path = Field(default_factory=default_state, alias="EXITSPOR_STATE")
    postgres: SecretStr | None = Field(default=None, alias="EXITSPOR_POSTGRES")
    temporal: Target | None = Field(default=None, alias="EXITSPOR_TEMPORAL")
    temporal_namespace: Namespace = Field(default="default", alias="EXITSPOR_TEMPORAL_NAMESPACE")
    municipality: MunicipalityCode = Field(default="101", alias="EXITSPOR_MUNICIPALITY")
    host: str = Field(default="127.0.0.1", alias="EXITSPOR_HOST")
    port: int = Field(default=8717, ge=1, le=LAST_PORT, alias="EXITSPOR_PORT")
    pg_bin: Path | None = Field(default=None, alias="EXITSPOR_PG_BIN")
    secrets_file: Path | None = Field(default=None, alias="EXITSPOR_SECRETS")
    signing_key: SecretStr | None = Field(default=None, alias="EXITSPOR_SIGNING_KEY")
    signing_key_file: Path | None = Field(default=None, alias="EXITSPOR_SIGNING_KEY_FILE")
    verify_key: str | None = Field(default=None, alias="EXITSPOR_VERIFY_KEY")
    verify_key_file: Path | None = Field(default=None, alias="EXITSPOR_VERIFY_KEY_FILE")

    @property
    def embeds(self) -> bool:
        """Tell whether any server is an embedded one."""
        return self.postgres is None or self.temporal is None

    @property
    def port_is_fixed(self) -> bool:
        """Tell whether somebody named the port, so that no other may be taken instead."""
        return "port" in self.model_fields_set

    @field_validator("state", "pg_bin", "secrets_file", "signing_key_file", "verify_key_file")
    @classmethod
    def _from_here(cls, path: Path | None) -> Path | None:
        # Temporal takes no path that is not UTF-8. What cannot be encoded is a ValueError as well.
        str(path).encode()
        try:
            return path and path.expanduser().absolute()
        except RuntimeError:
            raise ValueError("a home directory that nobody has") from None

    @field_validator("postgres")
    @classmethod
    def _names_postgresql(cls, dsn: SecretStr | None) -> SecretStr | None:
        if dsn and not _is_postgresql(dsn.get_secret_value()):
            raise ValueError("not a PostgreSQL address")
        return dsn

    @field_validator("signing_key")
    @classmethod
    def _signs(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not SIGNING_KEY.fullmatch(key.get_secret_value()):
            raise ValueError("not a key that signs")
        return key

    @field_validator("verify_key")
    @classmethod
    def _checks(cls, keys: str | None) -> str | None:
        if keys and not VERIFY_KEYS.fullmatch(keys):
            raise ValueError("not keys that check")
        return keys

    @field_validator("temporal")
    @classmethod
    def _has_a_port(cls, target: str | None) -> str | None:
        if target and int(target.rpartition(":")[2]) > LAST_PORT:
            raise ValueError("not a port")
        return target

    @field_validator("host")
    @classmethod
    def _stays_on_this_machine(cls, host: str, info: ValidationInfo) -> str:
        loopback = host == "localhost" or ip_address(host).is_loopback
        if not loopback and not info.data.get("postgres"):
            raise ValueError("the embedded run is for this machine only")
        return host


def _is_postgresql(dsn: str) -> bool:
    """Tell whether an address can be read as PostgreSQL's. Raises ValueError for some that cannot."""
    hosts = urlsplit(dsn).netloc.rpartition("@")[2].split(",")
    found = [HOST.fullmatch(host) for host in hosts]
    ports = [int(one[1] or 0) for one in found if one]
    starts = dsn.startswith(("postgresql://", "postgres://"))
    return starts and len(ports) == len(hosts) and max(ports) <= LAST_PORT


def settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; an empty variable counts as unset.

    Raises `SettingsError` that names every variable with a value that cannot be used.
    """
    given = {name: environ[name] for name in WHAT_TO_DO if environ.get(name)}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError(sorted({str(problem["loc"][0]) for problem in error.errors()})) from None
