"""Why something is due when it is: where its length stands, who moved it and when, what the clock did about it."""

from datetime import date

import pytest

from adapters.web.explain import RULES
from domain.agenda_item import Act, ItemKind
from domain.calendar import start_of_day
from domain.commands.course import DecideExtension, Pause, RecordAttempt, RequestExtension, Resume
from domain.commands.identity import LiftAnonymity
from domain.events.course import CtiStarted, Paused
from domain.events.reference import TimingDefined
from domain.explanation import BEGINNINGS, Explained, Source, apart_from_obligations, explained
from domain.help_codes import IdentifiedBy
from domain.reference.definitions import Timing
from domain.span import Span
from domain.trajectory_codes import PauseReason
from tests.domain.agenda_table import course, help, leaders, privacy
from tests.domain.agenda_table.row import Row, dated, set_right
from tests.domain.given import Story, given, new_id, on
from tests.domain.passing import Passing
from tests.domain.samples import (
    CATALOGUE,
    DEFINITIONS,
    MEETING,
    TRAJECTORY,
    a_trajectory_in_transition,
    catalogue_of,
    command,
    opened,
)

ROWS = (*course.ROWS, *help.ROWS, *leaders.ROWS, *privacy.ROWS)
NOT_READY = course.NOT_READY


def lived(*steps: object, until: str) -> Story:
    story = Story()
    passing = Passing(story)
    for step in steps:
        passing.does(step(story) if callable(step) else step)  # type: ignore[arg-type]
    passing.until(start_of_day(date.fromisoformat(until)))
    return story


def why(story: Story, kind: ItemKind) -> Explained:
    (found,) = explained(story.state(TRAJECTORY), story.catalogue, kind)
    return found


def test_a_phase_tells_its_pauses_its_extension_and_who_corrected_its_start() -> None:
    extension = new_id()
    story = lived(
        *a_trajectory_in_transition("2026-01-05"),
        command(Pause, "2026-02-01", reason=PauseReason.PRISON),
        command(Resume, "2026-02-22"),
        command(RequestExtension, "2026-03-01", extension=extension, days=10, reason=NOT_READY),
        command(DecideExtension, "2026-03-02", actor="LED1", extension=extension, approved=True),
        dated(CtiStarted, "2026-03-03", "2026-01-07"),
        dated(CtiStarted, "2026-03-04", "2026-01-06"),
        until="2026-03-10",
    )
    told = why(story, ItemKind.PHASE_END)
    assert told.obligation.due.on == date(2026, 5, 7)
    assert told.source is Source.PLAN
    assert [(pause.begun, pause.resumed) for pause in told.pauses] == [(on("2026-02-01"), on("2026-02-22"))]
    (added,) = told.extensions
    assert (added.days, added.decided_by, added.decided) == (10, "LED1", on("2026-03-02"))
    assert [(moved.by, moved.before, moved.after) for moved in told.moved] == [
        ("CTI1", on("2026-01-05"), on("2026-01-07")),
        ("CTI1", on("2026-01-07"), on("2026-01-06")),
    ]


def test_what_the_clock_did_and_what_it_will_do_stand_side_by_side() -> None:
    story = lived(*a_trajectory_in_transition("2023-01-31"), until="2023-04-17")
    told = why(story, ItemKind.PHASE_END)
    assert [fact.occurred.on for fact in told.done] == [date(2023, 4, 16)]
    assert [(item.act, item.due) for item in told.ahead] == [
        (Act.REMIND, date(2023, 4, 23)),
        (Act.NOTE_PASSED, date(2023, 4, 30)),
        (Act.ESCALATE, date(2023, 5, 8)),
        (Act.ESCALATE_FURTHER, date(2023, 5, 15)),
    ]


def test_a_day_that_was_put_right_names_who_did_it() -> None:
    pause = command(Pause, "2024-01-31", reason=PauseReason.HOSPITAL, expected_until="2024-02-29")
    story = lived(
        *a_trajectory_in_transition("2024-01-02"),
        pause,
        set_right(Paused, "2024-02-10", "expected_until", "2024-03-31"),
        until="2024-02-11",
    )
    told = why(story, ItemKind.PAUSE)
    assert told.source is Source.DAY
    assert [(moved.by, moved.before, moved.after) for moved in told.moved] == [("CTI1", None, None)]


def test_a_correction_of_another_fact_of_that_day_moved_nothing() -> None:
    story = lived(
        *a_trajectory_in_transition("2026-01-05"),
        command(RecordAttempt, "2026-01-07", form=MEETING),
        dated(CtiStarted, "2026-01-08", "2026-01-07"),
        until="2026-01-09",
    )
    assert why(story, ItemKind.PHASE_PLAN).moved
    assert not [item for item in explained(story.state(TRAJECTORY), CATALOGUE, ItemKind.PRE_CTI)]


def test_what_the_clock_has_not_warned_of_is_foreseen_and_nobodys_yet() -> None:
    story = lived(opened("2020-01-15"), course.left_by_own_wish("2020-02-29"), until="2025-01-28")
    assert why(story, ItemKind.DELETION).is_foreseen
    Passing(story).until(start_of_day(date(2025, 1, 29)))
    assert not why(story, ItemKind.DELETION).is_foreseen


def test_the_question_after_a_silence_follows_from_nothing_that_is_due() -> None:
    story = given(opened("2024-01-01"))
    (ask,) = apart_from_obligations(story.state(TRAJECTORY), CATALOGUE)
    assert (ask.kind, ask.act, ask.due) == (ItemKind.INACTIVITY, Act.ASK, date(2024, 6, 29))
    lifted = command(
        LiftAnonymity, "2024-01-02", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
    )
    assert apart_from_obligations(story.when(lifted).state(TRAJECTORY), CATALOGUE) == ()


def test_a_timing_of_the_municipality_is_the_one_that_is_told() -> None:
    own = TimingDefined(definition=Timing(code=ItemKind.CONTACT, escalate=Span(working_days=2)))
    story = given(*a_trajectory_in_transition("2026-01-05"), catalogue=catalogue_of(*DEFINITIONS, own))
    times = why(story, ItemKind.CONTACT).times
    assert times is not None
    assert times.escalate == Span(working_days=2)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.kind) for row in ROWS])
def test_every_kind_explains_itself_wherever_the_table_leads(row: Row) -> None:
    for stage in row.stages.values():
        story = lived(*row.history, *stage.steps, until=stage.until)
        for item in explained(story.state(TRAJECTORY), story.catalogue):
            assert item.source
            assert item.obligation.why.rule in RULES
            assert all(key.kind is item.obligation.kind for key in item.ahead)


def test_every_rule_that_has_words_says_what_it_counts_from() -> None:
    assert set(BEGINNINGS) <= set(RULES)
