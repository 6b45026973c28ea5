"""`exitspor codec-server` as an administrator starts it, and what it refuses to start with."""

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from adapters.logs import FILE
from tests.adapters.cli.command_line import exitspor
from tests.adapters.cli.conftest import Run
from tests.adapters.process.running import CHECKOUT, PROGRAM, Up, free_port

SECRET = "a-token-of-the-tests-32-characters-long"


class CodecServer:
    """The command in a process of its own, until Ctrl-C."""

    def __init__(self, up: Up, *arguments: str) -> None:
        self.port = free_port()
        environment = {**os.environ, **up.environment, "EXITSPOR_ACTOR": "SYS1"}
        command = [*PROGRAM, "codec-server", "--port", str(self.port), *arguments]
        self._process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def reads(self, lines: int) -> list[str]:
        """Return the first lines that it prints."""
        assert self._process.stdout is not None
        return [self._process.stdout.readline().rstrip("\n") for _ in range(lines)]

    def decode(self, token: str) -> int:
        """Ask it to decode nothing; return the status."""
        headers = {"Authorization": f"Bearer {token}", "X-Namespace": "default"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/decode", b"{}", headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit code and what else it said."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        out, _ = self._process.communicate(timeout=10)
        return self._process.returncode, out


@pytest.fixture
def served(up: Up) -> Iterator[CodecServer]:
    server = CodecServer(up, "--origin", "http://localhost:8233")
    yield server
    server.end()


def own_file(tmp_path: Path, content: str = SECRET, mode: int = 0o600) -> str:
    path = tmp_path / "token"
    path.write_text(content)
    path.chmod(mode)
    return str(path)


def test_the_token_is_shown_once_works_and_is_in_no_log(up: Up, served: CodecServer) -> None:
    where, once, shown, page = served.reads(4)
    assert where.startswith(f"Koden læses på / Decoding at: http://127.0.0.1:{served.port} ")
    assert "shown this once" in once
    token = shown.removeprefix("Authorization: Bearer ")
    assert len(token) > 32
    assert page.endswith(f"http://127.0.0.1:{served.port}/{token}/")
    assert served.decode(token) == 200
    assert served.decode("guessed") == 401
    code, said = served.end()
    assert (code, said) == (0, "")
    logged = (up.state / FILE).read_text()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {"event": "payloads decoded", "staff": "SYS1", "payloads": 0}.items() <= lines[-2].items()
    assert {"event": "decoding refused", "status": 401}.items() <= lines[-1].items()
    assert token not in logged


def test_a_token_of_a_file_is_not_shown(up: Up, tmp_path: Path) -> None:
    server = CodecServer(up, "--token-file", own_file(tmp_path, f"{SECRET}\n"))
    try:
        server.reads(1)
        assert server.decode(SECRET) == 200
    finally:
        code, said = server.end()
    assert code == 0
    assert SECRET not in said


@pytest.mark.parametrize(
    ("content", "mode"), [(SECRET, 0o640), (SECRET, 0o604), (SECRET[:31], 0o600), ("", 0o600), ("æ" * 40, 0o600)]
)
def test_a_file_that_others_can_read_or_that_holds_too_little_is_refused(
    run: Run, tmp_path: Path, content: str, mode: int
) -> None:
    said = run("codec-server", "--token-file", own_file(tmp_path, content, mode), actor="SYS1")
    assert said.code == 2
    assert "0600" in said.err
    assert SECRET[:31] not in said.all


@pytest.mark.parametrize("origin", ["*", "localhost:8233", "http://localhost:8233/path", "http://a b", "null"])
def test_an_origin_that_is_no_page_is_refused(run: Run, origin: str) -> None:
    said = run("codec-server", "--origin", origin, actor="SYS1")
    assert said.code == 2
    assert "--origin" in said.err


@pytest.mark.parametrize("actor", ["", "Karla", "karla-kanariefugl"])
def test_a_token_is_for_somebody_by_code(run: Run, actor: str) -> None:
    said = run("codec-server", actor=actor)
    assert said.code == 2
    assert "--actor" in said.err
    assert "arla" not in said.all


def test_without_an_installation_there_is_nothing_to_read(tmp_path: Path) -> None:
    environment = {"EXITSPOR_STATE": str(tmp_path / "none"), "EXITSPOR_ACTOR": "SYS1"}
    said = exitspor("codec-server", environment=environment)
    assert said.code == 1
    assert "Exitspor kører ikke" in said.err
