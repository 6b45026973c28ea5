"""The contract of the event log: whoever writes another log inherits it and gives a fixture `log`."""

from tests.conformance.appending import AppendContract, ResendContract
from tests.conformance.concurrency import ConcurrencyContract
from tests.conformance.reading import ReadContract, WaitContract
from tests.conformance.rubbish import RubbishContract


class EventLogContract(
    AppendContract, ResendContract, RubbishContract, ReadContract, WaitContract, ConcurrencyContract
):
    """All that an event log promises."""
