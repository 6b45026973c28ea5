"""Weekly team supervision and the monthly caseload review. Source: domain section 7."""

from uuid import UUID

from domain.base import Code, StaffCode
from domain.events.base import Event
from domain.help_codes import SessionKind


class SupervisionHeld(Event):
    """Which trajectories were discussed in a team's session."""

    centre: Code
    kind: SessionKind
    led_by: StaffCode
    trajectories: tuple[UUID, ...]
