"""Which events tell whom. What is due again every day stands on the boards; a notice says that something happened.

Corrections and withdrawals tell nobody, and neither does what people do to their own trajectories.
Source: domain sections 5, 6 and 7.
"""

from collections.abc import Callable, Iterable, Set
from functools import cache
from typing import NamedTuple, TypeVar

import domain.rules  # noqa: F401  (registers the rules that obligations follow from)
from domain.agenda import Obligation, obligations_of
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import CLOCK
from domain.events import Event
from domain.events.breach import PossibleBreachReported
from domain.events.clock import (
    AnswerDeadlinePassed,
    DeadlinePassed,
    Escalated,
    InactivityAsked,
    PhaseDeadlinePassed,
    ReminderGiven,
)
from domain.events.course import HandOverOffered, HandOverReturned, WorkerAssigned, WorkerReleased
from domain.events.help import MeasureTakenBack
from domain.events.vault import GlassBroken
from domain.fact import Fact
from domain.notices.codes import NoticeKind
from domain.notices.notice import Notice, Queue, Recipient, Telling, each_once, notice_of
from domain.notices.queues import answers, members
from domain.notices.units import unit_of
from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import Role


class Scene(NamedTuple):
    """A fact, its stream folded up to the fact itself, and a catalogue that may be newer.

    So who answered for it then is told, unless that one has left or is on leave by now.
    """

    fact: Fact
    state: Trajectory
    catalogue: Catalogue

    @property
    def unit(self) -> Queue:
        """The queue of the unit that the fact is about."""
        return unit_of(self.fact, self.state, self.catalogue)

    @property
    def worker(self) -> Recipient:
        """Who answers for the trajectory."""
        return self.whoever(self.state.worker, self.state.centre)

    def whoever(self, code: str | None, centre: str, role: Role | None = None) -> Recipient:
        return answers(code, centre, self.catalogue, role)


E = TypeVar("E", bound=Event)
Tells = Callable[[E, Scene], Iterable[Telling]]

_TELLS: dict[type[Event], Tells[Event]] = {}


def tells(event_type: type[E]) -> Callable[[Tells[E]], Tells[E]]:
    """Register whom an event type tells."""

    def register(rule: Tells[E]) -> Tells[E]:
        _TELLS[event_type] = rule  # type: ignore[assignment]
        return rule

    return register


@cache
def telling_types() -> Set[str]:
    """Return the names of the event types that tell anybody."""
    return {event_type.type_name for event_type in _TELLS}


def notices_of(fact: Fact, state: Trajectory, catalogue: Catalogue) -> tuple[Notice, ...]:
    """Return whom a fact tells what, each recipient once; `state` is its stream folded up to the fact itself."""
    rule = _TELLS.get(type(fact.event))  # type: ignore[arg-type]
    if rule is None or fact.event is None:
        return ()
    return each_once(notice_of(fact, telling) for telling in rule(fact.event, Scene(fact, state, catalogue)))


@tells(ReminderGiven)
def reminded(event: ReminderGiven, scene: Scene) -> Iterable[Telling]:
    """Who answers is reminded; of a hand-over, its receiver too. That a measure was taken back is told by itself."""
    if event.item.act is not Act.TAKE_BACK:
        yield from _about(NoticeKind.REMINDER, event.item, event.to, scene)


@tells(DeadlinePassed)
def deadline_passed(event: DeadlinePassed, scene: Scene) -> Iterable[Telling]:
    yield from _about(NoticeKind.DEADLINE_PASSED, event.item, event.to, scene)


@tells(PhaseDeadlinePassed)
def phase_deadline_passed(event: PhaseDeadlinePassed, scene: Scene) -> Iterable[Telling]:
    yield from _about(NoticeKind.DEADLINE_PASSED, event.item, None, scene)


@tells(AnswerDeadlinePassed)
def answer_deadline_passed(event: AnswerDeadlinePassed, scene: Scene) -> Iterable[Telling]:
    yield from _about(NoticeKind.DEADLINE_PASSED, event.item, None, scene)


