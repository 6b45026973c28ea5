"""The SQL files of the store, with the installation's role names in place of the ones written there."""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_ROLE = re.compile(r"\bexitspor_(?=(owner|migrator|app)\b)")
_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PACKAGE = files("adapters.postgres")


@dataclass(frozen=True)
class Migration:
    """One numbered file: `name` orders it, `sql` is what is executed."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def with_prefix(sql: str, prefix: str) -> str:
    """Put an installation's prefix in the place of ``exitspor`` in role names.

    Raises ValueError for a prefix that is no plain identifier.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a role prefix is a small letter, then small letters, digits or _, at most 31 in all")
    return _ROLE.sub(f"{prefix}_", sql)


def migrations() -> tuple[Migration, ...]:
    """Return the store's own migrations, in order."""
    return migrations_in(_PACKAGE / "migrations")


def migrations_in(folder: Traversable) -> tuple[Migration, ...]:
    """Return a folder's numbered `.sql` files, in order."""
    found = [Migration(file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name[:4].isdigit()]
    return tuple(sorted(found, key=lambda migration: migration.name))


def query(name: str) -> str:
    """Return the text of one of the store's queries."""
    return (_PACKAGE / "queries" / f"{name}.sql").read_text("utf-8")


def roles() -> str:
    """Return `deploy/roles.sql`: in a wheel it lies beside this module, in a checkout in `deploy/`."""
    installed = _PACKAGE / "roles.sql"
    checkout = Path(__file__).parents[2] / "deploy" / "roles.sql"
    return (installed if installed.is_file() else checkout).read_text("utf-8")
