"""The PostgreSQL log keeps the contracts of the event log and of return codes."""

import pytest

from adapters.postgres.log import PostgresEventLog
from tests.conformance.event_log import EventLogContract
from tests.conformance.return_codes import ReturnCodeContract


class TestPostgresEventLog(EventLogContract, ReturnCodeContract):
    @pytest.fixture
    def log(self, pg_log: PostgresEventLog) -> PostgresEventLog:
        return pg_log
