"""What is done in a quick way comes out as it would in the plain one."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from inspect import isclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.agenda_item import Act, ItemKey, ItemKind
from domain.base import FIRST_DAY, LAST_DAY, Occurred
from domain.calendar import add_months, add_working_days, civil_date, end_of_day, is_working_day
from domain.changed import changed
from domain.events import EVENT_TYPES
from domain.fact import REPEATED, facts_of, new_event
from domain.span import Due, Span, due_after, instant_of
from domain.trajectory import state
from domain.trajectory.evolve import latest
from tests.domain.given import on
from tests.domain.samples import TRAJECTORY
from tests.domain.test_event_types import stored
from tests.golden.samples import event_json

MIDNIGHT = datetime(2026, 3, 27, tzinfo=UTC)
days = st.dates(date(2025, 12, 1), date(2026, 4, 30))
instants = st.integers(0, 4 * 24 * 60).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes))
times = st.builds(Occurred, on=days) | instants.map(Occurred.at_instant)


@given(st.none() | times, times)
def test_the_later_of_two_times_is_found_by_their_instants(known: Occurred | None, other: Occurred) -> None:
    plain = other if known is None or instant_of(other) >= instant_of(known) else known
    assert latest(known, other) == plain


@given(times)
def test_a_known_time_is_the_same_as_one_that_is_checked(time: Occurred) -> None:
    known = Occurred.known(time.on, time.at)
    assert known == time
    assert hash(known) == hash(time)
    assert known.model_dump_json() == time.model_dump_json()
    assert known.model_fields_set == Occurred(on=time.on, at=time.at).model_fields_set
    assert known.model_copy() == time


@given(
    st.sampled_from(ItemKind),
    st.sampled_from(Act),
    st.uuids() | st.integers(0, 9),
    st.dates(FIRST_DAY, LAST_DAY),
    instants,
)
def test_the_item_of_a_computed_due_date_is_the_same_as_one_that_is_checked(
    kind: ItemKind, act: Act, subject: UUID | int, day: date, at: datetime
) -> None:
    item = ItemKey.of(kind, act, subject, Due(day, at))
    plain = ItemKey(kind=kind, act=act, subject=subject, due=day, at=at)
    assert item == plain
    assert {item} == {plain}
    assert item.model_dump_json() == plain.model_dump_json()
    assert item.command_id(TRAJECTORY) == plain.command_id(TRAJECTORY)


def test_the_item_of_a_day_out_of_range_is_refused() -> None:
    day = LAST_DAY + timedelta(days=1)
    with pytest.raises(ValidationError):
        ItemKey.of(ItemKind.PLAN_END, Act.REMIND, 1, Due(day, end_of_day(day)))


def test_a_known_value_is_as_frozen_as_any() -> None:
    known = Occurred.known(date(2026, 1, 1), None)
    with pytest.raises(ValidationError):
        known.on = date(2026, 1, 2)  # type: ignore[misc]


@given(days, st.integers(0, 4), st.integers(0, 40), st.integers(-3, 30))
def test_a_due_date_is_counted_in_months_or_days_then_moved(
    start: date, months: int, length: int, moved: int
) -> None:
    span = Span(months=months) if months else Span(days=length + 1)
    day = add_months(start, months) + timedelta(days=span.days + moved)
    assert due_after(Occurred(on=start), span, moved=timedelta(days=moved)) == Due(day, end_of_day(day))


@given(days, st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    end = add_working_days(start, count)
    between = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    assert is_working_day(end)
    assert sum(map(is_working_day, between)) == count
    assert civil_date(end_of_day(end)) == end + timedelta(days=1)


def values_of_state() -> list[Any]:
    """Return every frozen dataclass that a trajectory is made of."""
    return [value for value in vars(state).values() if isclass(value) and dataclasses.is_dataclass(value)]


@pytest.mark.parametrize("kind", values_of_state())
def test_a_value_that_rules_change_keeps_nothing_but_its_fields(kind: Any) -> None:
    assert "__slots__" not in vars(kind)
    assert not hasattr(kind, "__post_init__")
    names = [field.name for field in dataclasses.fields(kind)]
    value = kind(**dict.fromkeys(names))
    assert list(vars(value)) == names
    for name in names:
        other = changed(value, **{name: "other"})
        assert other == dataclasses.replace(value, **{name: "other"}) != value
        assert type(other) is kind
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(other, name, None)


@pytest.mark.parametrize("kind", sorted(REPEATED, key=str))
def test_a_content_that_is_read_again_is_the_same(kind: type[Any]) -> None:
    event = kind.model_validate(event_json(kind))
    written = new_event(event, on("2026-03-02"), command=UUID(int=1), ordinal=0)
    assert written.payload == event.model_dump_json().encode()
    first = stored(kind.type_name, kind.schema_version, written.payload)
    rows = [first, first._replace(position=2, payload=bytes(bytearray(written.payload)))]
    facts = [fact for recorded in rows for fact in facts_of(recorded)]
    assert [fact.event for fact in facts] == [event, event]
    assert [fact.position for fact in facts] == [1, 2]


def test_only_contents_without_an_id_and_without_a_date_are_kept_for_others() -> None:
    for kind in REPEATED:
        schema = str(kind.model_json_schema())
        own = {name: field for name, field in kind.model_fields.items() if name != "plan"}
        assert "uuid" not in schema
        assert not any("date" in str(field.annotation) for field in own.values())
    assert set(EVENT_TYPES.values()) > REPEATED
