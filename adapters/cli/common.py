"""The options that every step has: who, when, and the id under which it can be sent again."""

from collections.abc import Mapping
from datetime import date
from inspect import Parameter
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from adapters.cli.step import Common
from adapters.cli.trouble import BadInputError, Words
from adapters.services import now_utc
from domain.calendar import civil_date

PANEL = "Options of every step"

ACTOR = Annotated[
    str | None,
    typer.Option(
        "--actor",
        envvar="EXITSPOR_ACTOR",
        metavar="STAFF",
        help="Who does it (medarbejderkode), such as BB7.",
        rich_help_panel=PANEL,
    ),
]
ON = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="The day on which it happened (dato); else today.", rich_help_panel=PANEL
    ),
]
COMMAND_ID = Annotated[
    str | None,
    typer.Option(
        "--command-id",
        metavar="UUID",
        help="Send a former command again under its id; it gets its first answer (send igen).",
        rich_help_panel=PANEL,
    ),
]
PREVIEW = Annotated[
    bool,
    typer.Option("--preview", help="Show what would move, and save nothing (forhåndsvis).", rich_help_panel=PANEL),
]
PARAMETERS = tuple(
    Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, annotation, default in (
        ("actor", ACTOR, None),
        ("on", ON, None),
        ("command_id", COMMAND_ID, None),
        ("preview", PREVIEW, False),
    )
)

NO_ACTOR = Words(
    "Angiv, hvem der gør det: --actor BB7, eller sæt EXITSPOR_ACTOR (exitspor staff list).",
    "Say who does it: --actor BB7, or set EXITSPOR_ACTOR (exitspor staff list).",
)
BAD_DATE = Words("--on: angiv en dato som 2026-01-31.", "--on: give a date such as 2026-01-31.")
BAD_ID = Words("--command-id: angiv en UUID.", "--command-id: give a UUID.")


def common_of(typed: Mapping[str, Any], municipality: str) -> Common:
    """Return what every step is given. Raises BadInputError."""
    if not typed["actor"]:
        raise BadInputError([NO_ACTOR])
    return Common(
        actor=typed["actor"],
        municipality=municipality,
        on=day_of(typed["on"], BAD_DATE) if typed["on"] else civil_date(now_utc()),
        command_id=id_of(typed["command_id"], BAD_ID) if typed["command_id"] else uuid4(),
    )


def day_of(text: str, otherwise: Words) -> date:
    """Return a date that was typed. Raises BadInputError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError([otherwise]) from None


def id_of(text: str, otherwise: Words) -> UUID:
    """Return an id that was typed. Raises BadInputError."""
    try:
        return UUID(text)
    except ValueError:
        raise BadInputError([otherwise]) from None
