"""How a shared fact is told to a partner: without what it names besides that the consent does not."""

from functools import singledispatch

from domain.events import Event
from domain.events.corrections import Corrected, Withdrawn
from domain.events.course import (
    CtiStarted,
    ExtensionRequested,
    HandOverOffered,
    PhaseEnded,
    TrajectoryClosed,
    TrajectoryOpened,
)
from domain.events.help import MeasurementRecorded
from domain.help_codes import Information, PaidSex
from domain.trajectory_codes import DeviationReason

Kinds = frozenset[Information]


@singledispatch
def told(event: Event, kinds: Kinds) -> Event:
    """Return an event as a consent to `kinds` lets it be told: as it is, where nothing is said of its type below."""
    return event


@told.register
def _(event: TrajectoryOpened, kinds: Kinds) -> Event:
    return event.model_copy(update={"from_contact": None})


@told.register
def _(event: TrajectoryClosed, kinds: Kinds) -> Event:
    return event.model_copy(update={"duplicate_of": None})


@told.register
def _(event: HandOverOffered, kinds: Kinds) -> Event:
    return event.model_copy(update={"consent": None})


@told.register(CtiStarted)
@told.register(PhaseEnded)
@told.register(ExtensionRequested)
def _(event: CtiStarted | PhaseEnded | ExtensionRequested, kinds: Kinds) -> Event:
    """Every reason is »other« without health: were it illness alone, »other« would say that it is."""
    if Information.HEALTH in kinds or event.reason is None:
        return event
    return event.model_copy(update={"reason": DeviationReason.OTHER})


@told.register
def _(event: MeasurementRecorded, kinds: Kinds) -> Event:
    """Whether somebody sells sex, and how they get on in each focus area, is no health."""
    return event.model_copy(update={"paid_sex": PaidSex.PREFERS_NOT, "ratings": ()})


@told.register
def _(event: Withdrawn, kinds: Kinds) -> Event:
    return event.model_copy(update={"moved_to": None})


@told.register
def _(event: Corrected, kinds: Kinds) -> Event:
    return event.model_copy(update={"content": told(event.content, kinds)})
