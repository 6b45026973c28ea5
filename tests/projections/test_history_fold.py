"""The history of a trajectory shows everything that was recorded, and what of it still holds."""

import json
from datetime import date

from domain.base import Occurred
from domain.commands.contacts import RegisterFollowUp
from domain.commands.corrections import CorrectDate, CorrectField, WithdrawFact
from domain.events.contacts import ContactRegistered
from domain.trajectory.evolve import fold
from domain.trajectory_codes import WithdrawReason
from projections.engine.board import Folded
from projections.history.fold import rows
from projections.history.row import HistoryRow
from tests.domain.given import Story, given
from tests.domain.samples import TRAJECTORY, a_form, command, opened
from tests.projections.folding import folded


def history_of(story: Story) -> list[HistoryRow]:
    return list(rows(folded(story)))


def a_trajectory_with_a_follow_up() -> Story:
    return given(opened("2026-03-02"), command(RegisterFollowUp, "2026-03-09", contact=a_form()))


def flags(story: Story) -> list[tuple[str | None, bool, bool]]:
    return [(row.type, row.withdrawn, row.corrected) for row in history_of(story)]


def test_every_event_is_a_row_with_its_codes() -> None:
    story = a_trajectory_with_a_follow_up()
    history = history_of(story)
    assert [(row.position, row.version) for row in history] == [(1, 1), (2, 2), (3, 3)]
    assert [row.type for row in history] == ["TrajectoryOpened", "ContactRegistered", "ContactRegistered"]
    assert {(row.trajectory, row.actor) for row in history} == {(TRAJECTORY, "CTI1")}
    assert json.loads(history[0].content or "") == {
        "programme": "exit-prostitution",
        "centre": "hjemloeseenheden",
        "from_contact": None,
    }
    assert json.loads(history[2].content or "")["follow_up"] is True


def test_a_withdrawn_event_stays_and_is_marked() -> None:
    story = a_trajectory_with_a_follow_up()
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    story.when(command(WithdrawFact, "2026-03-10", stream=TRAJECTORY, event=contact, reason=WithdrawReason.VOIDED))
    assert flags(story) == [
        ("TrajectoryOpened", False, False),
        ("ContactRegistered", False, False),
        ("ContactRegistered", True, False),
        ("Withdrawn", False, False),
    ]


def test_a_corrected_event_shows_what_was_recorded_and_that_it_was_corrected() -> None:
    story = a_trajectory_with_a_follow_up()
    contact = story.last_fact(TRAJECTORY, ContactRegistered).id
    happened = Occurred(on=date(2026, 3, 8))
    story.when(command(CorrectDate, "2026-03-10", stream=TRAJECTORY, event=contact, happened=happened))
    story.when(
        command(CorrectField, "2026-03-10", stream=TRAJECTORY, event=contact, field="contact.way_in", value="reden")
    )
    assert [row.corrected for row in history_of(story)] == [False, False, True, False, False]
    assert history_of(story)[2].occurred_on == date(2026, 3, 9)


def test_a_blanked_event_keeps_its_place_and_says_nothing() -> None:
    story = a_trajectory_with_a_follow_up()
    facts = [fact._replace(event=None) if fact.version == 3 else fact for fact in story.state(TRAJECTORY).facts]
    history = list(rows(Folded(fold(TRAJECTORY, facts), story.catalogue, story.position)))
    assert (history[2].position, history[2].type, history[2].content) == (3, None, None)
    assert (history[2].withdrawn, history[2].corrected) == (False, False)
