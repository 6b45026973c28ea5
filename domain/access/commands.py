"""Whether somebody may give a command: the policy's way from commands to trajectories.

A command is one's own; each trajectory that it names is judged; what it begins, it begins at one's own centre.
Source: domain sections 2 to 7.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain import refusals as common
from domain.access import refusals
from domain.access.case import ALLOWED, Record, Verdict
from domain.access.codes import Action
from domain.access.nearness import answers_for_it, is_of_own_centre, is_offered_it, open_offer
from domain.access.needs import Need, need_of
from domain.access.policy import judge, roles_that_count
from domain.access.streams import centre_of_stream, is_of_cards
from domain.access.who import Who
from domain.commands import Command, TrajectoryCommand
from domain.commands.caseload import MoveCaseload, TakeLeave
from domain.commands.contacts import RegisterContact, RegisterVisit
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.commands.course import AcceptHandOver, CloseTrajectory, OpenTrajectory, ReturnHandOver
from domain.commands.recurring import DutyCommand
from domain.commands.supervision import HoldSupervision
from domain.recurring.streams import duty_called
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.hand_over import NOT_THE_RECEIVER
from domain.rules.recurring import centre_of
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, Role

CARRIES_OR_LEADS = CASEWORK_ROLES | {Role.LEADER}
"""Roles that can have trajectories, or whose deputy a trajectory waits for: who takes leave."""

ANYWHERE = frozenset({Role.METHOD_SUPERVISOR, Role.HEAD_OF_OFFICE, Role.CONSULTANT})
"""Roles whose work is in every centre."""


def concerned(command: Command) -> tuple[UUID, ...]:
    """Return the streams that a command is about, and that exist before it."""
    match command:
        case OpenTrajectory(from_stream=stream):
            return () if stream is None else (stream,)
        case CloseTrajectory(duplicate_of=UUID() as other):
            return (command.trajectory, other)
        case MoveContact():
            return (command.stream, command.trajectory)
        case TrajectoryCommand():
            return (command.trajectory,)
        case CorrectDate() | CorrectField() | WithdrawFact():
            return (command.stream,)
        case MoveCaseload() | HoldSupervision():
            return command.trajectories
    return ()


def judge_command(
    who: Who, command: Command, streams: Mapping[UUID, Trajectory], now: datetime, catalogue: Catalogue
) -> Verdict:
    """Answer whether somebody may give a command; `streams` holds what `concerned` names, folded."""
    need = need_of(command, streams)
    if need is None:
        return refusals.THE_PROGRAM_DOES_IT
    if (command.actor, command.municipality) != (who.code, who.municipality):
        return refusals.NOT_YOU
    about: list[Verdict] = [
        judged_stream(who, streams[stream], need.action, now, catalogue) for stream in concerned(command)
    ]
    begins = [judge(who, need.action, None, now, catalogue)] if _begins(command) else []
    carried = [_carried(who, streams[stream], now, catalogue) for stream in concerned(command) if need.carries]
    answers = [_answering(who, command, streams, now, catalogue)]
    verdicts = (*about, *begins, *carried, *answers, *_further(who, command, need, catalogue))
    return next((verdict for verdict in verdicts if isinstance(verdict, Refusal)), ALLOWED)


def _begins(command: Command) -> bool:
    """Tell whether a command makes something, or names no trajectory; duties and leave have rules of their own."""
    if isinstance(command, DutyCommand | TakeLeave):
        return False
    return isinstance(command, OpenTrajectory) or not concerned(command)


def _further(who: Who, command: Command, need: Need, catalogue: Catalogue) -> tuple[Verdict, ...]:
    match command:
        case DutyCommand():
            return (_judged_duty(who, command, catalogue),)
        case TakeLeave(worker=who.code):
            return (ALLOWED if roles_that_count(who) & CARRIES_OR_LEADS else refusals.NOT_YOUR_ROLE,)
    return _led(who, command, need), _placed(who, command, catalogue)


def judged_stream(who: Who, stream: Trajectory, action: Action, now: datetime, catalogue: Catalogue) -> Verdict:
    """Judge any stream: a contact, a visit and a session are their centre's, cards are whose who hand them out."""
    if stream.opened is not None or not stream.facts or action is Action.BREAK_GLASS:
        return judge(who, action, stream, now, catalogue)
    if is_of_cards(stream):
        return judge(who, Action.HAND_OUT_CARDS, None, now, catalogue)
    if centre_of_stream(stream) != who.centre:
        return common.NO_SUCH_TRAJECTORY
    begins = judge(who, Action.ADVANCE, None, now, catalogue)
    return common.NO_SUCH_TRAJECTORY if isinstance(begins, Refusal) else begins


def _carried(who: Who, stream: Trajectory, now: datetime, catalogue: Catalogue) -> Verdict:
    """What nobody carries lies in the queue of the centre, and anybody there may hand it on."""
    record = Record(who, stream, now, catalogue)
    leads = Role.LEADER in roles_that_count(who) and is_of_own_centre(record)
    return ALLOWED if leads or stream.worker is None or answers_for_it(record) else refusals.NOT_YOURS


def _answering(
    who: Who, command: Command, streams: Mapping[UUID, Trajectory], now: datetime, catalogue: Catalogue
) -> Verdict:
    """Judge who answers a hand-over: whom it is offered to, who stands in, or who leads by the roles that count."""
    if not isinstance(command, AcceptHandOver | ReturnHandOver):
        return ALLOWED
    record = Record(who, streams[command.trajectory], now, catalogue)
    may = open_offer(record) is None or is_offered_it(record) or Role.LEADER in roles_that_count(who)
    return ALLOWED if may else NOT_THE_RECEIVER


def _led(who: Who, command: Command, need: Need) -> Verdict:
    decides = need.leads or isinstance(command, TakeLeave)
    return common.NOT_A_LEADER if decides and Role.LEADER not in roles_that_count(who) else ALLOWED


def _placed(who: Who, command: Command, catalogue: Catalogue) -> Verdict:
    centre = _named_centre(command, catalogue)
    elsewhere = centre is not None and centre != who.centre and centre in catalogue.centres
    works_anywhere = isinstance(command, HoldSupervision) and roles_that_count(who) & ANYWHERE
    return refusals.NOT_OF_YOUR_CENTRE if elsewhere and not works_anywhere else ALLOWED


def _named_centre(command: Command, catalogue: Catalogue) -> str | None:
    """Return the centre at which a command begins something, or whose worker it is about."""
    match command:
        case OpenTrajectory(centre=centre) | RegisterVisit(centre=centre) | HoldSupervision(centre=centre):
            return centre
        case RegisterContact(contact=form):
            return form.centre
        case MoveCaseload(worker=worker) | TakeLeave(worker=worker):
            return catalogue.staff[worker].centre if worker in catalogue.staff else None
    return None


def _judged_duty(who: Who, command: DutyCommand, catalogue: Catalogue) -> Verdict:
    """A duty is done by those whose it is, at their own centre where it is a centre's; the rule says who that is."""
    duty = duty_called(command.duty, command.unit, catalogue)
    if duty is None:
        return ALLOWED
    may = roles_that_count(who) & {duty.role, Role.LEADER, Role.HEAD_OF_OFFICE}
    if not may:
        return refusals.NOT_YOUR_ROLE
    near = centre_of(duty, catalogue) in ("", who.centre) or may & ANYWHERE
    return ALLOWED if near else refusals.NOT_OF_YOUR_CENTRE
