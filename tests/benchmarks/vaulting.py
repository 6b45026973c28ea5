"""Ten thousand encrypted, logged reads and writes of the vault, against the same statements over plain rows."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import asyncpg

from adapters.postgres.pool import open_pool
from adapters.vault.keys.key_file import FileKeys, make_key_file
from adapters.vault.rows import reading_row
from adapters.vault.vault import PostgresVault
from domain.access.codes import AccessPurpose, Action
from domain.vault import Reading
from domain.vault_codes import VaultField
from tests.benchmarks.fill.templates import MUNICIPALITY
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal
from tests.postgres_server import TestDatabase

TRAJECTORIES, WRITES_EACH, READS_EACH = 1_250, 4, 4
"""Ten thousand calls on each side, the first write of each trajectory with a new data key."""

FIELDS = {VaultField.NAME: "Kirsten Æbelø Sørensen", VaultField.CPR: "010190-1234"}
NAMES = sorted(FIELDS)
READING = Reading("BB7", Action.READ_IDENTITY, AccessPurpose.CASEWORK, datetime(2026, 3, 2, tzinfo=UTC))

_ALLOWED = "(SELECT set_config('exitspor.trajectory', $2, true) AS trajectory) AS a"
_READ = f"SELECT r.* FROM {_ALLOWED}, LATERAL plain.read($1, a.trajectory::uuid, $3) AS r"
_HAS = "SELECT plain.has($1)"
_WRITE = f"SELECT plain.write($1, a.trajectory::uuid, $3, $4) FROM {_ALLOWED}"
_BARE_READ = "SELECT field, content FROM plain.bare WHERE municipality = $1 AND trajectory = $2 AND field = ANY($3)"
_BARE_WRITE = """
INSERT INTO plain.bare (municipality, trajectory, field, content)
SELECT $1, $2, n.field, n.content FROM unnest($3::text[], $4::text[]) AS n (field, content)
ON CONFLICT (municipality, trajectory, field) DO UPDATE SET content = excluded.content
"""


@dataclass(frozen=True)
class Side:
    """One way to keep fields: how they are written and read."""

    write: Callable[[UUID], Awaitable[object]]
    read: Callable[[UUID], Awaitable[object]]


async def figures(house: House) -> tuple[Figure, ...]:
    """Measure the three in turn, trajectory by trajectory."""
    database = await house.ours()
    await _make_plain(database)
    async with _sides(database) as sides:
        spent = await _spent(sides)
    await house.drop(database)
    calls = TRAJECTORIES * (WRITES_EACH + READS_EACH)
    each = {name: 1e6 * seconds / calls for name, seconds in spent.items()}
    name = "10,000 encrypted, logged reads and writes"
    return (
        Figure(f"{name}, against plain", each["ours"], each["plain"], Goal(2, at_most=True), "µs"),
        Figure(f"{name}, without log", each["ours"], each["bare"], None, "µs"),
    )


async def _spent(sides: Mapping[str, Side]) -> dict[str, float]:
    """Return the seconds of each side."""
    spent = dict.fromkeys(sides, 0.0)
    for _ in range(TRAJECTORIES):
        for name, side in sides.items():
            spent[name] += await _one_trajectory(side)
    return spent


async def _one_trajectory(side: Side) -> float:
    trajectory, began = uuid4(), time.perf_counter()
    for _ in range(WRITES_EACH):
        await side.write(trajectory)
    for _ in range(READS_EACH):
        await side.read(trajectory)
    return time.perf_counter() - began


@asynccontextmanager
async def _sides(database: TestDatabase) -> AsyncIterator[Mapping[str, Side]]:
    with TemporaryDirectory() as folder:
        keys = Path(folder) / "keys.json"
        make_key_file(keys)
        async with await open_pool(database.app_dsn) as pool:
            vault = PostgresVault(pool, FileKeys(keys), MUNICIPALITY)
            yield {"ours": _ours(vault), "plain": _plain(pool), "bare": _bare(pool)}


def _ours(vault: PostgresVault) -> Side:
    async def read(trajectory: UUID) -> None:
        contents = await vault.read(trajectory, NAMES, READING)
        assert contents.fields == FIELDS

    return Side(lambda trajectory: vault.write(trajectory, FIELDS, READING), read)


def _plain(pool: asyncpg.Pool) -> Side:
    """The same calls: a write looks first, and both are written down."""

    async def write(trajectory: UUID) -> None:
        await pool.fetch(_HAS, trajectory)
        await pool.fetch(_WRITE, reading_row(READING), str(trajectory), NAMES, _texts())

    async def read(trajectory: UUID) -> Sequence[object]:
        return list(await pool.fetch(_READ, reading_row(READING), str(trajectory), NAMES))

    return Side(write, read)


def _bare(pool: asyncpg.Pool) -> Side:
    """Rows that nobody guards and no log tells of."""

    async def write(trajectory: UUID) -> None:
        await pool.execute(_BARE_WRITE, MUNICIPALITY, trajectory, NAMES, _texts())

    async def read(trajectory: UUID) -> Sequence[object]:
        return list(await pool.fetch(_BARE_READ, MUNICIPALITY, trajectory, NAMES))

    return Side(write, read)


def _texts() -> list[str]:
    return [FIELDS[name] for name in NAMES]


async def _make_plain(database: TestDatabase) -> None:
    superuser = await asyncpg.connect(database.superuser_dsn)
    await superuser.execute((Path(__file__).parent / "theirs" / "plain_vault.sql").read_text("utf-8"))
    await superuser.close()
