"""Measures and measurements. Source: domain sections 6 and 7."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.base import Code, Day, Frozen
from domain.contact_codes import Language
from domain.events.base import Event
from domain.help_codes import Occasion, PaidSex, Questionnaire, StopReason
from domain.span import Span
from domain.trajectory_codes import FocusArea


class MeasureProposed(Event):
    measure: UUID
    kind: Code
    provider: Code | None = None


class MeasureApplied(Event):
    """Applied for or referred; an answer is due a span after the day it occurred."""

    measure: UUID
    answer: Span


class MeasureGranted(Event):
    """Granted; for a housing list: written up (opskrevet). `yearly_check` asks for a check each year."""

    measure: UUID
    yearly_check: bool = False


class MeasureRefused(Event):
    measure: UUID


class MeasureStarted(Event):
    """Running, until a day if it is limited in time."""

    measure: UUID
    until: Day | None = None


class MeasureCompleted(Event):
    measure: UUID


class MeasureStopped(Event):
    measure: UUID
    reason: StopReason


class YearlyCheckDone(Event):
    """A granted measure that waits to run, such as a housing list, was looked into again."""

    measure: UUID


class MeasureTakenBack(Event):
    """No answer came: the matter is back with the worker. A late answer can still be recorded."""

    measure: UUID


class Rating(Frozen):
    """A self-rated area, 1 (worst) to 5 (best)."""

    area: FocusArea
    score: int = Field(ge=1, le=5)


def _one_rating_an_area(ratings: tuple[Rating, ...]) -> tuple[Rating, ...]:
    if len({rating.area for rating in ratings}) != len(ratings):
        raise ValueError("an area is rated once")
    return ratings


Ratings = Annotated[tuple[Rating, ...], AfterValidator(_one_rating_an_area)]
"""Self-rated areas, each at most once; an area that is left out was declined."""

WhoFiveItem = Annotated[int, Field(ge=0, le=5)] | None
"""An item of WHO-5: 0 to 5, or declined (None)."""

WhoFive = tuple[WhoFiveItem, WhoFiveItem, WhoFiveItem, WhoFiveItem, WhoFiveItem]
"""The five items of WHO-5."""

ALL_DECLINED: WhoFive = (None, None, None, None, None)


class MeasurementRecorded(Event):
    """Answers at one occasion; any question can be declined. `phase` is the phase that was ended."""

    occasion: Occasion
    phase: int = Field(default=0, ge=0, le=9)
    questionnaire: Questionnaire
    who_5: WhoFive = ALL_DECLINED
    paid_sex: PaidSex = PaidSex.PREFERS_NOT
    ratings: Ratings = ()
    language: Language = Language.NOT_STATED
    helped: bool = False


class MeasurementDeclined(Event):
    """The person did not want to be measured at this occasion."""

    occasion: Occasion
    phase: int = Field(default=0, ge=0, le=9)
    questionnaire: Questionnaire
