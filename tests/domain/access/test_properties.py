"""What holds of the policy whatever the state of a trajectory, and whoever asks."""

from datetime import timedelta
from uuid import UUID, uuid5

from hypothesis import given as examples
from hypothesis import strategies as st

from domain.access.case import OF_THE_VAULT, Allowed
from domain.access.codes import Action
from domain.access.policy import judge
from domain.access.who import Who
from domain.base import Occurred
from domain.events.identity import ConsentGiven
from domain.fact import Fact
from domain.help_codes import ConsentForm, IdentifiedBy, Information, Purpose
from domain.span import Span
from domain.trajectory.state import Broken, Consent, HandOver, Lifting, Trajectory
from domain.trajectory_codes import CASEWORK_ROLES, Role
from domain.vault_codes import COMPARTMENT_OF, Compartment
from tests.domain.access.records import DAY, NOW
from tests.domain.given import on
from tests.domain.samples import CATALOGUE

CODES = ["CTI1", "CTI2", "BB1", "BB2", "LED1", "OLD1"]
CENTRES = ["hjemloeseenheden", "socialcenter", "jobcenter", "closed-down"]
ADMINISTRATIONS = ["sof", "bif", ""]
NEVER_THE_VAULT = [
    Role.METHOD_SUPERVISOR,
    Role.EVALUATOR,
    Role.CONSULTANT,
    Role.HEAD_OF_OFFICE,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
SUNDAY: Occurred = on(DAY)

liftings = st.builds(
    Lifting, st.sampled_from(ADMINISTRATIONS), st.sampled_from(IdentifiedBy), st.booleans(), st.just(SUNDAY)
)
breaks = st.builds(
    Broken, st.sampled_from(CODES), st.sampled_from([NOW - timedelta(1), NOW, NOW + timedelta(hours=1)])
)
hand_overs = st.builds(
    HandOver,
    st.just(UUID(int=1)),
    st.sampled_from(CODES),
    st.sampled_from(CENTRES),
    st.just(SUNDAY),
    st.just(Span(days=1)),
)
kinds = st.frozensets(st.sampled_from(Information), min_size=1)


@st.composite
def trajectories(draw: st.DrawFn) -> Trajectory:
    """A trajectory in any state that access could depend on, also in such as never come about."""
    stream = UUID(int=draw(st.integers(1, 9)))
    told = [_consent(stream, number, *draw(parties)) for number in range(draw(st.integers(0, 2)))]
    return Trajectory(
        stream,
        opened=draw(st.sampled_from([SUNDAY, None])),
        worker=draw(st.sampled_from([*CODES, None])),
        centre=draw(st.sampled_from(CENTRES)),
        hand_over=draw(st.none() | hand_overs),
        liftings=tuple(draw(st.lists(liftings, max_size=2))),
        restricted=draw(st.booleans()),
        broken=tuple(draw(st.lists(breaks, max_size=2))),
        facts=tuple(fact for fact, _ in told),
        consents=tuple(consent for _, consent in told),
    )


parties = st.tuples(kinds, st.sampled_from(["sof", "bif", "kc"]), st.sampled_from(["kc", "reden", "sof"]))


def _consent(
    stream: UUID, number: int, information: frozenset[Information], sender: str, receiver: str
) -> tuple[Fact, Consent]:
    id = uuid5(stream, str(number))
    until = SUNDAY.on + timedelta(days=30)
    purpose, form = Purpose.COORDINATED_HELP, ConsentForm.ORAL
    event = ConsentGiven(
        consent=id, information=information, sender=sender, receiver=receiver, purpose=purpose, form=form, until=until
    )
    fact = Fact(id, stream, "trajectory", event, SUNDAY, NOW, "CTI1", number + 1, number + 1)
    return fact, Consent(id, information, sender, receiver, purpose, form, SUNDAY, until)


@st.composite
def people(draw: st.DrawFn, roles: list[Role] | None = None) -> Who:
    return Who(
        code=draw(st.sampled_from(CODES)),
        municipality="101",
        roles=draw(st.frozensets(st.sampled_from(roles or list(Role)), max_size=3)),
        centre=draw(st.sampled_from(CENTRES)),
        provider=draw(st.sampled_from([None, None, "kc", "reden"])),
        stepped_up=draw(st.sampled_from([None, NOW - timedelta(hours=1), NOW])),
    )


@examples(people(NEVER_THE_VAULT), trajectories())
def test_who_needs_no_name_never_reaches_the_vault_whatever_the_state(who: Who, trajectory: Trajectory) -> None:
    for action in OF_THE_VAULT:
        assert not isinstance(judge(who, action, trajectory, NOW, CATALOGUE), Allowed)


@examples(people(), trajectories())
def test_nobody_reads_an_identity_without_a_rule_that_says_so(who: Who, trajectory: Trajectory) -> None:
    verdict = judge(who, Action.READ_IDENTITY, trajectory, NOW, CATALOGUE)
    if not isinstance(verdict, Allowed):
        return
    own = CATALOGUE.administration_of(who.centre)
    known = any(lifting.administration == own for lifting in trajectory.liftings)
    glass = any(broken.actor == who.code and broken.until > NOW for broken in trajectory.broken)
    may_break = who.has(Role.LEADER, *CASEWORK_ROLES)
    carries = who.has(*CASEWORK_ROLES) and trajectory.worker == who.code and not trajectory.restricted
    leads = who.has(Role.LEADER) and trajectory.centre == who.centre
    shared = who.provider in {one.receiver for one in trajectory.consents} and who.has(Role.PARTNER)
    assert trajectory.opened is not None
    assert trajectory.liftings
    if who.provider is not None:
        assert shared
        assert {COMPARTMENT_OF[field] for field in verdict.fields} == {Compartment.CONTACT}
    else:
        assert (known and (carries or leads)) or (glass and may_break)


@examples(people(), trajectories())
def test_nobody_writes_an_identity_of_a_person_who_is_anonymous_to_them(who: Who, trajectory: Trajectory) -> None:
    if isinstance(judge(who, Action.WRITE_IDENTITY, trajectory, NOW, CATALOGUE), Allowed):
        own = CATALOGUE.administration_of(who.centre)
        assert any(lifting.administration == own for lifting in trajectory.liftings)


@examples(people(), trajectories())
def test_what_the_vault_opens_is_of_a_trajectory_that_is_seen(who: Who, trajectory: Trajectory) -> None:
    sees = judge(who, Action.SEE_TRAJECTORY, trajectory, NOW, CATALOGUE)
    for action in (Action.READ_ALIAS, Action.READ_NOTES, Action.WRITE_ALIAS, Action.WRITE_NOTE, Action.MOVE):
        if isinstance(judge(who, action, trajectory, NOW, CATALOGUE), Allowed):
            assert isinstance(sees, Allowed)


@examples(people(), people(), trajectories())
def test_more_roles_take_nothing_away(who: Who, other: Who, trajectory: Trajectory) -> None:
    more = Who(who.code, who.municipality, who.roles | other.roles, who.centre, who.provider, who.stepped_up)
    for action in Action:
        if isinstance(judge(who, action, trajectory, NOW, CATALOGUE), Allowed):
            assert isinstance(judge(more, action, trajectory, NOW, CATALOGUE), Allowed)


@examples(people(), trajectories())
def test_a_providers_worker_is_a_partner_whatever_else_the_catalogue_says(who: Who, trajectory: Trajectory) -> None:
    if who.provider is None:
        return
    partner = Who(who.code, who.municipality, who.roles & {Role.PARTNER}, who.centre, who.provider, who.stepped_up)
    for action in Action:
        asked = [judge(one, action, trajectory, NOW, CATALOGUE) for one in (who, partner)]
        assert asked[0] == asked[1]
