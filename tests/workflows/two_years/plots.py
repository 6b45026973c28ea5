"""What is drawn for each person of the centre before the two years begin: when it starts, and how it ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.trajectory_codes import CloseReason
from tests.workflows.office import trajectory
from tests.workflows.two_years.dice import Dice

MONTH_ENDS = (date(2035, 1, 31), date(2035, 3, 24), date(2035, 10, 27), date(2035, 11, 30), date(2036, 1, 31),
              date(2036, 2, 29), date(2036, 3, 29))  # fmt: skip
"""Days on which somebody begins: month ends, a leap day, and the eves of both clock changes."""

ENDS: tuple[CloseReason | None, ...] = (
    None,
    None,
    None,
    CloseReason.OWN_WISH,
    CloseReason.DEATH,
    CloseReason.MOVED,
    CloseReason.CONTACT_CEASED,
    CloseReason.DUPLICATE,
    CloseReason.REGISTERED_IN_ERROR,
)
"""How a course ends before its time; None: it does not."""

SILENT, WAITING = 3, 8
"""Of ten people, the one who is never heard of again, and the one who waits for housing for years."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One person's. `care` is how likely a worker is to do today what is due today, in per cent."""

    name: str
    about: UUID
    opens: date
    has_course: bool
    is_silent: bool
    waits_for_housing: bool
    care: int
    late_with_phases: int
    ends: CloseReason | None
    ends_on: date
    comes_back: bool


def plots(seed: int, count: int, first: date, days: int) -> tuple[Plot, ...]:
    """Return the plots of `count` people who begin in the first two thirds of some days."""
    return tuple(_plot(f"person {number} of {seed}", seed + number, number, first, days) for number in range(count))


def _plot(name: str, fate: int, number: int, first: date, days: int) -> Plot:
    dice = Dice("plot", name)
    opens = _opening(dice, number, first, days // 5 if fate % 10 == WAITING else days * 2 // 3)
    return Plot(
        name=name,
        about=trajectory(name),
        opens=opens,
        has_course=fate % 10 not in (SILENT, WAITING),
        is_silent=fate % 10 == SILENT,
        waits_for_housing=fate % 10 == WAITING,
        care=dice.pick((20, 45, 70)),
        late_with_phases=dice.between(-10, 25),
        ends=None if fate % 10 == WAITING else ENDS[fate % len(ENDS)],
        ends_on=opens + timedelta(days=dice.between(60, 420)),
        comes_back=dice.chance(60),
    )


def _opening(dice: Dice, number: int, first: date, days: int) -> date:
    special = [day for day in MONTH_ENDS if first <= day < first + timedelta(days=days)]
    return special[number] if number < len(special) else first + timedelta(days=dice.between(0, days))
