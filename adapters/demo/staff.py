"""The demo municipality's workers: codes only, placed as seed 002 places the 28 bridge builders."""

from domain.contact_codes import Community
from domain.reference.definitions import Definition, Staff
from domain.trajectory_codes import Role

CTI_CENTRE = "hjemloeseenheden"
CTI_WORKERS = ("CTI1", "CTI2", "CTI3", "CTI4", "CTI5", "CTI6")
LEADER = "LED1"
METHOD_SUPERVISOR = "MET1"
MEDIATOR = "KF1"
BRIDGE_BUILDER_CENTRES = ("jobcenter", "voksenenhed", "raadgivningscenter", "socialcenter")
BRIDGE_BUILDERS = tuple(f"BB{number}" for number in range(1, 28))


def bridge_builder_centre(code: str) -> str:
    """Return the centre of a demo bridge builder."""
    return BRIDGE_BUILDER_CENTRES[int(code.removeprefix("BB")) % len(BRIDGE_BUILDER_CENTRES)]


def demo_staff() -> tuple[Definition, ...]:
    """Return the staff: 27 bridge builders and the mediator make 28, six CTI workers, leaders, a supervisor."""
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
    return (*builders, mediator, *cti, *leaders, supervisor)
