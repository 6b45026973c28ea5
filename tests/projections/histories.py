"""Histories of an office as hypothesis makes them: all sorts of commands in any order, most of which are accepted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from hypothesis import strategies as st

from domain.agenda import agenda
from domain.base import CLOCK, NAMES, Occurred
from domain.calendar import civil_date
from domain.commands import Command
from domain.commands.clock import ActOnItem
from domain.commands.contacts import HandOutCards, RegisterContact, RegisterFollowUp, RegisterVisit
from domain.commands.corrections import CorrectDate, CorrectField, MoveContact, WithdrawFact
from domain.commands.course import (
    AssignWorker,
    CloseTrajectory,
    EndPhase,
    OpenTrajectory,
    Pause,
    PlanAppointment,
    RecordCtiContact,
    ReopenTrajectory,
    Resume,
    StartCti,
)
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.commands.reference import Define
from domain.contact_codes import CardDistributor, Community, HandledBy, Language
from domain.events.contacts import ContactForm, ContactRegistered
from domain.fact import Fact
from domain.reference.definitions import MeasureKind, Programme, Staff
from domain.span import Span
from domain.trajectory_codes import (
    CloseReason,
    DeviationReason,
    Party,
    PauseReason,
    Place,
    Role,
    TargetGroup,
    WithdrawReason,
)
from tests.domain.samples import MEETING, a_form, command
from tests.projections.office import Office

FIRST_DAY = date(2026, 1, 5)
DAYS = 300


class Action(NamedTuple):
    """Something to try: what, to which stream and fact, and when."""

    what: str
    stream: int
    fact: int
    day: int

    @property
    def on(self) -> str:
        return (FIRST_DAY + timedelta(days=self.day)).isoformat()


def id_of(kind: str, number: int) -> UUID:
    return uuid5(NAMES, f"{kind}-{number}")


def trajectory(action: Action) -> UUID:
    return id_of("trajectory", action.stream)


def form_of(action: Action) -> ContactForm:
    match action.fact % 3:
        case 0:
            return a_form()
        case 1:
            return a_form(handled_by=HandledBy.CULTURAL_MEDIATOR, community=Community.THAI)
    return a_form(handled_by=HandledBy.CTI_WORKER)


def _staff(action: Action) -> Staff:
    deputy = "CTI2" if action.fact % 2 else None
    return Staff(code="CTI1", roles=(Role.CTI_WORKER,), centre="hjemloeseenheden", deputy=deputy)


def _programme(action: Action) -> Programme:
    return Programme(
        code="exit-prostitution",
        da="Exit Prostitution",
        en="Exit Prostitution",
        plans=("cti-9m",),
        target_groups=tuple(TargetGroup),
        inactivity=Span(days=20 * (action.fact + 1)),
    )


def _kind(action: Action) -> MeasureKind:
    answer = Span(working_days=action.fact + 1)
    return MeasureKind(code="referral-kc", da="Henvisning", en="Referral", answer=answer, providers=("kc",))


PLAIN: dict[str, Callable[[Action], Command]] = {
    "contact": lambda a: command(RegisterContact, a.on, stream=id_of("contact", a.stream), contact=form_of(a)),
    "visit": lambda a: command(
        RegisterVisit,
        a.on,
        stream=id_of("visit", a.stream),
        programme="exit-prostitution",
        centre="socialcenter",
        contacts=(form_of(a), a_form()),
    ),
    "cards": lambda a: command(
        HandOutCards,
        a.on,
        stream=id_of("cards", a.stream),
        programme="exit-pakke",
        distributor=CardDistributor.KC,
        cards=a.fact + 1,
    ),
    "open": lambda a: command(
        OpenTrajectory,
        a.on,
        trajectory=trajectory(a),
        programme="exit-prostitution",
        centre="hjemloeseenheden",
        contact=form_of(a),
    ),
    "follow-up": lambda a: command(RegisterFollowUp, a.on, trajectory=trajectory(a), contact=form_of(a)),
    "assign": lambda a: command(AssignWorker, a.on, actor="LED1", trajectory=trajectory(a), worker="CTI1"),
    "start": lambda a: command(StartCti, a.on, trajectory=trajectory(a), plan="cti-9m", reason=DeviationReason.OTHER),
    "meet": lambda a: command(
        RecordCtiContact,
        a.on,
        trajectory=trajectory(a),
        place=Place.OFFICE,
        party=Party.PERSON,
        form=MEETING,
        minutes=30,
    ),
    "end": lambda a: command(
        EndPhase, a.on, trajectory=trajectory(a), phase=a.fact % 3 + 1, reason=DeviationReason.OTHER
    ),
    "pause": lambda a: command(Pause, a.on, trajectory=trajectory(a), reason=PauseReason.AWAY),
    "resume": lambda a: command(Resume, a.on, trajectory=trajectory(a)),
    "appointment": lambda a: command(
        PlanAppointment,
        a.on,
        trajectory=trajectory(a),
        appointment=id_of("appointment", a.fact),
        planned=Occurred(on=FIRST_DAY + timedelta(days=a.day + 5)),
    ),
    "propose": lambda a: command(
        ProposeMeasure, a.on, trajectory=trajectory(a), measure=id_of("measure", a.fact), kind="referral-kc"
    ),
    "apply": lambda a: command(ApplyForMeasure, a.on, trajectory=trajectory(a), measure=id_of("measure", a.fact)),
    "close": lambda a: command(CloseTrajectory, a.on, trajectory=trajectory(a), reason=CloseReason.OWN_WISH),
    "reopen": lambda a: command(ReopenTrajectory, a.on, trajectory=trajectory(a)),
    "define": lambda a: command(Define, a.on, actor="LED1", definition=_staff(a)),
    "define-programme": lambda a: command(Define, a.on, actor="LED1", definition=_programme(a)),
    "define-kind": lambda a: command(Define, a.on, actor="LED1", definition=_kind(a)),
}
"""Commands that need to know nothing of the log."""

CORRECTIONS = ("correct-date", "correct-field", "withdraw", "move", "clock")


def actions(size: int, *further: str) -> st.SearchStrategy[list[Action]]:
    """Return histories of at most some actions, over few streams so that they meet; `further` are the test's own."""
    action = st.builds(
        Action,
        what=st.sampled_from((*PLAIN, *CORRECTIONS, *further)),
        stream=st.integers(0, 3),
        fact=st.integers(0, 9),
        day=st.integers(0, DAYS),
    )
    return st.lists(action, max_size=size)


