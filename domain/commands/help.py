"""Commands about measures and measurements. Source: domain sections 6 and 7."""

from uuid import UUID

from pydantic import Field

from domain.base import Code, Day
from domain.commands.base import TrajectoryCommand
from domain.contact_codes import Language
from domain.events.help import ALL_DECLINED, Ratings, WhoFive
from domain.help_codes import Occasion, PaidSex, Questionnaire, StopReason


class ProposeMeasure(TrajectoryCommand):
    measure: UUID
    kind: Code
    provider: Code | None = None


class ApplyForMeasure(TrajectoryCommand):
    """Apply or refer; an answer is due in `working_days`, or in the kind's default time."""

    measure: UUID
    working_days: int | None = Field(default=None, ge=1, le=250)


class RecordAnswer(TrajectoryCommand):
    """Record that a measure was granted or refused; a late answer can always be recorded."""

    measure: UUID
    granted: bool


class StartMeasure(TrajectoryCommand):
    measure: UUID
    until: Day | None = None


class CompleteMeasure(TrajectoryCommand):
    measure: UUID


class StopMeasure(TrajectoryCommand):
    measure: UUID
    reason: StopReason


class RecordYearlyCheck(TrajectoryCommand):
    """Record that a granted measure that waits to run was looked into again."""

    measure: UUID


class TakeMeasureBack(TrajectoryCommand):
    """Take an unanswered measure back to the worker before the clock does."""

    measure: UUID


class RecordMeasurement(TrajectoryCommand):
    """Record answers; `who_5` are five items 0-5 or None for a declined one."""

    occasion: Occasion
    phase: int = Field(default=0, ge=0, le=9)
    questionnaire: Questionnaire
    who_5: WhoFive = ALL_DECLINED
    paid_sex: PaidSex = PaidSex.PREFERS_NOT
    ratings: Ratings = ()
    language: Language = Language.NOT_STATED
    helped: bool = False


class DeclineMeasurement(TrajectoryCommand):
    occasion: Occasion
    phase: int = Field(default=0, ge=0, le=9)
    questionnaire: Questionnaire
