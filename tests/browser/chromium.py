"""Finds a Chromium to test with: named, on the path, from Debian's packages, or Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.async_api import Playwright
from playwright.sync_api import Playwright as SyncPlaywright

NAMES = ("chromium", "chromium-browser")
INSTALL_SECONDS = 600
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromiumError(RuntimeError):
    """No Chromium was found, and none could be installed."""


def flags() -> list[str]:
    """Return the flags for a quiet browser; as root it cannot have a sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find_chromium(playwright: Playwright | SyncPlaywright) -> str:
    """Return the path of a Chromium, installed if need be. Raises NoChromiumError."""
    return _named() or _on_the_path() or _from_packages() or _of_playwright(playwright) or _none()


def _named() -> str | None:
    named = os.environ.get("EXITSPOR_CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise NoChromiumError("EXITSPOR_CHROMIUM must be the path of a Chromium that may be run")
    return named or None


def _on_the_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_packages() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _run("apt-get", "update")
    _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
    return _on_the_path()


def _of_playwright(playwright: Playwright | SyncPlaywright) -> str | None:
    path = playwright.chromium.executable_path
    if not Path(path).exists():
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return path if Path(path).exists() else None


def _none() -> str:
    raise NoChromiumError(
        "no Chromium: name one in EXITSPOR_CHROMIUM, put chromium on the PATH, run as root where apt-get can install "
        "it, or run 'python -m playwright install chromium'"
    )


def _run(*command: str) -> None:
    subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=INSTALL_SECONDS
    )
