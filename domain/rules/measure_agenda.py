"""What is due about measures: answers, ends and yearly checks. Source: domain section 6.

An unanswered application is reminded of 2 working days ahead, noted as overdue and, 5 working days later, taken
back to the worker. It stays an obligation until an answer is recorded, it is applied for anew or it is stopped,
so that nothing is forgotten. An answer due within seconds has no reminder ahead.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count

from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import add_months, end_of_day, start_of_day
from domain.events import Event
from domain.events.clock import AnswerDeadlinePassed, ReminderGiven
from domain.events.help import MeasureTakenBack
from domain.reference.catalogue import Catalogue
from domain.rules.clock import acts
from domain.rules.responsibility import who_answers
from domain.span import Due, Span, due_after, due_before, due_following, instant_of
from domain.trajectory.state import Measure, Trajectory

A_YEAR = Span(months=12)
REMIND_OF_ANSWER = Span(working_days=2)
TAKE_BACK_AFTER = Span(working_days=5)
REMIND_OF_END = Span(days=14)


def answer_due(measure: Measure) -> Due | None:
    """Return when the answer is due, counted from the day of the newest application; None if none is awaited."""
    if measure.applied is None or measure.answer is None or not measure.awaits_answer:
        return None
    return due_after(measure.applied, measure.answer)


def end_due(measure: Measure) -> Due | None:
    """Return the last day of a running measure that is limited in time."""
    if measure.started is None or measure.until is None or not measure.is_open:
        return None
    return _day(measure.until)


def yearly_check_due(trajectory: Trajectory, measure: Measure) -> Due | None:
    """Return the next anniversary of the grant that was not reminded of, while the measure waits to run."""
    if measure.granted is None or not measure.yearly_check or measure.started is not None or not measure.is_open:
        return None
    granted = measure.granted.on
    anniversaries = (_day(add_months(granted, 12 * years)) for years in count(1))
    return next(due for due in anniversaries if _check_reminder(measure, due) not in trajectory.done)


@obliges
def measures_are_followed(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """An answer comes in time, a limited measure is ended by its last day, a housing list is checked yearly."""
    if not trajectory.is_open:
        return
    worker = who_answers(trajectory, catalogue)
    for measure in trajectory.measures:
        for kind, due, why in _due_of(trajectory, measure):
            yield Obligation(kind, measure.id, due, worker, None, trajectory.centre, why)


def _due_of(trajectory: Trajectory, measure: Measure) -> Iterable[tuple[ItemKind, Due, Why]]:
    answer, end, check = answer_due(measure), end_due(measure), yearly_check_due(trajectory, measure)
    if answer is not None and measure.applied is not None:
        yield ItemKind.ANSWER, answer, Why("answer-due", measure.applied, measure.answer)
    if end is not None and measure.started is not None:
        yield ItemKind.MEASURE_END, end, Why("measure-end", measure.started)
    if check is not None and measure.granted is not None:
        yield ItemKind.YEARLY_CHECK, check, Why("yearly-check", measure.granted, A_YEAR)


@times
def the_clock_follows_measures(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    """Remind, note what is overdue, take back."""
    for measure in trajectory.measures:
        yield from _answer_timers(measure)
        yield from _end_timers(measure)
        check = yearly_check_due(trajectory, measure)
        if check is not None:
            yield _check_reminder(measure, check)


def _answer_timers(measure: Measure) -> Iterable[ItemKey]:
    due = answer_due(measure)
    if due is None or measure.taken_back is not None or measure.applied is None or measure.answer is None:
        return
    in_seconds = bool(measure.answer.seconds)
    if not in_seconds:
        yield from _reminder(ItemKind.ANSWER, measure, due, REMIND_OF_ANSWER, measure.applied)
    taken_back = due_following(due, measure.answer if in_seconds else TAKE_BACK_AFTER)
    yield _key(ItemKind.ANSWER, Act.NOTE_PASSED, measure, due)
    yield _key(ItemKind.ANSWER, Act.TAKE_BACK, measure, taken_back)


def _end_timers(measure: Measure) -> Iterable[ItemKey]:
    due = end_due(measure)
    if due is not None and measure.started is not None:
        yield from _reminder(ItemKind.MEASURE_END, measure, due, REMIND_OF_END, measure.started)


def _reminder(kind: ItemKind, measure: Measure, due: Due, ahead: Span, step: Occurred) -> Iterable[ItemKey]:
    """Remind a span ahead, unless that lies before the step that the due date follows from."""
    reminder = due_before(due, ahead)
    if reminder.at > instant_of(step):
        yield _key(kind, Act.REMIND, measure, reminder)


def _check_reminder(measure: Measure, due: Due) -> ItemKey:
    return _key(ItemKind.YEARLY_CHECK, Act.REMIND, measure, Due(due.on, start_of_day(due.on)))


def _key(kind: ItemKind, act: Act, measure: Measure, when: Due) -> ItemKey:
    return ItemKey.of(kind, act, measure.id, when)


def _day(day: date) -> Due:
    return Due(day, end_of_day(day))


@acts(ItemKind.ANSWER, Act.NOTE_PASSED)
def note_overdue_answer(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    return [AnswerDeadlinePassed(item=item)]


@acts(ItemKind.ANSWER, Act.TAKE_BACK)
def take_back_unanswered(trajectory: Trajectory, item: ItemKey, catalogue: Catalogue) -> Sequence[Event]:
    """The matter goes back to the worker, who is told."""
    taken = [MeasureTakenBack(measure=measure.id) for measure in trajectory.measures if measure.id == item.subject]
    return [*taken, ReminderGiven(item=item, to=who_answers(trajectory, catalogue))]
