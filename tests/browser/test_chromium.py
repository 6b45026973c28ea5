"""The browser that is named is the one that is used, and a wrong name is said to be wrong."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.browser.chromium import NoChromiumError, find_chromium


async def test_the_named_chromium_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "chromium"
    named.touch(mode=0o755)
    monkeypatch.setenv("EXITSPOR_CHROMIUM", str(named))
    async with async_playwright() as playwright:
        assert find_chromium(playwright) == str(named)


async def test_a_named_chromium_that_cannot_run_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EXITSPOR_CHROMIUM", str(tmp_path / "missing"))
    async with async_playwright() as playwright:
        with pytest.raises(NoChromiumError, match="EXITSPOR_CHROMIUM"):
            find_chromium(playwright)


async def test_else_the_one_on_the_path_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "chromium").touch(mode=0o755)
    monkeypatch.delenv("EXITSPOR_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    async with async_playwright() as playwright:
        assert find_chromium(playwright) == str(tmp_path / "chromium")
