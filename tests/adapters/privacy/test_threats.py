"""Every threat names tests that there are, and every threat that was asked for is in the model."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from adapters.privacy.threats import Threat, threats

ROOT = Path(__file__).parents[3]

ASKED_FOR = {
    "stolen-dump", "stolen-keys", "stolen-both", "old-backups", "restored-dump", "moved-ciphertext", "temporal",
    "logs-and-metrics", "mail", "curious-caseworker", "curious-leader", "administrator", "linking-evaluator",
    "database-login", "other-municipality", "unlogged-read", "wrong-trajectory", "lost-phone", "shoulder",
    "forced-login", "session-theft", "csrf", "login-answers", "code-guessing", "coerced-bearer", "found-card",
    "cpr-timing", "subpoena", "supply-chain", "leaks-by-error",
}  # fmt: skip

NOTHING_STOPS = {"stolen-both", "supply-chain"}


def collected_in(module: ModuleType) -> set[str]:
    """Return the names of what pytest collects in a module, those of classes after the class."""
    names = {name for name in vars(module) if name.startswith("test_")}
    classes = {
        name: kind for name, kind in vars(module).items() if name.startswith("Test") and isinstance(kind, type)
    }
    return names | {
        f"{name}::{test}" for name, kind in classes.items() for test in dir(kind) if test.startswith("test_")
    }


def is_a_test(node: str) -> bool:
    """Tell whether a node id names a test file with a test, or one test in it."""
    path, _, name = node.partition("::")
    if not (ROOT / path).is_file() or not Path(path).name.startswith("test_"):
        return False
    found = collected_in(import_module(path.removesuffix(".py").replace("/", ".")))
    return name in found if name else bool(found)


@pytest.mark.parametrize("threat", threats(), ids=lambda threat: threat.id)
def test_every_test_that_a_threat_names_is_there(threat: Threat) -> None:
    assert [node for node in threat.tests if not is_a_test(node)] == []


@pytest.mark.parametrize("threat", threats(), ids=lambda threat: threat.id)
def test_what_stops_a_threat_is_proved_by_a_test(threat: Threat) -> None:
    assert threat.tests or threat.id in NOTHING_STOPS


@pytest.mark.parametrize(
    "node",
    [
        "tests/adapters/privacy/test_threats.py::test_that_there_is_not",
        "tests/adapters/privacy/test_nothing.py",
        "tests/adapters/privacy/conftest.py",
        "tests/adapters/privacy/test_threats.py::is_a_test",
    ],
)
def test_a_test_that_there_is_not_is_found_out(node: str) -> None:
    assert not is_a_test(node)
    assert is_a_test("tests/adapters/privacy/test_threats.py::test_a_test_that_there_is_not_is_found_out")


def test_the_threats_that_were_asked_for_are_there_once_each() -> None:
    assert sorted(threat.id for threat in threats()) == sorted(ASKED_FOR)
