"""The same CPR number elsewhere: told to who may already see it, and to nobody else by text or by time."""

from collections.abc import Callable

import pytest

from adapters.desk.searching import BEAT, at_the_next_beat
from adapters.throttle.limits import LIMITS, SubjectKind, TryKind
from adapters.web.refused import status_of
from domain.access.codes import AccessPurpose, Action
from domain.access.refusals import NOT_YOUR_ROLE
from domain.cpr import NOT_A_CPR
from domain.refusal import Refusal
from domain.trajectory_codes import Role
from domain.vault_codes import VaultField
from tests.adapters.desk.office import Office
from tests.domain.access.records import id_of

CASEWORK = AccessPurpose.CASEWORK
NUMBER, NOBODYS, REPLACEMENT = "010180-1234", "020280-1234", "610180-1234"
OWN, COLLEAGUE = id_of("own-lifted"), id_of("colleague-lifted")
LEADER = (Role.LEADER,)


@pytest.fixture(autouse=True)
async def same_number(standing: Office) -> None:
    """One CPR number on two trajectories of the centre."""
    for trajectory in (OWN, COLLEAGUE):
        await standing.desk(*LEADER, code="LED1").write(trajectory, {VaultField.CPR: NUMBER}, CASEWORK)


async def test_it_is_told_to_who_reads_that_identity_already(standing: Office) -> None:
    assert await standing.desk(Role.CTI_WORKER).search_cpr("0101801234", CASEWORK) == (OWN,)
    leaders = await standing.desk(*LEADER, code="LED1").search_cpr(NUMBER, CASEWORK)
    assert isinstance(leaders, tuple)
    assert set(leaders) == {OWN, COLLEAGUE}


async def test_a_pseudonym_that_one_sees_gains_no_name_by_a_search(standing: Office) -> None:
    desk = standing.desk(Role.CTI_WORKER, code="CTI9")
    assert await desk.may(Action.SEE_TRAJECTORY, COLLEAGUE)
    assert await desk.search_cpr(NUMBER, CASEWORK) == await desk.search_cpr(NOBODYS, CASEWORK) == ()


async def test_a_replacement_number_is_never_matched(standing: Office) -> None:
    await standing.desk(*LEADER, code="LED1").write(OWN, {VaultField.CPR: REPLACEMENT}, CASEWORK)
    assert await standing.desk(Role.CTI_WORKER).search_cpr(REPLACEMENT, CASEWORK) == ()


async def test_the_access_log_keeps_that_it_was_searched_and_by_a_digest_for_what(standing: Office) -> None:
    before = await standing.newest()
    desk = standing.desk(Role.CTI_WORKER)
    for number in (NUMBER, NOBODYS, "0101801234"):
        await desk.search_cpr(number, CASEWORK)
    entries = await standing.logged(before)
    assert [(row["action"], row["outcome"]) for row in entries] == [("search-cpr", "allowed")] * 3
    first, other, again = (row["criterion"] for row in entries)
    assert first == again != other
    assert b"0101801234" not in first
    assert await desk.search_cpr("0101", CASEWORK) == NOT_A_CPR
    assert await standing.desk(Role.EVALUATOR).search_cpr(NUMBER, CASEWORK) == NOT_YOUR_ROLE
    assert [row["outcome"] for row in await standing.logged(before)][3:] == ["refused"]


class FakeLoopTime:
    """A clock that moves only by sleeping and by what work takes."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.slept = 0

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept += 1
        self.now += seconds


@pytest.mark.parametrize("started", [1000.0, 1000.24, 1000.99])
@pytest.mark.parametrize("work", [0.0, 0.001, 0.05, 0.25, 0.9, 0.9999])
async def test_an_answer_comes_a_full_second_after_it_was_asked_for_whenever_that_was(
    started: float, work: float
) -> None:
    clock = FakeLoopTime(started + work)
    await at_the_next_beat(started, clock.time, clock.sleep)
    assert clock.now == pytest.approx(started + BEAT)
    assert clock.slept == 1


async def test_work_that_takes_longer_waits_for_the_beat_after_it() -> None:
    clock = FakeLoopTime(3.26 + 1.01)
    await at_the_next_beat(3.26, clock.time, clock.sleep)
    assert clock.now == pytest.approx(5.26)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every answer come without waiting for its beat."""

    async def beat(started: float, time: Callable[[], float]) -> None:
        assert started <= time()

    monkeypatch.setattr("adapters.desk.searching.at_the_next_beat", beat)


@pytest.mark.usefixtures("at_once")
async def test_who_searches_all_the_time_is_stopped_found_or_not_and_it_is_written_down(standing: Office) -> None:
    before, limit = await standing.newest(), LIMITS[TryKind.SEARCH][SubjectKind.USER]
    desk = standing.desk(Role.CTI_WORKER, code="CTI7")
    for _ in range(limit.tries):
        assert isinstance(await desk.search_cpr(NUMBER, CASEWORK), tuple)
    stopped = await desk.search_cpr(NUMBER, CASEWORK)
    assert isinstance(stopped, Refusal)
    assert (stopped.code, status_of(stopped)) == ("too-many-searches", 429)
    assert [row["outcome"] for row in await standing.logged(before)] == ["allowed"] * limit.tries + ["refused"]
    assert await standing.desk(Role.CTI_WORKER).search_cpr(NUMBER, CASEWORK) == (OWN,)


async def test_found_or_not_allowed_or_not_each_answer_waits_for_its_beat(
    standing: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may search waits once for each answer, found or not; a refusal looks nothing up."""
    waited: list[float] = []

    async def beat(started: float, time: Callable[[], float]) -> None:
        waited.append(time() - started)

    monkeypatch.setattr("adapters.desk.searching.at_the_next_beat", beat)
    desk = standing.desk(Role.CTI_WORKER)
    for number in (NUMBER, NOBODYS, REPLACEMENT):
        await desk.search_cpr(number, CASEWORK)
    assert len(waited) == 3
    assert await standing.desk(Role.EVALUATOR).search_cpr(NUMBER, CASEWORK) == NOT_YOUR_ROLE
    assert len(waited) == 3
