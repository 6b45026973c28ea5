"""Commands about possible personal data breaches. Source: domain section 5."""

from uuid import UUID

from domain.breach_codes import BreachCause, BreachOutcome
from domain.commands.base import TrajectoryCommand


class ReportPossibleBreach(TrajectoryCommand):
    """Report a possible breach; `occurred` is when somebody became aware of it."""

    breach: UUID
    cause: BreachCause


class AssessBreach(TrajectoryCommand):
    """Record the leader's assessment."""

    breach: UUID
    outcome: BreachOutcome
