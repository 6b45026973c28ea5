"""`python -m tests.benchmarks`: one line a figure; the exit code is 1 if a figure is short of its goal."""

import asyncio
import sys
from types import ModuleType

from adapters.process.garbage import collect_rarely
from tests.benchmarks import (
    appending,
    clocks,
    commanding,
    lone,
    paging,
    rebuilding,
    remembering,
    restarting,
    signalling,
    vaulting,
    verifying,
)
from tests.benchmarks.house import a_house
from tests.benchmarks.line import Figure, exit_code, heading
from tests.benchmarks.machine import description

BENCHMARKS: tuple[ModuleType, ...] = (
    appending, lone, commanding, rebuilding, remembering, paging, vaulting, verifying, signalling, restarting, clocks,
)  # fmt: skip


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run(names: list[str]) -> int:
    """Run the benchmarks of these names, all if there are none."""
    collect_rarely()  # as the program does; it serves both sides
    figures: list[Figure] = []
    async with a_house() as house:
        for line in await description(house):
            say(line)
        say("")
        say(heading())
        for benchmark in BENCHMARKS:
            if not names or benchmark.__name__.rpartition(".")[2] in names:
                for figure in await benchmark.figures(house):
                    say(figure.line())
                    figures.append(figure)
    return exit_code(figures)


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))
