"""What the logs can hold, whoever writes to them."""

import ast
import json
import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog

from adapters.log_line import ALLOWED, only_allowed
from adapters.logs import FILE, log_to_file, log_to_stderr
from tests.adapters.kept import logging_kept

CPR = "010190-1234"
NAME = "Karla Kanariefugl"
CANARIES = (CPR, CPR.replace("-", ""), NAME, NAME.split()[1])
ROOMS = ("adapters", "domain", "projections", "workflows")
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    with logging_kept():
        yield


def lines_of(state: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (state / FILE).read_text().splitlines()]


def fails_with(text: str) -> None:
    raise ValueError(text)


def test_an_allowed_key_is_written_and_any_other_is_left_out(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    structlog.get_logger().warning("role waits", role="worker", seconds=2.5, person=NAME)
    (line,) = lines_of(tmp_path)
    assert line.pop("time").endswith("Z")
    assert line == {"event": "role waits", "level": "warning", "role": "worker", "seconds": 2.5}


@pytest.mark.parametrize("key", [key for key in ALLOWED if key not in ("time", "level")])
@pytest.mark.parametrize("canary", CANARIES[:3])
def test_no_allowed_key_takes_a_name_or_a_cpr_number(tmp_path: Path, key: str, canary: str) -> None:
    log_to_file(tmp_path, rotate=True)
    event = {"event": canary} if key == "event" else {"event": "something", key: canary}
    structlog.get_logger().warning(**event)
    assert canary not in (tmp_path / FILE).read_text()


@pytest.mark.parametrize("key", ALLOWED)
def test_a_number_of_ten_digits_is_written_under_no_key(key: str) -> None:
    assert only_allowed(None, "", {key: 101901234}) in ({}, {key: 101901234})
    assert only_allowed(None, "", {key: 1019012345}) == {}
    assert only_allowed(None, "", {key: 1019012345.0}) == {}


def test_ids_are_written(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    trajectory = str(uuid4())
    structlog.get_logger().error("trajectory parked", trajectory=trajectory, error="ValidationError")
    assert lines_of(tmp_path)[0]["trajectory"] == trajectory


def test_a_caught_error_is_named_by_class_and_place_and_not_by_its_text(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    try:
        fails_with(CPR)
    except ValueError:
        structlog.get_logger().exception("role ended")
    (line,) = lines_of(tmp_path)
    assert line["error"] == "ValueError"
    assert line["where"].startswith("test_logs:fails_with:")
    assert CPR not in str(line)


def test_a_group_of_errors_is_named_by_its_first(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    structlog.get_logger().error("role ended", exc_info=ExceptionGroup(NAME, [ValueError(CPR)]))
    assert lines_of(tmp_path)[0]["error"] == "ValueError"


def test_a_library_is_heard_without_its_words(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    logger = logging.getLogger("temporalio.activity")
    try:
        fails_with(CPR)
    except ValueError:
        logger.warning("Completing activity as failed for %s", NAME, exc_info=True, extra={"input": CPR})
    text = (tmp_path / FILE).read_text()
    (line,) = lines_of(tmp_path)
    assert (line["event"], line["logger"], line["error"]) == ("library", "temporalio.activity", "ValueError")
    assert line["where"].startswith("test_logs:test_a_library_is_heard_without_its_words:")
    assert not [canary for canary in CANARIES if canary in text]


def test_a_record_that_cannot_be_formatted_is_written_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_file(tmp_path, rotate=True)
    words = "%d of %d"
    logging.getLogger("library").error(words, NAME)
    assert lines_of(tmp_path)[0]["event"] == "library"
    assert NAME not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "status", "written"),
    [
        (f"/boards/caseload?after=12&name={NAME}", 200, "/boards/caseload"),
        (f"/{CPR}", 404, None),
        ("/karla-kanariefugl", 422, None),
        (f"/{NAME}", 200, None),
    ],
)
def test_a_request_is_logged_without_query_address_or_what_was_mistyped(
    tmp_path: Path, path: str, status: int, written: str | None
) -> None:
    log_to_file(tmp_path, rotate=True)
    access = logging.getLogger("uvicorn.access")
    access.warning('%s - "%s %s HTTP/%s" %d', "192.0.2.7:5555", "GET", path, "1.1", status)
    (line,) = lines_of(tmp_path)
    assert (line["event"], line["method"], line["status"], line.get("path")) == ("request", "GET", status, written)
    assert "192.0.2.7" not in str(line)


def test_what_others_write_to_our_own_logger_is_a_librarys_line(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=True)
    logging.getLogger("exitspor").error(NAME)
    logging.getLogger("uvicorn.access").error("somebody: %s", NAME)
    assert [line["event"] for line in lines_of(tmp_path)] == ["library", "library"]
    assert NAME not in (tmp_path / FILE).read_text()


def test_what_python_would_print_is_logged_by_its_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log_to_file(tmp_path, rotate=True)
    thread = threading.Thread(target=fails_with, args=(CPR,))
    thread.start()
    thread.join()
    assert lines_of(tmp_path)[-1]["error"] == "ValueError"
    assert CPR not in capsys.readouterr().err


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=False)
    structlog.get_logger().warning("role waits")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_the_file_is_rotated_before_it_grows_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.logs.LARGEST_FILE", 1_000)
    log_to_file(tmp_path, rotate=True)
    for _ in range(100):
        structlog.get_logger().warning("role waits")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [FILE, *(f"{FILE}.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size <= 1_000 for path in tmp_path.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


def test_a_command_follows_the_file_that_was_rotated_away(tmp_path: Path) -> None:
    log_to_file(tmp_path, rotate=False)
    structlog.get_logger().warning("role waits")
    (tmp_path / FILE).rename(tmp_path / f"{FILE}.1")
    structlog.get_logger().warning("role ended")
    assert [line["event"] for line in lines_of(tmp_path)] == ["role ended"]


def test_a_process_with_a_supervisor_writes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    structlog.get_logger().warning("role waits", person=NAME)
    assert json.loads(capsys.readouterr().err)["event"] == "role waits"


def logged_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a structured logger in the product."""
    for path in (file for room in ROOMS for file in (CHECKOUT / room).rglob("*.py")):
        source = path.read_text()
        if "structlog.get_logger" in source:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_logger(node.func):
                    yield path, node


def is_logger(function: ast.Attribute) -> bool:
    owner = ast.unparse(function.value)
    levels = ("debug", "info", "warning", "error", "exception", "critical")
    return function.attr in levels and (owner in ("_log", "logger") or owner.startswith("structlog.get_logger"))


def test_every_event_is_written_out_in_the_code_and_every_key_is_allowed() -> None:
    calls = list(logged_calls())
    assert calls
    for path, call in calls:
        event, *others = call.args
        assert isinstance(event, ast.Constant), path
        assert ALLOWED["event"](event.value), (path, event.value)
        assert not others, path
        assert {keyword.arg for keyword in call.keywords} <= {*ALLOWED, "exc_info"}, (path, ast.unparse(call))
