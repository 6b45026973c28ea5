"""A house with its reference data, on an evening in March 2020."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from tests.adapters.erasing.house import House, evening_of, house_on
from tests.postgres_server import TestDatabase


@pytest.fixture
async def house(database: TestDatabase, tmp_path: Path) -> AsyncIterator[House]:
    async with house_on(database, tmp_path, evening_of(date(2020, 3, 2))) as made:
        await made.define()
        yield made
