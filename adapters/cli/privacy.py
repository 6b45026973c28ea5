"""`exitspor privacy ...`: the papers on privacy, made from the code, the settings and the running installation."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.printing import say
from adapters.cli.session import do
from adapters.cli.trouble import BadInputError, Words
from adapters.privacy.data_map import data_map
from adapters.privacy.document import Document, html, markdown
from adapters.privacy.dpia import dpia
from adapters.privacy.known import Known
from adapters.privacy.live import live_tables
from adapters.privacy.record import record
from adapters.privacy.threat_model import threat_model
from adapters.services import Services
from adapters.web.language import DANISH, ENGLISH, Language
from domain.calendar import civil_date

app = typer.Typer(help="Papers on privacy (databeskyttelse): record, data map, threats, impact assessment.")


class LanguageCode(StrEnum):
    DA = "da"
    EN = "en"


In = Annotated[LanguageCode, typer.Option("--language", help="Danish or English (sprog).")]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write it here: as HTML if the name ends so, else as Markdown."),
]
NOT_WRITTEN = Words(
    "--output: filen kan ikke skrives. Angiv en fil i en mappe, du må skrive i.",
    "--output: the file cannot be written. Give a file in a directory that you may write to.",
)


@app.command("record", help="The record of processing activities, article 30 (fortegnelse).")
def show_record(language: In = LanguageCode.DA, output: Output = None) -> None:
    _made_from_what_is_known(record, language, output)


@app.command("dpia", help="The draft of an impact assessment, article 35 (konsekvensanalyse).")
def show_dpia(language: In = LanguageCode.DA, output: Output = None) -> None:
    _made_from_what_is_known(dpia, language, output)


@app.command("data-map", help="Every table, column and event field: class, protection, retention, rights (datakort).")
def show_data_map(language: In = LanguageCode.DA, output: Output = None) -> None:
    async def work(services: Services, _: Addresses) -> None:
        _give(data_map(_language(language), await live_tables(services.pool)), output)

    do(work)


@app.command("threats", help="Every threat with what stops it, what remains, and its tests (trusselsmodel).")
def show_threats(language: In = LanguageCode.DA, output: Output = None) -> None:
    _give(threat_model(_language(language)), output)


def _made_from_what_is_known(
    make: Callable[[Language, Known], Document], language: LanguageCode, output: Path | None
) -> None:
    async def work(services: Services, _: Addresses) -> None:
        known = Known(services.settings, await services.catalogue(), civil_date(services.clock()))
        _give(make(_language(language), known), output)

    do(work)


def _language(code: LanguageCode) -> Language:
    return DANISH if code is LanguageCode.DA else ENGLISH


def _give(document: Document, output: Path | None) -> None:
    if output is None:
        return say(markdown(document))
    written = html(document) if output.suffix.lower() in (".html", ".htm") else markdown(document)
    try:
        output.write_text(written, encoding="utf-8")
    except OSError:
        raise BadInputError([NOT_WRITTEN]) from None
    say("Papiret er skrevet.")
