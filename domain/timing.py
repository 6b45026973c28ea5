"""When each kind of agenda item is due, reminded of and escalated: the defaults, and where each comes from.

A municipality sets another with a `Timing` of the same code; what it leaves out stays as it is here. What a plan pins
(a phase's length and rhythm, its reminders and escalation, pre-CTI) and what a programme, a measure kind or a duty
says stands there and not here.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from domain.agenda_item import ItemKind
from domain.reference.definitions import Timing
from domain.span import Span

DAY = 24 * 60 * 60


class Times(NamedTuple):
    """When the clock acts on an obligation: ahead of it, after it, and after that without an acknowledgement."""

    remind: tuple[Span, ...] = ()
    escalate: Span | None = None
    second: Span | None = None


class Default(NamedTuple):
    """A kind's timing as shipped, and where it comes from, in Danish and English."""

    timing: Timing
    da: str
    en: str


def _days(*counts: int) -> tuple[Span, ...]:
    return tuple(Span(days=count) for count in counts)


_OUR_RULE = "projektets egen regel", "this project's own rule"

DEFAULTS: Mapping[ItemKind, Default] = MappingProxyType(
    {
        ItemKind.PHASE_END: Default(
            Timing(code=ItemKind.PHASE_END, second=Span(working_days=5)),
            "planen; andet niveau er projektets egen regel",
            "the plan; the second level is this project's own rule",
        ),
        ItemKind.PLAN_END: Default(Timing(code=ItemKind.PLAN_END), "planen", "the plan"),
        ItemKind.PRE_CTI: Default(Timing(code=ItemKind.PRE_CTI), "planen", "the plan"),
        ItemKind.PHASE_PLAN: Default(
            Timing(code=ItemKind.PHASE_PLAN, due=Span(days=14)),
            "CTI-manualen (2021): aktivitetsplanen laves i fasens begyndelse",
            "the CTI manual (2021): the activity plan is made as the phase begins",
        ),
        ItemKind.CONTACT: Default(Timing(code=ItemKind.CONTACT), "planens kontaktrytme", "the plan's contact rhythm"),
        ItemKind.MEASUREMENT: Default(
            Timing(code=ItemKind.MEASUREMENT, due=Span(days=14), remind=_days(7)),
            "projektets egen regel; ni måneder efter står i planen",
            "this project's own rule; nine months after stands in the plan",
        ),
        ItemKind.ANSWER: Default(
            Timing(code=ItemKind.ANSWER, remind=(Span(working_days=2),), escalate=Span(working_days=5)),
            "tiltagets svartid; påmindelse og tilbagetagelse er projektets egen regel",
            "the measure's time to answer; reminder and take-back are this project's own rule",
        ),
        ItemKind.MEASURE_END: Default(Timing(code=ItemKind.MEASURE_END, remind=_days(14)), *_OUR_RULE),
        ItemKind.YEARLY_CHECK: Default(
            Timing(code=ItemKind.YEARLY_CHECK, due=Span(months=12)),
            "opskrivning: årligt tjek",
            "waiting lists: a yearly check",
        ),
        ItemKind.APPOINTMENT: Default(
            Timing(code=ItemKind.APPOINTMENT, remind=_days(1)), "dagen før aftalen", "the day before the appointment"
        ),
        ItemKind.HAND_OVER: Default(
            Timing(
                code=ItemKind.HAND_OVER,
                due=Span(working_days=2),
                escalate=Span(working_days=2),
                second=Span(working_days=5),
            ),
            "svar inden to arbejdsdage; eskalering er projektets egen regel",
            "answered within two working days; escalation is this project's own rule",
        ),
        ItemKind.APPROVAL: Default(
            Timing(code=ItemKind.APPROVAL, due=Span(working_days=2), escalate=Span(working_days=5)), *_OUR_RULE
        ),
        ItemKind.DISCLOSURE: Default(
            Timing(code=ItemKind.DISCLOSURE, due=Span(working_days=1), escalate=Span(working_days=5)), *_OUR_RULE
        ),
        ItemKind.ACTION_CARD: Default(
            Timing(code=ItemKind.ACTION_CARD, escalate=Span(working_days=1), second=Span(working_days=1)),
            "handlekortet følges straks; eskalering er projektets egen regel",
            "the action card is followed at once; escalation is this project's own rule",
        ),
        ItemKind.BREACH: Default(
            Timing(
                code=ItemKind.BREACH,
                due=Span(seconds=3 * DAY),
                remind=(Span(seconds=DAY),),
                escalate=Span(working_days=1),
            ),
            "databeskyttelsesforordningen art. 33, stk. 1: 72 timer",
            "GDPR article 33 (1): 72 hours",
        ),
        ItemKind.CONSENT_END: Default(
            Timing(code=ItemKind.CONSENT_END, remind=_days(30, 7)),
            "samtykkets sidste dag; 30 og 7 dage før",
            "the consent's last day; 30 and 7 days ahead",
        ),
        ItemKind.INACTIVITY: Default(Timing(code=ItemKind.INACTIVITY), "programmet", "the programme"),
        ItemKind.PAUSE: Default(
            Timing(
                code=ItemKind.PAUSE, due=Span(days=28), escalate=Span(working_days=5), second=Span(working_days=5)
            ),
            "den dag, pausen ventes at slutte; ellers projektets egen regel",
            "the day on which the pause is expected to end; else this project's own rule",
        ),
        ItemKind.DELETION: Default(
            Timing(code=ItemKind.DELETION, remind=_days(30)),
            "programmets opbevaringstid fra afslutningen",
            "the programme's retention from the closing",
        ),
        ItemKind.ESCALATION: Default(Timing(code=ItemKind.ESCALATION), "samme dag", "the same day"),
        ItemKind.SUPERVISION: Default(
            Timing(code=ItemKind.SUPERVISION, remind=_days(1), escalate=Span(working_days=1)),
            "CTI: teamsupervision hver uge",
            "CTI: team supervision every week",
        ),
        ItemKind.CASELOAD_REVIEW: Default(
            Timing(code=ItemKind.CASELOAD_REVIEW, remind=_days(7), escalate=Span(working_days=5)),
            "CTI: alle forløb gennemgås hver måned",
            "CTI: every course is reviewed each month",
        ),
        ItemKind.STATUS_REPORT: Default(
            Timing(code=ItemKind.STATUS_REPORT, remind=_days(28, 7), escalate=Span(working_days=5)), *_OUR_RULE
        ),
        ItemKind.COMMITTEE: Default(Timing(code=ItemKind.COMMITTEE, remind=_days(14, 7)), *_OUR_RULE),
    }
)


