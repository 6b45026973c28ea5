"""`exitspor reference ...` and `exitspor staff list`: what a municipality defines as data."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer
from pydantic import JsonValue

from adapters.addresses import Addresses
from adapters.cli.common import ACTOR, PREVIEW
from adapters.cli.previewing import show_supposed
from adapters.cli.printing import say, show_table
from adapters.cli.session import chosen, do
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.reference.load import ReferenceDataError, define_all, read_definitions, suppose_all
from adapters.reference.parse import TABLES
from adapters.services import Services
from domain.base import SYSTEM
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Definition

reference = typer.Typer(help="Reference data (stamdata): programmes, plans, kinds of measure, centres, staff ...")

SHELVES: Mapping[str, str] = MappingProxyType(
    {
        "programmes": "Programmer",
        "plans": "Planer",
        "measure_kinds": "Tiltag",
        "providers": "Udbydere",
        "administrations": "Forvaltninger",
        "centres": "Centre",
        "staff": "Medarbejdere",
        "periods": "Opgørelsesperioder",
        "totals": "Offentliggjorte tal",
        "timings": "Frister, som kommunen har sat",
        "recurring": "Faste opgaver",
        "notice_preferences": "Hvornår medarbejdere får mail",
    }
)
SHORT = MappingProxyType({"kinds": "measure_kinds"})

NO_FILE = Words(
    "PATH: filen findes ikke eller kan ikke læses. Angiv en TOML-fil eller en mappe med TOML-filer.",
    "PATH: the file does not exist or cannot be read. Give a TOML file or a folder of TOML files.",
)
NO_SHELF = Words(
    f"WHAT: ukendt liste. Angiv en af {', '.join((*SHELVES, *SHORT))}.",
    f"WHAT: an unknown list. Give one of {', '.join((*SHELVES, *SHORT))}.",
)


@reference.command("import", help="Bring a municipality's own definitions into force (indlæs stamdata).")
def import_definitions(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A TOML file, or a folder of TOML files.")],
    actor: ACTOR = None,
    preview: PREVIEW = False,
) -> None:
    definitions = _read(path)

    async def work(services: Services, _: Addresses) -> None:
        if preview:
            return await _preview(definitions, actor or SYSTEM, services)
        report = await define_all(
            services.handler,
            definitions,
            actor=actor or SYSTEM,
            municipality=chosen().municipality,
            now=services.clock(),
        )
        say(f"{len(report.defined)} definitioner er trådt i kraft, {len(report.unchanged)} gjaldt allerede.")
        if report.refused:
            raise RefusedError(*(refusal for _, refusal in report.refused))

    do(work)


@reference.command("list", help="What is defined (vis stamdata): all lists, or one.")
def list_definitions(
    what: Annotated[str | None, typer.Argument(metavar="WHAT", help="Such as programmes, plans, kinds.")] = None,
) -> None:
    asked = what.replace("-", "_") if what else None
    shelf = SHORT.get(asked or "", asked)
    if shelf is not None and shelf not in SHELVES:
        raise BadInputError([NO_SHELF])

    async def work(services: Services, _: Addresses) -> None:
        catalogue = await services.catalogue()
        for name in [shelf] if shelf else SHELVES:
            _show_shelf(catalogue, name)

    do(work)


def list_staff() -> None:
    """The staff codes, their roles and centres (medarbejderliste)."""

    async def work(services: Services, _: Addresses) -> None:
        _show_shelf(await services.catalogue(), "staff")

    do(work)


async def _preview(definitions: Sequence[Definition], actor: str, services: Services) -> None:
    supposing = await services.handler.supposing()
    report = await suppose_all(
        supposing, definitions, actor=actor, municipality=chosen().municipality, now=services.clock()
    )
    await show_supposed(supposing)
    say(f"{len(report.defined)} definitioner ville træde i kraft, {len(report.unchanged)} gælder allerede.")
    say(f"{len(report.defined)} definitions would come into force, {len(report.unchanged)} are in force already.")
    if report.refused:
        raise RefusedError(*(refusal for _, refusal in report.refused))


def _read(path: Path) -> tuple[Definition, ...]:
    try:
        if not path.exists():
            raise BadInputError([NO_FILE])
        return read_definitions(path)
    except ReferenceDataError as error:
        raise BadInputError([Words(fault.da, fault.en) for fault in error.faults]) from None
    except OSError:
        raise BadInputError([NO_FILE]) from None


def _show_shelf(catalogue: Catalogue, shelf: str) -> None:
    model = TABLES[shelf]
    rows = [_row(definition.model_dump(mode="json")) for definition in getattr(catalogue, shelf).values()]
    show_table(f"{SHELVES[shelf]} ({shelf})", list(model.model_fields), rows)


def _row(definition: Mapping[str, JsonValue]) -> list[str]:
    return [_cell(value) for value in definition.values()]


def _cell(value: JsonValue) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "ja"
        case list():
            return ", ".join(_parts(value))
        case dict():
            return ", ".join(f"{name} {number}" for name, number in value.items() if number)
        case _:
            return str(value)


def _parts(values: Iterable[JsonValue]) -> Iterable[str]:
    """Yield the items of a list; of a plan's phase only its name."""
    for value in values:
        yield str(value["name"]) if isinstance(value, dict) and "name" in value else _cell(value)
