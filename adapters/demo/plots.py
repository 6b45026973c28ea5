"""Which stories the demo tells: CTI courses around today in every phase and state."""

from dataclasses import dataclass
from enum import Enum, auto


class Twist(Enum):
    """What is special about a story's present."""

    NONE = auto()
    PAUSED = auto()
    WAS_PAUSED = auto()
    EXTENDED = auto()
    EXTENSION_ASKED = auto()
    AWAITS_ANSWER = auto()
    ANSWER_OVERDUE = auto()
    HAND_OVER = auto()
    ACKNOWLEDGED = auto()
    DISCHARGE_ASKED = auto()
    DISCHARGED = auto()
    OWN_WISH = auto()
    CONTACT_CEASED = auto()
    MOVED = auto()
    DEATH = auto()
    COMPLETED = auto()
    SECOND_RUN = auto()
    CONSENT_ENDS = auto()
    DISCLOSED = auto()
    ACTION_CARD = auto()
    BREACH = auto()
    SILENT = auto()


ALMOST_FIVE_YEARS = 1810
"""Days after which the deletion of a closed course has been warned of and is not due yet."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A course in `phase` (0: pre-CTI; 4: all three ended) whose phase is due in `due_in` days from today.

    For pre-CTI `due_in` counts from the reminder at four weeks, for an ended course from its last day.
    """

    phase: int
    due_in: int
    twist: Twist = Twist.NONE


CTI_PLOTS: tuple[Plot, ...] = (
    *(Plot(phase, 1) for phase in (1, 2, 3)),
    *(Plot(phase, due) for phase, due in ((1, 3), (2, 5), (3, 6), (1, 7), (2, 10), (3, 13), (1, 14), (2, 20))),
    *(Plot(phase, due) for phase, due in ((3, 26), (1, 33), (2, 41), (3, 50), (1, 58), (2, 66), (3, 74), (1, 85))),
    *(Plot(phase, due) for phase, due in ((1, 89), (2, 80), (3, 61))),
    *(Plot(phase, -2) for phase in (1, 2, 3)),
    Plot(1, -5),
    *(Plot(phase, -12) for phase in (1, 2, 3)),
    Plot(2, -20, Twist.ACKNOWLEDGED),
    *(Plot(phase, 40, Twist.PAUSED) for phase in (1, 2, 3)),
    *(Plot(phase, 35, Twist.WAS_PAUSED) for phase in (1, 2)),
    *(Plot(phase, -3, Twist.EXTENDED) for phase in (1, 2, 3)),
    *(Plot(phase, 4, Twist.EXTENSION_ASKED) for phase in (1, 3)),
    *(Plot(phase, 45, Twist.AWAITS_ANSWER) for phase in (1, 1, 2)),
    *(Plot(phase, 38, Twist.ANSWER_OVERDUE) for phase in (1, 2)),
    *(Plot(phase, 55, Twist.HAND_OVER) for phase in (1, 2)),
    Plot(2, 30, Twist.DISCHARGE_ASKED),
    Plot(2, 25, Twist.DISCHARGED),
    *(Plot(1, 48, twist) for twist in (Twist.CONSENT_ENDS, Twist.DISCLOSED, Twist.ACTION_CARD, Twist.SILENT)),
    *(Plot(0, due) for due in (-9, 3, 12, 20)),
    *(Plot(4, due, Twist.COMPLETED) for due in (-20, -75, -150, -240, -330)),
    Plot(4, -4),
    *(Plot(1, 20, twist) for twist in (Twist.OWN_WISH, Twist.CONTACT_CEASED)),
    *(Plot(2, 33, twist) for twist in (Twist.OWN_WISH, Twist.MOVED, Twist.DEATH)),
    Plot(1, 60, Twist.SECOND_RUN),
    Plot(2, 48, Twist.BREACH),
    Plot(4, -ALMOST_FIVE_YEARS, Twist.COMPLETED),
)  # fmt: skip
