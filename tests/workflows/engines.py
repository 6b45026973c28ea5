"""Timer engines for the driver's tests: one that writes down what it is told, and can be away."""

from collections.abc import Mapping
from uuid import UUID

from domain.agenda import Agenda


class WrittenEngine:
    """Writes down what it is told. While `away` is above 0, each call fails and lowers it by one."""

    def __init__(self) -> None:
        self.away = 0
        self.applied: list[Agenda] = []
        self.restarted: list[Agenda] = []
        self.clocks: dict[UUID, bool] = {}

    async def apply(self, agenda: Agenda) -> None:
        self._answer()
        self.applied.append(agenda)
        self._hold(agenda)

    async def restart(self, agenda: Agenda) -> None:
        self._answer()
        self.restarted.append(agenda)
        self._hold(agenda)

    async def running(self) -> Mapping[UUID, bool]:
        self._answer()
        return dict(self.clocks)

    def applied_to(self) -> list[UUID]:
        """Return whom agendas were applied to, and forget what was written down."""
        told = [agenda.trajectory for agenda in self.applied]
        self.applied.clear()
        return told

    def _hold(self, agenda: Agenda) -> None:
        if agenda.is_open:
            self.clocks[agenda.trajectory] = True
        else:
            self.clocks.pop(agenda.trajectory, None)

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("the engine is away")
