"""A person's name, number, addresses and notes, typed where they belong and everywhere else, are found nowhere.

One whole installation: real servers, pages, command line, mail, metrics, a real browser. Source: domain section 5.
"""

import asyncio
from collections.abc import Iterator

import pytest

from tests.faults.canary.browsing import browse
from tests.faults.canary.house import House, a_house
from tests.faults.canary.left import LEFT
from tests.faults.canary.planted import PLANTED, a_telltale
from tests.faults.canary.planting import open_trajectory, plant, shown
from tests.faults.canary.search import canaries_in, found_in
from tests.faults.canary.spoiling import spoil, spoil_commands
from tests.faults.canary.telling import report_a_breach, until_mailed, write_papers
from tests.faults.canary.words import CANARIES, NAME, Canary

MAY_BE_EMPTY = {"temporary files"}
"""The program writes none; that they would be searched is shown by what is planted."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_telltale() as telltale, a_house(tmp_path_factory.mktemp("canary"), telltale) as house:
        yield house


@pytest.fixture(scope="module")
def known(house: House) -> list[Canary]:
    """What a page shows of a person, whose words were typed where they belong and then everywhere else."""
    person, other = open_trajectory(house), open_trajectory(house)
    plant(house, person)
    report_a_breach(house, person)
    known = shown(house, person)
    browse(house, person)
    spoil(house, person, other)
    spoil_commands(house)
    write_papers(house, person)
    asyncio.run(until_mailed(house))
    return known


def test_what_was_typed_where_it_belongs_is_shown_to_whoever_may_see_it(known: list[Canary]) -> None:
    assert known == list(CANARIES)


@pytest.mark.parametrize("kind", LEFT)
def test_no_canary_is_left_in(kind: str, house: House, known: list[Canary]) -> None:
    places = list(LEFT[kind](house))
    assert places or kind in MAY_BE_EMPTY, "a search of nothing finds nothing"
    assert canaries_in(places) == []


@pytest.mark.parametrize("kind", LEFT)
def test_a_canary_that_a_careless_program_leaves_is_found_in(kind: str, house: House, known: list[Canary]) -> None:
    found = next(found_in(LEFT[kind](PLANTED[kind](house))))
    assert found.canary == NAME.name
