"""The policy: whether somebody may do something with a trajectory. Pure; what a role may stands in its own module.

What one may not see does not exist: the answer is then that for an unknown id. Who has several roles may what any of
them may. Source: domain sections 2, 4 and 5.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from domain.access import casework, leading, offices, partners, refusals, supervising
from domain.access.case import ALLOWED, OF_RECORDS, TO_BEGIN, Allowed, Record, Rule, Verdict
from domain.access.codes import Action
from domain.access.step_up import needs_step_up
from domain.access.who import Who
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory.state import Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, Role

__all__ = ["ALLOWED", "Allowed", "judge", "roles_that_count"]


class _Asked(NamedTuple):
    who: Who
    action: Action
    trajectory: Trajectory | None
    now: datetime
    catalogue: Catalogue


class _May(NamedTuple):
    """What a role may: in general, which trajectories it sees, and what with one that it sees.

    `unseen` is what it may also with a trajectory that it does not see.
    """

    general: frozenset[Action]
    sees: Callable[[Record], bool] = offices.sees
    rules: Mapping[Action, Rule] = MappingProxyType({})
    otherwise: Refusal = refusals.NOT_YOUR_ROLE
    unseen: frozenset[Action] = frozenset()


_CASEWORK = _May(casework.GENERAL, casework.sees, casework.RULES, unseen=frozenset({Action.BREAK_GLASS}))
_LEADER = _May(leading.GENERAL, leading.sees, leading.RULES, unseen=frozenset({Action.BREAK_GLASS}))

MANUAL: Mapping[Role, _May] = MappingProxyType(
    {
        **dict.fromkeys(CASEWORK_ROLES, _CASEWORK),
        Role.LEADER: _LEADER,
        Role.METHOD_SUPERVISOR: _May(
            supervising.GENERAL, supervising.sees, supervising.RULES, refusals.PSEUDONYMS_ONLY
        ),
        Role.PARTNER: _May(partners.GENERAL, partners.sees, partners.RULES),
        Role.EVALUATOR: _May(offices.EVALUATOR),
        Role.CONSULTANT: _May(offices.CONSULTANT),
        Role.HEAD_OF_OFFICE: _May(offices.HEAD_OF_OFFICE),
        Role.ADMINISTRATOR: _May(offices.ADMINISTRATOR),
        Role.AUDITOR: _May(offices.AUDITOR),
    }
)

VAGUE = (NO_SUCH_TRAJECTORY, refusals.NOT_YOUR_ROLE, refusals.PSEUDONYMS_ONLY, refusals.NOT_YOURS)
"""Refusals by how little they say of what to do, the least first."""


def judge(
    who: Who, action: Action, trajectory: Trajectory | None, now: datetime, catalogue: Catalogue
) -> Allowed | Refusal:
    """Answer whether somebody may do something now, with one trajectory where the action is about one.

    Without a trajectory, a step or a lifting is about one that is only beginning.
    """
    mays = [MANUAL[role] for role in sorted(roles_that_count(who))]
    asked = _Asked(who, action, trajectory, now, catalogue)
    verdict = _merged(_judged(may, asked) for may in mays)
    # Who may break any glass is asked for the proof before it is looked whether the trajectory exists.
    asked_first = any(action in may.unseen for may in mays)
    if (asked_first or isinstance(verdict, Allowed)) and needs_step_up(who, action, now):
        return refusals.STEP_UP_NEEDED
    if verdict is None:
        return NO_SUCH_TRAJECTORY if action in OF_RECORDS else refusals.NOT_YOUR_ROLE
    return verdict


def roles_that_count(who: Who) -> frozenset[Role]:
    """Return the roles that a worker is judged by: a provider's worker is a partner, and nothing else."""
    return who.roles & {Role.PARTNER} if who.provider is not None else who.roles - {Role.PARTNER}


def _judged(may: _May, asked: _Asked) -> Verdict:
    who, action, trajectory, now, catalogue = asked
    if action not in OF_RECORDS or (trajectory is None and action in TO_BEGIN):
        return ALLOWED if action in may.general else refusals.NOT_YOUR_ROLE
    if trajectory is None or trajectory.opened is None:
        return NO_SUCH_TRAJECTORY
    record = Record(who, trajectory, now, catalogue)
    if action not in may.unseen and not may.sees(record):
        return NO_SUCH_TRAJECTORY
    rule = may.rules.get(action)
    return may.otherwise if rule is None else rule(record)


def _merged(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return what the roles give together, or the refusal that says most of what to do; None without any role."""
    verdicts = list(verdicts)
    allowed = [verdict for verdict in verdicts if isinstance(verdict, Allowed)]
    if allowed:
        return _together(allowed)
    refused = [verdict for verdict in verdicts if isinstance(verdict, Refusal)]
    return max(refused, key=_says, default=None)


def _together(allowed: list[Allowed]) -> Allowed:
    days = [one.notes_from for one in allowed if one.notes_from is not None]
    return Allowed(
        notes_from=min(days) if len(days) == len(allowed) else None,
        fields=frozenset().union(*(one.fields for one in allowed)),
    )


def _says(refusal: Refusal) -> int:
    return VAGUE.index(refusal) if refusal in VAGUE else len(VAGUE)
