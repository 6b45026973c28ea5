"""The end of a process."""

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn


def finish(code: int) -> NoReturn:
    """Write out what is buffered and end at once with an exit code.

    A process that used Temporal's library may abort while the interpreter shuts down, after everything is done;
    its exit code would then be false. Source: design section 5.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # A reader that has gone away, as in `exitspor ... | head`, needs no more.
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
