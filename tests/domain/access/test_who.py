"""Who asks: only a worker in service, with no more than what both the catalogue and the log-in say."""

from domain.access.who import Who, who_is
from domain.events.reference import StaffDefined
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.domain.samples import CATALOGUE, DEFINITIONS, catalogue_of


def with_staff(*staff: Staff) -> Catalogue:
    return catalogue_of(*DEFINITIONS, *(StaffDefined(definition=one) for one in staff))


BOTH = Staff(code="XX01", roles=(Role.LEADER, Role.CTI_WORKER), centre=next(iter(CATALOGUE.centres)))


def test_a_worker_in_service_has_the_roles_and_the_centre_of_the_catalogue() -> None:
    who = who_is("XX01", with_staff(BOTH), "101")
    assert who == Who("XX01", "101", frozenset({Role.LEADER, Role.CTI_WORKER}), BOTH.centre)


def test_a_log_in_takes_roles_away_but_gives_none() -> None:
    who = who_is("XX01", with_staff(BOTH), "101", claimed={Role.LEADER, Role.AUDITOR})
    assert who is not None
    assert who.roles == {Role.LEADER}
    assert not who.has(Role.AUDITOR, Role.CTI_WORKER)


def test_nobody_unknown_and_nobody_out_of_service_is_anybody() -> None:
    assert who_is("XX09", with_staff(BOTH), "101") is None
    assert who_is("XX01", with_staff(BOTH.model_copy(update={"active": False})), "101") is None


def test_a_partner_comes_from_a_provider() -> None:
    partner = Staff(code="KC01", roles=(Role.PARTNER,), centre=BOTH.centre, provider="kc")
    who = who_is("KC01", with_staff(partner), "101")
    assert who is not None
    assert who.provider == "kc"
