"""Fixtures of the clock's tests: a Temporal server whose workflows' clocks stand still until they are moved."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.temporal_server import standing_clocks


@pytest.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with standing_clocks() as environment:
        yield environment
