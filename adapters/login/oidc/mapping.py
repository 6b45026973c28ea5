"""Who is who: a municipality's TOML file that says what an issuer's claims mean here.

    [worker]
    claim = "sub"                       # which claim tells who it is

    [worker.codes]                      # what the claim says = the worker's code
    "7f1c9a52" = "BB7"

    [roles]                             # may be left out: then all of a worker's roles count
    claim = "roles"

    [roles.names]                       # what the claim lists = the role
    "exitspor-leder" = "leader"

    [privileges]                        # OIO Basic Privilege Profile 1.2, in the place of [roles] or beside it
    claim = "https://data.gov.dk/model/core/eid/privilegesIntermediate"
    scope = "urn:dk:gov:saml:cvrNumberIdentifier:64942212"
    unit = "urn:dk:kombit:orgenhed"     # the constraint that narrows a privilege to units

    [privileges.names]
    "urn:dk:exitspor:leder" = "leader"

    [units]                             # what a unit is called there = the centre's code
    "33221100" = "socialcenter"

Only roles that the catalogue gives the worker ever count: a claim narrows them and never adds one. A privilege that
is narrowed to units counts where one of them is the worker's own centre.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from adapters.login.oidc.privileges import Granted, privileges_of
from domain.base import Code, Frozen, StaffCode
from domain.trajectory_codes import Role

WHERE = "EXITSPOR_OIDC_MAPPING"


class UnusableMappingError(ValueError):
    """The file cannot be read, or is not what `adapters/login/oidc/mapping.py` describes."""


class Worker(Frozen):
    claim: str = "sub"
    codes: Mapping[str, StaffCode]


class Roles(Frozen):
    claim: str
    names: Mapping[str, Role]


class Privileges(Frozen):
    claim: str
    scope: str = Field(min_length=1)
    unit: str = ""
    names: Mapping[str, Role]


class Mapped(Frozen):
    """What a file says."""

    worker: Worker
    roles: Roles | None = None
    privileges: Privileges | None = None
    units: Mapping[str, Code] = {}

    def staff_of(self, claims: Mapping[str, Any]) -> str | None:
        """Return the code of the worker whom claims are about, None for somebody unknown."""
        told = claims.get(self.worker.claim)
        return self.worker.codes.get(told) if isinstance(told, str) else None

    def roles_of(self, claims: Mapping[str, Any], centre: str) -> frozenset[Role] | None:
        """Return the roles that claims name for a worker of a centre, None where no claim is to name any.

        Raises `UnusablePrivilegesError`.
        """
        if self.roles is None and self.privileges is None:
            return None
        return self._named(claims) | self._granted(claims, centre)

    def _named(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        if self.roles is None:
            return frozenset()
        told = claims.get(self.roles.claim, ())
        names = [told] if isinstance(told, str) else told if isinstance(told, list) else []
        return frozenset(
            self.roles.names[name] for name in names if isinstance(name, str) and name in self.roles.names
        )

    def _granted(self, claims: Mapping[str, Any], centre: str) -> frozenset[Role]:
        meant = self.privileges
        claim = claims.get(meant.claim) if meant else None
        if meant is None or not isinstance(claim, str):
            return frozenset()
        granted = (one for one in privileges_of(claim) if one.scope == meant.scope and one.privilege in meant.names)
        return frozenset(meant.names[one.privilege] for one in granted if self._is_for(one, meant.unit, centre))

    def _is_for(self, granted: Granted, unit: str, centre: str) -> bool:
        """Tell whether a privilege holds at a centre. By a constraint that nobody here knows it holds nowhere."""
        others = granted.constraints.keys() - {unit}
        units = granted.constraints.get(unit)
        return not others and (units is None or centre in {self.units.get(one) for one in units})


def read_mapping(path: Path) -> Mapped:
    """Read a municipality's file. Raises `UnusableMappingError`, which shows nothing of it."""
    try:
        return Mapped.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError):
        raise UnusableMappingError(f"{WHERE}: læs adapters/login/oidc/mapping.py / read it there") from None
