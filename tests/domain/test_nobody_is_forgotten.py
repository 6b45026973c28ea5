"""An obligation always belongs to somebody in service who is not on leave, or lies in the queue of a known unit.

It is so whatever becomes of the staff: who leaves, goes on leave, stands in for whom, also in a circle.
"""

from itertools import cycle, repeat

from hypothesis import given as examples
from hypothesis import strategies as st

from domain.agenda import Obligation, agenda, foreseen_of
from domain.agenda_item import ItemKind
from domain.events.clock import DeadlinePassed, ReminderGiven
from domain.reference.catalogue import Catalogue
from tests.domain.given import Story
from tests.domain.help_story import acting
from tests.domain.lawful import LEADS, STAFFING, STEP, STEPS, Given, staffed, told
from tests.domain.samples import CATALOGUE, TRAJECTORY

HISTORIES = st.lists(STEP, min_size=1, max_size=25)
History = list[tuple[Given, str, int]]
Staffing = dict[str, tuple[bool, str | None]]


def belongs_to_somebody(due: Obligation, catalogue: Catalogue) -> bool:
    if due.centre not in catalogue.centres:
        return False
    if due.worker is None:
        return due.role is None or due.role in LEADS
    staff = catalogue.staff[due.worker]
    return staff.active and staff.deputy is None


def all_due(story: Story, catalogue: Catalogue) -> tuple[Obligation, ...]:
    state = story.state(TRAJECTORY)
    return (*agenda(state, catalogue, story.position).obligations, *foreseen_of(state, catalogue))


@examples(HISTORIES, st.lists(STAFFING, min_size=1, max_size=4))
def test_every_obligation_belongs_to_an_active_person_or_to_a_units_queue(
    history: History, staffings: list[Staffing]
) -> None:
    story = told(history)
    for catalogue in (CATALOGUE, *map(staffed, staffings)):
        for due in all_due(story, catalogue):
            assert belongs_to_somebody(due, catalogue), due


@examples(HISTORIES, STAFFING)
def test_who_the_clock_tells_is_who_answers_at_that_time(history: History, staffing: Staffing) -> None:
    story = told(history)
    story.catalogue = staffed(staffing)
    for item in story.agenda(TRAJECTORY).timers[:3]:
        story.when(acting(item), now=item.at)
        for event in story.events:
            if isinstance(event, ReminderGiven | DeadlinePassed) and event.to is not None:
                staff = story.catalogue.staff[event.to]
                assert staff.active
                assert staff.deputy is None


def test_the_steps_reach_every_kind_of_obligation_that_somebody_has() -> None:
    """The histories are worth something: taken in their order they make most kinds due."""
    steps, seen = list(zip(STEPS, cycle(("CTI1", "CTI2")), repeat(1), strict=False)), set[ItemKind]()
    for length in range(1, len(steps) + 1):
        seen |= {due.kind for due in all_due(told(steps[:length]), CATALOGUE)}
    assert seen >= {
        ItemKind.HAND_OVER,
        ItemKind.PHASE_END,
        ItemKind.PLAN_END,
        ItemKind.PRE_CTI,
        ItemKind.PHASE_PLAN,
        ItemKind.CONTACT,
        ItemKind.MEASUREMENT,
        ItemKind.ANSWER,
        ItemKind.APPOINTMENT,
        ItemKind.APPROVAL,
        ItemKind.PAUSE,
        ItemKind.DISCLOSURE,
        ItemKind.CONSENT_END,
        ItemKind.ACTION_CARD,
        ItemKind.BREACH,
        ItemKind.DELETION,
    }
