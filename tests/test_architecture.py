"""The house has six rooms, and the arrows between them are kept. Source: design section 1."""

import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "workflows", "projections", "adapters")
OTHER_ROOMS = ("tests", "deploy")
AGAINST_THE_ARROWS = (
    ("domain", "adapters"),
    ("domain", "workflows"),
    ("domain", "projections"),
    ("domain", "asyncpg"),
    ("domain", "temporalio"),
    ("domain", "cryptography"),
    ("domain", "fastapi"),
    ("workflows", "projections"),
    ("workflows", "adapters"),
    ("workflows", "asyncpg"),
    ("workflows", "cryptography"),
    ("projections", "workflows"),
    ("projections", "adapters"),
)
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def check_imports(house: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a house's pyproject.toml against its rooms."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=house, capture_output=True, text=True, check=False, timeout=120
    )


def test_each_room_imports_only_what_it_may() -> None:
    checked = check_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 broken" in checked.stdout


def test_every_import_against_the_arrows_is_found(tmp_path: Path) -> None:
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room, imported in AGAINST_THE_ARROWS:
        (tmp_path / room / f"with_{imported}.py").write_text(f"import {imported}\n", encoding="utf-8")
    checked = check_imports(tmp_path)
    assert checked.returncode == 1
    for room, imported in AGAINST_THE_ARROWS:
        assert f"{room}.with_{imported} -> {imported} " in checked.stdout


def test_the_house_has_no_other_room() -> None:
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    rooms = {folder for folder in folders if not any(fnmatch(folder, pattern) for pattern in ignored)}
    assert rooms == {*ROOMS, *OTHER_ROOMS}


def test_every_room_is_in_the_wheel_and_under_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(ROOMS)
    assert set(settings["tool"]["importlinter"]["root_packages"]) == set(ROOMS)
