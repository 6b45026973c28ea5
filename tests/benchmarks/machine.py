"""What the figures were measured on."""

import os
import platform
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import asyncpg

from tests.benchmarks.house import House

LIBRARIES = ("asyncpg", "pydantic", "eventsourcing", "psycopg")
SHOWN = ("server_version", "fsync", "full_page_writes", "synchronous_commit", "wal_sync_method", "shared_buffers")
BLOCK = bytes(8192)
SYNCS = 200


async def description(house: House) -> tuple[str, ...]:
    """Return lines that tell of machine, versions and durability."""
    connection = await asyncpg.connect(house.server.dsn("postgres"))
    settings = {name: await connection.fetchval("SELECT current_setting($1)", name) for name in SHOWN}
    await connection.close()
    return (
        f"machine     {os.cpu_count()} cores, {_processor()}, {_memory_gb():.0f} GB memory, {platform.platform()}",
        f"python      {platform.python_version()}; {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}",
        f"postgresql  {'; '.join(f'{name} {value}' for name, value in settings.items())}",
        f"disk        a write of 8 KB and fdatasync takes {sync_seconds(house.server.home) * 1e6:.0f} µs (median)",
    )


def sync_seconds(folder: Path) -> float:
    """Return the median time of writing 8 KB and fdatasync in a folder."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        return median(_one_sync(file.fileno(), number) for number in range(SYNCS))


def _one_sync(file: int, number: int) -> float:
    began = time.perf_counter()
    os.pwrite(file, BLOCK, number * len(BLOCK))
    os.fdatasync(file)
    return time.perf_counter() - began


def _processor() -> str:
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
