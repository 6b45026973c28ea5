"""Accounts at the command line, as the pages of what runs see them."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.cli.conftest import Run
from tests.adapters.cli.database import dump
from tests.adapters.process.running import Up
from tests.adapters.web.conftest import OWN

PASSWORD = "fire ord efter hinanden"
CODE = re.compile(r"(?:[A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}")


@pytest.fixture
def browser(up: Up) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=up.web, headers=OWN, trust_env=False) as client:
        yield client


def code_in(said: Said) -> str:
    assert said.code == 0, said.err
    found = CODE.search(said.out)
    assert found
    return found[0]


def chooses(browser: httpx2.Client, worker: str, code: str, password: str = PASSWORD) -> int:
    typed = {"engangskode": code, "kode": worker, "adgangskode": password, "gentaget": password}
    return browser.post("/opsaetning", data=typed).status_code


def is_signed_in(browser: httpx2.Client) -> bool:
    return browser.get("/mine-adgange").status_code == 200


def test_a_start_without_accounts_tells_a_code_to_who_sits_there_and_to_nobody_else(up: Up) -> None:
    [danish] = [line for line in up.said if line.startswith("Ingen kan logge ind endnu.")]
    [english] = [line for line in up.said if line.startswith("Nobody can sign in yet.")]
    [code] = {match[0] for line in (danish, english) if (match := CODE.search(line))}
    kept = b"".join(path.read_bytes() for path in up.state.glob("*.log*"))
    assert code.encode() not in kept
    assert not [name for name, copied in dump(up).items() if code.encode() in copied]
    assert not [line for line in up.said if "http" in line and code in line]


def test_a_worker_begins_by_a_code_is_listed_signed_out_reset_and_disabled(
    run: Run, browser: httpx2.Client, up: Up
) -> None:
    code = code_in(run("account", "add", "CTI1"))
    assert "venter på engangskoden" in run("account", "list").out
    assert run("account", "add", "CTI1").code == 3
    assert chooses(browser, "CTI1", code) == 303
    assert is_signed_in(browser)
    assert "åben" in run("account", "list").out

    assert "1 adgange er afsluttet." in run("account", "end-sessions", "CTI1").out
    assert not is_signed_in(browser)
    signed_in = browser.post("/login", data={"kode": "CTI1", "adgangskode": PASSWORD})
    assert signed_in.status_code == 303

    code = code_in(run("account", "reset", "CTI1"))
    assert not is_signed_in(browser)
    assert browser.post("/login", data={"kode": "CTI1", "adgangskode": PASSWORD}).status_code == 422
    assert chooses(browser, "CTI1", code, "helt nye ord i dag") == 303
    assert not [name for name, copied in dump(up).items() if b"helt nye ord" in copied or code.encode() in copied]

    assert "1 adgange er afsluttet." in run("account", "disable", "CTI1").out
    assert not is_signed_in(browser)
    assert browser.post("/login", data={"kode": "CTI1", "adgangskode": "helt nye ord i dag"}).status_code == 422
    assert "lukket" in run("account", "list").out


@pytest.mark.parametrize("command", ["add", "reset", "disable", "end-sessions"])
def test_a_worker_whom_nobody_knows_has_no_account(run: Run, command: str) -> None:
    said = run("account", command, "XX99")
    assert said.code in (2, 3)
    assert "XX99" not in said.err


def test_with_an_issuer_nobody_is_given_a_password(up: Up) -> None:
    issuer = {
        "EXITSPOR_OIDC_ISSUER": "https://login.example",
        "EXITSPOR_OIDC_CLIENT_ID": "exitspor",
        "EXITSPOR_OIDC_MAPPING": str(up.state / "mapping.toml"),
    }
    said = exitspor("account", "add", "CTI2", environment={**up.environment, **issuer})
    assert said.code == 3
    assert "EXITSPOR_OIDC_ISSUER" in said.err
