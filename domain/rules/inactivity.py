"""An anonymous trajectory that falls silent: the worker is asked, then it closes as counselling only.

Source: domain section 3.
"""

from collections.abc import Iterable

from domain.agenda import Obligation, Why, obliges, times
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Programme
from domain.rules.appointments import open_appointments
from domain.rules.responsibility import who_answers
from domain.span import due_after
from domain.trajectory.state import Trajectory


def may_close_as_counselling_only(trajectory: Trajectory) -> bool:
    """Only an anonymous trajectory without CTI; never with an open measure, appointment or hold."""
    busy = any(measure.is_open for measure in trajectory.measures) or open_appointments(trajectory)
    return trajectory.is_anonymous and not trajectory.runs and not trajectory.hold and not busy


def _question_that_stands(trajectory: Trajectory, programme: Programme) -> Occurred | None:
    """Return when the worker was asked, unless an activity, also one entered late, cut the silence short."""
    asked, active = trajectory.asked_inactive, trajectory.last_activity
    if asked is None or active is None:
        return None
    due = due_after(active, programme.inactivity)
    silent = asked.on >= due.on if asked.at is None else asked.at >= due.at
    return asked if silent else None


def _programme(trajectory: Trajectory, catalogue: Catalogue) -> Programme | None:
    return catalogue.programmes.get(trajectory.programme)


@obliges
def worker_answers_about_inactivity(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The worker was asked; after the answer time of silence it closes by itself."""
    programme = _programme(trajectory, catalogue)
    if not trajectory.is_open or programme is None or not may_close_as_counselling_only(trajectory):
        return
    asked = _question_that_stands(trajectory, programme)
    if asked is None:
        return
    yield Obligation(
        kind=ItemKind.INACTIVITY,
        subject=0,
        due=due_after(asked, programme.inactivity_answer),
        worker=who_answers(trajectory, catalogue),
        role=None,
        centre=trajectory.centre,
        why=Why("inactivity", asked, programme.inactivity_answer),
    )


@times
def time_the_silence(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[ItemKey]:
    """Ask after the programme's window without activity; that it closes after the answer time follows from asking."""
    programme, active = _programme(trajectory, catalogue), trajectory.last_activity
    if not trajectory.is_open or programme is None or active is None or not may_close_as_counselling_only(trajectory):
        return
    if _question_that_stands(trajectory, programme) is None:
        yield ItemKey.of(ItemKind.INACTIVITY, Act.ASK, 0, due_after(active, programme.inactivity))
