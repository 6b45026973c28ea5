"""Why something is due when it is, who moved it, what the clock did about it and what it will do.

Computed from the trajectory's facts, for a person who asks; agendas and boards do without. Source: design section 4.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from domain.agenda import foreseen_of, obligations_of, timers_expected, timing_in_force
from domain.agenda_item import ItemKey, ItemKind
from domain.base import CLOCK, Occurred
from domain.events import Event, breach, contacts, course, help, identity
from domain.events.corrections import Corrected, DateCorrected
from domain.fact import Fact
from domain.help_codes import Occasion, Questionnaire
from domain.labelled import Labelled
from domain.obligation import Obligation
from domain.reference.catalogue import Catalogue
from domain.rules.deadlines import approved_extensions, pauses_within
from domain.rules.measurement_agenda import measurement_rule
from domain.rules.standstill import moving_pauses
from domain.timing import Times
from domain.trajectory.evolve import facts_that_hold
from domain.trajectory.state import Extension, Pause, Trajectory


class Source(Labelled):
    """Where the length stands after which something is due."""

    PLAN = "plan", "planen", "the plan"
    PROGRAMME = "programme", "programmet", "the programme"
    MEASURE = "measure", "tiltaget", "the measure"
    DAY = "day", "en bestemt dag", "a certain day"
    TIMING = "timing", "artens frist", "the kind's timing"


class Beginning(NamedTuple):
    """What a rule counts from: events of these types, by a length that stands there."""

    source: Source
    types: tuple[type[Event], ...]


_MEASURED: Mapping[Occasion, Beginning] = MappingProxyType(
    {
        Occasion.START: Beginning(Source.TIMING, (course.CtiStarted,)),
        Occasion.PHASE_CHANGE: Beginning(Source.TIMING, (course.PhaseEnded,)),
        Occasion.CLOSE: Beginning(Source.TIMING, (course.TrajectoryClosed,)),
        Occasion.FOLLOW_UP: Beginning(Source.PLAN, (course.PhaseEnded, course.TrajectoryClosed)),
    }
)
BEGINNINGS: Mapping[str, Beginning] = MappingProxyType(
    {
        "phase-deadline": Beginning(Source.PLAN, (course.CtiStarted, course.PhaseEnded)),
        "plan-end": Beginning(Source.PLAN, (course.CtiStarted,)),
        "pre-cti": Beginning(Source.PLAN, (course.PreCtiBegun,)),
        "contact-rhythm": Beginning(
            Source.PLAN,
            (
                course.CtiStarted,
                course.PhaseEnded,
                course.CtiContactRecorded,
                course.ContactAttempted,
                contacts.ContactRegistered,
            ),
        ),
        "phase-plan": Beginning(Source.TIMING, (course.CtiStarted, course.PhaseEnded)),
        "pause-expected": Beginning(Source.DAY, (course.Paused,)),
        "pause-length": Beginning(Source.TIMING, (course.Paused,)),
        "answer-due": Beginning(Source.MEASURE, (help.MeasureApplied,)),
        "measure-end": Beginning(Source.DAY, (help.MeasureStarted,)),
        "yearly-check": Beginning(Source.TIMING, (help.MeasureGranted, help.YearlyCheckDone)),
        "appointment-planned": Beginning(Source.DAY, (course.AppointmentPlanned, course.AppointmentMoved)),
        "hand-over-answer": Beginning(Source.TIMING, (course.HandOverOffered,)),
        "extension-requested": Beginning(Source.TIMING, (course.ExtensionRequested,)),
        "early-discharge-requested": Beginning(Source.TIMING, (course.EarlyDischargeRequested,)),
        "disclosure-seen": Beginning(Source.TIMING, (identity.DisclosureRecorded,)),
        "breach-assessed": Beginning(Source.TIMING, (breach.PossibleBreachReported,)),
        "consent-ends": Beginning(Source.DAY, (identity.ConsentGiven, identity.ConsentRenewed)),
        "action-card-opened": Beginning(Source.DAY, (contacts.ActionCardOpened,)),
        "inactivity": Beginning(Source.PROGRAMME, ()),
        "escalated": Beginning(Source.DAY, ()),
        "deletion-due": Beginning(Source.PROGRAMME, (course.TrajectoryClosed,)),
        **{
            measurement_rule(occasion, questionnaire): beginning
            for occasion, beginning in _MEASURED.items()
            for questionnaire in Questionnaire
        },
    }
)
"""What each rule counts from. An escalation and the question after silence are the clock's, and stay as they are."""


class Moved(NamedTuple):
    """Somebody corrected what a due date follows from: a date (`before` and `after`), or what was told of it."""

    by: str
    at: datetime
    before: Occurred | None = None
    after: Occurred | None = None


