"""A municipality's own reference data: read from files, brought into force once, and never undone by a start."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.memory.log import InMemoryEventLog
from adapters.postgres.log import PostgresEventLog
from adapters.reference.load import ReferenceDataError, define_all, not_defined_yet, read_definitions, shipped
from domain.base import SYSTEM
from domain.handler import CommandHandler
from domain.reference.definitions import Definition, MeasureKind, Plan, Programme, Staff
from domain.rules.reference import UNDEFINED_PROVIDER
from domain.span import Span
from domain.trajectory_codes import Role

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
OWN_DATA = """
[[programmes]]
code = "vores-exit"
da = "Vores exit"
en = "Our exit"
plans = ["prove-plan"]

[[plans]]
code = "prove-plan"
version = 1
da = "Prøveplan på et minut"
en = "Trial plan of a minute"
pre_cti_reminder = { seconds = 5 }
reminders = [{ seconds = 3 }]
escalate_after = { seconds = 10 }
follow_up = { seconds = 30 }

[[plans.phases]]
name = "transition"
length = { seconds = 20 }
rhythm = { seconds = 5 }
expected = ["activity-plan"]

[[measure_kinds]]
code = "svommekort"
da = "Svømmekort"
en = "Swimming card"
answer = { working_days = 3 }
providers = ["reden"]
"""
KC = '[[providers]]\ncode = "kc"\nda = "KC"\nen = "KC"\n'
CANARY = "Karla Kanariefugl 010190-1234"


@pytest.fixture
def log() -> InMemoryEventLog:
    return InMemoryEventLog()


@pytest.fixture
def handler(log: InMemoryEventLog) -> CommandHandler:
    return CommandHandler(log)


async def bring_into_force(
    handler: CommandHandler, *definitions: Definition, now: datetime = NOW, actor: str = SYSTEM
) -> tuple[int, int, int]:
    """Define and count: in force from now on, in force already, refused."""
    report = await define_all(handler, definitions, actor=actor, municipality="101", now=now)
    return len(report.defined), len(report.unchanged), len(report.refused)


def staff(code: str, deputy: str | None = None) -> Staff:
    return Staff(code=code, roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy=deputy)


def faults_of(path: Path) -> str:
    with pytest.raises(ReferenceDataError) as error:
        read_definitions(path)
    assert error.value.faults
    return str(error.value)


def written(folder: Path, text: str, name: str = "eget.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def test_a_municipality_adds_a_plan_of_seconds_and_a_measure_kind_in_a_file_of_its_own(
    handler: CommandHandler, tmp_path: Path
) -> None:
    await bring_into_force(handler, *shipped())
    own = read_definitions(written(tmp_path, OWN_DATA))
    assert await bring_into_force(handler, *own) == (3, 0, 0)
    catalogue = await handler.catalogue()
    assert catalogue.programmes["vores-exit"].plans == ("prove-plan",)
    assert catalogue.plans["prove-plan"].phases[0].length == Span(seconds=20)
    assert catalogue.measure_kinds["svommekort"].answer == Span(working_days=3)
    assert "cti-9m" in catalogue.plans


def test_a_file_is_read_in_the_order_of_dependency_however_it_is_written(tmp_path: Path) -> None:
    definitions = read_definitions(written(tmp_path, OWN_DATA))
    assert [type(definition) for definition in definitions] == [Plan, Programme, MeasureKind]


def test_a_folder_is_read_as_one(tmp_path: Path) -> None:
    written(tmp_path, '[[administrations]]\ncode = "bof"\nda = "Børn"\nen = "Children"\n', "a.toml")
    written(tmp_path, OWN_DATA, "b.toml")
    written(tmp_path, "hører ikke med", "laes-mig.txt")
    assert {item.code for item in read_definitions(tmp_path)} == {"bof", "vores-exit", "prove-plan", "svommekort"}


async def test_bringing_the_same_into_force_again_appends_nothing(
    handler: CommandHandler, log: InMemoryEventLog
) -> None:
    count, _, _ = await bring_into_force(handler, *shipped())
    head = await log.head()
    assert await bring_into_force(handler, *shipped(), now=NOW + timedelta(days=400)) == (0, count, 0)
    assert await bring_into_force(handler, *shipped()) == (0, count, 0)
    assert await log.head() == head


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=1)])
async def test_two_processes_that_start_at_once_define_everything_once(
    pg_log: PostgresEventLog, later: timedelta
) -> None:
    starts = (
        define_all(CommandHandler(pg_log), shipped(), actor=SYSTEM, municipality="101", now=now)
        for now in (NOW, NOW + later)
    )
    reports = await asyncio.gather(*starts)
    assert [report.refused for report in reports] == [(), ()]
    assert sum(len(report.defined) for report in reports) == len(shipped())
    assert await pg_log.head() == len(shipped())


async def test_the_same_definitions_on_the_same_day_are_the_same_commands() -> None:
    logs = InMemoryEventLog(), InMemoryEventLog()
    for log, now in zip(logs, (NOW, NOW + timedelta(hours=1)), strict=True):
        await bring_into_force(CommandHandler(log), *shipped(), now=now)
    one, other = [[event.command_id for event in (await log.read(0, limit=1000)).events] for log in logs]
    assert one == other
    assert len(set(one)) == len(shipped())


async def test_a_definition_may_return_after_another_took_its_place(handler: CommandHandler) -> None:
    first = Programme(code="exit-pakke", da="Exit-pakken", en="Exit package")
    second = first.model_copy(update={"caseload_cap": 12})
    for definition in (first, second, first):
        assert await bring_into_force(handler, definition) == (1, 0, 0)
    assert (await handler.catalogue()).programmes["exit-pakke"] == first


async def test_a_start_does_not_undo_what_the_municipality_defined_itself(handler: CommandHandler) -> None:
    own = Programme(code="exit-pakke", da="Exit-pakken", en="Exit package", caseload_cap=8)
    await bring_into_force(handler, own)
    missing = not_defined_yet(shipped(), await handler.catalogue())
    assert await bring_into_force(handler, *missing) == (len(shipped()) - 1, 0, 0)
    catalogue = await handler.catalogue()
    assert catalogue.programmes["exit-pakke"] == own
    assert not_defined_yet(shipped(), catalogue) == ()


async def test_two_new_workers_may_be_each_others_deputies(handler: CommandHandler, log: InMemoryEventLog) -> None:
    await bring_into_force(handler, *shipped())
    workers = (staff("CT01", "CT02"), staff("CT02", "CT01"), staff("CT03", "CT01"))
    assert await bring_into_force(handler, *workers) == (3, 0, 0)
    assert (await handler.catalogue()).staff["CT01"].deputy == "CT02"
    head = await log.head()
    assert await bring_into_force(handler, *workers, now=NOW + timedelta(days=1)) == (0, 3, 0)
    assert await log.head() == head


async def test_what_is_refused_is_reported_and_the_rest_is_in_force(handler: CommandHandler, tmp_path: Path) -> None:
    own = read_definitions(written(tmp_path, OWN_DATA))
    report = await define_all(handler, own, actor=SYSTEM, municipality="101", now=NOW)
    assert [(item.code, refusal) for item, refusal in report.refused] == [("svommekort", UNDEFINED_PROVIDER)]
    assert {item.code for item in report.defined} == {"vores-exit", "prove-plan"}


async def test_a_worker_who_may_not_define_is_refused_everything(handler: CommandHandler) -> None:
    await bring_into_force(handler, *shipped(), staff("CT01"))
    assert await bring_into_force(handler, staff("CT02"), staff("CT03", "CT02"), actor="CT01") == (0, 0, 2)


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ('[[plans]]\ncode = "a"\n', "eget.toml: plans nr. 1, version", "feltet mangler"),
        (KC + '[[providers]]\ncode = "b"\nda = "B"\n', "providers no. 2, en", "add it"),
        (KC + "x = 1\n", "providers nr. 1", "kendte felter er code, da, en"),
        ('[[provider]]\ncode = "a"\n', "eget.toml", "[[providers]]"),
        ('[providers]\ncode = "a"\n', "eget.toml", "[[providers]]"),
        ("providers = [1]\n", "providers nr. 1", "værdien kan ikke bruges"),
        ("[[plans]\n", "linje 1, tegn 8", "TOML"),
        ('[[plans]]\ncode = "a', "end of the file", "TOML"),
        (OWN_DATA.replace('"transition"', '"middle"'), "plans nr. 1, phases.1.name", "'transition', 'try-out'"),
        (OWN_DATA.replace("seconds = 20", "seconds = 20, days = 1"), "phases.1.length", "exactly one of months"),
        (OWN_DATA.replace("seconds = 20", "weeks = 2"), "phases.1.length", "ret dets navn"),
        (OWN_DATA.replace('"svommekort"', '"Svømmekort"'), "measure_kinds nr. 1, code", "pattern"),
    ],
)  # fmt: skip
def test_a_fault_names_file_entry_and_field_and_says_what_to_do(
    tmp_path: Path, text: str, place: str, advice: str
) -> None:
    message = faults_of(written(tmp_path, text))
    assert place in message
    assert advice in message


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = '[[providers]]\ncode = "a"\nda = "A"\n[[centres]]\ncode = "b"\nda = "B"\nen = "B"\n'
    message = faults_of(written(tmp_path, text))
    assert "providers nr. 1, en" in message
    assert "centres nr. 1, administration" in message


def test_two_definitions_of_one_code_are_a_fault_that_names_both(tmp_path: Path) -> None:
    written(tmp_path, KC, "a.toml")
    written(tmp_path, KC.replace('da = "KC"', 'da = "Kompetencecentret"'), "b.toml")
    assert "b.toml: providers nr. 1: koden er brugt i a.toml, providers nr. 1" in faults_of(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        f'[[providers]]\ncode = "{CANARY}"\nda = "A"\nen = "A"\n',
        f'[[providers]]\ncode = "a"\nda = "{CANARY}"\nen = 3\n',
        f'[[providers]]\ncode = "a"\nda = "A"\nen = "A"\n"{CANARY}" = 1\n',
        f'[["{CANARY}"]]\n',
        f'"{CANARY}" = 1\n"{CANARY}" = 2\n',
        f'[[plans]]\ncode = "{CANARY}"\nversion = "{CANARY}"\n[[plans.phases]]\nname = "{CANARY}"\n"{CANARY}" = 2\n',
        f'[[programmes]]\nadopted = "{CANARY}"\nplans = "{CANARY}"\n',
        f"[[programmes]]\nadopted = {CANARY}\n",
    ],
)
def test_a_fault_never_shows_what_was_written(tmp_path: Path, text: str) -> None:
    message = faults_of(written(tmp_path, text))
    assert "Karla" not in message
    assert "1234" not in message


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "eget.toml"
    path.write_bytes('da = "Rådgivning"'.encode("latin-1"))
    assert "gem den som UTF-8" in faults_of(path)


@pytest.mark.parametrize("name", ["", "findes-ikke.toml", "findes-ikke"])
def test_a_path_without_a_file_of_reference_data_says_what_to_give(tmp_path: Path, name: str) -> None:
    assert "angiv en .toml-fil" in faults_of(tmp_path / name)
