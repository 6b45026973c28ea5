"""The access log in memory keeps the contract."""

import pytest

from adapters.memory.access_log import MemoryAccessLog
from tests.conformance.access_log import AccessLogContract


class TestMemoryAccessLog(AccessLogContract):
    @pytest.fixture
    def access_log(self) -> MemoryAccessLog:
        return MemoryAccessLog()
