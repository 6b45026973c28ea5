"""What is due about measures: answers, ends and yearly checks. Source: domain section 6.

An unanswered application is reminded of 2 working days ahead, noted as overdue and, 5 working days later, taken
back to the worker. It stays an obligation until an answer is recorded, it is applied for anew or it is stopped,
so that nothing is forgotten. An answer due within seconds has no reminder ahead.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.agenda import Obligation, Why, obliges, pins
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day
from domain.events import Event
from domain.events.clock import AnswerDeadlinePassed, ReminderGiven
from domain.events.help import MeasureTakenBack
from domain.reference.catalogue import Catalogue
from domain.rules.clock import acts
from domain.rules.responsibility import who_answers
from domain.span import Due, due_after
from domain.timing import Times, time_given
from domain.trajectory.evolve import latest
from domain.trajectory.state import Measure, Trajectory


def answer_due(measure: Measure) -> Due | None:
    """Return when the answer is due, counted from the day of the newest application; None if none is awaited."""
    if measure.applied is None or measure.answer is None or not measure.awaits_answer:
        return None
    return due_after(measure.applied, measure.answer)


def end_due(measure: Measure) -> Due | None:
    """Return the last day of a running measure that is limited in time."""
    if measure.started is None or measure.until is None or not measure.is_open:
        return None
    return Due(measure.until, end_of_day(measure.until))


def checked_since(measure: Measure) -> Occurred | None:
    """Return from when the next yearly check is counted: the last check, or the grant; None if none is due.

    A measure that was granted so is checked while it waits to run. Only a check moves the next one on.
    """
    if measure.granted is None or not measure.yearly_check or measure.started is not None or not measure.is_open:
        return None
    return measure.granted if measure.checked is None else latest(measure.checked, measure.granted)


@obliges
def measures_are_followed(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An answer comes in time, a limited measure is ended by its last day, a housing list is checked yearly."""
    if not trajectory.is_open:
        return
    worker = who_answers(trajectory, catalogue)
    for measure in trajectory.measures:
        for kind, due, why in _due_of(measure, catalogue):
            yield Obligation(kind, measure.id, due, worker, None, trajectory.centre, why)


def _due_of(measure: Measure, catalogue: Catalogue) -> Iterable[tuple[ItemKind, Due, Why]]:
    answer, end, checked = answer_due(measure), end_due(measure), checked_since(measure)
    if answer is not None and measure.applied is not None:
        yield ItemKind.ANSWER, answer, Why("answer-due", measure.applied, measure.answer)
    if end is not None and measure.started is not None:
        yield ItemKind.MEASURE_END, end, Why("measure-end", measure.started)
    if checked is not None:
        year = time_given(ItemKind.YEARLY_CHECK, catalogue.timings)
        yield ItemKind.YEARLY_CHECK, due_after(checked, year), Why("yearly-check", checked, year)


@pins(ItemKind.ANSWER)
def timing_of_an_answer(trajectory: Trajectory, obligation: Obligation, timing: Times) -> Times | None:
    """The clock is done with what is back with the worker; an answer due in seconds is taken back in seconds."""
    measure = next((known for known in trajectory.measures if known.id == obligation.subject), None)
    if measure is None or measure.taken_back is not None:
        return None
    in_seconds = measure.answer is not None and measure.answer.seconds
    return timing._replace(remind=(), escalate=measure.answer) if in_seconds else timing


@acts(ItemKind.ANSWER, Act.NOTE_PASSED)
def note_overdue_answer(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    return [AnswerDeadlinePassed(item=item)]


@acts(ItemKind.ANSWER, Act.TAKE_BACK)
def take_back_unanswered(item: ItemKey, obligation: Obligation | None) -> Sequence[Event]:
    """The matter goes back to the worker, who is told."""
    taken = [MeasureTakenBack(measure=item.subject)] if isinstance(item.subject, UUID) else []
    told = ReminderGiven(item=item, to=obligation.worker if obligation is not None else None)
    return [*taken, told]
