"""Programs that another user can run: in place if that user gets there, else from a copy made once."""

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from adapters.embedded.account import Account
from adapters.embedded.binaries import PgBinaries
from adapters.embedded.errors import ServerError

CACHE = Path("/var/cache/exitspor")
"""Where root keeps the copies. PostgreSQL resolves its own path, so the copy must not lie in a private
directory; it holds public programs only, and is made again if it is lost."""


def reachable_binaries(binaries: PgBinaries, account: Account, cache: Path = CACHE) -> PgBinaries:
    """Return programs that the account can run: those given, or a copy of them in `cache`.

    Raises `ServerError` if the copy does not run either.
    """
    if not account.switched or runs_as(binaries, account):
        return binaries
    copied = PgBinaries(_copy(binaries, cache), binaries.version)
    if not runs_as(copied, account):
        raise ServerError(
            f"PostgreSQL i {copied.directory} kan ikke køres af bruger {account.uid}. Sæt EXITSPOR_PG_BIN.",
            f"PostgreSQL in {copied.directory} cannot be run by user {account.uid}. Set EXITSPOR_PG_BIN.",
        )
    return copied


def runs_as(binaries: PgBinaries, account: Account) -> bool:
    """Tell whether an account can run the programs, by running them: modes alone tell half the truth.

    Both are tried, since initdb needs the libraries that PostgreSQL itself does without.
    """
    return all(_runs(program, account) for program in (binaries.postgres, binaries.initdb))


def _runs(program: Path, account: Account) -> bool:
    try:
        subprocess.run(  # noqa: S603 - a path that we chose, no shell
            [program, "--version"], check=True, capture_output=True, cwd="/", **account.identity()
        )
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy(binaries: PgBinaries, cache: Path) -> Path:
    install = binaries.directory.parent
    place = cache / f"postgresql-{binaries.version}-{_fingerprint(binaries)}"
    inside = place / install.parent.name / install.name / binaries.directory.name
    if not _is_ours(place):
        _copy_whole(install, place)
    return inside


def _copy_whole(install: Path, place: Path) -> None:
    """Copy an installation with the shared libraries that a wheel keeps beside its package."""
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".copy-") as scratch:
        made = Path(scratch) / "made"
        shutil.copytree(install, made / install.parent.name / install.name, symlinks=True)
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, made / libraries.name, symlinks=True)
        _open_to_all(made)
        made.replace(place)


def _open_to_all(tree: Path) -> None:
    for directory, _, files in os.walk(tree):
        Path(directory).chmod(0o755)
        for name in files:
            path = Path(directory, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _is_ours(place: Path) -> bool:
    """Tell whether a copy is there that nobody but us could have written."""
    if not place.exists():
        return False
    status = place.lstat()
    if status.st_uid == os.geteuid() and not status.st_mode & 0o022:
        return True
    raise ServerError(
        f"{place} kan være ændret af andre. Slet mappen, og prøv igen.",
        f"{place} may have been changed by others. Delete it, and try again.",
    )


def _fingerprint(binaries: PgBinaries) -> str:
    status = binaries.postgres.stat()
    seen = f"{binaries.postgres}:{status.st_size}:{status.st_mtime_ns}"
    return sha256(seen.encode()).hexdigest()[:12]
