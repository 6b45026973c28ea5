"""People are told what happened: once each, whatever is killed, doubled, away or unreadable."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.memory.log import InMemoryEventLog
from domain.base import CLOCK, Occurred
from domain.commands.clock import ActOnItem
from domain.commands.course import AssignWorker, OfferHandOver
from domain.events import EVENT_TYPES
from domain.events.corrections import PayloadsBlanked
from domain.events.course import HandOverOffered, HoldLifted
from domain.fact import new_event
from domain.log import CommandAppend, NewEvent, StreamAppend
from domain.notices.codes import MailDays, NoticeKind
from domain.notices.notice import Person, Queue, Recipient
from domain.reference.definitions import NoticePreference, Staff
from domain.span import Span
from domain.trajectory_codes import Role
from tests.workflows.office import Office, afternoon_of, contact_to_start, to_do, trajectory
from workflows.notifier import InMemoryNotifier, OvertakenError, Told, Unread
from workflows.telling import KEPT, Teller

START = date(2026, 3, 2)
PHASE_PASSED = date(2026, 6, 3)
"""The day after the first phase's last day."""

UNIT = "hjemloeseenheden"
"""Where CTI1 works, and so where the trajectories lie."""

LEADERS, HEADS = Queue(UNIT, Role.LEADER), Queue(UNIT, Role.HEAD_OF_OFFICE)


class Scene(Office):
    """An office whose log records what it is told at an instant that the test sets, and its inbox."""

    def __init__(self) -> None:
        self.now = datetime(2008, 1, 1, 12, tzinfo=UTC)
        super().__init__(InMemoryEventLog(clock=lambda: self.now))
        self.inbox = InMemoryNotifier()

    def teller(self, inbox: InMemoryNotifier | None = None, *, page_size: int = 500) -> Teller:
        return Teller(self.log, inbox or self.inbox, lambda: self.now, page_size=page_size)

    async def starts(self, *names: str, day: date = START) -> None:
        self.now = afternoon_of(day)
        for name in names:
            await self.do_all(contact_to_start(trajectory(name), day, day))

    async def clock_acts(self, name: str, *, until: date) -> None:
        """Let the clock act on every timer of a trajectory that is due by the afternoon of a day, at its instant."""
        about = trajectory(name)
        while due := [item for item in (await self.agendas.newest(about)).timers if item.at <= afternoon_of(until)]:
            self.now = max(self.now, due[0].at)
            act = {"actor": CLOCK, "item": due[0]}
            await self.does(to_do(ActOnItem, about, due[0].occurred, **act), self.now)

    async def told(self, *, inbox: InMemoryNotifier | None = None) -> list[tuple[NoticeKind, Recipient]]:  # type: ignore[override]
        """Return what lies in the inbox, in the order of the log."""
        laid_down = sorted(
            (one.notice for one in (inbox or self.inbox).told.values()), key=lambda notice: notice.position
        )
        return [(notice.what, notice.to) for notice in laid_down]

    def letters(self) -> list[tuple[str, datetime]]:
        return [(letter.worker, letter.at) for one in self.inbox.told.values() for letter in one.letters]


@pytest.fixture
async def scene() -> Scene:
    scene = Scene()
    await scene.define()
    return scene


async def a_passed_phase(scene: Scene, *names: str) -> None:
    """Start trajectories, and let the clock remind, note the passed deadline, and escalate it."""
    await scene.starts(*names)
    for name in names:
        await scene.clock_acts(name, until=date(2026, 6, 10))


class Killed(BaseException):
    """The process ends here."""


