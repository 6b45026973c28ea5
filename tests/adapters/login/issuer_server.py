"""npm's oidc-provider on loopback, fetched once into the cache, in versions and with contents that are pinned."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

import httpx2

from tests.npm import command

HERE = Path(__file__).parent / "provider"
CACHE = Path(__file__).parents[3] / ".cache"
FETCH_SECONDS = 120
SECRET = "a-secret-of-the-tests"


class NoProviderError(RuntimeError):
    """npm could not fetch the provider."""


@dataclass
class IssuerServer:
    """A provider that runs. Its forms log in whoever is named; every password is right."""

    address: str
    to: IO[str]
    said: IO[str]

    def rotate(self) -> None:
        """Have it sign with a new key from now on."""
        self.to.write("rotate\n")
        self.to.flush()
        _after(self.said, "done rotate")


@contextmanager
def issuer_running(client: str, callback: str, back: str) -> Iterator[IssuerServer]:
    """Give a running provider to a block, and end it."""
    arguments = [str(_library()), client, SECRET, callback, back]
    process = subprocess.Popen(
        [*command("node"), str(HERE / "provider.mjs"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        port = _after(process.stdout, "listening ")
        yield IssuerServer(f"http://127.0.0.1:{port}", process.stdin, process.stdout)
    finally:
        process.kill()
        process.wait()


def _after(said: IO[str], beginning: str) -> str:
    """Read up to the line that begins so, past the library's own notices; return the rest of it."""
    for line in said:
        if line.startswith(beginning):
            return line.removeprefix(beginning).strip()
    raise AssertionError(f"the provider ended without saying {beginning}")


async def log_in_at(browser: httpx2.AsyncClient, address: str, subject: str, callback: str) -> str:
    """Go through the provider's forms as a browser does; return the address that it leads back to."""
    answer = await browser.get(address)
    while True:
        place = answer.headers.get("location")
        if place is not None and urljoin(address, place).startswith(callback):
            return urljoin(address, place)
        if place is not None:
            address = urljoin(address, place)
            answer = await browser.get(address)
        else:
            address = urljoin(address, _action(answer.text))
            answer = await browser.post(address, data=_form(answer.text, subject))


def _action(page: str) -> str:
    found = re.search(r'<form[^>]+action="([^"]+)"', page)
    assert found, page
    return found[1]


def _form(page: str, subject: str) -> dict[str, str]:
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {**hidden, **({"login": subject, "password": "x"} if 'name="login"' in page else {})}


def _library() -> Path:
    """Return the provider's entry, from the cache if it is there. Raises NoProviderError."""
    lock = HERE / "package-lock.json"
    folder = CACHE / f"oidc-provider-{sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not folder.exists():
        _fetch(folder)
    return folder / "node_modules" / "oidc-provider" / "lib" / "index.js"


def _fetch(folder: Path) -> None:
    """Fetch what the lock names; npm checks every package against the content that is pinned there."""
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n", encoding="utf-8")
    apart = CACHE / f"fetching-oidc-{os.getpid()}"
    apart.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, apart)
    install = [*command("npm"), "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=apart, check=False, capture_output=True, timeout=FETCH_SECONDS)
    if done.returncode != 0:
        raise NoProviderError(f"npm could not fetch oidc-provider (exit code {done.returncode})")
    apart.rename(folder)
