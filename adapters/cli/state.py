"""A trajectory in words, on a terminal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from adapters.cli.printing import say, show_table
from adapters.cli.sent import who
from adapters.sight import Sight
from adapters.web.explain import explain
from adapters.web.history.describe import Describer
from adapters.web.history.event_names import BLANKED, EVENT_NAMES
from adapters.web.language import DANISH
from domain.trajectory.state import Course, Trajectory
from domain.trajectory_codes import Observation
from projections.engine.board import Folded
from projections.engine.codes import code_of
from projections.history.fold import rows

Line = tuple[str, str]

MEASURE: Mapping[str, str] = MappingProxyType(
    {
        "proposed": "foreslået",
        "applied": "søgt, venter på svar",
        "taken-back": "taget tilbage",
        "granted": "bevilget",
        "refused": "afslået",
        "running": "i gang",
        "completed": "gennemført",
        "stopped": "stoppet",
    }
)
"""How far a measure has come."""


def show_state(sight: Sight) -> None:
    """Print where a trajectory stands, what it has open, and what is due and why."""
    folded = sight.folded
    describer = Describer(DANISH, folded.catalogue, folded.trajectory)
    say(f"Forløb {folded.trajectory.id}, plads {folded.position} i loggen")
    for name, text in _lines(folded.trajectory, describer):
        say(f"  {name}: {text}")
    _show_open(folded.trajectory, describer)
    _show_due(folded, describer, sight.now)
    if sight.parked:
        say(f"Plads {sight.parked.position} kan ikke læses af dette program; forløbet vises, som det var før.")


def show_history(folded: Folded) -> None:
    """Print every event as it was recorded, those withdrawn or corrected marked."""
    describer = Describer(DANISH, folded.catalogue, folded.trajectory)
    found = [
        (
            str(fact.position),
            DANISH.occurred(fact.occurred),
            EVENT_NAMES[fact.event.type_name][0] if fact.event else BLANKED[0],
            "; ".join(f"{name}: {text}" for name, text in describer.fields(fact.event)) if fact.event else "",
            " ".join(marks(withdrawn=row.withdrawn, corrected=row.corrected)),
            fact.actor,
            DANISH.instant(fact.recorded),
            str(fact.id),
        )
        for row, fact in zip(rows(folded), folded.trajectory.facts, strict=True)
    ]
    columns = ("Plads", "Skete", "Hændelse", "Indhold", "Mærke", "Af", "Registreret", "Hændelsens nummer")
    show_table(f"Historik for forløb {folded.trajectory.id}", columns, found, numbers=("Plads",))


def marks(*, withdrawn: bool, corrected: bool) -> Iterator[str]:
    """Yield what is said of an event that does not stand as it was recorded."""
    if withdrawn:
        yield "FEJLREGISTRERET"
    if corrected:
        yield "RETTET"


def _lines(trajectory: Trajectory, describer: Describer) -> Iterator[Line]:
    yield "program", describer.code("programme", trajectory.programme)
    yield "center", describer.code("centre", trajectory.centre)
    yield "medarbejder", trajectory.worker or "ikke tildelt"
    yield "status", _status(trajectory)
    yield "borgeren er", "anonym" if trajectory.is_anonymous else "kendt"
    if trajectory.opened:
        yield "åbnet", DANISH.occurred(trajectory.opened)
    if trajectory.target_group:
        yield "delmålgruppe", trajectory.target_group.da
    if trajectory.last_contact:
        yield "seneste kontakt", DANISH.occurred(trajectory.last_contact)
    if trajectory.pre_cti and not trajectory.course:
        yield "kontaktskabelsesperiode siden", DANISH.occurred(trajectory.pre_cti.begun)
    if trajectory.course:
        yield from _course_lines(trajectory.course)
    yield from _flags(trajectory)


def _status(trajectory: Trajectory) -> str:
    if trajectory.closing:
        return f"afsluttet {DANISH.occurred(trajectory.closing.occurred)} ({trajectory.closing.reason.da})"
    paused = trajectory.course.paused if trajectory.course else None
    return f"sat på pause {DANISH.occurred(paused.begun)} ({paused.reason.da})" if paused else "åbent"


def _course_lines(course: Course) -> Iterator[Line]:
    yield "plan", f"{course.plan.da}, version {course.plan.version}, gennemløb {course.run}"
    for phase in course.phases:
        ended = f" til {DANISH.occurred(phase.ended)}" if phase.ended else ""
        yield f"fase {phase.number} ({phase.plan.name.da})", f"fra {DANISH.occurred(phase.started)}{ended}"
    if course.phase and course.phase.focus_areas:
        yield "fokusområder", DANISH.list([area.da for area in course.phase.focus_areas])


def _flags(trajectory: Trajectory) -> Iterator[Line]:
    if trajectory.code_given:
        yield "VIP-kode", "givet"
    if trajectory.action_card:
        yield "handlekort", DANISH.list([trigger.da for trigger in sorted(trajectory.action_card)])
    if trajectory.hold:
        yield "bevaring", "forløbet må ikke slettes"
    if trajectory.restricted:
        yield "adgang", "begrænset"
    for day, observation in trajectory.observations:
        yield f"observation {DANISH.date(day)}", code_of(Observation, observation).da


def _show_open(trajectory: Trajectory, describer: Describer) -> None:
    for measure in trajectory.measures:
        say(f"  tiltag {measure.id}: {describer.code('kind', measure.kind)}, {MEASURE[measure.status]}")
    for appointment in trajectory.appointments:
        if appointment.outcome is None:
            say(f"  aftale {appointment.id}: {DANISH.occurred(appointment.planned)}")
    for consent in trajectory.consents:
        ended = "tilbagekaldt" if consent.withdrawn else f"til {DANISH.date(consent.until)}"
        sender, receiver = describer.code("sender", consent.sender), describer.code("receiver", consent.receiver)
        say(f"  samtykke {consent.id}: {sender} til {receiver}, {ended}")
    if trajectory.hand_over:
        say(f"  overlevering {trajectory.hand_over.id}: tilbudt {trajectory.hand_over.to}")
    for extension in trajectory.course.extensions if trajectory.course else ():
        if extension.approved is None:
            say(f"  forlængelse {extension.id}: {extension.days} dage, afventer lederen")
    if trajectory.discharge and trajectory.discharge.approved is None:
        say(f"  tidlig udskrivning {trajectory.discharge.id}: afventer lederen")


def _show_due(folded: Folded, describer: Describer, now: datetime) -> None:
    due = [
        (
            "OVERSKREDET" if obligation.is_overdue(now) else "",
            DANISH.date(obligation.due.on),
            describer.what(obligation),
            who(obligation),
            explain(obligation, DANISH, folded.catalogue),
        )
        for obligation in folded.obligations
    ]
    show_table("Hvad der skal ske", ("", "Frist", "Hvad", "Hvem", "Hvorfor"), due)
