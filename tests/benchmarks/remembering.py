"""The memory of a rebuild, in a process of its own: it does not grow with the log."""

import asyncio
import sys
from pathlib import Path

from adapters.postgres.log import open_log
from adapters.process.garbage import collect_rarely
from projections.deadlines.fold import DEADLINES
from tests.benchmarks.boards import boards_anew, rebuild
from tests.benchmarks.fill.telling import told
from tests.benchmarks.fill.templates import Templates
from tests.benchmarks.fill.writing import fill
from tests.benchmarks.house import House
from tests.benchmarks.line import Figure, Goal

FEW, MANY = 50_000, 400_000


async def figures(house: House) -> tuple[Figure, ...]:
    """Compare what a rebuild needs above an idle process, of a log and of one eight times as long."""
    templates = await house.templates()
    many, few = await _grown(house, templates, MANY), await _grown(house, templates, FEW)
    name = f"memory of a rebuild, {MANY // 1000}k against {FEW // 1000}k events"
    return (Figure(name, many, few, Goal(1.25, at_most=True), "MB"),)


async def _grown(house: House, templates: Templates, events: int) -> float:
    database = await house.ours()
    await fill(database, told(templates, events))
    async with open_log(database.app_dsn) as log:
        await boards_anew(database, log, DEADLINES)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, database.app_dsn, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    await house.drop(database)
    return float(output)


async def rebuild_and_weigh(dsn: str) -> float:
    """Rebuild the board; return the megabytes by which the largest resident size went above the size before."""
    collect_rarely()
    async with open_log(dsn) as log:
        await log.head()
        before = _kilobytes("VmRSS")
        await rebuild(log, DEADLINES)
        return (_kilobytes("VmHWM") - before) / 1024


def _kilobytes(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(rebuild_and_weigh(sys.argv[1]))))
