"""What `AnswersApart` needs of the services: settings, and a clock that stands still until it is moved."""

from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.settings import Settings


@dataclass
class Standing:
    settings: Settings
    now: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def clock(self) -> datetime:
        return self.now
