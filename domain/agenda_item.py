"""The name of one item of an agenda: what is due, of which thing, on which day."""

from datetime import UTC
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field

from domain.base import FIRST_DAY, LAST_DAY, Day, Frozen, Instant, Occurred, made
from domain.calendar import civil_date
from domain.labelled import Labelled
from domain.span import Due


class ItemKind(Labelled):
    """What is due. An item is what a person has to do, or what the clock has to do at an instant."""

    PHASE_END = "phase-end", "fasen slutter", "phase ends"
    PLAN_END = "plan-end", "planen slutter", "plan ends"
    PRE_CTI = "pre-cti", "kontaktskabelsesperioden", "pre-CTI"
    CONTACT = "contact", "kontakt efter rytmen", "contact by the rhythm"
    ANSWER = "answer", "svar på tiltag", "answer to a measure"
    MEASURE_END = "measure-end", "tiltaget udløber", "measure ends"
    YEARLY_CHECK = "yearly-check", "årligt tjek", "yearly check"
    HAND_OVER = "hand-over", "svar på overlevering", "answer to a hand-over"
    CONSENT_END = "consent-end", "samtykket udløber", "consent ends"
    MEASUREMENT = "measurement", "måling", "measurement"
    ESCALATION = "escalation", "eskalering", "escalation"
    APPROVAL = "approval", "leders godkendelse", "leader's approval"
    DISCLOSURE = "disclosure", "videregivelse uden samtykke", "disclosure without consent"
    ACTION_CARD = "action-card", "handlekort", "action card"
    INACTIVITY = "inactivity", "ingen aktivitet", "no activity"
    APPOINTMENT = "appointment", "aftale", "appointment"
    PHASE_PLAN = "phase-plan", "fasens aktivitetsplan", "the phase's activity plan"
    PAUSE = "pause", "pausen varer ved", "the pause goes on"
    BREACH = "breach", "muligt brud på persondatasikkerheden", "possible personal data breach"
    DELETION = "deletion", "sletning", "deletion"
    SUPERVISION = "supervision", "teamsupervision", "team supervision"
    CASELOAD_REVIEW = "caseload-review", "gennemgang af alle forløb", "full caseload review"
    STATUS_REPORT = "status-report", "statusnotat", "status report"
    COMMITTEE = "committee", "møde i udvalget", "committee meeting"


OF_UNITS = frozenset({ItemKind.SUPERVISION, ItemKind.CASELOAD_REVIEW, ItemKind.STATUS_REPORT, ItemKind.COMMITTEE})
"""What falls due in a unit, whatever its trajectories."""


class Act(Labelled):
    """What the clock does at an item's instant."""

    REMIND = "remind", "påmind", "remind"
    NOTE_PASSED = "note-passed", "notér frist overskredet", "note that the deadline passed"
    ESCALATE = "escalate", "eskalér", "escalate"
    ESCALATE_FURTHER = "escalate-further", "eskalér videre", "escalate further"
    TAKE_BACK = "take-back", "tag tilbage", "take back"
    ASK = "ask", "spørg", "ask"
    CLOSE = "close", "afslut som kun rådgivning", "close as counselling only"


class ItemKey(Frozen):
    """Names one thing that the clock does. `subject` is a phase number or the id of a measure, consent ...

    `due` is the day on which this very thing is due and `at` the instant at which the clock acts: a moved deadline
    is another item, and a reminder's own day is that of the reminder.
    """

    kind: ItemKind
    act: Act
    subject: UUID | Annotated[int, Field(ge=0, le=999)]
    due: Day
    at: Instant

    @classmethod
    def of(cls, kind: ItemKind, act: Act, subject: UUID | int, due: Due) -> "ItemKey":
        """Return the item of a due date that was computed: of what a key says, only its day can be out of range."""
        if not FIRST_DAY <= due.on <= LAST_DAY:
            return cls(kind=kind, act=act, subject=subject, due=due.on, at=due.at)
        return made(cls, {"kind": kind, "act": act, "subject": subject, "due": due.on, "at": due.at})

    @property
    def occurred(self) -> Occurred:
        """When the act occurred: a deadline, which passes at the start of the next day, on its own day."""
        return Occurred(on=self.due) if self.due < civil_date(self.at) else Occurred.at_instant(self.at)

    def command_id(self, trajectory: UUID) -> UUID:
        """Return the id of the command that this item causes, the same however often it is sent."""
        instant = self.at.astimezone(UTC).isoformat()
        return uuid5(trajectory, f"{self.kind}:{self.act}:{self.subject}:{self.due}:{instant}")
