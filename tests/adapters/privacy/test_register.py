"""The register of tables has a line for every column of a migrated database, and no line for what is not there."""

from collections.abc import Mapping

from adapters.privacy.live import live_tables
from adapters.privacy.register import tables
from adapters.services import Services

Columns = Mapping[str, frozenset[str]]


def beyond(ones: Columns, others: Columns) -> dict[str, set[str]]:
    """Return the columns, by table, that the first have and the second have not."""
    found = {name: {*columns} - others.get(name, frozenset()) for name, columns in ones.items()}
    return {name: columns for name, columns in found.items() if columns}


DESCRIBED = {name: frozenset(column.name for column in table.columns) for name, table in tables().items()}


async def test_every_column_of_the_database_has_a_line_and_every_line_its_column(installation: Services) -> None:
    live = (await live_tables(installation.pool)).columns
    assert beyond(live, DESCRIBED) == {}, "describe these in adapters/privacy/data/tables.toml"
    assert beyond(DESCRIBED, live) == {}, "the register describes what is not there"


async def test_a_table_and_a_column_that_nobody_described_are_found(installation: Services) -> None:
    await installation.pool.execute("CREATE TABLE board.rumours (who text)")
    await installation.pool.execute("ALTER TABLE board.runner ADD COLUMN whose text")
    live = (await live_tables(installation.pool)).columns
    assert beyond(live, DESCRIBED) == {"board.rumours": {"who"}, "board.runner": {"whose"}}


async def test_the_map_tells_what_the_program_may_do_by_the_databases_own_word(installation: Services) -> None:
    grants = (await live_tables(installation.pool)).grants
    assert grants["log.event"]["exitspor_app"] == ("SELECT",)
    assert "INSERT" in grants["board.caseload"]["exitspor_app"]
    for sealed in ("vault.field", "vault.note", "vault.data_key", "vault.cpr", "access.entry"):
        assert "exitspor_app" not in grants.get(sealed, {})


def test_what_could_identify_somebody_is_never_in_the_clear() -> None:
    clear = {
        f"{table.name}.{column.name}"
        for table in tables().values()
        for column in table.columns
        if column.data == "identity" and column.protection == "clear"
    }
    assert clear == set()


def test_every_column_stands_once() -> None:
    for table in tables().values():
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names)), table.name
