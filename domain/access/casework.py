"""Bridge builders, CTI workers and cultural mediators: their centre's trajectories, and the vault of their own.

They see their centre's trajectories under pseudonyms; call name and notes of those that they answer for, and the
identity where anonymity is lifted towards their administration. Who is offered a hand-over sees the call name.
Whoever broke the glass reads, and writes nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain import refusals as common
from domain.access import refusals
from domain.access.case import ALLOWED, Allowed, Record, Rule, Verdict, always, refused
from domain.access.codes import Action
from domain.access.nearness import (
    answers_for_it,
    has_broken_the_glass,
    is_known_elsewhere,
    is_known_to_somebody,
    is_of_own_centre,
    is_offered_it,
    knows_who_it_is,
    sealed_before,
)

GENERAL = frozenset(
    {
        Action.SEE_BOARD,
        Action.SEE_AGGREGATES,
        Action.SEARCH_CPR,
        Action.OPEN_BY_CODE,
        Action.HAND_OUT_CARDS,
        Action.ADVANCE,
        Action.LIFT,
    }
)
"""What is about no one trajectory that exists: boards, figures, a search, a code, cards, and beginning something."""


def sees(record: Record) -> bool:
    """One's centre's, one's own wherever it is, one that is offered, and one whose glass one broke."""
    return is_of_own_centre(record) or answers_for_it(record) or is_offered_it(record) or has_broken_the_glass(record)


def advances(record: Record) -> Verdict:
    """A colleague at the centre may take a step: somebody is always there when the person comes."""
    return ALLOWED if is_of_own_centre(record) or answers_for_it(record) else refusals.NOT_YOURS


def if_own(record: Record) -> Verdict:
    return ALLOWED if answers_for_it(record) else refusals.NOT_YOURS


def reads_alias(record: Record) -> Verdict:
    near = answers_for_it(record) or is_offered_it(record) or has_broken_the_glass(record)
    return ALLOWED if near else refusals.NOT_YOURS


def reads_notes(record: Record) -> Verdict:
    """Notes from before the lifting are sealed unless the person lets them follow; broken glass opens them all.

    Known elsewhere only, notes are shut: they may hold the name.
    """
    if has_broken_the_glass(record):
        return ALLOWED
    if not answers_for_it(record):
        return refusals.NOT_YOURS
    return refusals.ANONYMOUS_TO_YOU if is_known_elsewhere(record) else Allowed(notes_from=sealed_before(record))


def reads_identity(record: Record) -> Verdict:
    if has_broken_the_glass(record) and is_known_to_somebody(record):
        return ALLOWED
    return writes_identity(record)


def writes_identity(record: Record) -> Verdict:
    """One's own, known to one's administration; restricted, it is the leader's alone."""
    if not answers_for_it(record):
        return refusals.NOT_YOURS
    if not knows_who_it_is(record):
        return refusals.ANONYMOUS_TO_YOU
    return refusals.ACCESS_RESTRICTED if record.trajectory.restricted else ALLOWED


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_TRAJECTORY: always,
        Action.ADVANCE: advances,
        Action.READ_ALIAS: reads_alias,
        Action.WRITE_ALIAS: if_own,
        Action.READ_IDENTITY: reads_identity,
        Action.WRITE_IDENTITY: writes_identity,
        Action.READ_NOTES: reads_notes,
        Action.WRITE_NOTE: if_own,
        Action.LIFT: if_own,
        Action.MOVE: if_own,
        Action.ERASE: refused(common.NOT_A_LEADER),
        Action.BREAK_GLASS: always,
        Action.DISCLOSE: always,
        Action.EXTRACT_ACCESS: refused(common.NOT_A_LEADER),
    }
)
"""What a worker may do with a trajectory that is seen. A disclosure is never blocked."""
