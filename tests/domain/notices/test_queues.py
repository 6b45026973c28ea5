"""Who sees a queue and whose inbox a worker sees: nothing lies where nobody looks."""

from hypothesis import given
from hypothesis import strategies as st

from domain.events.reference import StaffDefined
from domain.notices.notice import Person, Queue
from domain.notices.queues import answers, members, sight_of, told_by_mail
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Staff
from domain.trajectory_codes import Role
from tests.domain.samples import CATALOGUE, DEFINITIONS, catalogue_of

UNIT = "hjemloeseenheden"


def with_staff(*staff: Staff) -> Catalogue:
    return catalogue_of(*DEFINITIONS, *(StaffDefined(definition=one) for one in staff))


def test_a_queue_is_seen_by_everybody_who_carries_or_leads_at_its_centre() -> None:
    assert members(Queue(UNIT, None), CATALOGUE) == {"CTI1", "CTI2", "LED1"}
    assert members(Queue(UNIT, Role.LEADER), CATALOGUE) == {"LED1"}
    assert members(Queue("jobcenter", None), CATALOGUE) == {"BB2"}


def test_a_queue_with_nobody_at_its_centre_is_the_administrations_and_then_the_municipalitys() -> None:
    assert members(Queue("socialcenter", Role.LEADER), CATALOGUE) == {"LED1"}
    assert members(Queue("jobcenter", Role.LEADER), CATALOGUE) == {"LED1"}
    assert members(Queue(None, Role.LEADER), CATALOGUE) == {"LED1"}
    head = Staff(code="KC1", roles=(Role.HEAD_OF_OFFICE,), centre="jobcenter")
    assert members(Queue(UNIT, Role.HEAD_OF_OFFICE), with_staff(head)) == {"KC1"}


def test_a_role_that_nobody_in_service_has_is_the_leaders_to_look_after() -> None:
    assert members(Queue(UNIT, Role.HEAD_OF_OFFICE), CATALOGUE) == {"LED1"}
    assert members(Queue("jobcenter", Role.HEAD_OF_OFFICE), CATALOGUE) == {"LED1"}


def test_mail_about_a_queue_goes_to_its_leaders_and_about_a_role_to_those_who_have_it() -> None:
    head = Staff(code="KC1", roles=(Role.HEAD_OF_OFFICE,), centre="jobcenter")
    assert told_by_mail(Queue(UNIT, None), CATALOGUE) == {"LED1"}
    assert told_by_mail(Queue(UNIT, Role.HEAD_OF_OFFICE), with_staff(head)) == {"KC1"}
    assert told_by_mail(Person("CTI1"), CATALOGUE) == {"CTI1"}


def test_a_deputy_sees_what_was_told_to_who_is_on_leave_and_the_one_on_leave_sees_nothing() -> None:
    catalogue = with_staff(Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre=UNIT, deputy="CTI2"))
    assert sight_of("CTI2", catalogue).people == {"CTI1", "CTI2"}
    assert sight_of("CTI1", catalogue) == (frozenset(), frozenset())


def test_leaders_see_what_was_told_to_somebody_who_has_left() -> None:
    assert "OLD1" in sight_of("LED1", CATALOGUE).people
    assert "OLD1" not in sight_of("BB1", CATALOGUE).people


def test_who_is_unknown_sees_nothing() -> None:
    assert sight_of("XX99", CATALOGUE) == (frozenset(), frozenset())


CODES = ("AA1", "AA2", "AA3", "AA4")
STAFF = st.builds(
    Staff,
    code=st.sampled_from(CODES),
    roles=st.lists(st.sampled_from(Role), min_size=1, max_size=2).map(tuple),
    centre=st.sampled_from(("socialcenter", UNIT, "jobcenter")),
    active=st.booleans(),
    deputy=st.none() | st.sampled_from(CODES),
)


@given(st.lists(STAFF, max_size=6), st.sampled_from(CODES), st.sampled_from(("socialcenter", UNIT, "jobcenter")))
def test_whatever_is_told_is_seen_by_somebody_in_service_as_long_as_there_is_a_leader(
    staff: list[Staff], code: str, centre: str
) -> None:
    catalogue = with_staff(*staff)
    sights = {one: sight_of(one, catalogue) for one in catalogue.staff}
    to = answers(code, centre, catalogue)
    assert any(
        to in sight.queues or (isinstance(to, Person) and to.code in sight.people) for sight in sights.values()
    )
    assert any(code in sight.people for sight in sights.values()) or code not in catalogue.staff


def test_a_queue_is_in_the_sight_of_exactly_its_members() -> None:
    for queue in (Queue(UNIT, None), Queue("socialcenter", Role.LEADER), Queue(None, None)):
        seen = {code for code in CATALOGUE.staff if queue in sight_of(code, CATALOGUE).queues}
        assert seen == members(queue, CATALOGUE)
