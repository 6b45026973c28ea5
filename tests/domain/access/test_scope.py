"""What boards show to whom."""

from uuid import UUID

import pytest

from domain.access.codes import Action
from domain.access.policy import Allowed, judge
from domain.access.scope import EVERYTHING, NOTHING, Scope, scope_of
from domain.access.who import Who
from domain.events.reference import StaffDefined
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.domain.access.records import NOW, OTHER_CENTRE, OWN_CENTRE, somebody
from tests.domain.access.test_matrix import records
from tests.domain.samples import CATALOGUE, DEFINITIONS, catalogue_of

ONE = UUID(int=1)
HAVE_BOARDS = {
    Role.BRIDGE_BUILDER, Role.CULTURAL_MEDIATOR, Role.CTI_WORKER, Role.LEADER, Role.METHOD_SUPERVISOR, Role.PARTNER,
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_what_a_board_shows_one_sees_when_it_is_opened(role: Role) -> None:
    who = somebody(role)
    shared = [one.id for one in records().values() if _sees(who, one.id)] if role is Role.PARTNER else []
    scope = scope_of(who, CATALOGUE, shared)
    shown = {one.id for one in records().values() if one.opened and scope.shows(one.id, one.centre, one.worker)}
    assert all(_sees(who, one) for one in shown)
    assert bool(shown) is (role in HAVE_BOARDS)
    assert scope.is_empty is (role not in HAVE_BOARDS)


def _sees(who: Who, trajectory: UUID) -> bool:
    state = next(one for one in records().values() if one.id == trajectory)
    return isinstance(judge(who, Action.SEE_TRAJECTORY, state, NOW, CATALOGUE), Allowed)


def test_a_deputy_is_shown_what_is_answered_for_at_another_centre_too() -> None:
    away = Staff(code="BB1", roles=(Role.BRIDGE_BUILDER,), centre=OTHER_CENTRE, deputy="CTI1")
    scope = scope_of(somebody(Role.CTI_WORKER), catalogue_of(*DEFINITIONS, StaffDefined(definition=away)))
    assert scope == Scope(frozenset({OWN_CENTRE}), None, frozenset({"CTI1", "BB1"}))
    assert scope.shows(ONE, OTHER_CENTRE, "BB1")
    assert not scope.shows(ONE, OTHER_CENTRE, None)


def test_a_method_supervisor_is_shown_everything_also_when_a_leader_too() -> None:
    assert scope_of(somebody(Role.METHOD_SUPERVISOR, Role.LEADER), CATALOGUE) == EVERYTHING
    assert scope_of(somebody(Role.EVALUATOR, Role.CONSULTANT), CATALOGUE) == NOTHING


def test_a_partner_without_a_consent_is_shown_nothing() -> None:
    assert scope_of(somebody(Role.PARTNER), CATALOGUE).is_empty