SET_APART = ("due", "remind", "escalate", "second")
"""What a municipality may set of a kind, where it means something."""

ELSEWHERE: Mapping[ItemKind, frozenset[str]] = MappingProxyType(
    {
        kind: frozenset(names)
        for kind, names in {
            ItemKind.PHASE_END: ("due", "remind", "escalate"),
            ItemKind.PLAN_END: ("due",),
            ItemKind.PRE_CTI: ("due",),
            ItemKind.CONTACT: ("due",),
            ItemKind.ANSWER: ("due", "second"),
            ItemKind.MEASURE_END: ("due",),
            ItemKind.APPOINTMENT: ("due",),
            ItemKind.APPROVAL: ("second",),
            ItemKind.DISCLOSURE: ("second",),
            ItemKind.ACTION_CARD: ("due",),
            ItemKind.BREACH: ("second",),
            ItemKind.CONSENT_END: ("due", "escalate", "second"),
            ItemKind.INACTIVITY: ("due", "escalate", "second"),
            ItemKind.DELETION: ("due", "second"),
            ItemKind.ESCALATION: SET_APART,
            ItemKind.SUPERVISION: ("due",),
            ItemKind.CASELOAD_REVIEW: ("due",),
            ItemKind.STATUS_REPORT: ("due",),
            ItemKind.COMMITTEE: ("due",),
        }.items()
    }
)
"""What of a kind stands elsewhere (in the plan, the programme, the measure, the duty, on a day), or nowhere."""


def stands_elsewhere(timing: Timing) -> bool:
    """Tell whether a timing sets what would have no effect."""
    names = ELSEWHERE.get(timing.code, frozenset())
    return any(getattr(timing, name) is not None for name in names)


def timing_of(kind: ItemKind, set_by_municipality: Mapping[str, Timing]) -> Timing:
    """Return a kind's timing in force: the municipality's where it set one, else the default."""
    own = set_by_municipality.get(kind)
    return DEFAULTS[kind].timing if own is None else _set_apart(own)


@lru_cache(maxsize=len(DEFAULTS))
def _set_apart(own: Timing) -> Timing:
    given = {name: getattr(own, name) for name in SET_APART}
    default = DEFAULTS[own.code].timing
    return default.model_copy(update={name: value for name, value in given.items() if value is not None})


def times_of(kind: ItemKind, set_by_municipality: Mapping[str, Timing]) -> Times:
    """Return when the clock acts on a kind, by its timing in force."""
    timing = timing_of(kind, set_by_municipality)
    return Times(timing.remind or (), timing.escalate, timing.second)


def time_given(kind: ItemKind, set_by_municipality: Mapping[str, Timing]) -> Span:
    """Return how long after its start a kind is due, for a kind whose default says so."""
    due = timing_of(kind, set_by_municipality).due
    if due is None:
        raise LookupError(f"{kind} has no length of its own")
    return due
