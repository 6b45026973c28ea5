"""The method supervisor: every trajectory under its pseudonym, and never the vault. Source: domain section 2."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.access.case import Record, Rule, always
from domain.access.codes import Action

GENERAL = frozenset({Action.SEE_BOARD, Action.SEE_AGGREGATES})


def sees(record: Record) -> bool:
    """Team supervision discusses all of them; pseudonyms suffice."""
    return True


RULES: Mapping[Action, Rule] = MappingProxyType({Action.SEE_TRAJECTORY: always})
