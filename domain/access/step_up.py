"""What one proves anew for that it is oneself. Source: design section 7."""

from datetime import datetime, timedelta

from domain.access.codes import Action
from domain.access.who import Who

STEP_UP = frozenset({Action.LIFT, Action.BREAK_GLASS, Action.ERASE})
STEP_UP_LASTS = timedelta(minutes=15)


def needs_step_up(who: Who, action: Action, now: datetime) -> bool:
    """Tell whether somebody must log in anew first; a proof that lies ahead of now is none."""
    if action not in STEP_UP:
        return False
    return who.stepped_up is None or not timedelta() <= now - who.stepped_up <= STEP_UP_LASTS
