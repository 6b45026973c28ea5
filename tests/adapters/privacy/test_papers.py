"""The papers on privacy are made from the code and the installation, in two languages and in two forms."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from adapters.privacy.arithmetic import CODES, DAY, MINUTE, YEAR, chance, most_tries
from adapters.privacy.data_map import data_map
from adapters.privacy.document import Document, Gap, Table, html, markdown
from adapters.privacy.dpia import dpia
from adapters.privacy.event_fields import event_fields
from adapters.privacy.known import Known
from adapters.privacy.live import LiveTables
from adapters.privacy.record import record
from adapters.privacy.register import tables
from adapters.privacy.threat_model import threat_model
from adapters.privacy.threats import threats
from adapters.reference.load import shipped
from adapters.settings import settings
from adapters.throttle.limits import LIMITS, Limit, SubjectKind, TryKind
from adapters.web.language import DANISH, ENGLISH, Language
from domain.events import EVENT_TYPES
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Administration, Programme, Provider
from domain.vault_codes import VaultField

LIVE = LiveTables(
    columns={name: frozenset() for name in tables()} | {"own.table": frozenset({"x"})},
    grants={"log.event": {"exitspor_app": ("SELECT",)}},
)


def known() -> Known:
    """What an installation knows that has nothing but what is shipped."""
    shelves = {"programmes": Programme, "administrations": Administration, "providers": Provider}
    found = {shelf: {one.code: one for one in shipped() if isinstance(one, kind)} for shelf, kind in shelves.items()}
    chosen = settings({"EXITSPOR_MUNICIPALITY": "751", "EXITSPOR_ACCESS_LOG_MONTHS": "9"})
    return Known(chosen, Catalogue(**found), date(2026, 3, 2))  # type: ignore[arg-type]


PAPERS: dict[str, Callable[[Language], Document]] = {
    "record": lambda language: record(language, known()),
    "data-map": lambda language: data_map(language, LIVE),
    "threats": threat_model,
    "dpia": lambda language: dpia(language, known()),
}


@pytest.mark.parametrize("language", [DANISH, ENGLISH], ids=["da", "en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_every_block_of_a_paper_stands_in_both_of_its_forms(paper: str, language: Language) -> None:
    document = PAPERS[paper](language)
    written, shown = markdown(document), html(document)
    assert f'<html lang="{language.code}">' in shown
    assert shown.count("<h2>") == written.count("\n## ") == len(document.sections)
    blocks = [block for section in document.sections for block in section.blocks]
    assert shown.count("<table>") == sum(isinstance(block, Table) for block in (*document.introduction, *blocks))
    assert shown.count('class="udfyldes"') == sum(isinstance(block, Gap) for block in blocks)
    assert "{" not in written


def test_a_text_is_never_markup() -> None:
    table = Table(["<b>|"], [["a|b <script>"]])
    document = Document("x", "da", [table], [])
    assert "<script>" not in html(document)
    assert "| a\\|b \\<script> |" in markdown(document)


def test_the_record_names_programmes_recipients_fields_and_limits() -> None:
    said = markdown(record(DANISH, known()))
    for part in (
        "Kommune 751",
        "Exit-pakken",
        "Reden",
        "Socialforvaltningen",
        "60 måneder fra afslutning",
        "9 måneder",
    ):
        assert part in said
    assert [field for field in VaultField if field.da not in said] == []
    assert said.count("> [ ] ") == 4


def test_the_data_map_has_every_table_every_event_and_what_it_does_not_know() -> None:
    said = markdown(data_map(ENGLISH, LIVE))
    assert [name for name in tables() if f"{name}: " not in said] == []
    assert [name for name in EVENT_TYPES if event_fields_of(name) and not is_told(name, said)] == []
    assert "exitspor_app: SELECT" in said
    assert "> [ ] These tables are not Exitspor's. Describe them: own.table" in said


def is_told(event: str, said: str) -> bool:
    return f"({event}) |" in said or f"| {event} |" in said


def event_fields_of(name: str) -> list[str]:
    return [field.name for field in event_fields() if field.event == name]


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_field_of_an_event_is_in_the_map(name: str) -> None:
    fields = {field.partition(".")[0] for field in event_fields_of(name)}
    assert fields == set(EVENT_TYPES[name].model_fields)


def test_the_draft_of_an_assessment_has_a_line_for_every_threat_and_gaps_to_fill() -> None:
    said = markdown(dpia(DANISH, known()))
    assert [threat.id for threat in threats() if threat.what.da not in said] == []
    assert said.count("[ ] | [ ] |") == len(threats())
    assert said.count("> [ ] ") == 6


def tried_at_full_speed(limit: Limit, within: timedelta) -> int:
    """Try every second that is not locked, as whoever guesses does, and count."""
    tries, now, wrong, lock = 0, timedelta(), 0, limit.lock
    while now < within:
        tries, wrong, now = tries + 1, wrong + 1, now + timedelta(seconds=1)
        if wrong == limit.tries:
            now, wrong, lock = now + lock, 0, min(2 * lock, limit.longest)
    return tries


@pytest.mark.parametrize("of", [SubjectKind.USER, SubjectKind.ADDRESS])
@pytest.mark.parametrize("within", [MINUTE, DAY, YEAR])
def test_no_more_tries_get_through_than_the_arithmetic_says(of: SubjectKind, within: timedelta) -> None:
    limit = LIMITS[TryKind.RETURN_CODE][of]
    assert 0 < tried_at_full_speed(limit, within) <= most_tries(limit, within)


def test_a_year_of_guessing_hits_with_a_chance_below_one_in_a_thousand_million() -> None:
    assert CODES == 2**60
    assert chance(most_tries(LIMITS[TryKind.RETURN_CODE][SubjectKind.ADDRESS], YEAR)) < 1e-9
