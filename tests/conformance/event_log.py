"""The contracts of the event log: whoever writes another log inherits them and gives a fixture `log`."""

from tests.conformance.appending import AppendContract, ResendContract
from tests.conformance.beginning import BeginningsContract
from tests.conformance.concurrency import ConcurrencyContract
from tests.conformance.loading import LoadContract
from tests.conformance.reading import ReadContract, WaitContract
from tests.conformance.rubbish import RubbishContract
from tests.conformance.together import TogetherContract


class LogContract(
    AppendContract, ResendContract, RubbishContract, LoadContract, ConcurrencyContract, TogetherContract
):
    """What is promised to those who append and load streams."""


class FeedContract(ReadContract, BeginningsContract, WaitContract):
    """What is promised to those who follow the log; the fixture's log can also append."""


class EventLogContract(LogContract, FeedContract):
    """All that an event log promises."""
