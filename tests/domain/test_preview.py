"""What moves between two agendas: who is paired with whom, and what is not told since it stays."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.agenda import Agenda, Obligation, Why
from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import Occurred
from domain.calendar import end_of_day
from domain.preview import ObligationMoved, answers, obligations_moved, timers_moved
from domain.span import Due
from domain.trajectory_codes import Role

STREAM = UUID(int=1, version=4)
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
WHY = Why("phase-deadline", Occurred(on=DAY))


def due(day: int, kind: ItemKind = ItemKind.PHASE_END, worker: str | None = "CTI1", rule: str = "a") -> Obligation:
    on = DAY + timedelta(days=day)
    return Obligation(kind, 1, Due(on, end_of_day(on)), worker, None, "socialcenter", WHY._replace(rule=rule))


def timer(day: int, act: Act = Act.REMIND) -> ItemKey:
    at = NOON + timedelta(days=day)
    return ItemKey(kind=ItemKind.PHASE_END, act=act, subject=1, due=at.date(), at=at)


def with_obligations(*obligations: Obligation) -> Agenda:
    return Agenda(STREAM, 1, True, obligations, ())


def with_timers(*timers: ItemKey) -> Agenda:
    return Agenda(STREAM, 1, True, (), timers)


def moved(before: tuple[Obligation, ...], after: tuple[Obligation, ...]) -> list[object]:
    return list(obligations_moved(with_obligations(*before), with_obligations(*after)))


def test_what_stays_as_it_is_is_not_told() -> None:
    assert moved((due(1), due(2, ItemKind.CONTACT)), (due(1), due(2, ItemKind.CONTACT))) == []


def test_another_reason_for_the_same_day_is_no_move() -> None:
    later = due(1)._replace(why=WHY._replace(rule="a", start=Occurred(on=date(2026, 2, 1))))
    assert moved((due(1),), (later,)) == []


def test_an_obligation_moves_from_a_day_to_a_day() -> None:
    assert moved((due(1),), (due(15),)) == [(due(1), due(15))]


def test_an_obligation_appears_and_another_disappears() -> None:
    gone, new = due(1), due(1, ItemKind.PAUSE)
    assert moved((gone,), (new,)) == [(gone, None), (None, new)]


def test_an_obligation_changes_hands() -> None:
    assert moved((due(1),), (due(1, worker=None),)) == [(due(1), due(1, worker=None))]


def test_two_of_one_kind_are_told_apart_by_their_rule() -> None:
    before, after = (due(1, rule="a"), due(1, rule="b")), (due(9, rule="b"),)
    assert moved(before, after) == [(due(1, rule="a"), None), (due(1, rule="b"), due(9, rule="b"))]


def test_a_move_says_whether_it_changes_day_or_hands() -> None:
    day = ObligationMoved(STREAM, due(1), due(2))
    hands = ObligationMoved(STREAM, due(1), due(1)._replace(worker=None, role=Role.LEADER))
    new = ObligationMoved(STREAM, None, due(1))
    assert [(one.changes_day, one.changes_hands) for one in (day, hands, new)] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip


def test_of_several_reminders_the_nearest_to_the_day_stays_the_nearest() -> None:
    before, after = with_timers(timer(7)), with_timers(timer(14), timer(21))
    assert list(timers_moved(before, after)) == [(None, timer(14)), (timer(7), timer(21))]
    assert list(timers_moved(after, before)) == [(timer(14), None), (timer(21), timer(7))]


def test_a_reminder_that_stays_is_paired_with_itself() -> None:
    before, after = with_timers(timer(1), timer(2), timer(3)), with_timers(timer(1), timer(9))
    assert list(timers_moved(before, after)) == [(timer(2), None), (timer(3), timer(9))]


def test_another_act_at_the_same_instant_is_another_timer() -> None:
    before, after = with_timers(timer(1)), with_timers(timer(1, Act.ESCALATE))
    assert list(timers_moved(before, after)) == [(timer(1), None), (None, timer(1, Act.ESCALATE))]


OBLIGATIONS = st.lists(
    st.builds(
        due,
        day=st.integers(0, 3),
        kind=st.sampled_from((ItemKind.PHASE_END, ItemKind.CONTACT)),
        worker=st.sampled_from(("CTI1", "CTI2", None)),
        rule=st.sampled_from(("a", "b")),
    ),
    max_size=8,
).map(tuple)


def as_told(obligations: list[Obligation]) -> list[str]:
    return sorted(repr((one.kind, one.subject, one.why.rule, one.due, answers(one))) for one in obligations)


@given(OBLIGATIONS, OBLIGATIONS)
def test_what_was_with_what_moved_is_what_will_be(
    before: tuple[Obligation, ...], after: tuple[Obligation, ...]
) -> None:
    pairs = list(obligations_moved(with_obligations(*before), with_obligations(*after)))
    left = list(before)
    for was, _ in pairs:
        if was is not None:
            left.remove(was)
    assert as_told([*left, *(new for _, new in pairs if new is not None)]) == as_told(list(after))


@given(OBLIGATIONS, OBLIGATIONS)
def test_the_way_back_is_the_way_there_turned_round(
    before: tuple[Obligation, ...], after: tuple[Obligation, ...]
) -> None:
    there = obligations_moved(with_obligations(*before), with_obligations(*after))
    back = obligations_moved(with_obligations(*after), with_obligations(*before))
    assert sorted(map(repr, there)) == sorted(repr((one, other)) for other, one in back)


@given(OBLIGATIONS, OBLIGATIONS)
def test_no_pair_is_of_two_that_are_the_same(before: tuple[Obligation, ...], after: tuple[Obligation, ...]) -> None:
    pairs = obligations_moved(with_obligations(*before), with_obligations(*after))
    assert all(
        was is None or will_be is None or (was.due, answers(was)) != (will_be.due, answers(will_be))
        for was, will_be in pairs
    )
    assert all(was is not None or will_be is not None for was, will_be in pairs)
