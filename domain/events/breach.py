"""A possible personal data breach: what lay on the wrong trajectory, or went astray. Source: domain section 5."""

from uuid import UUID

from domain.breach_codes import BreachCause, BreachOutcome
from domain.events.base import Event


class PossibleBreachReported(Event):
    """Somebody became aware of a possible breach: 72 hours run from when it occurred. Source: GDPR article 33 (1)."""

    breach: UUID
    cause: BreachCause


class BreachAssessed(Event):
    """The leader has assessed it, whatever the outcome."""

    breach: UUID
    outcome: BreachOutcome
