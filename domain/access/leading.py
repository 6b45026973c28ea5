"""The leader of a centre: its trajectories with identity and notes, assigning, approving, holding and erasing."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.access import refusals
from domain.access.case import ALLOWED, Allowed, Record, Rule, Verdict, always
from domain.access.casework import GENERAL as WORKERS
from domain.access.codes import Action
from domain.access.nearness import (
    has_broken_the_glass,
    is_known_elsewhere,
    is_known_to_somebody,
    is_of_own_centre,
    is_offered_to_own_centre,
    knows_who_it_is,
    sealed_before,
)

GENERAL = WORKERS | {Action.SAMPLE_ACCESS}


def sees(record: Record) -> bool:
    """The centre's, one that is offered to somebody at the centre, and one whose glass the leader broke."""
    return is_of_own_centre(record) or is_offered_to_own_centre(record) or has_broken_the_glass(record)


def if_of_the_centre(record: Record) -> Verdict:
    return ALLOWED if is_of_own_centre(record) else refusals.NOT_YOURS


def reads_alias(record: Record) -> Verdict:
    near = is_of_own_centre(record) or has_broken_the_glass(record)
    return ALLOWED if near else refusals.NOT_YOURS


def reads_notes(record: Record) -> Verdict:
    if has_broken_the_glass(record):
        return ALLOWED
    if not is_of_own_centre(record):
        return refusals.NOT_YOURS
    return refusals.ANONYMOUS_TO_YOU if is_known_elsewhere(record) else Allowed(notes_from=sealed_before(record))


def reads_identity(record: Record) -> Verdict:
    if has_broken_the_glass(record) and is_known_to_somebody(record):
        return ALLOWED
    return writes_identity(record)


def writes_identity(record: Record) -> Verdict:
    """The centre's, known to the leader's administration, also where access is restricted."""
    if not is_of_own_centre(record):
        return refusals.NOT_YOURS
    return ALLOWED if knows_who_it_is(record) else refusals.ANONYMOUS_TO_YOU


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_TRAJECTORY: always,
        Action.ADVANCE: if_of_the_centre,
        Action.READ_ALIAS: reads_alias,
        Action.WRITE_ALIAS: if_of_the_centre,
        Action.READ_IDENTITY: reads_identity,
        Action.WRITE_IDENTITY: writes_identity,
        Action.READ_NOTES: reads_notes,
        Action.WRITE_NOTE: if_of_the_centre,
        Action.LIFT: if_of_the_centre,
        Action.MOVE: if_of_the_centre,
        Action.ERASE: if_of_the_centre,
        Action.BREAK_GLASS: always,
        Action.DISCLOSE: always,
        Action.EXTRACT_ACCESS: if_of_the_centre,
    }
)
