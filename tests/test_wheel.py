"""The built wheel holds all that the program needs: it runs outside the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

from tests.adapters.process.running import CHECKOUT, Up


def the_wheel(into: Path) -> Path:
    """Build the wheel with what is installed, and return its unpacked content."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(into), str(CHECKOUT)], check=True)
    (wheel,) = into.glob("exitspor-*.whl")
    unpacked = into / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_runs_outside_the_checkout(tmp_path: Path) -> None:
    code = the_wheel(tmp_path)
    where = subprocess.run(
        [sys.executable, "-c", "import adapters; print(adapters.__file__)"],
        cwd=code, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(code)
    up = Up(tmp_path / "state", code)
    try:
        up.start()
        with urlopen(up.web) as page:
            assert page.status == 200
            assert "Vælg en adgangskode" in page.read().decode(), "nobody has an account yet"
        assert up.interrupt() == 0
    finally:
        up.clean_up()


def test_the_wheel_holds_no_tests_and_no_caches(tmp_path: Path) -> None:
    code = the_wheel(tmp_path)
    assert {path.name for path in code.iterdir() if path.suffix != ".dist-info"} == {
        "domain", "workflows", "projections", "adapters",
    }  # fmt: skip
    assert not list(code.rglob("__pycache__"))
