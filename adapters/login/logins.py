"""How people log in to an installation: sessions, and either local accounts or an OIDC issuer."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from adapters.login.accounts import Accounts
from adapters.login.rows import Rows
from adapters.login.sessions import Sessions
from adapters.settings import Settings, SettingsError

if TYPE_CHECKING:
    from adapters.login.oidc.flow import Flow
    from adapters.login.oidc.mapping import Mapped


@dataclass
class Logins:
    """Sessions and accounts of a municipality. With an issuer, local accounts are off."""

    sessions: Sessions
    accounts: Accounts
    has_issuer: bool
    _begun: bool = False

    @classmethod
    def of(cls, settings: Settings, pool: asyncpg.Pool) -> "Logins":
        """Return how people log in to a municipality's installation."""
        rows = Rows(pool, settings.municipality)
        return cls(Sessions(rows), Accounts(rows), settings.oidc_issuer is not None)

    async def is_set_up(self) -> bool:
        """Tell whether anybody can log in; once somebody can, it stays so."""
        self._begun = self._begun or self.has_issuer or await self.accounts.any()
        return self._begun


def flow_of(settings: Settings, pool: asyncpg.Pool) -> "Flow | None":
    """Return how people log in at the issuer, None where there is none. Raises SettingsError."""
    # Imported here: it takes a tenth of a second, and most installations on one machine do without.
    from adapters.login.oidc.flow import Flow
    from adapters.login.oidc.issuer import Issuer
    from adapters.login.oidc.pending import Pending

    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret, mapped = files_of(settings)
    return Flow(
        issuer=Issuer(settings.oidc_issuer),
        client_id=settings.oidc_client_id,
        secret=secret,
        mapped=mapped,
        pending=Pending(Rows(pool, settings.municipality)),
    )


def files_of(settings: Settings) -> "tuple[str | None, Mapped]":
    """Return the secret that is shared with the issuer, if any, and who is who. Raises SettingsError."""
    from adapters.login.oidc.mapping import UnusableMappingError, read_mapping

    try:
        secret = settings.oidc_secret_file and settings.oidc_secret_file.read_text("utf-8").strip()
    except (OSError, ValueError):
        raise SettingsError(["EXITSPOR_OIDC_SECRET_FILE"]) from None
    try:
        return secret or None, read_mapping(settings.oidc_mapping or Path())
    except UnusableMappingError:
        raise SettingsError(["EXITSPOR_OIDC_MAPPING"]) from None
