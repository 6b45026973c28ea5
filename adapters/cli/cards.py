"""`exitspor cards ...`: VIP cards, whose batch is known by its mark, and the sheet that is printed."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from adapters.cli.printing import say
from adapters.cli.session import chosen
from adapters.cli.trouble import BadInputError, Words
from domain.base import BatchMark
from domain.contact_codes import CardLanguage
from domain.rules.contacts import batch_stream

BAD_BATCH = Words(
    "BATCH: angiv seriens mærke, et stort bogstav og højst tre tal, fx A12.",
    "BATCH: give the batch's mark, a capital letter and at most three digits, such as A12.",
)
BAD_LANGUAGE = Words("--language: angiv da, en eller th.", "--language: give da, en or th.")
NO_PHONE = Words(
    "Sæt EXITSPOR_CARD_PHONE til det telefonnummer, der skal stå på kortene, fx »33 17 00 00«.",
    'Set EXITSPOR_CARD_PHONE to the telephone number that is to stand on the cards, such as "33 17 00 00".',
)
NOT_WRITTEN = Words(
    "--output: filen kan ikke skrives. Angiv en fil i en mappe, du må skrive i.",
    "--output: the file cannot be written. Give a file in a directory that you may write to.",
)


def batch_content(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of `MakeCardBatch`: the batch's id follows from its programme and mark."""
    return {**content, "stream": batch_stream(content["programme"], content["batch"])}


def add_cards(group: typer.Typer) -> None:
    """Add the printing of cards to the group that their steps are in."""
    group.command("sheet", help="A sheet of ten cards on A4, to print and cut (ark med VIP-kort).")(sheet)


def sheet(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="The mark printed on each (seriens mærke).")],
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="da, en or th (sprog).")],
    output: Annotated[
        Path,
        typer.Option("--output", metavar="FILE", help="Write here: a PDF, or a picture (.png) to look at (fil)."),
    ],
) -> None:
    # Imported here: setting in type needs a library that no other command does.
    from adapters.cards.sheet import card_picture, card_sheet

    mark, written_in = _read(BatchMark, batch, BAD_BATCH), _read(CardLanguage, language, BAD_LANGUAGE)
    phone = chosen().card_phone
    if phone is None:
        raise BadInputError([NO_PHONE])
    make = card_picture if output.suffix == ".png" else card_sheet
    try:
        output.write_bytes(make(written_in, mark, phone))
    except OSError:
        raise BadInputError([NOT_WRITTEN]) from None
    say("Arket er skrevet. Tryk det i fuld størrelse (100 %), og skær langs mærkerne.")


def _read(kind: Any, typed: str, complaint: Words) -> Any:
    try:
        return TypeAdapter(kind).validate_python(typed)
    except ValidationError:
        raise BadInputError([complaint]) from None
