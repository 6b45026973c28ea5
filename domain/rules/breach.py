"""A possible personal data breach: reported by anybody, assessed by the leader within 72 hours.

Source: domain section 5, GDPR article 33 (1). It concerns a closed trajectory as much as an open one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from domain import refusals
from domain.agenda import Obligation, Why, obliges
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.calendar import civil_date
from domain.changed import changed
from domain.commands.breach import AssessBreach, ReportPossibleBreach
from domain.decide import Decision, Outcome, Raised, States, decides, decides_across
from domain.events.breach import BreachAssessed, PossibleBreachReported
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.responsibility import is_leader
from domain.span import Due, Span, due_after, is_before
from domain.timing import time_given
from domain.trajectory.evolve import applies
from domain.trajectory.state import Breach, Trajectory
from domain.trajectory_codes import Role

BREACH_EXISTS = Refusal(
    "breach-exists",
    "Det mulige brud er allerede meldt. Lederen vurderer det.",
    "The possible breach is reported already. The leader assesses it.",
)
NO_SUCH_BREACH = Refusal(
    "no-such-breach",
    "Forløbet har intet muligt brud med det nummer. Meld det først.",
    "The trajectory has no possible breach with that id. Report it first.",
)
BREACH_ASSESSED = Refusal(
    "breach-assessed",
    "Bruddet er allerede vurderet. Træk vurderingen tilbage, hvis den er forkert.",
    "The breach is assessed already. Withdraw the assessment if it is wrong.",
)
ASSESSED_BEFORE_REPORTED = Refusal(
    "assessed-before-reported",
    "Vurderingen ligger før meldingen. Ret datoen.",
    "The assessment lies before the report. Correct the date.",
)


def _breach_of(trajectory: Trajectory, breach: UUID) -> Breach | None:
    return next((known for known in trajectory.breaches if known.id == breach), None)


@decides_across(ReportPossibleBreach, lambda command: (command.trajectory,))
def report_possible_breach(
    states: States, command: ReportPossibleBreach, now: datetime, catalogue: Catalogue
) -> Decision:
    trajectory = states[command.trajectory]
    if trajectory.opened is None:
        return refusals.NO_SUCH_TRAJECTORY
    if _breach_of(trajectory, command.breach) is not None:
        return BREACH_EXISTS
    reported = PossibleBreachReported(breach=command.breach, cause=command.cause)
    return [Raised(trajectory.id, "trajectory", reported, _became_aware(command.occurred, now))]


def _became_aware(occurred: Occurred, now: datetime) -> Occurred:
    """Of today without a time, somebody becomes aware as they report it; of an earlier day, as that day begins."""
    return Occurred.at_instant(now) if occurred.at is None and occurred.on == civil_date(now) else occurred


@decides(AssessBreach, closed_too=True)
def assess_breach(trajectory: Trajectory, command: AssessBreach, now: datetime, catalogue: Catalogue) -> Outcome:
    if not is_leader(command.actor, catalogue):
        return refusals.NOT_A_LEADER
    breach = _breach_of(trajectory, command.breach)
    if breach is None:
        return NO_SUCH_BREACH
    if breach.assessed is not None:
        return BREACH_ASSESSED
    if is_before(command.occurred, breach.reported):
        return ASSESSED_BEFORE_REPORTED
    return [BreachAssessed(breach=breach.id, outcome=command.outcome)]


@obliges
def leader_assesses_breaches(trajectory: Trajectory, catalogue: Catalogue) -> Iterable[Obligation]:
    """The leader assesses it within 72 hours of somebody's becoming aware of it, weekends and holidays too."""
    span = time_given(ItemKind.BREACH, catalogue.timings)
    for breach in trajectory.breaches:
        if breach.assessed is None:
            yield Obligation(
                kind=ItemKind.BREACH,
                subject=breach.id,
                due=_due(breach, span),
                worker=None,
                role=Role.LEADER,
                centre=trajectory.centre,
                why=Why("breach-assessed", breach.reported, span),
            )


def _due(breach: Breach, span: Span) -> Due:
    """Where 72 hours are over as a day begins, it was due on the day before."""
    due = due_after(breach.reported, span)
    return Due(civil_date(due.at - timedelta(microseconds=1)), due.at)


@applies(PossibleBreachReported)
def possible_breach_reported(trajectory: Trajectory, fact: Fact, event: PossibleBreachReported) -> Trajectory:
    if _breach_of(trajectory, event.breach) is not None:
        return trajectory
    breach = Breach(event.breach, event.cause, fact.occurred)
    return changed(trajectory, breaches=(*trajectory.breaches, breach))


@applies(BreachAssessed)
def breach_assessed(trajectory: Trajectory, fact: Fact, event: BreachAssessed) -> Trajectory:
    return changed(
        trajectory,
        breaches=tuple(
            changed(known, assessed=fact.occurred, outcome=event.outcome) if known.id == event.breach else known
            for known in trajectory.breaches
        ),
    )
