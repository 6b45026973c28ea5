"""One running installation for all tests of the command line, with three workers of the Homelessness unit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.process.running import Up, running

STAFF = """
[[staff]]
code = "CTI1"
roles = ["cti-worker"]
centre = "hjemloeseenheden"

[[staff]]
code = "CTI2"
roles = ["cti-worker"]
centre = "hjemloeseenheden"

[[staff]]
code = "LED1"
roles = ["leader", "method-supervisor"]
centre = "hjemloeseenheden"
"""

Run = Callable[..., Said]


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """`exitspor up` on a state directory of its own."""
    home = tmp_path_factory.mktemp("up")
    with running(home / "state") as installation:
        staff = home / "staff.toml"
        staff.write_text(STAFF)
        imported = exitspor("reference", "import", str(staff), environment=installation.environment)
        assert imported.code == 0, imported.err
        yield installation


@pytest.fixture
def run(up: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line against it as the worker CTI1, in a directory of the test's own."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, typed: str = "", actor: str = "CTI1") -> Said:
        return exitspor(*arguments, environment={**up.environment, "EXITSPOR_ACTOR": actor}, typed=typed)

    return command
