"""Why something is due on the day it is: the sentence beneath a due date. Source: design section 4."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from adapters.web.language import Language
from domain.agenda import Obligation, Why
from domain.duties import Duty
from domain.help_codes import Occasion, Questionnaire
from domain.reference.catalogue import Catalogue
from domain.rules.measurement_agenda import measurement_rule
from domain.span import Span

MEASUREMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        measurement_rule(occasion, questionnaire): (
            f"Måling ved {occasion.da}: {questionnaire.da}",
            f"Measurement at {occasion.en}: {questionnaire.en}",
        )
        for occasion in Occasion
        for questionnaire in Questionnaire
    }
)
RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "phase-deadline": ("Fasens længde", "The phase's length"),
        "plan-end": ("Hele planens længde", "The whole plan's length"),
        "pre-cti": ("Påmindelse om kontaktskabelsesperioden", "Reminder of the contact-making period"),
        "contact-rhythm": ("Fasens kontaktrytme", "The phase's contact rhythm"),
        "answer-due": ("Svarfrist for tiltaget", "Time in which the measure is answered"),
        "measure-end": ("Tiltaget er begrænset i tid", "The measure is limited in time"),
        "yearly-check": ("Årligt tjek af opskrivningen", "Yearly check of the waiting list"),
        "hand-over-answer": ("Svarfrist for overleveringen", "Time in which a hand-over is answered"),
        "consent-ends": ("Samtykkets sidste dag", "The last day of the consent"),
        "inactivity": ("Svarfrist efter tid uden aktivitet", "Time to answer after no activity"),
        "disclosure-seen": ("Lederen ser videregivelsen", "The leader sees the disclosure"),
        "extension-requested": ("Lederen tager stilling til forlængelsen", "The leader decides on the extension"),
        "early-discharge-requested": (
            "Lederen tager stilling til at afslutte før tid",
            "The leader decides on ending before time",
        ),
        "phase-plan": ("Fasens aktivitetsplan", "The phase's activity plan"),
        "pause-expected": ("Pausens forventede sidste dag", "The last expected day of the pause"),
        "pause-length": ("Pausen varer ved", "The pause goes on"),
        "breach-assessed": ("Lederen vurderer det mulige brud", "The leader assesses the possible breach"),
        "deletion-due": ("Opbevaringstid efter afslutningen", "Retention after the closing"),
        "escalated": (
            "En frist er overskredet, og lederen er orienteret",
            "A deadline passed and the leader was told",
        ),
        "action-card-opened": ("Handlekortet er åbnet", "The action card is open"),
        "appointment-planned": ("Det aftalte tidspunkt", "The time agreed upon"),
        "duty-supervision": ("Teamets faste supervision", "The team's regular supervision"),
        "duty-caseload-review": ("Fast gennemgang af alle forløb", "Regular review of every trajectory"),
        "duty-status-report": ("Statusnotatet har en fast frist", "The status report has a regular deadline"),
        "duty-committee": ("Mødets dag er sat", "The day of the meeting is set"),
        **MEASUREMENTS,
    }
)
SECONDS_AN_HOUR = 3_600

SPEAK_FOR_THEMSELVES = frozenset(
    {"appointment-planned", "action-card-opened", "escalated", *(f"duty-{duty}" for duty in Duty)}
)
"""Rules from whose start nothing is counted: it is the day itself."""


def what(obligation: Obligation, language: Language, subjects: Mapping[UUID, str] = MappingProxyType({})) -> str:
    """Return what is due, told apart from others of its kind: which measurement, which of the `subjects` by id."""
    kind, why = language.label(obligation.kind), obligation.why
    if why.rule in MEASUREMENTS:
        measurement = language.text(*MEASUREMENTS[why.rule])
        phase = f" ({language.text('fase', 'phase')} {why.phase})" if why.phase else ""
        return measurement[0].lower() + measurement[1:] + phase
    if isinstance(obligation.subject, UUID) and obligation.subject in subjects:
        return f"{kind}: {subjects[obligation.subject]}"
    return kind


def explain(obligation: Obligation, language: Language, catalogue: Catalogue) -> str:
    """Return why an obligation is due when it is: rule, plan, start, length, and what moved it, by whom."""
    why = obligation.why
    words = RULES.get(why.rule)
    lead = language.text(*words) if words else language.label(obligation.kind).capitalize()
    return "; ".join([lead + _plan(why, language, catalogue) + _count(why, language), *_moves(why, language)]) + "."


def _plan(why: Why, language: Language, catalogue: Catalogue) -> str:
    parts = []
    if why.plan is not None:
        plan = catalogue.plans.get(why.plan)
        parts.append(language.label(plan) if plan else why.plan)
    if why.plan_version is not None:
        parts.append(f"version {why.plan_version}")
    if why.phase is not None:
        parts.append(f"{language.text('fase', 'phase')} {why.phase}")
    return f" ({', '.join(parts)})" if parts else ""


def _count(why: Why, language: Language) -> str:
    start = language.occurred(why.start)
    if why.rule in SPEAK_FOR_THEMSELVES:
        return f": {start}"
    if why.span is None:
        return language.text(f": regnet fra {start}", f": counted from {start}")
    length = span_text(why.span, language)
    return language.text(f": {length} regnet fra {start}", f": {length} counted from {start}")


def _moves(why: Why, language: Language) -> Iterator[str]:
    if why.paused:
        length = _length(why.paused, language)
        yield language.text(f"flyttet {length} af pauser", f"moved {length} by pauses")
    if why.extended_days:
        days = span_text(Span(days=why.extended_days), language)
        yield language.text(f"forlænget {days}", f"extended by {days}") + _approval(why, language)


def _approval(why: Why, language: Language) -> str:
    leaders = language.list(why.approved_by)
    return language.text(f", godkendt af {leaders}", f", approved by {leaders}") if leaders else ""


def _length(moved: timedelta, language: Language) -> str:
    if moved.days:
        return span_text(Span(days=moved.days), language)
    return span_text(Span(seconds=max(round(moved.total_seconds()), 1)), language)


def span_text(span: Span, language: Language) -> str:
    """Return a length in words, such as ``3 måneder``."""
    if span.months:
        return language.count(span.months, ("måned", "måneder"), ("month", "months"))
    if span.days:
        return language.count(span.days, ("dag", "dage"), ("day", "days"))
    if span.working_days:
        return language.count(span.working_days, ("arbejdsdag", "arbejdsdage"), ("working day", "working days"))
    if span.seconds % SECONDS_AN_HOUR == 0:
        return language.count(span.seconds // SECONDS_AN_HOUR, ("time", "timer"), ("hour", "hours"))
    return language.count(span.seconds, ("sekund", "sekunder"), ("second", "seconds"))
