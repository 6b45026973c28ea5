"""A reader of the log beside all others: all trajectories and duties, and what must hold of them at every instant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.agenda import Agenda, Obligation, agenda
from domain.fact import Fact, facts_in
from domain.log import EventLog
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue, evolve_catalogue
from domain.trajectory.evolve import evolve
from domain.trajectory.state import Trajectory
from workflows.agendas import CLOCKED

PAGE = 1_000


class Watch:
    """Looks at the log when told to, and checks each time that whatever is due lies with somebody."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._end = 0
        self.catalogue = Catalogue()
        self.states: dict[UUID, Trajectory] = {}
        self.agendas: dict[UUID, Agenda] = {}
        self.looks = 0

    async def look(self) -> None:
        """Take in what is new. Raises AssertionError where something due lies with nobody."""
        moved: set[UUID] = set()
        while (page := await self._log.read(self._end, limit=PAGE)).events:
            moved |= {stream for fact in facts_in(page.events) for stream in self._take(fact)}
            self._end = page.end
        for stream in moved:
            state = self.states.get(stream, Trajectory(stream))
            self.agendas[stream] = agenda(state, self.catalogue, self._end)
        self._everything_lies_with_somebody(moved)

    def due_by(self, instant: datetime) -> list[UUID]:
        """Return the trajectories whose clock has to act by an instant."""
        return [
            stream
            for stream, held in self.agendas.items()
            if held.is_open and held.timers and held.timers[0].at <= instant
        ]

    def next_timer(self) -> datetime | None:
        """Return the instant at which the next clock has to act, None if none has."""
        open_ones = (held for held in self.agendas.values() if held.is_open)
        return min((held.timers[0].at for held in open_ones if held.timers), default=None)

    def _take(self, fact: Fact) -> Iterable[UUID]:
        """Take in a fact; return whose agenda may follow from it."""
        if fact.kind == "reference":
            self.catalogue = evolve_catalogue(self.catalogue, fact)
            duties = self.catalogue.recurring.values()
            return (*self.states, *(duty_stream(one.duty, one.unit) for one in duties))
        if fact.kind not in CLOCKED:
            return ()
        self.states[fact.stream] = evolve(self.states.get(fact.stream, Trajectory(fact.stream)), fact)
        return (fact.stream,)

    def _everything_lies_with_somebody(self, moved: Iterable[UUID]) -> None:
        self.looks += 1
        ownerless = [
            (stream, due) for stream in moved for due in self.agendas[stream].obligations if not self._has_owner(due)
        ]
        assert not ownerless, ownerless

    def _has_owner(self, due: Obligation) -> bool:
        """Somebody in service who is not on leave; or the queue of a unit, which somebody in service looks after."""
        if due.worker is not None:
            staff = self.catalogue.staff.get(due.worker)
            return staff is not None and staff.active and staff.deputy is None
        in_service = (staff for staff in self.catalogue.staff.values() if staff.active)
        looked_after = any(due.role in (None, *staff.roles) for staff in in_service)
        return looked_after and (due.centre in self.catalogue.centres or self._is_of_no_centre(due))

    def _is_of_no_centre(self, due: Obligation) -> bool:
        """A programme's or the municipality's duty lies with a role, wherever that is."""
        return due.centre == "" and due.role is not None
