"""Running the command line in the tests' own process, as a person at a shell would."""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass

from adapters.cli.main import main
from tests.adapters.kept import logging_kept


@dataclass(frozen=True)
class Said:
    """What a command line ended with and printed."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err

    def value(self, label: str) -> str:
        """Return what stands after a label, such as ``Forløb``, in the output."""
        (line,) = [line for line in self.out.splitlines() if line.startswith(f"{label}: ")]
        return line.removeprefix(f"{label}: ")


def exitspor(*arguments: str, environment: Mapping[str, str], typed: str = "") -> Said:
    """Run a command line with an environment; `typed` is what its standard input holds."""
    out, err = io.StringIO(), io.StringIO()
    with _environment(environment), logging_kept(), redirect_stdout(out), redirect_stderr(err), _typing(typed):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def _environment(environment: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    ours = {name for name in before if name.startswith("EXITSPOR_")}
    for name in ours:
        del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _typing(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before