class Explained(NamedTuple):
    """An obligation, or one that the clock has not made anybody's yet, and all that explains it.

    `times` is None where the clock is done with it; `ahead` is what the clock will do, `done` what it did.
    """

    obligation: Obligation
    is_foreseen: bool
    source: Source
    times: Times | None
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    moved: tuple[Moved, ...]
    ahead: tuple[ItemKey, ...]
    done: tuple[Fact, ...]


def explained(trajectory: Trajectory, catalogue: Catalogue, kind: ItemKind | None = None) -> tuple[Explained, ...]:
    """Explain all that is due in a trajectory, or what is of one kind, the soonest first."""
    obligations = obligations_of(trajectory, catalogue)
    foreseen = tuple(item for item in foreseen_of(trajectory, catalogue) if item not in obligations)
    return tuple(
        _explain(trajectory, catalogue, obligation, is_foreseen=obligation in foreseen)
        for obligation in (*obligations, *foreseen)
        if kind is None or obligation.kind is kind
    )


def apart_from_obligations(trajectory: Trajectory, catalogue: Catalogue) -> tuple[ItemKey, ...]:
    """Return what the clock will do that follows from nothing that is due, such as asking after a silence."""
    return tuple(item for item, follows in timers_expected(trajectory, catalogue).items() if follows is None)


def _explain(trajectory: Trajectory, catalogue: Catalogue, obligation: Obligation, *, is_foreseen: bool) -> Explained:
    expected = timers_expected(trajectory, catalogue)
    return Explained(
        obligation=obligation,
        is_foreseen=is_foreseen,
        source=BEGINNINGS[obligation.why.rule].source,
        times=timing_in_force(trajectory, obligation, catalogue),
        pauses=tuple(_pauses(trajectory, obligation)),
        extensions=tuple(_extensions(trajectory, obligation)),
        moved=tuple(_moved(trajectory, obligation)),
        ahead=tuple(item for item in expected if _is_about(item, obligation)),
        done=tuple(_done(trajectory, obligation)),
    )


def _is_about(item: ItemKey, obligation: Obligation) -> bool:
    return (item.kind, item.subject) == (obligation.kind, obligation.subject)


def _done(trajectory: Trajectory, obligation: Obligation) -> Iterator[Fact]:
    for fact in trajectory.facts:
        item = getattr(fact.event, "item", None)
        of_now = fact.occurred.on >= obligation.why.start.on
        if fact.actor == CLOCK and isinstance(item, ItemKey) and _is_about(item, obligation) and of_now:
            yield fact


def _pauses(trajectory: Trajectory, obligation: Obligation) -> Iterator[Pause]:
    """Yield the pauses that moved it."""
    run, why = trajectory.course, obligation.why
    if run is None or run.phase is None or not why.paused:
        return
    match obligation.kind:
        case ItemKind.PHASE_END:
            yield from (pause for pause in pauses_within(run, run.phase) if pause.resumed is not None)
        case ItemKind.PLAN_END:
            yield from (pause for pause in run.pauses if pause.resumed is not None)
        case _ if why.span is not None:
            yield from (pause for pause, _ in moving_pauses(run, why.start, why.span))


def _extensions(trajectory: Trajectory, obligation: Obligation) -> Iterator[Extension]:
    """Yield the approved extensions that moved it."""
    run = trajectory.course
    if run is None or run.phase is None:
        return
    if obligation.kind is ItemKind.PHASE_END:
        yield from approved_extensions(run, run.phase)
    elif obligation.kind is ItemKind.PLAN_END:
        yield from (extension for extension in run.extensions if extension.approved)


def _moved(trajectory: Trajectory, obligation: Obligation) -> Iterator[Moved]:
    """Yield the corrections of what it follows from, in the order in which they were made."""
    begun = {fact.id for fact in facts_that_hold(trajectory.facts) if _begins(fact, obligation)}
    told: dict[UUID, Occurred] = {}
    for fact in trajectory.facts:
        match fact.event:
            case DateCorrected(event=target, occurred=occurred) if target in begun:
                yield Moved(fact.actor, fact.recorded, told[target], occurred)
                told[target] = occurred
            case Corrected(event=target) if target in begun:
                yield Moved(fact.actor, fact.recorded)
            case _:
                told[fact.id] = fact.occurred


def _begins(fact: Fact, obligation: Obligation) -> bool:
    """Tell whether a fact is what a due date is counted from, or what names its day."""
    why, subject = obligation.why, obligation.subject
    if type(fact.event) not in BEGINNINGS[why.rule].types or fact.occurred not in (why.start, why.since):
        return False
    return isinstance(subject, int) or subject == fact.id or subject in dict(fact.event or ()).values()
