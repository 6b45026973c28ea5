"""The demo municipality's workers: codes only, placed as seed 002 places the 28 bridge builders."""

from domain.contact_codes import Community
from domain.reference.definitions import Definition, Staff
from domain.trajectory_codes import Role

CTI_CENTRE = "hjemloeseenheden"
CTI_WORKERS = ("CTI1", "CTI2", "CTI3", "CTI4", "CTI5", "CTI6")
LEADER = "LED1"
METHOD_SUPERVISOR = "MET1"
MEDIATOR = "KF1"
PARTNER, PARTNER_PROVIDER = "KC1", "kc"
IN_THE_OFFICE = (
    ("EVA1", Role.EVALUATOR),
    ("KON1", Role.CONSULTANT),
    ("CHEF1", Role.HEAD_OF_OFFICE),
    ("ADM1", Role.ADMINISTRATOR),
    ("REV1", Role.AUDITOR),
)
"""Who has no trajectory and no team, with their only role."""

DEMO_LOGINS = ("BB1", MEDIATOR, "CTI1", LEADER, METHOD_SUPERVISOR, PARTNER, *(code for code, _ in IN_THE_OFFICE))
"""One worker of each role, who can be logged in as in the demo."""

BRIDGE_BUILDER_CENTRES = ("jobcenter", "voksenenhed", "raadgivningscenter", "socialcenter")
BRIDGE_BUILDERS = tuple(f"BB{number}" for number in range(1, 28))


def bridge_builder_centre(code: str) -> str:
    """Return the centre of a demo bridge builder."""
    return BRIDGE_BUILDER_CENTRES[int(code.removeprefix("BB")) % len(BRIDGE_BUILDER_CENTRES)]


def demo_staff() -> tuple[Definition, ...]:
    """Return the staff: 27 bridge builders and the mediator make 28, six CTI workers, leaders, a supervisor.

    And one worker of every role beside these.
    """
    builders = [
        Staff(code=code, roles=(Role.BRIDGE_BUILDER,), centre=bridge_builder_centre(code)) for code in BRIDGE_BUILDERS
    ]
    cti = [Staff(code=code, roles=(Role.CTI_WORKER,), centre=CTI_CENTRE) for code in CTI_WORKERS]
    leaders = [
        Staff(code=f"LED{number}", roles=(Role.LEADER,), centre=centre)
        for number, centre in enumerate((CTI_CENTRE, *BRIDGE_BUILDER_CENTRES), start=1)
    ]
    mediator = Staff(code=MEDIATOR, roles=(Role.CULTURAL_MEDIATOR,), centre="socialcenter", community=Community.THAI)
    supervisor = Staff(code=METHOD_SUPERVISOR, roles=(Role.METHOD_SUPERVISOR,), centre=CTI_CENTRE)
    partner = Staff(code=PARTNER, roles=(Role.PARTNER,), centre="socialcenter", provider=PARTNER_PROVIDER)
    office = [Staff(code=code, roles=(role,), centre=CTI_CENTRE) for code, role in IN_THE_OFFICE]
    return (*builders, mediator, *cti, *leaders, supervisor, partner, *office)
