"""What the gate and `AnswersApart` need of the services: sessions that open, and a clock that stands until moved."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

from adapters.login.sessions import Session
from adapters.settings import Settings
from domain.reference.catalogue import Catalogue
from tests.domain.samples import CATALOGUE


@dataclass
class Standing:
    """`open` are the ids of sessions that are open, all of CTI1's."""

    settings: Settings
    now: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)
    municipality: str = "101"
    open: set[str] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

    async def catalogue(self) -> Catalogue:
        return CATALOGUE

    @property
    def logins(self) -> SimpleNamespace:
        return SimpleNamespace(sessions=self, has_issuer=False)

    async def look(self, id: str, now: datetime) -> Session | None:
        return Session(uuid4(), "CTI1", None, "local", now, now, None) if id in self.open else None
