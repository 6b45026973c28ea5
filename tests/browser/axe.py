"""axe-core, fetched by npm once into the cache folder, in one pinned version whose content is checked."""

import os
import subprocess
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.npm import command

VERSION = "4.14.1"
INTEGRITY = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
FETCH_SECONDS = 120
FOLDER = Path(__file__).parents[2] / ".cache" / "axe-core"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })"


class AxeError(RuntimeError):
    """axe-core could not be fetched, or is not the one that is pinned."""


def axe_source() -> str:
    """Return the script of axe-core, from the cache if it is there. Raises AxeError."""
    archive = FOLDER / f"axe-core-{VERSION}.tgz"
    if not archive.exists():
        _fetch(archive)
    if _integrity(archive) != INTEGRITY:
        archive.unlink()
        raise AxeError(f"the package axe-core {VERSION} is not the one that is pinned; it was removed")
    with tarfile.open(archive) as package:
        script = package.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


async def violations(page: Page) -> list[str]:
    """Return what axe, which the page holds already, finds wrong with it: rule, where, and how to mend it."""
    result: dict[str, Any] = await page.evaluate(RUN, list(TAGS))
    return [
        f"{found['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def _fetch(archive: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    apart = FOLDER / f"fetching-{os.getpid()}"
    apart.mkdir(exist_ok=True)
    pack = [*command("npm"), "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", str(apart)]
    done = subprocess.run(pack, check=False, capture_output=True, timeout=FETCH_SECONDS)
    if done.returncode != 0:
        raise AxeError(f"npm could not fetch axe-core {VERSION} (exit code {done.returncode})")
    (apart / archive.name).replace(archive)
    apart.rmdir()


def _integrity(archive: Path) -> str:
    return f"sha512-{b64encode(sha512(archive.read_bytes()).digest()).decode()}"
