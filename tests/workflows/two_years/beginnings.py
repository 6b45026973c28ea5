"""How a trajectory begins, gets a worker, comes to CTI, and ends."""

from datetime import timedelta

from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import (
    AssignWorker,
    BeginPreCti,
    CloseTrajectory,
    OpenTrajectory,
    RecordExpectation,
    ReopenTrajectory,
    StartCti,
)
from domain.contact_codes import Topic
from domain.trajectory_codes import CloseReason, DeviationReason, Expectation
from tests.domain.samples import a_form
from tests.workflows.two_years.desk import Commands, Desk
from tests.workflows.two_years.staffing import LEADER, PROGRAMME, WORKERS

ANONYMOUS_PROGRAMME = "exit-pakke"
BACK_AFTER = timedelta(days=45)


def opens(desk: Desk) -> Commands:
    """A first contact on the day of the plot; courses are begun at once by half of them."""
    programme = PROGRAMME if desk.plot.has_course else ANONYMOUS_PROGRAMME
    topics = frozenset({Topic.CHILDREN}) if desk.dice.chance(25) else frozenset[Topic]()
    yield desk.do(
        OpenTrajectory, LEADER, programme=programme, centre="socialcenter", contact=a_form(programme, topics=topics)
    )
    if desk.plot.has_course and desk.dice.chance(60):
        yield desk.do(AssignWorker, LEADER, worker=desk.dice.pick(WORKERS))


def is_given_a_worker(desk: Desk) -> Commands:
    """Whoever lies in the queue is given a worker sooner or later."""
    if desk.state.worker is None and desk.plot.has_course and desk.dice.chance(30):
        yield desk.do(AssignWorker, LEADER, worker=desk.dice.pick(WORKERS))


def comes_to_a_course(desk: Desk) -> Commands:
    """The contact-making period, what is expected of it, and the start of CTI, some of it soon and some late."""
    state = desk.state
    if not desk.plot.has_course or state.course is not None or state.worker is None:
        return
    if state.pre_cti is None:
        if desk.dice.chance(40):
            yield desk.do(BeginPreCti, plan="cti-9m")
        return
    for expectation in (Expectation.AGREEMENT, Expectation.INTAKE):
        if expectation not in state.pre_cti.met and desk.dice.chance(20):
            yield desk.do(RecordExpectation, expectation=expectation)
    if desk.dice.chance(8):
        yield desk.do(StartCti, plan="cti-9m", reason=DeviationReason.OTHER)


def ends_before_its_time(desk: Desk) -> Commands:
    """On the day of the plot or soon after it."""
    reason = desk.plot.ends
    if reason is None or desk.day < desk.plot.ends_on or desk.state.runs > 1 or not desk.dice.chance(50):
        return
    if reason is not CloseReason.DUPLICATE:
        yield desk.do(CloseTrajectory, reason=reason)


def is_completed(desk: Desk) -> Commands:
    """A course whose last phase has ended is closed in the days after."""
    course = desk.state.course
    if course is not None and course.phase is None and desk.dice.chance(30):
        yield desk.do(CloseTrajectory, reason=CloseReason.COMPLETED)


def comes_back(desk: Desk) -> Commands:
    """Some come back weeks after the closing, by a step of the worker's or with a new contact."""
    closing = desk.state.closing
    if closing is None or not desk.plot.comes_back or desk.state.runs > 1:
        return
    if desk.day < closing.occurred.on + BACK_AFTER or not desk.dice.chance(10):
        return
    if desk.dice.chance(50):
        yield desk.do(ReopenTrajectory)
    else:
        yield desk.do(RegisterFollowUp, contact=a_form(desk.state.programme))
