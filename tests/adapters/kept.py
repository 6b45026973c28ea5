"""Keeping what a command line changes for its whole process from the tests after it."""

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from adapters.logs import log_nowhere


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put back how this process logs after a block."""
    root, own = logging.getLogger(), logging.getLogger("exitspor")
    before = root.handlers[:], root.level, own.level, logging.raiseExceptions
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    root.handlers = []
    with warnings.catch_warnings():
        yield
        log_nowhere()
        logging.captureWarnings(False)
    root.handlers[:], root.level, own.level, logging.raiseExceptions = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    structlog.reset_defaults()
