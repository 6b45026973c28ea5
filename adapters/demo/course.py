"""The steps of one CTI course up to today, and the days on which its phases began."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adapters.demo.contacts import PROSTITUTION, cti_form
from adapters.demo.dice import Dice
from adapters.demo.plots import Plot, Twist
from adapters.demo.staff import CTI_CENTRE, LEADER
from adapters.demo.teller import Step
from domain.calendar import add_months
from domain.commands import Command
from domain.commands.course import (
    AssignWorker,
    BeginPreCti,
    EndPhase,
    OpenTrajectory,
    RecordCtiContact,
    RecordExpectation,
    SetActivityPlan,
    StartCti,
)
from domain.commands.help import DeclineMeasurement, RecordMeasurement
from domain.commands.identity import LiftAnonymity
from domain.contact_codes import FormOfContact
from domain.events.help import Rating
from domain.help_codes import IdentifiedBy, Occasion, PaidSex, Questionnaire
from domain.trajectory_codes import DeviationReason, Expectation, FocusArea, Party, Place, TargetGroup

PHASES = 3
PHASE_MONTHS = 3
PRE_CTI_DAYS = 28
RHYTHM_DAYS = (7, 14, 30)
PLAN = "cti-9m"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a story is told with: who carries it, its dice, its plot and today."""

    plot: Plot
    worker: str
    today: date
    dice: Dice

    def step(self, day: date, command: type[Command], actor: str = "", **fields: Any) -> Step:
        return Step(day, command, fields, actor or self.worker)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def start_for(due: date) -> date:
    """Return a start whose deadline, three calendar months later, is `due` (or the nearest day before)."""
    start = add_months(due, -PHASE_MONTHS)
    later = (start + timedelta(days=days) for days in range(4))
    return next((day for day in later if add_months(day, PHASE_MONTHS) == due), start)


def phase_starts(plot: Plot, today: date) -> tuple[date, ...]:
    """Return the days on which the phases up to the running one began; for an ended course all and its end."""
    if plot.phase > PHASES:
        starts = [today + timedelta(days=plot.due_in)]
    else:
        starts = [start_for(today + timedelta(days=plot.due_in))]
    while len(starts) < plot.phase:
        starts.insert(0, start_for(starts[0]))
    return tuple(starts)


def opening(setting: Setting, begun: date) -> Iterator[Step]:
    """Contact, worker, pre-CTI with agreement and intake, and for most a name."""
    dice = setting.dice
    first = begun - timedelta(days=dice.between(18, 26))
    group = dice.pick(tuple(TargetGroup))
    yield setting.step(
        first, OpenTrajectory, programme=PROSTITUTION, centre=CTI_CENTRE, contact=cti_form(dice), target_group=group
    )
    yield setting.step(first, AssignWorker, LEADER, worker=setting.worker)
    yield setting.step(first, BeginPreCti, plan=PLAN)
    yield setting.step(first + timedelta(days=7), RecordExpectation, expectation=Expectation.AGREEMENT)
    if setting.plot.twist is not Twist.SILENT:
        yield setting.step(first + timedelta(days=12), RecordExpectation, expectation=Expectation.INTAKE)
        yield setting.step(
            first + timedelta(days=15),
            LiftAnonymity,
            administration="sof",
            identified_by=dice.pick(tuple(IdentifiedBy)),
            earlier_follow=dice.chance(70),
        )


def pre_cti(setting: Setting) -> Iterator[Step]:
    """A trajectory that is still in the contact-making period."""
    first = setting.today + timedelta(days=setting.plot.due_in - PRE_CTI_DAYS)
    yield setting.step(
        first, OpenTrajectory, programme=PROSTITUTION, centre=CTI_CENTRE, contact=cti_form(setting.dice)
    )
    yield setting.step(first, AssignWorker, LEADER, worker=setting.worker)
    yield setting.step(first, BeginPreCti, plan=PLAN)


def course(setting: Setting, starts: tuple[date, ...], quiet_from: date) -> Iterator[Step]:
    """Start CTI and live through its phases; nothing is done from `quiet_from` on."""
    yield setting.step(starts[0], StartCti, plan=PLAN, reason=DeviationReason.OTHER)
    yield from measured(setting, starts[0] + timedelta(days=3), Occasion.START, 0)
    for number, start in enumerate(starts[:PHASES], start=1):
        end = starts[number] if number < len(starts) else quiet_from
        yield from _phase(setting, number, start, min(end, quiet_from))
        if number < len(starts):
            yield setting.step(
                starts[number], EndPhase, phase=number, reason=setting.dice.pick(tuple(DeviationReason))
            )
            occasion = Occasion.CLOSE if number == PHASES else Occasion.PHASE_CHANGE
            if occasion is Occasion.PHASE_CHANGE:
                yield from measured(setting, starts[number] + timedelta(days=2), occasion, number)


def _phase(setting: Setting, number: int, start: date, end: date) -> Iterator[Step]:
    last = end - timedelta(days=1)
    if number < PHASES and last >= start:
        areas = tuple(sorted(setting.dice.some(tuple(FocusArea), 3)))
        yield setting.step(min(start + timedelta(days=6), last), SetActivityPlan, focus_areas=areas)
    for days, expectation in _ticks(number):
        day = start + timedelta(days=days)
        if day <= last:
            yield setting.step(day, RecordExpectation, expectation=expectation)
    yield from _contacts(setting, number, start, last)


def _ticks(number: int) -> tuple[tuple[int, Expectation], ...]:
    if number == PHASES:
        late = (Expectation.TRANSFER_MEETING, Expectation.LONG_TERM_PLAN, Expectation.LAST_MEETING)
        return tuple(zip((70, 78, 84), late, strict=True))
    return ((8, Expectation.PLAN_REVIEWED),) if number > 1 else ()


def _contacts(setting: Setting, number: int, start: date, last: date) -> Iterator[Step]:
    rhythm = RHYTHM_DAYS[number - 1]
    for turn in range(1, (last - start).days // rhythm + 1):
        if setting.dice.chance(90):
            with_network = turn % 4 == 0
            yield setting.step(
                start + timedelta(days=turn * rhythm),
                RecordCtiContact,
                place=Place.OFFICE if with_network else Place.COMMUNITY,
                party=setting.dice.pick((Party.PROVIDER, Party.NETWORK)) if with_network else Party.PERSON,
                form=FormOfContact.MEETING,
                minutes=setting.dice.between(3, 12) * 10,
            )


def measured(setting: Setting, day: date, occasion: Occasion, phase: int) -> Iterator[Step]:
    """Both questionnaires; some decline the citizen's."""
    dice = setting.dice
    about: dict[str, Any] = {"occasion": occasion, "phase": phase}
    if dice.chance(15):
        yield setting.step(day, DeclineMeasurement, questionnaire=Questionnaire.CITIZEN, **about)
    else:
        least = 2 + (phase >= PHASES - 1 or occasion is Occasion.CLOSE)
        yield setting.step(
            day,
            RecordMeasurement,
            questionnaire=Questionnaire.CITIZEN,
            who_5=tuple(dice.between(least, min(5, least + 2)) for _ in range(5)),
            paid_sex=dice.pick(tuple(PaidSex)),
            ratings=tuple(Rating(area=area, score=dice.between(1 + phase // 2, 4)) for area in FocusArea),
            **about,
        )
    yield setting.step(day, RecordMeasurement, questionnaire=Questionnaire.WORKER, **about)
