"""Logs in JSON that cannot hold anything about a person: a key must be on the list, its value of the key's kind.

What is not allowed is left out. Libraries' own texts are never written, since they quote values: such a line says
where in the code it came from and which class of error it was about. Source: design section 7.
"""

import json
import logging
import logging.handlers
import os
import sys
import threading
from collections.abc import MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import structlog

from adapters.log_line import class_of, only_allowed

FILE = "exitspor.log"
OWN = "exitspor"
LARGEST_FILE = 5_000_000
FILES_KEPT = 5
ACCESS_ARGUMENTS = 5
"""Who asked, method, path, version of HTTP, status."""


def log_to_file(state: Path, *, rotate: bool) -> None:
    """Write logs to ``exitspor.log`` in the state directory (0600). Exactly one process, `up`, rotates it."""
    handler = _RotatingFile(state / FILE) if rotate else _WatchedFile(state / FILE)
    _write_to(handler)


def log_to_stderr() -> None:
    """Write logs to stderr, for a process whose supervisor collects them."""
    _write_to(logging.StreamHandler(sys.stderr))


def log_nowhere() -> None:
    """Write no logs: there is no state directory, and stderr is a person's terminal."""
    _write_to(logging.NullHandler())


def _write_to(handler: logging.Handler) -> None:
    handler.setFormatter(_Lines())
    for logger in (logging.getLogger(), logging.getLogger(OWN)):
        for former in logger.handlers[:]:
            logger.removeHandler(former)
            former.close()
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    logging.captureWarnings(True)
    # A record that cannot be written would else be printed, with its arguments.
    logging.raiseExceptions = False
    _structure()
    _catch_what_is_printed()


def _structure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _with_time,
            only_allowed,
            _as_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: logging.getLogger(OWN),
        cache_logger_on_first_use=False,
    )


class _Line(str):
    """A line that came through `only_allowed`; whatever else is written to our logger is treated as a library's."""

    __slots__ = ()


def _as_line(_: object, __: str, line: MutableMapping[str, Any]) -> str:
    return _Line(json.dumps(line))


def _with_time(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["time"] = _instant(datetime.now(UTC))
    return line


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


class _Lines(logging.Formatter):
    """Our own records are lines already; a library's becomes one that tells where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, _Line):
            return record.msg
        line = _access(record) or _library(record)
        line |= {"level": record.levelname.lower(), "time": _instant(datetime.fromtimestamp(record.created, UTC))}
        return json.dumps(only_allowed(None, "", line))


def _library(record: logging.LogRecord) -> dict[str, Any]:
    where = f"{record.module}:{record.funcName}:{record.lineno}"
    line: dict[str, Any] = {"event": "library", "logger": record.name, "where": where}
    caught = record.exc_info and record.exc_info[1]
    return {**line, "error": class_of(caught)} if caught else line


def _access(record: logging.LogRecord) -> dict[str, Any] | None:
    """Return method, path without query and status of a request; the address of who asked is left out.

    None for what is no request as uvicorn logs it.
    """
    if record.name != "uvicorn.access" or not isinstance(record.args, tuple) or len(record.args) != ACCESS_ARGUMENTS:
        return None
    _, method, path, _, status = record.args
    line = {"event": "request", "method": method, "status": status}
    # The path of a page that is not there, or that somebody was led away from, is whatever was typed.
    known = isinstance(status, int) and status < HTTPStatus.MULTIPLE_CHOICES
    return {**line, "path": str(path).partition("?")[0]} if known else line


def _catch_what_is_printed() -> None:
    """Log the class of what Python else prints with its text: errors of threads, and those nobody can catch."""
    logger = structlog.get_logger()
    sys.excepthook = lambda _, error, __: logger.error("uncaught", error=class_of(error))
    sys.unraisablehook = lambda raised: logger.error("uncaught", error=class_of(raised.exc_value))
    threading.excepthook = lambda raised: logger.error("uncaught", error=class_of(raised.exc_value))


def _private(path: str) -> TextIOWrapper:
    return open(path, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


class _RotatingFile(logging.handlers.RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST_FILE, backupCount=FILES_KEPT)

    def _open(self) -> TextIOWrapper:
        return _private(self.baseFilename)


class _WatchedFile(logging.handlers.WatchedFileHandler):
    """Follows the file when another process rotates it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, delay=True)

    def _open(self) -> TextIOWrapper:
        return _private(self.baseFilename)
