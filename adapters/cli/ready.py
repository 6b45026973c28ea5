"""`exitspor ready`: what a container's health check asks, since nobody else reaches the port of this machine."""

import json
import urllib.request
from http import HTTPStatus
from urllib.error import HTTPError

from adapters.cli.printing import say
from adapters.cli.session import chosen
from adapters.cli.trouble import BadInputError, EndedError, Words

SECONDS = 10.0

NO_PORT = Words(
    "Sæt EXITSPOR_METRICS til den port, som »exitspor up« fik.",
    'Set EXITSPOR_METRICS to the port that "exitspor up" was given.',
)
NOBODY = Words(
    "Ingen svarer på EXITSPOR_METRICS. Kører »exitspor up« med den?",
    'Nobody answers at EXITSPOR_METRICS. Does "exitspor up" run with it?',
)
NOT_READY = Words("Processen er ikke klar. Se ovenfor.", "The process is not ready. See above.")


def ready() -> None:
    """Ask the process at EXITSPOR_METRICS whether it is ready; 1 if not (klar?)."""
    address = chosen().metrics
    if address is None:
        raise BadInputError([NO_PORT])
    status, body = _ask(f"http://{address}/health/ready")
    for check, verdict in body["checks"].items():
        say(f"{check}: {verdict}")
    if status != HTTPStatus.OK:
        raise EndedError([NOT_READY])


def _ask(url: str) -> tuple[int, dict[str, dict[str, str]]]:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - of this machine, by http
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
    except (OSError, ValueError):
        raise EndedError([NOBODY]) from None
