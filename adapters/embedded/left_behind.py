"""The servers that a killed supervisor left running on a state directory, told from anybody else's.

A server is ours if it carries the state directory's mark on its command line and runs as us or as the owner
of the data. Both can be read the moment before it is signalled, and no recorded pid can be out of date.
"""

import os
from pathlib import Path
from signal import Signals

from adapters.embedded.ending import Steps, end_processes
from adapters.embedded.processes import Process, processes
from adapters.embedded.state import marker

STOP_POSTGRES: Steps = ((Signals.SIGINT, 5.0), (Signals.SIGQUIT, 2.0))
"""A fast shutdown (clients cut off, checkpoint written), then an immediate one (the next start recovers)."""

STOP_TEMPORAL: Steps = ((Signals.SIGTERM, 6.0),)

KILL: Steps = ((Signals.SIGKILL, 1.0),)


def postgres_mark(state: Path) -> str:
    """Return the setting by which a postmaster, and its backends' titles, name their state directory."""
    return f"cluster_name={marker(state)}"


def temporal_mark(state: Path) -> str:
    """Return the dynamic configuration value (unknown to Temporal, hence harmless) that marks its server."""
    return f'exitspor.state="{marker(state)}"'


def postmasters(state: Path) -> list[Process]:
    """Return the living PostgreSQL servers of a state directory."""
    return _marked("postgres", postgres_mark(state), state)


def initdbs(state: Path) -> list[Process]:
    """Return the living initdb runs of a state directory: the file of the password is named by the mark."""
    return [
        found
        for found in _ours(state)
        if Path(found.arguments[0]).name == "initdb"
        and any(part.endswith(f"/{marker(state)}") for part in found.arguments)
    ]


def backends(state: Path) -> list[Process]:
    """Return the living children of its PostgreSQL servers, also of dead ones."""
    title = f"postgres: {marker(state)}: "
    return [found for found in _ours(state) if " ".join(found.arguments).startswith(title)]


def temporals(state: Path) -> list[Process]:
    """Return the living Temporal servers of a state directory."""
    return _marked("temporal", temporal_mark(state), state)


async def end_postgres(state: Path) -> bool:
    """Stop PostgreSQL, or its first making, on a state directory, whoever started it; tell whether it ran."""
    began = await end_processes(lambda: initdbs(state), ((Signals.SIGTERM, 1.0), *KILL))
    ran = await end_processes(lambda: postmasters(state), (*STOP_POSTGRES, *KILL))
    return await end_backends(state) or ran or began


async def end_backends(state: Path) -> bool:
    """End backends that outlive their postmaster: they hold its shared memory until they are gone."""
    return await end_processes(lambda: backends(state), ((Signals.SIGQUIT, 1.0), *KILL))


async def end_temporal(state: Path) -> bool:
    """Stop Temporal on a state directory, whoever started it; tell whether it ran."""
    return await end_processes(lambda: temporals(state), (*STOP_TEMPORAL, *KILL))


def _marked(program: str, mark: str, state: Path) -> list[Process]:
    return [found for found in _ours(state) if mark in found.arguments and Path(found.arguments[0]).name == program]


def _ours(state: Path) -> list[Process]:
    users = {os.geteuid()} | {cluster.stat().st_uid for cluster in state.glob("postgres-*")}
    return [found for found in processes(marker(state)) if found.uid in users]
