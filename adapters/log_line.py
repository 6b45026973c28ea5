"""What a line of the log may hold: keys on a list, each with values of its kind, and nothing else.

Source: design section 7.
"""

import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

BIGGEST_NUMBER = 10**9
"""Above what is counted here, and below any number of ten digits, such as a CPR number."""

_EVENT = re.compile(r"[a-z][a-z -]{0,59}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9.:-]{0,99}")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_STAFF = re.compile(r"[A-Z]{2,5}[0-9]{1,3}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MOST_DIGITS = 4
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def _few_digits(text: str) -> bool:
    return sum(character.isdigit() for character in text) <= MOST_DIGITS


def is_event(value: object) -> bool:
    return isinstance(value, str) and bool(_EVENT.fullmatch(value))


def is_name(value: object) -> bool:
    """Tell whether a value can be a name in the program's code: of a class, a logger, a place."""
    return isinstance(value, str) and bool(_NAME.fullmatch(value)) and _few_digits(value)


def is_code(value: object) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value)) and _few_digits(value)


def is_method(value: object) -> bool:
    """Tell whether a value is a method of HTTP that there is: a client may send any word in its place."""
    return value in METHODS


def is_staff(value: object) -> bool:
    """Tell whether a value is the code of a member of staff."""
    return isinstance(value, str) and bool(_STAFF.fullmatch(value))


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < BIGGEST_NUMBER


def is_id(value: object) -> bool:
    try:
        return str(UUID(str(value))) == str(value)
    except ValueError:
        return False


def is_path(value: object) -> bool:
    """Tell whether a value is a page's path, made of codes and ids only."""
    return isinstance(value, str) and all(
        is_code(part) or is_id(part) for part in value.strip("/").split("/") if part
    )


def is_time(value: object) -> bool:
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


ALLOWED: Mapping[str, Callable[[object], bool]] = {
    "event": is_event,
    "level": is_code,
    "time": is_time,
    "logger": is_name,
    "where": is_name,
    "error": is_name,
    "role": is_code,
    "board": is_code,
    "refusal": is_code,
    "compartment": is_code,
    "trajectory": is_id,
    "position": is_number,
    "seconds": is_number,
    "failures": is_number,
    "method": is_method,
    "path": is_path,
    "status": is_number,
    "staff": is_staff,
    "payloads": is_number,
}
"""Every key that a line may have, and what its value must be."""


def only_allowed(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Return a line without what is not allowed; an error that was caught is named by its class."""
    caught = line.get("exc_info")
    if caught:
        error = first_of(sys.exc_info()[1] if caught is True else caught)
        line["error"], line["where"] = type(error).__name__, where_of(error)
    return {key: line[key] for key, allowed in ALLOWED.items() if key in line and allowed(line[key])}


def class_of(caught: object) -> str:
    """Return the class of an error, of its traceback triple, or of the first error of a group."""
    return type(first_of(caught)).__name__


def first_of(caught: object) -> object:
    """Return the error of a traceback triple, the first one of a group, or the error itself."""
    error = caught[1] if isinstance(caught, tuple) else caught
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def where_of(error: object) -> str:
    """Return the place in the code where an error was raised; empty if nobody knows."""
    frames = traceback.extract_tb(getattr(error, "__traceback__", None))
    return f"{Path(frames[-1].filename).stem}:{frames[-1].name}:{frames[-1].lineno}" if frames else ""
