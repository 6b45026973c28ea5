"""Those who see no trajectory at all: what each may besides. Source: domain section 2."""

from domain.access.case import Record
from domain.access.codes import Action

EVALUATOR = frozenset({Action.EXPORT})
"""Replays histories under pseudonyms that are new in every export: never an identity, and no figure that is small."""

CONSULTANT = frozenset({Action.SEE_AGGREGATES})
"""Drafts a report from figures only."""

HEAD_OF_OFFICE = frozenset({Action.SEE_AGGREGATES, Action.PUBLISH})

ADMINISTRATOR = frozenset({Action.MANAGE_ACCOUNTS, Action.DEFINE})
"""Looks after accounts and reference data, which hold nothing about a case."""

AUDITOR = frozenset({Action.READ_ACCESS_LOG, Action.SAMPLE_ACCESS})
"""Controls who looked at what, without looking at it."""


def sees(record: Record) -> bool:
    return False
