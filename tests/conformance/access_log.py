"""The contract of the access log."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from domain.access.codes import AccessOutcome, AccessPurpose, Action
from domain.access.log import AccessLog, Asked, Entry, ExtractIsTheLeadersToGive
from domain.access.who import Who
from domain.calendar import civil_date
from domain.trajectory_codes import Role
from domain.vault import AccessNotLogged, Reading

LEADER = Who("LED1", "101", frozenset({Role.LEADER}), "reden")
WORKER = Who("BB07", "101", frozenset({Role.BRIDGE_BUILDER}), "reden")
CRITERION = sha256(b"keyed elsewhere").digest()
NOTE = "0b6b9c8e-6a1f-4a2e-8f43-3d3f4f0c1a01"
EVERYTHING = Asked()


def now() -> datetime:
    return datetime.now(UTC)


def a_reading(actor: str = "BB07", action: Action = Action.READ_IDENTITY, at: datetime | None = None) -> Reading:
    return Reading(actor, action, AccessPurpose.CASEWORK, at or now())


async def all_of(log: AccessLog, asked: Asked = EVERYTHING) -> list[Entry]:
    """Return the entries that fit, the oldest first, without the reading itself."""
    return [
        entry
        for entry in reversed(await log.entries(asked, reader="AUD1", at=now(), limit=1000))
        if entry.action is not Action.READ_ACCESS_LOG
    ]


class AccessLogContract:
    """What every access log promises."""

    async def test_an_access_is_kept_as_it_was_written_down(self, access_log: AccessLog) -> None:
        trajectory, reading = uuid4(), a_reading()
        number = await access_log.record(reading, trajectory=trajectory, fields=["name", "cpr", NOTE])
        [kept] = await all_of(access_log)
        month = civil_date(now()).replace(day=1)
        assert kept.place == (month, number)
        assert (kept.at, kept.actor, kept.action, kept.purpose) == (
            reading.at,
            "BB07",
            Action.READ_IDENTITY,
            AccessPurpose.CASEWORK,
        )
        assert (kept.outcome, kept.trajectory, kept.fields) == (
            AccessOutcome.ALLOWED,
            trajectory,
            (NOTE, "cpr", "name"),
        )
        assert kept.criterion is None

    async def test_a_refused_search_is_kept_with_the_digest_of_its_criterion(self, access_log: AccessLog) -> None:
        search = a_reading(action=Action.SEARCH_CPR)
        await access_log.record(search, outcome=AccessOutcome.REFUSED, criterion=CRITERION)
        [kept] = await all_of(access_log)
        assert (kept.outcome, kept.criterion, kept.trajectory) == (AccessOutcome.REFUSED, CRITERION, None)

    async def test_numbers_count_from_one_without_a_gap(self, access_log: AccessLog) -> None:
        assert [await access_log.record(a_reading()) for _ in range(3)] == [1, 2, 3]

    async def test_who_reads_the_log_is_in_it_before_anything_is_answered(self, access_log: AccessLog) -> None:
        trajectory = uuid4()
        [own] = await access_log.entries(Asked(trajectory=trajectory), reader="AUD1", at=now())
        assert (own.actor, own.action, own.purpose) == ("AUD1", Action.READ_ACCESS_LOG, AccessPurpose.CONTROL)

    async def test_entries_are_found_by_day_actor_trajectory_and_action(self, access_log: AccessLog) -> None:
        one, other = uuid4(), uuid4()
        await access_log.record(a_reading("BB07", Action.READ_NOTES), trajectory=one)
        await access_log.record(a_reading("BB08", at=now() - timedelta(days=3)), trajectory=other)
        today = civil_date(now())
        for asked, trajectories in [
            (Asked(day=today), [one]),
            (Asked(day=civil_date(now() - timedelta(days=3))), [other]),
            (Asked(actor="BB08"), [other]),
            (Asked(trajectory=one), [one]),
            (Asked(action=Action.READ_NOTES), [one]),
            (Asked(day=today, actor="BB08"), []),
        ]:
            assert [entry.trajectory for entry in await all_of(access_log, asked)] == trajectories

    async def test_a_day_is_a_day_in_copenhagen(self, access_log: AccessLog) -> None:
        late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
        await access_log.record(a_reading(at=late))
        assert len(await all_of(access_log, Asked(day=late.date() + timedelta(days=1)))) == 1
        assert await all_of(access_log, Asked(day=late.date())) == []

    async def test_a_page_goes_on_below_the_one_before(self, access_log: AccessLog) -> None:
        for _ in range(5):
            await access_log.record(a_reading())
        asked = Asked(actor="BB07")
        first = await access_log.entries(asked, reader="AUD1", at=now(), limit=3)
        rest = await access_log.entries(asked, reader="AUD1", at=now(), limit=3, below=first[-1].place)
        assert [entry.place.number for entry in (*first, *rest)] == [5, 4, 3, 2, 1]

    async def test_a_person_is_told_what_when_and_to_what_end_and_by_nobody(self, access_log: AccessLog) -> None:
        trajectory, earlier = uuid4(), now() - timedelta(days=2)
        await access_log.record(a_reading(), trajectory=trajectory, fields=["name"])
        await access_log.record(a_reading("BB08", Action.READ_NOTES, earlier), trajectory=trajectory)
        await access_log.record(a_reading(), trajectory=uuid4())
        await access_log.record(a_reading(), trajectory=trajectory, outcome=AccessOutcome.REFUSED)
        told = await access_log.extract(trajectory, who=LEADER, at=now())
        assert [(one.action, one.fields) for one in told] == [
            (Action.READ_NOTES, ()),
            (Action.READ_IDENTITY, ("name",)),
            (Action.EXTRACT_ACCESS, ()),
        ]
        assert told[0].at == earlier
        assert not any(code in repr(told) for code in ("BB07", "BB08", "LED1"))

    async def test_nobody_but_a_leader_gives_the_extract(self, access_log: AccessLog) -> None:
        with pytest.raises(ExtractIsTheLeadersToGive):
            await access_log.extract(uuid4(), who=WORKER, at=now())
        assert await all_of(access_log) == []

    async def test_a_sample_is_what_its_seed_says_and_of_accesses_about_somebody(self, access_log: AccessLog) -> None:
        for _ in range(9):
            await access_log.record(a_reading(), trajectory=uuid4())
        await access_log.record(a_reading(action=Action.EXPORT))
        await access_log.record(a_reading(action=Action.SEARCH_CPR), criterion=CRITERION)
        month = civil_date(now()).replace(day=1)
        sample = await access_log.sample(month, 4, reader="LED1", at=now())
        numbers = [*range(1, 10), 11]
        expected = sorted(numbers, key=lambda number: sha256(sample.seed + number.to_bytes(8, "big")).digest())
        assert [entry.place.number for entry in sample.entries] == expected[:4]
        assert (sample.drawn_from, sample.is_over, sample.month) == (10, False, month)

    async def test_a_drawing_is_written_down_and_moves_the_next_seed(self, access_log: AccessLog) -> None:
        await access_log.record(a_reading(), trajectory=uuid4())
        month = civil_date(now()).replace(day=1)
        first = await access_log.sample(month, 1, reader="LED1", at=now())
        second = await access_log.sample(month, 1, reader="LED1", at=now())
        drawn = await all_of(access_log, Asked(action=Action.SAMPLE_ACCESS))
        assert [entry.actor for entry in drawn] == ["LED1", "LED1"]
        assert first.seed != second.seed

    async def test_a_month_without_accesses_gives_an_empty_sample(self, access_log: AccessLog) -> None:
        sample = await access_log.sample(civil_date(now()).replace(day=1, year=2001), 3, reader="LED1", at=now())
        assert (sample.entries, sample.seed, sample.drawn_from) == ((), b"", 0)

    @pytest.mark.parametrize(
        ("reading", "fields", "criterion"),
        [
            (a_reading("somebody"), [], None),
            (a_reading(), ["Jane Doe"], None),
            (a_reading(), ["010203-1234"], None),
            (a_reading(action=Action.SEARCH_CPR), [], b"010203-1234"),
        ],
        ids=["no staff code", "a field that is no code", "a number", "what was searched itself"],
    )
    async def test_what_makes_no_sense_is_refused_and_not_repeated(
        self, access_log: AccessLog, reading: Reading, fields: list[str], criterion: bytes | None
    ) -> None:
        with pytest.raises(ValueError) as refusal:  # noqa: PT011
            await access_log.record(reading, trajectory=UUID(int=1), fields=fields, criterion=criterion)
        assert not any(text in str(refusal.value) for text in ("somebody", "Jane", "1234"))
        assert await all_of(access_log) == []

    async def test_an_access_of_a_clock_that_is_ahead_is_refused_and_the_clocks_are_named(
        self, access_log: AccessLog
    ) -> None:
        with pytest.raises(AccessNotLogged, match=r"stil urene / .*set the clocks"):
            await access_log.record(a_reading(at=datetime(2999, 1, 1, tzinfo=UTC)))
        assert await all_of(access_log) == []
