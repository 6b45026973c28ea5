"""What an installation can choose, read from the environment once and then passed on as a value."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo

from adapters.notify.addresses import is_address
from adapters.settings_words import WHAT_TO_DO
from adapters.vault.keys.given import epochs_of, key_of
from domain.base import Frozen, MunicipalityCode

T = TypeVar("T")

Target = Annotated[str, StringConstraints(pattern=r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$")]
"""A gRPC address, ``host:port``."""

Namespace = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]

RolePrefix = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
"""What the names of the database's roles begin with."""

Phone = Annotated[str, StringConstraints(pattern=r"^(\+[0-9]{2} )?[0-9]{2}( ?[0-9]{2}){3}$")]
"""A telephone number as it is printed; it has no room for a CPR number."""

HOST = re.compile(r"(?:\[[0-9a-fA-F:.%]+\]|[^:\[\]]*)(?::([0-9]{1,5}))?")
"""A host that may have a port, as an address (DSN) of PostgreSQL names them, several with commas between."""

LAST_PORT = 65535

SIGNING_KEY = re.compile(r"exitspor-signing-key:[A-Za-z0-9+/]{43}=")
"""A key that signs checkpoints, as `exitspor checkpoint key` makes it."""

VERIFY_KEYS = re.compile(r"\s*(exitspor-verify-key:[A-Za-z0-9+/]{43}=\s*)+")
"""Keys that check them, with space between."""


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
    `card_phone` stands on VIP cards, None where none are printed.
    `metrics` is where metrics and health are told, None for nowhere; `smtp` is the server that mail about notices is
    handed to, None where none is sent. `access_log_months` is how long the access log is kept after a month is over.
    `erasures_file` is the ledger of erasings, None for the one beside the file of keys.
    `archive` is where closed trajectories are delivered to before they are erased, None where nothing is.
    """

    model_config = ConfigDict(populate_by_name=True)

    state: Path = Field(default_factory=default_state, alias="EXITSPOR_STATE")
    postgres: SecretStr | None = Field(default=None, alias="EXITSPOR_POSTGRES")
    temporal: Target | None = Field(default=None, alias="EXITSPOR_TEMPORAL")
    temporal_namespace: Namespace = Field(default="default", alias="EXITSPOR_TEMPORAL_NAMESPACE")
    municipality: MunicipalityCode = Field(default="101", alias="EXITSPOR_MUNICIPALITY")
    public_url: str | None = Field(default=None, alias="EXITSPOR_PUBLIC_URL")
    host: str = Field(default="127.0.0.1", alias="EXITSPOR_HOST")
    port: int = Field(default=8717, ge=1, le=LAST_PORT, alias="EXITSPOR_PORT")
    oidc_issuer: str | None = Field(default=None, alias="EXITSPOR_OIDC_ISSUER")
    oidc_client_id: str | None = Field(default=None, validate_default=True, alias="EXITSPOR_OIDC_CLIENT_ID")
    oidc_secret_file: Path | None = Field(default=None, alias="EXITSPOR_OIDC_SECRET_FILE")
    oidc_mapping: Path | None = Field(default=None, validate_default=True, alias="EXITSPOR_OIDC_MAPPING")
    metrics: Target | None = Field(default=None, alias="EXITSPOR_METRICS")
    card_phone: Phone | None = Field(default=None, alias="EXITSPOR_CARD_PHONE")
    smtp: Target | None = Field(default=None, alias="EXITSPOR_SMTP")
    smtp_from: str | None = Field(default=None, validate_default=True, alias="EXITSPOR_SMTP_FROM")
    smtp_user: str | None = Field(default=None, alias="EXITSPOR_SMTP_USER")
    smtp_password_file: Path | None = Field(default=None, validate_default=True, alias="EXITSPOR_SMTP_PASSWORD_FILE")
    pg_bin: Path | None = Field(default=None, alias="EXITSPOR_PG_BIN")
    secrets_file: Path | None = Field(default=None, alias="EXITSPOR_SECRETS")
    signing_key: SecretStr | None = Field(default=None, alias="EXITSPOR_SIGNING_KEY")
    signing_key_file: Path | None = Field(default=None, alias="EXITSPOR_SIGNING_KEY_FILE")
    verify_key: str | None = Field(default=None, alias="EXITSPOR_VERIFY_KEY")
    verify_key_file: Path | None = Field(default=None, alias="EXITSPOR_VERIFY_KEY_FILE")
    keys_file: Path | None = Field(default=None, alias="EXITSPOR_KEYS_FILE")
    erasures_file: Path | None = Field(default=None, alias="EXITSPOR_ERASURES_FILE")
    keys: SecretStr | None = Field(default=None, alias="EXITSPOR_KEYS")
    index_key: SecretStr | None = Field(default=None, validate_default=True, alias="EXITSPOR_INDEX_KEY")
    keys_vault: str | None = Field(default=None, alias="EXITSPOR_KEYS_VAULT")
    keys_vault_name: Namespace = Field(default="exitspor", alias="EXITSPOR_KEYS_VAULT_NAME")
    keys_vault_token_file: Path | None = Field(
        default=None, validate_default=True, alias="EXITSPOR_KEYS_VAULT_TOKEN_FILE"
    )
    backup_days: int = Field(default=35, ge=1, le=3650, alias="EXITSPOR_BACKUP_DAYS")
    role_prefix: RolePrefix = Field(default="exitspor", alias="EXITSPOR_ROLE_PREFIX")
    archive: Path | None = Field(default=None, alias="EXITSPOR_ARCHIVE")
    access_log_months: int = Field(default=6, ge=1, le=120, alias="EXITSPOR_ACCESS_LOG_MONTHS")

    @property
    def embeds(self) -> bool:
        """Tell whether any server is an embedded one."""
        return self.postgres is None or self.temporal is None

    @property
    def port_is_fixed(self) -> bool:
        """Tell whether somebody named the port, so that no other may be taken instead."""
        return "port" in self.model_fields_set

    @field_validator(
        "state",
        "pg_bin",
        "secrets_file",
        "signing_key_file",
        "verify_key_file",
        "smtp_password_file",
        "oidc_secret_file",
        "oidc_mapping",
        "keys_file",
        "erasures_file",
        "keys_vault_token_file",
        "archive",
    )
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

    @field_validator("index_key")
    @classmethod
    def _wraps(cls, index_key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if index_key or info.data.get("keys"):
            key_of(index_key.get_secret_value() if index_key else "")
        return index_key

    @field_validator("keys")
    @classmethod
    def _are_epochs(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            epochs_of(keys.get_secret_value())
        return keys

    @field_validator("keys_vault")
    @classmethod
    def _is_reached_safely(cls, url: str | None) -> str | None:
        if url and not is_guarded(url):
            raise ValueError("keys travel encrypted")
        return url

    @field_validator("keys_vault_token_file")
    @classmethod
    def _has_a_token(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None and info.data.get("keys_vault"):
            raise ValueError("who asks a key server has a token")
        return path

    @field_validator("smtp_from")
    @classmethod
    def _sends(cls, sender: str | None, info: ValidationInfo) -> str | None:
        if sender is None and info.data.get("smtp"):
            raise ValueError("mail has a sender")
        if sender is not None and not is_address(sender):
            raise ValueError("not an address")
        return sender

    @field_validator("smtp_password_file")
    @classmethod
    def _signs_in(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None and info.data.get("smtp_user"):
            raise ValueError("who signs in has a password")
        return path

    @field_validator("archive")
    @classmethod
    def _is_apart(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        state = info.data.get("state")
        if path and state and path.resolve().is_relative_to(state.resolve()):
            raise ValueError("a directory of the state")
        return path

    @field_validator("public_url")
    @classmethod
    def _is_the_pages(cls, url: str | None) -> str | None:
        if url is not None and (not is_guarded(url) or urlsplit(url).path.strip("/")):
            raise ValueError("not the address of pages")
        return url and url.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _issues(cls, url: str | None) -> str | None:
        if url is not None and not is_guarded(url):
            raise ValueError("not an issuer")
        return url

    @field_validator("oidc_client_id", "oidc_mapping")
    @classmethod
    def _goes_with_the_issuer(cls, given: T, info: ValidationInfo) -> T:
        if given is None and info.data.get("oidc_issuer"):
            raise ValueError("an issuer has a client and a mapping")
        return given

    @field_validator("temporal", "smtp")
    @classmethod
    def _has_a_port(cls, target: str | None) -> str | None:
        if target and int(target.rpartition(":")[2]) > LAST_PORT:
            raise ValueError("not a port")
        return target

    @field_validator("metrics")
    @classmethod
    def _is_watched_from_here(cls, target: str | None) -> str | None:
        # Counts by centre are small: whoever scrapes from elsewhere does so by an agent on this machine.
        host, _, port = (target or "127.0.0.1:1").rpartition(":")
        if not (_is_loopback(host.strip("[]")) and 0 < int(port) <= LAST_PORT):
            raise ValueError("not a port of this machine")
        return target

    @field_validator("host")
    @classmethod
    def _stays_on_this_machine(cls, host: str, info: ValidationInfo) -> str:
        # Others are answered from a database of its own, behind what ends https: a session in the clear can be taken.
        is_https = (info.data.get("public_url") or "").startswith("https://")
        if not _is_loopback(host) and not (info.data.get("postgres") and is_https):
            raise ValueError("what is not behind https is for this machine only")
        return host


def is_guarded(url: str) -> bool:
    """Tell whether an address is one of https, or of this machine. Raises ValueError for what is no address."""
    parts = urlsplit(url)
    plain = parts.query or parts.fragment or "@" in parts.netloc
    if not parts.hostname or plain or (parts.port or 1) > LAST_PORT:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone. Raises ValueError for a name that is no address."""
    return host == "localhost" or ip_address(host).is_loopback


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
        raise SettingsError(sorted({_variable(str(problem["loc"][0])) for problem in error.errors()})) from None


def _variable(place: str) -> str:
    """Return the variable of a fault's place: of a default that is at fault, that is the name of the field."""
    field = Settings.model_fields.get(place)
    return place if field is None or field.alias is None else field.alias