class Mortal(InMemoryNotifier):
    """Whoever lays something down dies before it or after it, as the dice fall."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dice, self.kills = Random(seed), 0

    async def tell(
        self,
        after: int,
        position: int,
        told: Sequence[Told],
        *,
        unread: Sequence[Unread] = (),
        read: Sequence[UUID] = (),
        blanked: Sequence[UUID] = (),
    ) -> None:
        self._perhaps_dies()
        await super().tell(after, position, told, unread=unread, read=read, blanked=blanked)
        self._perhaps_dies()

    def _perhaps_dies(self) -> None:
        if self.dice.random() < 0.4:
            self.kills += 1
            raise Killed


async def test_a_passed_phase_is_told_to_the_worker_and_then_to_the_leaders(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    await scene.teller().catch_up()
    told = await scene.told()
    assert (NoticeKind.DEADLINE_PASSED, Person("CTI1")) in told
    assert (NoticeKind.ESCALATED, LEADERS) in told
    assert told.index((NoticeKind.DEADLINE_PASSED, Person("CTI1"))) < told.index((NoticeKind.ESCALATED, LEADERS))


@pytest.mark.parametrize("seed", range(20))
async def test_killed_wherever_it_is_it_tells_what_an_undisturbed_run_tells(seed: int) -> None:
    scene = Scene()
    await scene.define()
    await a_passed_phase(scene, "a", "b")
    await scene.teller().catch_up()
    mortal = Mortal(seed)
    while await mortal.position() < await scene.log.head():
        try:
            await scene.teller(mortal, page_size=7).catch_up()
        except Killed:
            continue
    assert mortal.kills
    assert mortal.told == scene.inbox.told
    assert len(mortal.told) > 10


async def test_told_again_from_the_beginning_nothing_is_told_twice(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    await scene.teller().catch_up()
    first = dict(scene.inbox.told)
    scene.inbox._position = 0
    await scene.teller(page_size=3).catch_up()
    assert scene.inbox.told == first


async def test_of_two_at_once_each_page_is_told_by_one(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    one, other = scene.teller(page_size=5), scene.teller(page_size=9)
    undisturbed = InMemoryNotifier()
    await scene.teller(undisturbed).catch_up()
    while await scene.inbox.position() < await scene.log.head():
        await one.catch_up()
        await other.catch_up()
    assert scene.inbox.told == undisturbed.told


async def test_whoever_is_overtaken_goes_on_from_where_the_other_is(scene: Scene) -> None:
    await a_passed_phase(scene, "a")

    class Overtaken(InMemoryNotifier):
        races = 0

        async def tell(self, after: int, position: int, *rest: Any, **more: Any) -> None:
            if self.races < 3:
                self.races += 1
                await super().tell(after, position, *rest, **more)
                raise OvertakenError
            await super().tell(after, position, *rest, **more)

    inbox = Overtaken()
    await scene.teller(inbox, page_size=7).catch_up()
    await scene.teller().catch_up()
    assert inbox.told == scene.inbox.told


async def test_who_answered_when_it_happened_is_told_though_another_has_the_trajectory_by_now(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    scene.now = afternoon_of(date(2026, 6, 11))
    await scene.does(to_do(AssignWorker, trajectory("a"), date(2026, 6, 11), actor="LED1", worker="CTI2"))
    await scene.teller().catch_up()
    told = await scene.told()
    assert (NoticeKind.DEADLINE_PASSED, Person("CTI1")) in told
    assert told[-1] == (NoticeKind.ASSIGNED, Person("CTI2"))


async def test_who_has_left_by_the_time_it_is_told_is_not_told_and_the_queue_is(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    await scene.define(Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre=UNIT, active=False))
    await scene.teller().catch_up()
    told = await scene.told()
    assert (NoticeKind.DEADLINE_PASSED, Queue(UNIT, None)) in told
    assert Person("CTI1") not in {to for _, to in told}


async def test_mail_is_to_leave_in_office_hours_unless_the_worker_said_otherwise(scene: Scene) -> None:
    await scene.define(NoticePreference(code="LED1", mail=False))
    await a_passed_phase(scene, "a")
    scene.now = datetime(2026, 6, 6, 20, tzinfo=UTC)
    await scene.teller().catch_up()
    assert {letter for letter in scene.letters() if letter[0] == "CTI1"} == {
        ("CTI1", datetime(2026, 6, 8, 6, tzinfo=UTC))
    }
    assert "LED1" not in {worker for worker, _ in scene.letters()}


async def test_a_digest_is_that_of_the_day_on_which_it_is_told_not_of_the_day_on_which_it_happened(
    scene: Scene,
) -> None:
    await scene.define(
        NoticePreference(
            code="CTI1", quiet_from="20:00", quiet_until="06:00", days=MailDays.EVERY_DAY, digest="07:00"
        )
    )
    await a_passed_phase(scene, "a")
    scene.now = datetime(2026, 6, 6, 5, 0, 1, tzinfo=UTC)
    await scene.teller().catch_up()
    assert {at for worker, at in scene.letters() if worker == "CTI1"} == {datetime(2026, 6, 7, 5, tzinfo=UTC)}


async def test_what_happened_more_than_a_week_before_it_is_told_is_not_mailed(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    scene.now += timedelta(days=60)
    await scene.teller().catch_up()
    assert len(await scene.told()) > 5
    assert scene.letters() == []


async def test_a_hand_over_offered_twice_in_one_resend_is_told_once(scene: Scene) -> None:
    await scene.starts("a")
    offer = to_do(OfferHandOver, trajectory("a"), START, to="CTI2", hand_over=uuid4())
    for _ in range(3):
        await scene.does(offer)
    await scene.teller().catch_up()
    assert await scene.told() == [(NoticeKind.HAND_OVER_OFFERED, Person("CTI2"))]


async def test_a_stream_that_cannot_be_read_holds_nobody_else_up_and_is_told_by_a_program_that_can(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.starts("a", "b")
    await append_unknown(scene, trajectory("a"))
    for name in ("a", "b"):
        offer = to_do(OfferHandOver, trajectory(name), START, to="CTI2", hand_over=uuid4())
        await append_raw(scene, trajectory(name), offer)
    await scene.teller().catch_up()
    assert len(await scene.told()) == 1
    (waiting,) = await scene.inbox.unread()
    assert waiting.stream == trajectory("a")
    await scene.teller().tell_unread()
    assert await scene.inbox.unread() == (waiting,)
    learns_unknown(monkeypatch)
    await scene.teller().tell_unread()
    assert await scene.inbox.unread() == ()
    assert await scene.told() == [(NoticeKind.HAND_OVER_OFFERED, Person("CTI2"))] * 2


async def test_what_was_told_of_an_event_that_a_lawful_order_blanks_is_forgotten(scene: Scene) -> None:
    await scene.starts("a")
    offer = to_do(OfferHandOver, trajectory("a"), START, to="CTI2", hand_over=uuid4())
    offered = await scene.does(offer)
    await scene.teller().catch_up()
    assert len(await scene.told()) == 1
    order = PayloadsBlanked(events=offered.events, order="0" * 64)
    event = new_event(order, Occurred(on=START), command=uuid4(), ordinal=0)
    stream = StreamAppend(uuid4(), "order", 0, (event,))
    await scene.log.append([CommandAppend(uuid4(), bytes(32), "SYS0", "101", (stream,))])
    await scene.teller().catch_up()
    assert await scene.told() == []


async def test_notices_are_forgotten_after_a_year(scene: Scene) -> None:
    await a_passed_phase(scene, "a")
    teller = scene.teller()
    await teller.catch_up()
    newest = max(one.notice.made for one in scene.inbox.told.values())
    scene.now = newest + KEPT
    await teller.forget_the_old()
    assert {one.notice.made for one in scene.inbox.told.values()} == {newest}
    scene.now += timedelta(minutes=59)
    await teller.forget_the_old()
    assert scene.inbox.told
    scene.now += timedelta(minutes=1)
    await teller.forget_the_old()
    assert not scene.inbox.told


def _appended(scene: Scene, about: UUID, version: int, event: NewEvent) -> CommandAppend:
    stream = StreamAppend(about, "trajectory", version, (event,))
    return CommandAppend(uuid4(), bytes(32), "CTI1", "101", (stream,))


async def append_unknown(scene: Scene, about: UUID) -> None:
    """Append an event of a type that this program does not know."""
    version = len(await scene.log.load(about))
    event = NewEvent(uuid4(), "FromTheFuture", 1, Occurred(on=START), b"{}")
    await scene.log.append([_appended(scene, about, version, event)])


async def append_raw(scene: Scene, about: UUID, offer: OfferHandOver) -> None:
    """Append what a program that can read the stream would."""
    version = len(await scene.log.load(about))
    offered = HandOverOffered(hand_over=offer.hand_over, to=offer.to, centre=UNIT, answer=Span(working_days=2))
    event = new_event(offered, offer.occurred, command=offer.command_id, ordinal=0)
    await scene.log.append([_appended(scene, about, version, event)])


def learns_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this program be one that knows the type."""
    monkeypatch.setitem(EVENT_TYPES, "FromTheFuture", HoldLifted)
