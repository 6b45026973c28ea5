"""Reference data from TOML files into the log: the data shipped with Exitspor, and a municipality's own.

A municipality writes its own programmes, plans, measure kinds, centres, staff and periods in a TOML file (or several
in one folder), in the tables of `adapters.reference.parse.TABLES`; the shipped files in `data/` show each of them::

    [[plans]]
    code = "vores-plan"
    version = 1
    da = "Vores plan"
    en = "Our plan"

    [[plans.phases]]
    name = "transition"
    length = { months = 4 }
    rhythm = { days = 7 }
    expected = ["activity-plan"]

Read with `read_definitions` and defined with `define_all`, it is in force from then on; an entry with the code of a
shipped one takes its place. A plan that is changed is given a higher version. A length has one unit: months, days,
working_days or seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import UUID, uuid5

from adapters.reference.parse import TABLES, Entry, Fault, parse
from domain.base import Occurred
from domain.calendar import civil_date
from domain.commands.reference import Define
from domain.handler import Accepted, CommandHandler
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Definition, Staff
from domain.refusal import Refusal
from domain.rules.reference import stream_for
from domain.supposing import Supposing


class ReferenceDataError(ValueError):
    """Files that cannot be read as reference data. `faults` tell where and what to do, in Danish and English."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.da} / {fault.en}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class DefineReport:
    """What became of each definition: in force from now on, in force already, or refused and why."""

    defined: tuple[Definition, ...]
    unchanged: tuple[Definition, ...]
    refused: tuple[tuple[Definition, Refusal], ...]


def read_definitions(path: Traversable) -> tuple[Definition, ...]:
    """Read a TOML file, or every TOML file of a folder, in dependency order. Raises `ReferenceDataError`."""
    parsed = [part for file in _files(path) for part in parse(file.name, file.read_bytes())]
    entries = [part for part in parsed if isinstance(part, Entry)]
    faults = [*(part for part in parsed if isinstance(part, Fault)), *_doubles(entries)]
    if faults:
        raise ReferenceDataError(faults)
    return _in_order(entry.definition for entry in entries)


def shipped() -> tuple[Definition, ...]:
    """Return the definitions shipped with Exitspor, in dependency order."""
    return read_definitions(files("adapters.reference") / "data")


def not_defined_yet(definitions: Iterable[Definition], catalogue: Catalogue) -> tuple[Definition, ...]:
    """Return those whose code nobody has defined: what a start may add without undoing a municipality's own."""
    return tuple(item for item in definitions if item.code not in getattr(catalogue, _table_of(item)))


async def define_all(
    handler: CommandHandler, definitions: Iterable[Definition], *, actor: str, municipality: str, now: datetime
) -> DefineReport:
    """Bring definitions into force, in dependency order; those that are in force already append nothing."""
    answers: dict[UUID, tuple[Definition, bool | Refusal]] = {}
    for definition in _in_steps(tuple(definitions), await handler.catalogue()):
        command = _command(definition, await handler.catalogue(), actor, municipality, now)
        answer = await handler.handle(command, now)
        answers[stream_for(definition)] = definition, bool(answer.events) if isinstance(answer, Accepted) else answer
    return _report(answers.values())


async def suppose_all(
    supposing: Supposing, definitions: Iterable[Definition], *, actor: str, municipality: str, now: datetime
) -> DefineReport:
    """Do as `define_all` does, and append nothing: what would then move is for `supposing` to tell."""
    answers: dict[UUID, tuple[Definition, bool | Refusal]] = {}
    for definition in _in_steps(tuple(definitions), supposing.catalogue):
        command = _command(definition, supposing.catalogue, actor, municipality, now)
        raised = await supposing.suppose(command, now)
        answers[stream_for(definition)] = definition, raised if isinstance(raised, Refusal) else bool(raised)
    return _report(answers.values())


def _files(path: Traversable) -> tuple[Traversable, ...]:
    found = path.iterdir() if path.is_dir() else (path,)
    toml = [file for file in found if file.is_file() and file.name.endswith(".toml")]
    if not toml:
        da = f"{path.name}: her er ingen TOML-fil; angiv en .toml-fil eller en mappe med sådanne"
        en = f"{path.name}: no TOML file here; give a .toml file or a folder of them"
        raise ReferenceDataError([Fault(da, en)])
    return tuple(sorted(toml, key=lambda file: file.name))


def _doubles(entries: Iterable[Entry]) -> Iterable[Fault]:
    seen: dict[UUID, Entry] = {}
    for entry in entries:
        first = seen.setdefault(stream_for(entry.definition), entry)
        if first is not entry:
            da, en = (f"{first.file}, {first.table} {no} {first.number}" for no in ("nr.", "no."))
            yield Fault(
                f"{entry.file}: {entry.table} nr. {entry.number}: koden er brugt i {da}; behold kun den ene",
                f"{entry.file}: {entry.table} no. {entry.number}: the code is used in {en}; keep only one",
            )


def _table_of(definition: Definition) -> str:
    return next(table for table, model in TABLES.items() if isinstance(definition, model))


def _in_order(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    tables = tuple(TABLES)
    return tuple(sorted(definitions, key=lambda item: (tables.index(_table_of(item)), _has_deputy(item))))


def _in_steps(definitions: tuple[Definition, ...], catalogue: Catalogue) -> tuple[Definition, ...]:
    # Two new workers may be each other's deputies, so new workers come in without one first.
    new = (item for item in definitions if _has_deputy(item) and item.code not in catalogue.staff)
    return _in_order((*(item.model_copy(update={"deputy": None}) for item in new), *definitions))


def _has_deputy(definition: Definition) -> bool:
    return isinstance(definition, Staff) and definition.deputy is not None


def _command(definition: Definition, catalogue: Catalogue, actor: str, municipality: str, now: datetime) -> Define:
    """Return the command, under an id that follows from all that it says and from the version that it changes.

    So it is the same command however often it is sent on a day (hence the date alone as its time), and a definition
    may return after another took its place.
    """
    draft = Define(
        command_id=UUID(int=0),
        actor=actor,
        municipality=municipality,
        occurred=Occurred(on=civil_date(now)),
        definition=definition,
    )
    stream = stream_for(definition)
    follows = catalogue.versions.get(stream, 0)
    return draft.model_copy(update={"command_id": uuid5(stream, f"{follows}:{draft.content().hex()}")})


def _report(answers: Iterable[tuple[Definition, bool | Refusal]]) -> DefineReport:
    """Sort definitions by what became of each: True is a change, False is none."""
    answers = tuple(answers)
    return DefineReport(
        defined=tuple(item for item, answer in answers if answer is True),
        unchanged=tuple(item for item, answer in answers if answer is False),
        refused=tuple((item, answer) for item, answer in answers if isinstance(answer, Refusal)),
    )
