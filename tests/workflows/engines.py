"""Timer engines for the driver's tests: one that writes down what it is told, and can be away."""

from collections.abc import Mapping, Set
from uuid import UUID

from domain.agenda import Agenda
from workflows.contracts import AgendaSent
from workflows.engine import EngineAwayError, Held


class WrittenEngine:
    """Writes down what it is told. While `away` is above 0, each call fails and lowers it by one."""

    def __init__(self) -> None:
        self.away = 0
        self.applied: list[Agenda] = []
        self.restarted: list[Agenda] = []
        self.clocks: dict[UUID, Held | None] = {}
        self.stuck_clocks: set[UUID] = set()

    async def apply(self, agenda: Agenda) -> None:
        self._answer()
        self.applied.append(agenda)
        self._hold(agenda)

    async def restart(self, agenda: Agenda, *, rebuild: UUID | None = None) -> None:
        self._answer()
        self.restarted.append(agenda)
        self.stuck_clocks.discard(agenda.trajectory)
        self.clocks.pop(agenda.trajectory, None)
        self._hold(agenda, rebuild)

    async def running(self) -> Mapping[UUID, Held | None]:
        self._answer()
        return dict(self.clocks)

    async def stuck(self) -> Set[UUID]:
        self._answer()
        return frozenset(self.stuck_clocks)

    def applied_to(self) -> list[UUID]:
        """Return whom agendas were applied to, and forget what was written down."""
        told = [agenda.trajectory for agenda in self.applied]
        self.applied.clear()
        return told

    def restarted_to(self) -> list[UUID]:
        """Return whose clocks were restarted, in order, and forget what was written down."""
        told = [agenda.trajectory for agenda in self.restarted]
        self.restarted.clear()
        return told

    def _hold(self, agenda: Agenda, rebuild: UUID | None = None) -> None:
        if agenda.is_open:
            known = self.clocks.get(agenda.trajectory)
            digest = AgendaSent.of(agenda).digest
            self.clocks[agenda.trajectory] = Held(digest, known.rebuild if known else rebuild)
        else:
            self.clocks.pop(agenda.trajectory, None)

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise EngineAwayError("the engine is away")
