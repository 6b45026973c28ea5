"""A CTI trajectory as the library's documentation would write it: an `Aggregate` whose methods trigger events."""

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class NotAllowedError(Exception):
    """A rule says no."""


class CtiTrajectory(Aggregate):
    """The events of our trajectory, one for one, with the same content; rules enough for the commands measured."""

    @event("TrajectoryOpened")
    def __init__(self, *, programme: str, centre: str, from_contact: str | None, occurred: str, actor: str) -> None:
        self.programme = programme
        self.centre = centre
        self.from_contact = from_contact
        self.last_activity = occurred
        self.opened_by = actor
        self.phase = 0
        self.closed = False
        self.worker: str | None = None
        self.plan: dict[str, Any] | None = None
        self.met: set[tuple[int, str]] = set()
        self.focus_areas: dict[int, list[str]] = {}
        self.contacts: list[tuple[str, int, str, str]] = []
        self.enquiries: list[dict[str, Any]] = []
        self.measurements: list[tuple[int, str, dict[str, Any]]] = []
        self.measures: dict[str, dict[str, str]] = {}
        self.phases: list[tuple[int, str]] = []
        self.others: list[tuple[str, str, dict[str, Any]]] = []

    def record_contact(self, *, place: str, party: str, form: str, minutes: int, occurred: str, actor: str) -> None:
        """Record a meeting or call of the course."""
        self._must_be_open()
        if self.phase == 0:
            raise NotAllowedError("CTI has not begun")
        self.cti_contact_recorded(
            phase=self.phase, place=place, party=party, form=form, minutes=minutes, occurred=occurred, actor=actor
        )

    def register_follow_up(self, *, contact: dict[str, Any], occurred: str, actor: str) -> None:
        """Register a contact in the trajectory."""
        self._must_be_open()
        if contact["programme"] != self.programme:
            raise NotAllowedError("the contact belongs to another programme")
        self.contact_registered(contact=contact, follow_up=True, occurred=occurred, actor=actor)

    def _must_be_open(self) -> None:
        if self.closed:
            raise NotAllowedError("the trajectory is closed")

    @event("CtiContactRecorded")
    def cti_contact_recorded(
        self, *, phase: int, place: str, party: str, form: str, minutes: int, occurred: str, actor: str
    ) -> None:
        self.contacts.append((occurred, phase, place, party))
        self.last_activity = occurred

    @event("ContactRegistered")
    def contact_registered(self, *, contact: dict[str, Any], follow_up: bool, occurred: str, actor: str) -> None:
        self.enquiries.append(contact)
        self.last_activity = occurred

    @event("WorkerAssigned")
    def worker_assigned(self, *, worker: str, centre: str, occurred: str, actor: str) -> None:
        self.worker, self.centre = worker, centre

    @event("CtiStarted")
    def cti_started(
        self, *, run: int, plan: dict[str, Any], unmet: list[str], reason: str | None, occurred: str, actor: str
    ) -> None:
        self.phase, self.plan = 1, plan
        self.phases.append((1, occurred))

    @event("PhaseEnded")
    def phase_ended(self, *, phase: int, content: dict[str, Any], occurred: str, actor: str) -> None:
        self.phase = phase + 1
        self.phases.append((phase + 1, occurred))

    @event("ExpectationMet")
    def expectation_met(self, *, phase: int, expectation: str, occurred: str, actor: str) -> None:
        self.met.add((phase, expectation))

    @event("ActivityPlanSet")
    def activity_plan_set(self, *, phase: int, focus_areas: list[str], occurred: str, actor: str) -> None:
        self.focus_areas[phase] = focus_areas

    @event("MeasurementRecorded")
    def measurement_recorded(self, *, phase: int, content: dict[str, Any], occurred: str, actor: str) -> None:
        self.measurements.append((phase, occurred, content))

    @event("MeasureMoved")
    def measure_moved(self, *, measure: str, step: str, content: dict[str, Any], occurred: str, actor: str) -> None:
        self.measures.setdefault(measure, {})[step] = occurred

    @event("Happened")
    def happened(self, *, name: str, content: dict[str, Any], occurred: str, actor: str) -> None:
        """Whatever else: reminders, the period before CTI, the name given."""
        self.others.append((name, occurred, content))


class Trajectories(Application[UUID]):
    """The stock application: no snapshots, no cache, as by default."""

    def record_contact(self, trajectory: UUID, **fields: Any) -> None:
        course: CtiTrajectory = self.repository.get(trajectory)
        course.record_contact(**fields)
        self.save(course)

    def register_follow_up(self, trajectory: UUID, **fields: Any) -> None:
        course: CtiTrajectory = self.repository.get(trajectory)
        course.register_follow_up(**fields)
        self.save(course)
