"""What the published notes of the Exit package state, where the log holds no events of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from domain.contact_codes import Community

EXIT_PACKAGE = "exit-pakke"

BASELINE = (0, 3)
"""Enquiries a year before the Exit package, from and to. Source: seeds 000 and 004."""


class WeeklyHours(NamedTuple):
    """A cultural mediator's hours a week: outreach, and ordinary casework."""

    outreach: int
    casework: int


MEDIATOR_HOURS: Mapping[Community, WeeklyHours] = MappingProxyType({Community.THAI: WeeklyHours(30, 7)})
"""Source: seed 002."""