async def begin(office: Office) -> None:
    """Open three trajectories, two of them with a course, so that most actions find something to act on."""
    for stream in range(3):
        for what in ("open", "assign", "start") if stream else ("open",):
            assert await play(office, Action(what, stream, stream, 0))


async def play(office: Office, action: Action) -> bool:
    """Try an action; tell whether it was accepted."""
    made = await command_of(office, action)
    return made is not None and await office.attempt(made)


async def command_of(office: Office, action: Action) -> Command | None:
    """Return the command that an action is now; None if it finds nothing to act on."""
    return PLAIN[action.what](action) if action.what in PLAIN else await _correction(office, action)


async def _correction(office: Office, action: Action) -> Command | None:
    if action.what == "clock":
        return await _act_of_the_clock(office, action)
    fact = await _some_fact(office, action)
    if fact is None:
        return None
    named = {"stream": fact.stream, "event": fact.id}
    match action.what:
        case "correct-date":
            happened = Occurred(on=FIRST_DAY + timedelta(days=action.fact * 20))
            return command(CorrectDate, "2026-11-30", happened=happened, **named)
        case "correct-field":
            return command(CorrectField, "2026-11-30", field="contact.language", value=Language.THAI.value, **named)
        case "move":
            return command(MoveContact, "2026-11-30", trajectory=id_of("trajectory", action.day % 4), **named)
    return command(WithdrawFact, "2026-11-30", reason=WithdrawReason.VOIDED, **named)


async def _some_fact(office: Office, action: Action) -> Fact | None:
    kind = ("trajectory", "contact", "visit", "cards")[action.day % 4]
    facts = (await office.handler.trajectory(id_of(kind, action.stream))).facts
    contacts = [fact for fact in facts if isinstance(fact.event, ContactRegistered)]
    chosen = facts if action.what == "correct-date" else contacts
    return chosen[action.fact % len(chosen)] if chosen else None


async def _act_of_the_clock(office: Office, action: Action) -> Command | None:
    state = await office.handler.trajectory(trajectory(action))
    timers = agenda(state, await office.handler.catalogue(), state.position).timers
    if not timers:
        return None
    item = timers[0]
    occurred = Occurred(on=min(item.due, civil_date(item.at)))
    return command(ActOnItem, occurred, actor=CLOCK, trajectory=state.id, item=item)