@tells(MeasureTakenBack)
def taken_back(event: MeasureTakenBack, scene: Scene) -> Iterable[Telling]:
    """What the clock takes back is the worker's again; a worker who takes it back knows."""
    if scene.fact.actor == CLOCK:
        yield Telling(NoticeKind.TAKEN_BACK, scene.worker, ItemKind.ANSWER, scene.fact.occurred.on)


@tells(Escalated)
def escalated(event: Escalated, scene: Scene) -> Iterable[Telling]:
    """The leader's queue is told, or at the second level the head of office's."""
    centre, kind = scene.unit.centre, event.item.kind
    if event.item.act is Act.ESCALATE_FURTHER:
        yield Telling(NoticeKind.ESCALATED_FURTHER, Queue(centre, Role.HEAD_OF_OFFICE), kind, event.deadline)
    else:
        yield Telling(NoticeKind.ESCALATED, Queue(centre, Role.LEADER), kind, event.deadline)


@tells(InactivityAsked)
def inactive(event: InactivityAsked, scene: Scene) -> Iterable[Telling]:
    yield Telling(NoticeKind.INACTIVE, scene.worker, event.item.kind, event.item.due)


@tells(HandOverOffered)
def hand_over_offered(event: HandOverOffered, scene: Scene) -> Iterable[Telling]:
    yield Telling(NoticeKind.HAND_OVER_OFFERED, scene.whoever(event.to, event.centre), ItemKind.HAND_OVER)


@tells(HandOverReturned)
def hand_over_returned(event: HandOverReturned, scene: Scene) -> Iterable[Telling]:
    """The sender is responsible still, and could believe otherwise."""
    yield Telling(NoticeKind.HAND_OVER_RETURNED, scene.worker, ItemKind.HAND_OVER)


@tells(WorkerAssigned)
def assigned(event: WorkerAssigned, scene: Scene) -> Iterable[Telling]:
    """A worker who takes a trajectory knows; one who is given it, alone or with a whole caseload, is told."""
    if scene.fact.actor != event.worker:
        yield Telling(NoticeKind.ASSIGNED, scene.whoever(event.worker, event.centre))


@tells(WorkerReleased)
def released(event: WorkerReleased, scene: Scene) -> Iterable[Telling]:
    yield Telling(NoticeKind.QUEUED, scene.unit)


@tells(PossibleBreachReported)
def breach_reported(event: PossibleBreachReported, scene: Scene) -> Iterable[Telling]:
    """The 72 hours run from now: the leader does not wait for a reminder. Source: GDPR article 33 (1)."""
    yield Telling(NoticeKind.BREACH_REPORTED, Queue(scene.unit.centre, Role.LEADER), ItemKind.BREACH)


@tells(GlassBroken)
def glass_broken(event: GlassBroken, scene: Scene) -> Iterable[Telling]:
    """The leader looks at it at once. Of a leader who did it the head of office is told."""
    leaders = Queue(scene.unit.centre, Role.LEADER)
    yield Telling(NoticeKind.GLASS_BROKEN, leaders)
    if scene.fact.actor in members(leaders, scene.catalogue):
        yield Telling(NoticeKind.GLASS_BROKEN, Queue(scene.unit.centre, Role.HEAD_OF_OFFICE))


def _about(what: NoticeKind, item: ItemKey, to: str | None, scene: Scene) -> Iterable[Telling]:
    """Tell who was named, and who has to do it now, which is not always the same: a hand-over is its receiver's."""
    named = [scene.whoever(to, scene.state.centre)] if to else []
    for recipient in (*named, *_who_has_to(item, scene)):
        yield Telling(what, recipient, item.kind, item.due)


def _who_has_to(item: ItemKey, scene: Scene) -> list[Recipient]:
    if scene.fact.kind == "unit":
        return [scene.unit]
    due = [one for one in obligations_of(scene.state, scene.catalogue) if _is_about(item, one)]
    return [scene.whoever(one.worker, one.centre, one.role) for one in due] or [scene.worker]


def _is_about(item: ItemKey, obligation: Obligation) -> bool:
    return (obligation.kind, obligation.subject) == (item.kind, item.subject)
