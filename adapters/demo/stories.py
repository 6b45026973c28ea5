"""Whole stories: CTI courses of Exit Prostitution, and anonymous counselling of Exit-pakken."""

from collections.abc import Iterator
from datetime import date, timedelta

from adapters.demo.contacts import PAKKE
from adapters.demo.course import PHASES, Setting, course, opening, phase_starts, pre_cti
from adapters.demo.dice import Dice
from adapters.demo.plots import Plot, Twist
from adapters.demo.staff import BRIDGE_BUILDERS, bridge_builder_centre
from adapters.demo.teller import Step
from adapters.demo.twists import QUIET_SINCE, TWISTS, answered_measure, nothing
from domain.base import Occurred
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import AssignWorker, CloseTrajectory, OpenTrajectory, PlanAppointment
from domain.contact_codes import FormOfContact, HandledBy, Language, Topic, WayIn
from domain.events.contacts import ContactForm
from domain.trajectory_codes import CloseReason

ANONYMOUS_STORIES = 16
SETTLED_DAYS = 45


def cti_story(plot: Plot, worker: str, today: date, dice: Dice) -> Iterator[Step]:
    """Return the steps of one CTI course, in no particular order."""
    setting = Setting(plot, worker, today, dice)
    if plot.phase == 0:
        yield from pre_cti(setting)
        return
    starts = phase_starts(plot, today)
    yield from opening(setting, starts[0])
    yield from course(setting, starts, setting.ago(QUIET_SINCE.get(plot.twist, 0)))
    if plot.twist not in QUIET_SINCE and (today - starts[0]).days > SETTLED_DAYS and plot.phase <= PHASES:
        yield from answered_measure(setting, dice.between(30, 40))
    if plot.twist is Twist.NONE and 0 < plot.phase <= PHASES and dice.chance(50):
        yield _appointment(setting)
    yield from TWISTS.get(plot.twist, nothing)(setting)


def _appointment(setting: Setting) -> Step:
    planned = Occurred(on=setting.today + timedelta(days=setting.dice.between(1, 12)))
    return setting.step(setting.ago(1), PlanAppointment, appointment=setting.dice.id(), planned=planned)


def anonymous_story(number: int, today: date, dice: Dice) -> Iterator[Step]:
    """Return the steps of an anonymous trajectory: in talks, asked about its silence, or closed."""
    worker = dice.pick(BRIDGE_BUILDERS)
    silent = (3, 20, 60, 120, 168, 182, 190, 215)[number % 8]
    last = today - timedelta(days=silent)
    first = last - timedelta(days=dice.between(14, 40))
    opened = {"programme": PAKKE, "centre": bridge_builder_centre(worker), "contact": _form(worker, dice)}
    yield Step(first, OpenTrajectory, opened, worker)
    yield Step(first, AssignWorker, {"worker": worker}, worker)
    yield Step(last, RegisterFollowUp, {"contact": _form(worker, dice)}, worker)
    if number == ANONYMOUS_STORIES - 1:
        yield Step(last, CloseTrajectory, {"reason": CloseReason.OTHER_OFFER}, worker)


def _form(worker: str, dice: Dice) -> ContactForm:
    return ContactForm(
        programme=PAKKE,
        centre=bridge_builder_centre(worker),
        handled_by=HandledBy.BRIDGE_BUILDER,
        way_in=dice.pick((WayIn.KC, WayIn.REDEN, WayIn.OWN_INITIATIVE)),
        form=FormOfContact.MEETING,
        topics=dice.some((Topic.EDUCATION, Topic.CASH_BENEFIT, Topic.OFFERS, Topic.DEBT), 2),
        language=Language.DANISH,
        card_shown=dice.chance(50),
    )
