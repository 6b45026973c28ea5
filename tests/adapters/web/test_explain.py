"""Every due date explains itself, in both languages."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from adapters.web.explain import RULES, explain, what
from adapters.web.language import DANISH, ENGLISH
from domain.agenda import Obligation, Why
from domain.agenda_item import ItemKind
from domain.base import Occurred
from domain.help_codes import Occasion, Questionnaire
from domain.rules.measurement_agenda import measurement_rule
from domain.span import Span, due_after
from tests.domain.given import on
from tests.domain.samples import CATALOGUE

START = on("2013-04-24")


def because(why: Why, kind: ItemKind = ItemKind.PHASE_END) -> Obligation:
    return Obligation(kind, 1, due_after(START, Span(days=1)), "CTI1", None, "socialcenter", why)


def test_a_plain_length_is_counted_from_its_start() -> None:
    why = Why("hand-over-answer", START, Span(working_days=2))
    assert explain(because(why), DANISH, CATALOGUE) == (
        "Svarfrist for overleveringen: 2 arbejdsdage regnet fra 24. april 2013."
    )
    assert explain(because(why), ENGLISH, CATALOGUE) == (
        "Time in which a hand-over is answered: 2 working days counted from 24 April 2013."
    )


def test_pauses_and_extensions_say_how_far_and_by_whom() -> None:
    why = Why(
        "phase-deadline",
        START,
        Span(months=1),
        plan="cti-9m",
        plan_version=1,
        phase=2,
        paused=timedelta(days=1),
        extended_days=14,
        approved_by=("LED1", "LED2"),
    )
    assert explain(because(why), DANISH, CATALOGUE) == (
        "Fasens længde (CTI 9 måneder, version 1, fase 2): 1 måned regnet fra 24. april 2013; "
        "flyttet 1 dag af pauser; forlænget 14 dage, godkendt af LED1 og LED2."
    )


def test_a_plan_of_seconds_shows_the_time_of_day() -> None:
    start = Occurred.at_instant(datetime(2013, 4, 24, 7, 5, tzinfo=UTC))
    why = Why("phase-deadline", start, Span(seconds=60), plan="no-longer-defined", paused=timedelta(seconds=30))
    assert explain(because(why), DANISH, CATALOGUE) == (
        "Fasens længde (no-longer-defined): 60 sekunder regnet fra 24. april 2013 kl. 9.05; "
        "flyttet 30 sekunder af pauser."
    )


def test_a_rule_without_words_is_named_by_what_is_due() -> None:
    words = explain(because(Why("rule-of-tomorrow", START), ItemKind.APPOINTMENT), DANISH, CATALOGUE)
    assert words == "Aftale: regnet fra 24. april 2013."


def test_a_day_agreed_upon_is_itself_and_counted_from_nothing() -> None:
    why = Why("appointment-planned", START)
    assert explain(because(why), DANISH, CATALOGUE) == "Det aftalte tidspunkt: 24. april 2013."


def test_two_measurements_of_one_day_are_told_apart() -> None:
    rules = [measurement_rule(Occasion.PHASE_CHANGE, questionnaire) for questionnaire in Questionnaire]
    due = [because(Why(rule, START, phase=phase), ItemKind.MEASUREMENT) for rule in rules for phase in (1, 2)]
    assert [what(item, DANISH) for item in due] == [
        "måling ved faseskift: borgerskema (fase 1)",
        "måling ved faseskift: borgerskema (fase 2)",
        "måling ved faseskift: medarbejderskema (fase 1)",
        "måling ved faseskift: medarbejderskema (fase 2)",
    ]
    assert what(due[0], ENGLISH) == "measurement at phase change: filled in by the person (phase 1)"


def test_an_answer_names_its_measure_where_that_is_known() -> None:
    measure = uuid4()
    due = Obligation(
        ItemKind.ANSWER, measure, due_after(START, Span(days=1)), "CTI1", None, "jobcenter", Why("answer-due", START)
    )
    assert what(due, DANISH, {measure: "Gældsrådgivning"}) == "svar på tiltag: Gældsrådgivning"
    assert what(due, DANISH) == "svar på tiltag"


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_words_of_its_own(rule: str) -> None:
    danish = [words for words, _ in RULES.values()]
    english = [words for _, words in RULES.values()]
    assert danish.count(RULES[rule][0]) == english.count(RULES[rule][1]) == 1
