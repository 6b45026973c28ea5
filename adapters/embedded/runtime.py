"""What runs on a state directory right now: ``runtime.json``, and whether it is still true."""

from pathlib import Path

from pydantic import ValidationError

from adapters.embedded.addresses import PostgresAddress
from adapters.embedded.files import write_private
from adapters.embedded.processes import Process, process
from domain.base import Frozen

FILE = "runtime.json"


class Runtime(Frozen):
    """The supervisor (pid and start, which together name one process) and the addresses that it serves.

    `postgres` is None where an address from the environment is used; `web` until the page is up.
    """

    pid: int
    started: str
    postgres: PostgresAddress | None
    temporal: str
    web: str | None = None


def write_runtime(state: Path, runtime: Runtime) -> None:
    """Replace ``runtime.json`` atomically (0600)."""
    write_private(state / FILE, runtime.model_dump_json(indent=2).encode())


def remove_runtime(state: Path) -> None:
    """Remove ``runtime.json``, if it is there."""
    (state / FILE).unlink(missing_ok=True)


def read_runtime(state: Path) -> Runtime | None:
    """Return what was last written, true or not; None if nothing was or it cannot be understood."""
    try:
        return Runtime.model_validate_json((state / FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def running(state: Path) -> Runtime | None:
    """Return what runs on a state directory, or None: also after the supervisor was killed."""
    runtime = read_runtime(state)
    return runtime if runtime and supervisor(runtime) else None


def supervisor(runtime: Runtime) -> Process | None:
    """Return the supervising process if it is alive; another process with its old pid is not it."""
    found = process(runtime.pid)
    return found if found and found.started == runtime.started else None
