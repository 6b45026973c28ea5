"""The processes of this machine: who they are, and how to signal one and never its pid's next owner."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process that lives (no zombie). `started` tells it from any other that ever had its pid."""

    pid: int
    uid: int
    started: str
    arguments: tuple[str, ...]


def processes(text: str) -> Iterator[Process]:
    """Yield the processes with a text somewhere on their command line, in no order."""
    if sys.platform != "linux":
        yield from (found for found in map(parse_ps, _ps("-ax")) if text in " ".join(found.arguments))
        return
    wanted = text.encode()
    for entry in PROC.iterdir():
        if entry.name.isdecimal() and wanted in _command(entry) and (found := _read_proc(entry)):
            yield found


def process(pid: int) -> Process | None:
    """Return the process with a pid, or None if there is none alive."""
    if sys.platform == "linux":
        return _read_proc(PROC / str(pid))
    return next(map(parse_ps, _ps("-p", str(pid))), None)


def send(target: Process, number: signal.Signals) -> None:
    """Signal a process if it still is the one that was seen; nothing happens if it is gone."""
    with suppress(ProcessLookupError):
        if sys.platform == "linux":
            _send_by_handle(target, number)
        elif _is_still(target):
            os.kill(target.pid, number)


def _send_by_handle(target: Process, number: signal.Signals) -> None:
    handle = os.pidfd_open(target.pid)
    try:
        # The handle names one process for good: looked at after it was opened, the pid cannot be another's.
        if _is_still(target):
            signal.pidfd_send_signal(handle, number)
    finally:
        os.close(handle)


def _is_still(target: Process) -> bool:
    now = process(target.pid)
    return now is not None and now.started == target.started


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _read_proc(entry: Path) -> Process | None:
    try:
        stat = (entry / "stat").read_text(errors="replace")
        status = (entry / "status").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()
    uid = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Uid:"))
    arguments = tuple(_command(entry).decode(errors="replace").rstrip("\0").split("\0"))
    return None if state == "Z" else Process(int(entry.name), uid, f"{_boot()}:{fields[18]}", arguments)


@cache
def _boot() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def _ps(*which: str) -> list[str]:
    # One column a flag: where there is no /proc, "pid=,uid=" would be one column with a strange heading.
    columns = [part for name in ("pid", "uid", "stat", "lstart", "command") for part in ("-o", f"{name}=")]
    listed = subprocess.run(  # noqa: S603 - a fixed program, no shell
        ["/bin/ps", *which, "-ww", *columns], capture_output=True, text=True, check=False
    )
    return [line for line in listed.stdout.splitlines() if line.split()[2][0] != "Z"]


def parse_ps(line: str) -> Process:
    """Read a line of ``ps`` with pid, uid, state, start (five words) and command."""
    pid, uid, _, *words = line.split(maxsplit=8)
    return Process(int(pid), int(uid), " ".join(words[:5]), tuple(words[5].split()))
